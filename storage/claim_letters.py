"""Claims that are to be confirmed by mail: ``insurance.claim_post.ClaimLetters`` in SQL.

A letter is claimed by an UPDATE that only one gateway can win; each claim is an attempt with a
number of its own, so that whoever comes back too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from insurance.claim_post import LetterDue
from insurance.ports import Clock
from storage.audit import SessionAudit
from storage.database import Database
from storage.identity_rows import changed
from storage.tables import ClaimLetterRow, ClaimRow

Letter = ClaimLetterRow


class SqlClaimLetters:
    """The queue over the table of letters."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on ``db``; ``clock`` dates the audit."""
        self._db = db
        self._clock = clock

    def claim_due(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[LetterDue]:
        """Take what is due, oldest first; nobody else gets the same before ``lease_until``."""
        due = self._due(now, limit)
        if not due:
            return []
        with self._db.transaction() as session:
            return [
                LetterDue(row.claim_number, row.language, row.attempts + 1)
                for row in due
                if _claim(session, row, now, lease_until)
            ]

    def mark_sent(self, letter: LetterDue, at: datetime) -> None:
        """The mail server has it, whoever holds the letter by now."""
        pending = Letter.claim_number == letter.claim_number, Letter.state == "pending"
        with self._db.transaction() as session:
            changed(session, update(Letter).where(*pending).values(state="sent", sent_at=at))

    def put_off(self, letter: LetterDue, until: datetime) -> None:
        """It did not go out: try again at ``until``."""
        with self._db.transaction() as session:
            changed(session, update(Letter).where(*_is_ours(letter)).values(next_attempt_at=until))

    def give_up(self, letter: LetterDue) -> None:
        """It can never be sent."""
        with self._db.transaction() as session:
            self._give_up(session, letter.claim_number, *_is_ours(letter))

    def give_up_stale(self, asked_before: datetime, now: datetime) -> int:
        """Give up what is due since before then; tells how many.

        What is on its way right now is left alone.
        """
        with self._db.reading() as session:
            stale = session.scalars(
                select(Letter).where(*_is_due(now), Letter.created_at < asked_before)
            ).all()
        if not stale:
            return 0
        with self._db.transaction() as session:
            return sum(self._give_up(session, row.claim_number, *_is_as_seen(row)) for row in stale)

    def _due(self, now: datetime, limit: int) -> Sequence[ClaimLetterRow]:
        oldest = select(Letter).where(*_is_due(now)).order_by(Letter.created_at).limit(limit)
        with self._db.reading() as session:
            return session.scalars(oldest).all()

    def _give_up(self, session: Session, number: str, *which: ColumnElement[bool]) -> int:
        given_up = changed(session, update(Letter).where(*which).values(state="given_up"))
        if given_up:
            SessionAudit(session, self._clock).record(
                "claim_letter_given_up",
                participant_number=session.scalar(
                    select(ClaimRow.filed_by).where(ClaimRow.claim_number == number)
                ),
                actor="system",
                detail={"claim": number},
            )
        return given_up


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    waited = or_(Letter.next_attempt_at.is_(None), Letter.next_attempt_at <= now)
    return Letter.state == "pending", waited


def _is_as_seen(row: ClaimLetterRow) -> tuple[ColumnElement[bool], ...]:
    is_same = Letter.claim_number == row.claim_number
    return is_same, Letter.state == "pending", Letter.attempts == row.attempts


def _is_ours(letter: LetterDue) -> tuple[ColumnElement[bool], ...]:
    is_same = Letter.claim_number == letter.claim_number
    return is_same, Letter.state == "pending", Letter.attempts == letter.attempt


def _claim(session: Session, row: ClaimLetterRow, now: datetime, lease_until: datetime) -> int:
    # Due still, and not by an attempt that has begun and failed since it was seen.
    taken = update(Letter).where(*_is_as_seen(row), *_is_due(now))
    return changed(session, taken.values(attempts=row.attempts + 1, next_attempt_at=lease_until))
