"""Reminders of events: in the chat that registered, once each, whether or not it is anybody's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.messages import Draft, News
from bot.outbound.event_reminders import EventReminders
from bot.outbound.pushes import TO_THE_CHAT, has_lost_its_member
from bot.outbound.templates import template_for
from bot.stored import draft_from_json
from bot.texts import Texts
from iclick.bootstrap import composers
from insurance.events import Talks
from insurance.fakes import FakeClock
from storage.database import Database
from storage.events import SqlTalkBook
from storage.tables import ConversationRow, EventRow, OutboxRow
from tests.identity_world import IdentityWorld

BEGINS = datetime.fromisoformat("2026-07-10T19:00:00+07:00")


@dataclass
class Hall:
    """An event, chats that come to it, and what they are told."""

    db: Database
    clock: FakeClock
    reminders: EventReminders = field(init=False)

    def __post_init__(self) -> None:
        self.world = IdentityWorld(self.db, self.clock)
        self.reminders = EventReminders(self.db, composers(), Texts.load(), self.clock)
        with self.db.transaction() as session:
            session.add(
                EventRow(
                    code="GT-1",
                    title_id="Jantung Sehat",
                    title_en="A Healthy Heart",
                    starts_at=BEGINS,
                    ends_at=BEGINS + timedelta(hours=1),
                    speaker="dr. Ratna (contoh)",
                    url="https://gentalks.contoh.example/1",
                )
            )

    def comes(self, channel: str = "telegram", language: str | None = None) -> str:
        chat = self.world.chat(channel)
        with self.db.transaction() as session:
            session.get_one(ConversationRow, chat).language = language
        Talks(SqlTalkBook(self.db, self.clock), self.clock).register("GT-1", chat, chat)
        return chat

    def told(self, chat: str) -> list[Draft]:
        query = select(OutboxRow).where(OutboxRow.conversation_id == chat).order_by(OutboxRow.id)
        with self.db.reading() as session:
            return [draft_from_json(row.content or "{}") for row in session.scalars(query)]


@pytest.fixture
def hall(database: Database, clock: FakeClock) -> Hall:
    """On SQLite and on PostgreSQL."""
    return Hall(database, clock)


def test_a_chat_that_is_nobodys_is_reminded_a_day_and_an_hour_ahead(hall: Hall) -> None:
    chat = hall.comes()
    hall.clock.set(BEGINS - timedelta(hours=24))
    assert hall.reminders.stage_due() == {"reminded": 1}
    assert hall.reminders.stage_due() == {"reminded": 0}
    hall.clock.set(BEGINS - timedelta(hours=1))
    assert hall.reminders.stage_due() == {"reminded": 1}
    day, hour = hall.told(chat)
    assert "<b>Jantung Sehat</b> yang Anda ikuti dimulai 10 Juli 2026, 19.00 WIB" in day.text
    assert "https://gentalks.contoh.example/1" in day.text
    assert [title for title, _ in hour.buttons] == ["Lihat acara", "Batalkan pendaftaran"]


def test_it_is_not_taken_back_because_the_chat_is_not_linked(hall: Hall) -> None:
    chat = hall.comes()
    hall.clock.set(BEGINS - timedelta(hours=24))
    hall.reminders.stage_due()
    with hall.db.reading() as session:
        row = session.scalars(select(OutboxRow).where(OutboxRow.conversation_id == chat)).one()
        assert row.position == TO_THE_CHAT
        assert not has_lost_its_member(session, row, hall.clock.now())


def test_on_whatsapp_the_template_says_the_same_in_the_chats_language(hall: Hall) -> None:
    chat = hall.comes("whatsapp", "en")
    hall.clock.set(BEGINS - timedelta(hours=1))
    hall.reminders.stage_due()
    (told,) = hall.told(chat)
    assert told.news == News("event_reminder", ("A Healthy Heart", "10 July 2026, 19.00 WIB"))
    template = template_for(told.news.name, told.language)
    assert template is not None
    assert "A Healthy Heart that you registered for begins on 10 July" in template.filled(
        told.news.values
    )


def test_an_event_without_a_link_leaves_no_gap(hall: Hall) -> None:
    chat = hall.comes()
    with hall.db.transaction() as session:
        session.execute(update(EventRow).values(url=""))
    hall.clock.set(BEGINS - timedelta(hours=1))
    hall.reminders.stage_due()
    (told,) = hall.told(chat)
    assert told.text.endswith("19.00 WIB.")


def test_many_chats_are_reminded_in_several_steps(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.events.BATCH", 2)
    for _ in range(5):
        hall.comes()
    hall.clock.set(BEGINS - timedelta(hours=1))
    assert hall.reminders.stage_due() == {"reminded": 5}
