"""What the gateway has to do with events: calendar files, and reminders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.routing import BaseRoute

from bot.gateway import Loop
from bot.messages import Channel
from bot.outbound.event_reminders import EventReminders
from bot.outbound.pushes import Compose
from bot.pages.calendar import CalendarDoor
from bot.texts import Texts
from iclick.chores import Chore
from insurance.ports import Clock
from storage.database import Database

REMIND_FIRST_AFTER_S = 5.0
REMIND_EVERY_S = 30.0
"""A reminder an hour ahead may be so late."""


def lifestyle_routes(db: Database, clock: Clock) -> Sequence[BaseRoute]:
    """Events as calendar files."""
    return CalendarDoor(db, clock).routes()


def lifestyle_loops(
    db: Database, compose: Mapping[Channel, Compose], clock: Clock
) -> Sequence[Loop]:
    """What reminds chats of their events."""
    reminders = EventReminders(db, compose, Texts.load(), clock)
    return (Chore("events_reminded", reminders.stage_due, REMIND_FIRST_AFTER_S, REMIND_EVERY_S),)
