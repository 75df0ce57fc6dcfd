"""Events in the database: each chat comes once, no more than there is room, and is reminded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from insurance.events import Registered, Talks, TalkState
from insurance.fakes import FakeClock
from storage.database import Database
from storage.events import SqlTalkBook, due_reminders, mark_reminded
from storage.tables import ConversationRow, EventRegistrationRow, EventRow

BEGINS = "2026-07-03T19:00:00+07:00"


@pytest.fixture
def db(office) -> Database:
    """Two events: GT-1 with two places in two days, GT-2 with as many as want to come."""
    office.load("events")
    return office.database


@pytest.fixture
def talks(db: Database, clock: FakeClock) -> Talks:
    return Talks(SqlTalkBook(db, clock), clock)


def chats(db: Database, clock: FakeClock, *names: str, suppressed: bool = False) -> None:
    with db.transaction() as session:
        for name in names:
            session.add(
                ConversationRow(
                    id=name,
                    channel="telegram",
                    address_digest=name,
                    address=name,
                    created_at=clock.now(),
                    suppressed_at=clock.now() if suppressed else None,
                )
            )


def reminded(db: Database, clock: FakeClock) -> list[tuple[str, str]]:
    with db.transaction() as session:
        found = due_reminders(session, clock.now())
        for registration, event, _ in found:
            mark_reminded(registration, event.starts_at, clock.now())
        return [(event.code, chat.id) for _, event, chat in found]


def test_what_is_to_come_is_listed_the_next_one_first(talks, clock):
    assert [one.talk.code for one in talks.coming("a")] == ["GT-1", "GT-2"]

    clock.set(datetime.fromisoformat("2026-07-03T19:30:00+07:00"))
    assert [one.state for one in talks.coming("a")] == [TalkState.RUNNING, TalkState.OPEN]

    clock.advance(hours=1)
    assert [one.talk.code for one in talks.coming("a")] == ["GT-2"]


def test_a_chat_comes_once_and_the_same_message_again_is_told_the_same(db, talks, clock):
    chats(db, clock, "a")

    told = [talks.register("GT-1", "a", inbound) for inbound in ("m1", "m1", "m2")]

    assert told == [Registered.YES, Registered.YES, Registered.ALREADY]
    found = talks.one("GT-1", "a")
    assert (found.is_registered, found.talk.taken) == (True, 1)


def test_no_more_come_than_there_is_room(db, talks, clock):
    names = ["a", "b", "c", "d", "e"]
    chats(db, clock, *names)

    with ThreadPoolExecutor(5) as pool:
        told = list(pool.map(lambda name: talks.register("GT-1", name, f"m-{name}"), names))

    assert sorted(told) == sorted([Registered.YES] * 2 + [Registered.FULL] * 3)
    assert talks.one("GT-1", "x").state is TalkState.FULL


def test_who_cancels_leaves_a_place_and_may_come_again(db, talks, clock):
    chats(db, clock, "a", "b", "c")
    for name in ("a", "b"):
        talks.register("GT-1", name, f"m-{name}")

    assert [talks.cancel("GT-1", "a", "m3"), talks.cancel("GT-1", "a", "m3")] == [True, True]
    assert talks.cancel("GT-1", "a", "m4") is False
    assert talks.cancel("GT-1", "c", "m5") is False
    assert talks.register("GT-1", "c", "m6") is Registered.YES
    assert talks.register("GT-1", "a", "m7") is Registered.FULL


def test_nobody_registers_for_what_has_begun_is_over_or_unknown(db, talks, clock):
    chats(db, clock, "a")
    assert talks.register("GT-9", "a", "m1") is Registered.UNKNOWN

    clock.set(datetime.fromisoformat(BEGINS))
    assert talks.register("GT-1", "a", "m2") is Registered.RUNNING

    clock.advance(hours=2)
    assert talks.register("GT-1", "a", "m3") is Registered.PAST


def test_a_chat_is_reminded_a_day_and_an_hour_ahead_once_each(db, talks, clock):
    chats(db, clock, "a")
    talks.register("GT-1", "a", "m1")
    starts = datetime.fromisoformat(BEGINS)
    told = []
    for before in (25, 24, 23, 2, 1, 0.5, 0):
        clock.set(starts - timedelta(hours=before))
        told.append((before, len(reminded(db, clock)), len(reminded(db, clock))))

    expected = [(25, 0), (24, 1), (23, 0), (2, 0), (1, 1), (0.5, 0), (0, 0)]
    assert told == [(before, count, 0) for before, count in expected]


def test_after_a_night_without_a_gateway_only_the_hours_reminder_comes(db, talks, clock):
    chats(db, clock, "a")
    talks.register("GT-1", "a", "m1")

    clock.set(datetime.fromisoformat(BEGINS) - timedelta(minutes=40))

    assert [reminded(db, clock), reminded(db, clock)] == [[("GT-1", "a")], []]


def test_who_registers_late_is_not_reminded_of_what_they_just_did(db, talks, clock):
    chats(db, clock, "late", "last")
    clock.set(datetime.fromisoformat(BEGINS) - timedelta(hours=5))
    talks.register("GT-1", "late", "m1")
    assert reminded(db, clock) == []

    clock.advance(hours=4, minutes=30)
    talks.register("GT-1", "last", "m2")
    assert reminded(db, clock) == [("GT-1", "late")]


def test_who_cancelled_or_has_blocked_us_is_not_reminded(db, talks, clock):
    chats(db, clock, "gone")
    chats(db, clock, "blocked", suppressed=True)
    for name in ("gone", "blocked"):
        talks.register("GT-1", name, f"m-{name}")
    talks.cancel("GT-1", "gone", "m9")

    clock.set(datetime.fromisoformat(BEGINS) - timedelta(hours=20))

    assert reminded(db, clock) == []


def test_an_event_that_was_moved_is_reminded_of_again(db, talks, clock):
    chats(db, clock, "a")
    talks.register("GT-1", "a", "m1")
    clock.set(datetime.fromisoformat(BEGINS) - timedelta(hours=20))
    assert reminded(db, clock) == [("GT-1", "a")]

    with db.transaction() as session:
        event = session.get(EventRow, "GT-1")
        event.starts_at += timedelta(days=3)
        event.ends_at += timedelta(days=3)

    assert reminded(db, clock) == []
    clock.advance(days=3)
    assert reminded(db, clock) == [("GT-1", "a")]


def test_a_chat_has_one_row_for_each_event(db, talks, clock):
    chats(db, clock, "a")
    for number in range(3):
        talks.register("GT-1", "a", f"r{number}")
        talks.cancel("GT-1", "a", f"c{number}")
    with db.reading() as session:
        assert session.query(EventRegistrationRow).count() == 1
