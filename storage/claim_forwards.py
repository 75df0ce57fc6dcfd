"""What an insurer's own system has to be told: ``insurance.claim_forwarding.ClaimForwards`` in SQL.

Each is claimed by an UPDATE that only one gateway can win; each claim is an attempt with a number
of its own, so that whoever comes back too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from insurance.claim_forwarding import ForwardDue, ForwardKind
from storage.database import Database
from storage.identity_rows import changed
from storage.tables import ClaimFileRow, ClaimForwardRow

Row = ClaimForwardRow
LONGEST_ERROR = 200
_REFUSED = {"state": "refused", "next_attempt_at": None}


@dataclass(frozen=True)
class Waiting:
    """How much is to be told."""

    pending: int
    since: datetime | None
    """When the oldest of them was written down."""
    refused: int


class SqlClaimForwards:
    """The queue over the table of forwards."""

    def __init__(self, db: Database) -> None:
        """Work on ``db``."""
        self._db = db

    def claim_due(self, now: datetime, lease_until: datetime) -> ForwardDue | None:
        """Take the oldest that is due and whose claim has nothing older that is still to be told;
        nobody else gets the same before ``lease_until``."""
        with self._db.reading() as session:
            row = session.scalars(
                select(Row).where(*_is_due(now)).order_by(Row.id).limit(1)
            ).first()
        if row is None:
            return None
        with self._db.transaction() as session:
            # Due still, and not by an attempt that has begun and failed since it was seen.
            taken = update(Row).where(*_is_as_seen(row), *_is_due(now))
            values = {"attempts": row.attempts + 1, "next_attempt_at": lease_until}
            return _due(session, row) if changed(session, taken.values(values)) else None

    def prolong(self, forward: ForwardDue, lease_until: datetime) -> bool:
        """Keep it for longer; False when somebody else has it by now."""
        return self._set(forward, next_attempt_at=lease_until)

    def done(self, forward: ForwardDue, at: datetime) -> None:
        """The system has heard it, whoever holds it by now."""
        with self._db.transaction() as session:
            pending = update(Row).where(Row.id == forward.id, Row.state == "pending")
            changed(session, pending.values(state="done", done_at=at, error=None))

    def put_off(self, forward: ForwardDue, until: datetime, error: str) -> None:
        """The system was away: try again at ``until``."""
        self._set(forward, next_attempt_at=until, error=error[:LONGEST_ERROR])

    def refuse(self, forward: ForwardDue, error: str, at: datetime) -> None:
        """The system will not have it: an operator must look."""
        self._set(forward, **_REFUSED, done_at=at, error=error[:LONGEST_ERROR])

    def waiting(self) -> Waiting:
        """How much is to be told."""
        query = select(Row.state, func.count(), func.min(Row.created_at)).group_by(Row.state)
        with self._db.reading() as session:
            by_state = {state: (count, since) for state, count, since in session.execute(query)}
        pending, since = by_state.get("pending", (0, None))
        return Waiting(pending, since, refused=by_state.get("refused", (0, None))[0])

    def try_again(self) -> int:
        """Have everything told again that was refused; how many of them it is."""
        refused = update(Row).where(Row.state == "refused")
        with self._db.transaction() as session:
            return changed(session, refused.values(state="pending", done_at=None))

    def _set(self, forward: ForwardDue, **values: object) -> bool:
        ours = Row.id == forward.id, Row.state == "pending", Row.attempts == forward.attempt
        with self._db.transaction() as session:
            return bool(changed(session, update(Row).where(*ours).values(values)))


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    older = aliased(Row)
    waits_for_another = exists().where(
        older.claim_number == Row.claim_number, older.id < Row.id, older.state != "done"
    )
    return Row.state == "pending", _is_free(now), ~waits_for_another


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Row.next_attempt_at.is_(None), Row.next_attempt_at <= now)


def _is_as_seen(row: ClaimForwardRow) -> tuple[ColumnElement[bool], ...]:
    return Row.id == row.id, Row.attempts == row.attempts


def added_key(claim_number: str, first: int) -> tuple[ForwardKind, str]:
    """The kind and the rest of the key under which files are told that were added to a claim:
    those from the place ``first`` on, up to the next that have a key of their own."""
    return ForwardKind.DOCUMENTS_ADDED, f"{claim_number}-{first}"


def _due(session: Session, row: ClaimForwardRow) -> ForwardDue:
    return ForwardDue(
        id=row.id,
        attempt=row.attempts + 1,
        claim_number=row.claim_number,
        kind=ForwardKind(row.kind),
        key=row.idempotency_key,
        media_ids=frozenset(_files_told_with(session, row)),
    )


def _files_told_with(session: Session, row: ClaimForwardRow) -> Iterator[str]:
    """Files that were added later are told with what has added them, others with the claim."""
    number, is_addition = row.claim_number, row.kind == ForwardKind.DOCUMENTS_ADDED
    keys = set(session.scalars(select(Row.idempotency_key).where(Row.claim_number == number)))
    files = (
        select(ClaimFileRow.position, ClaimFileRow.media_id)
        .where(ClaimFileRow.claim_number == number)
        .order_by(ClaimFileRow.position, ClaimFileRow.id)
    )
    told_with: str | None = None
    for position, media_id in session.execute(files):
        key = "-".join(added_key(number, position))
        told_with = key if key in keys else told_with
        if told_with == (row.idempotency_key if is_addition else None):
            yield media_id
