"""Reminds a chat of the events that it has registered for: a day and an hour ahead.

An event is nothing personal, so the chat itself is told, whether or not it is linked to anybody.
Where WhatsApp's window is closed, the approved template says the same; failing that, a mail to
the member whose chat it is, if it is anybody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from bot.messages import Channel, Language, News, Reply
from bot.outbound.letters import EVENT_REMINDER
from bot.outbound.pushes import TO_THE_CHAT, Compose, language_of, stage_push
from bot.texts import Texts
from insurance.formats import day_and_hour
from insurance.ports import Clock
from storage.database import Database
from storage.events import due_reminders, mark_reminded
from storage.tables import EventRow

log = structlog.get_logger(__name__)


class EventReminders:
    """Stages the reminders that are due; whichever gateway runs sends them."""

    def __init__(
        self, db: Database, compose: Mapping[Channel, Compose], texts: Texts, clock: Clock
    ) -> None:
        """``compose``: by channel, as for ``ClaimNews``."""
        self._db = db
        self._compose = compose
        self._texts = texts
        self._clock = clock

    def stage_due(self) -> Mapping[str, int]:
        """Remind every chat that is due, in one transaction with its mark; how many it was."""
        reminded = 0
        while staged := self._stage_some():
            reminded += staged
        return {"reminded": reminded}

    def _stage_some(self) -> int:
        with self._db.transaction() as session:
            return self._stage(session)

    def _stage(self, session: Session) -> int:
        now = self._clock.now()
        due = due_reminders(session, now)
        for registration, event, conversation in due:
            mark_reminded(registration, event.starts_at, now)
            reply = self._reply(event, language_of(conversation))
            stage_push(session, conversation, reply, self._compose, now, position=TO_THE_CHAT)
            log.info("event_reminder_staged", conversation_id=conversation.id)
        session.flush()
        return len(due)

    def _reply(self, event: EventRow, language: Language) -> Reply:
        reply = self._texts.say("event_reminder", language)
        title = event.title_en if language is Language.ENGLISH else event.title_id
        when = day_and_hour(event.starts_at, language.value)
        link = self._texts.say("event_link", language).text.format(url=event.url)
        text = reply.text.format(title=title, when=when, link=link if event.url else "")
        choices = tuple(replace(one, entities={"event": event.code}) for one in reply.choices)
        news = News(EVENT_REMINDER, (title, when))
        return replace(reply, text=text.strip(), choices=choices, news=news)
