"""Events and who comes to them, in the database; and whom to remind now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from insurance.events import DAY_AHEAD, HOUR_AHEAD, Registered, Talk
from insurance.ports import Clock
from storage.database import Database
from storage.tables import ConversationRow, EventRegistrationRow, EventRow

MOST_TALKS = 50
BATCH = 100
"""Chats that one transaction reminds."""

_taken = (
    select(func.count())
    .where(
        EventRegistrationRow.event_code == EventRow.code,
        EventRegistrationRow.state == "registered",
    )
    .correlate(EventRow)
    .scalar_subquery()
)


class SqlTalkBook:
    """The ``TalkBook`` of the database."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Rows in ``db``."""
        self._db = db
        self._clock = clock

    def talks(self, ending_after: datetime) -> Sequence[Talk]:
        """Events that have not ended by then, the next one first."""
        query = (
            select(EventRow, _taken)
            .where(EventRow.ends_at > ending_after)
            .order_by(EventRow.starts_at, EventRow.code)
            .limit(MOST_TALKS)
        )
        with self._db.reading() as session:
            return [_talk(row) for row in session.execute(query)]

    def talk(self, code: str) -> Talk | None:
        """The event of that code, however long ago."""
        with self._db.reading() as session:
            return talk_of_code(session, code)

    def registered(self, conversation_id: str) -> Collection[str]:
        """The codes of the events that this chat is registered for."""
        query = select(EventRegistrationRow.event_code).where(
            EventRegistrationRow.conversation_id == conversation_id,
            EventRegistrationRow.state == "registered",
        )
        with self._db.reading() as session:
            return set(session.scalars(query))

    def register(self, talk: Talk, conversation_id: str, inbound_id: str) -> Registered:
        """Register the chat while there is room, once; the same message again is told the same."""
        with self._db.transaction() as session:
            # Whoever takes the last place holds the event's row meanwhile.
            session.get(EventRow, talk.code, with_for_update=True)
            row = _registration(session, talk.code, conversation_id)
            if row is not None and row.state == "registered":
                return Registered.YES if row.changed_by == inbound_id else Registered.ALREADY
            now_talk = talk_of_code(session, talk.code)
            if now_talk is None:
                return Registered.UNKNOWN
            if now_talk.places_left == 0:
                return Registered.FULL
            if row is None:
                row = EventRegistrationRow(event_code=talk.code, conversation_id=conversation_id)
                session.add(row)
            self._note(row, "registered", inbound_id)
            mark_reminded(row, now_talk.starts_at, self._clock.now())
            return Registered.YES

    def cancel(self, code: str, conversation_id: str, inbound_id: str) -> bool:
        """Take the registration back; False when there was none, but for the same message again."""
        with self._db.transaction() as session:
            row = _registration(session, code, conversation_id)
            if row is None:
                return False
            if row.state == "cancelled":
                return row.changed_by == inbound_id
            self._note(row, "cancelled", inbound_id)
            return True

    def _note(self, row: EventRegistrationRow, state: str, inbound_id: str) -> None:
        row.state, row.changed_by, row.changed_at = state, inbound_id, self._clock.now()


def due_reminders(
    session: Session, now: datetime
) -> Sequence[tuple[EventRegistrationRow, EventRow, ConversationRow]]:
    """Who is to be reminded now, of what, and in which chat; each is due until ``mark_reminded``.

    A day and an hour ahead; whoever registers later than that needs no reminder. Nobody else gets
    them meanwhile.
    """
    query = (
        select(EventRegistrationRow, EventRow, ConversationRow)
        .join(EventRow, EventRow.code == EventRegistrationRow.event_code)
        .join(ConversationRow, ConversationRow.id == EventRegistrationRow.conversation_id)
        .where(
            EventRegistrationRow.state == "registered",
            ConversationRow.suppressed_at.is_(None),
            EventRow.starts_at > now,
            or_(_hour_is_due(now), _day_is_due(now)),
        )
        .order_by(EventRow.starts_at, EventRegistrationRow.id)
        .limit(BATCH)
        .with_for_update(of=EventRegistrationRow, skip_locked=True)
    )
    found = session.execute(query).all()
    return [(row[0], row[1], row[2]) for row in found]


def mark_reminded(row: EventRegistrationRow, starts_at: datetime, now: datetime) -> None:
    """The chat has been told of what is due by now; after the hour's no day's reminder comes."""
    if starts_at - DAY_AHEAD <= now:
        row.day_told_of = starts_at
    if starts_at - HOUR_AHEAD <= now:
        row.hour_told_of = starts_at


def _is_due(
    now: datetime, ahead: timedelta, told_of: InstrumentedAttribute[datetime | None]
) -> ColumnElement[bool]:
    # Two moments of columns are compared as they are: on SQLite, which keeps them as text, nothing
    # else would compare.
    untold = or_(told_of.is_(None), told_of != EventRow.starts_at)
    return (EventRow.starts_at <= now + ahead) & untold


def _hour_is_due(now: datetime) -> ColumnElement[bool]:
    return _is_due(now, HOUR_AHEAD, EventRegistrationRow.hour_told_of)


def _day_is_due(now: datetime) -> ColumnElement[bool]:
    later = EventRow.starts_at > now + HOUR_AHEAD
    return _is_due(now, DAY_AHEAD, EventRegistrationRow.day_told_of) & later


def _registration(session: Session, code: str, chat: str) -> EventRegistrationRow | None:
    return session.scalar(
        select(EventRegistrationRow)
        .where(
            EventRegistrationRow.event_code == code, EventRegistrationRow.conversation_id == chat
        )
        .with_for_update()
    )


def talk_of_code(session: Session, code: str) -> Talk | None:
    """The event of that code, however long ago."""
    row = session.execute(select(EventRow, _taken).where(EventRow.code == code)).one_or_none()
    return None if row is None else _talk(row)


def _talk(row: Row[EventRow, int]) -> Talk:
    event, taken = row
    return Talk(
        code=event.code,
        title_id=event.title_id,
        title_en=event.title_en,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        speaker=event.speaker,
        url=event.url,
        capacity=event.capacity,
        taken=taken,
    )
