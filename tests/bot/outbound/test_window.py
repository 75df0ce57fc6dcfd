"""WhatsApp's 24 hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.outbound import window
from insurance.fakes import FakeClock
from storage.database import Database
from storage.tables import ConversationRow, OutboxRow

CHAT = "c" * 32


def is_open(db: Database, now: datetime, heard: datetime | None, channel: str = "whatsapp") -> bool:
    with db.transaction() as session:
        row = session.get(ConversationRow, CHAT)
        if row is None:
            row = ConversationRow(
                id=CHAT, channel=channel, address_digest="d", address="a", created_at=now
            )
            session.add(row)
        row.last_inbound_at = heard
        session.flush()
        return window.is_open(session, row, now)


def put(db: Database, **values: Any) -> None:
    with db.transaction() as session:
        session.add(OutboxRow(conversation_id=CHAT, position=0, **values))


@pytest.mark.parametrize(
    ("ago", "expected"),
    [
        (timedelta(0), True),
        (timedelta(hours=23, minutes=54), True),
        (timedelta(hours=23, minutes=55), False),
        (timedelta(hours=24), False),
        (timedelta(days=30), False),
    ],
)
def test_it_is_open_for_24_hours_less_a_margin(
    sqlite_database: Database, clock: FakeClock, ago: timedelta, expected: bool
) -> None:
    now = clock.now()
    assert is_open(sqlite_database, now, now - ago) is expected


def test_who_never_wrote_has_none_and_telegram_needs_none(
    sqlite_database: Database, postgres_database: Database, clock: FakeClock
) -> None:
    assert not is_open(sqlite_database, clock.now(), None)
    assert is_open(postgres_database, clock.now(), None, "telegram")


def test_whatsapps_word_that_it_is_closed_counts_until_the_member_writes(
    database: Database, clock: FakeClock
) -> None:
    now = clock.now()
    hour = timedelta(hours=1)
    assert is_open(database, now, now - 2 * hour)
    put(database, error_code="63016", tried_at=now - hour, created_at=now - hour)
    put(database, created_at=now)
    assert not is_open(database, now, now - 2 * hour)
    assert is_open(database, now, now - timedelta(minutes=59))
