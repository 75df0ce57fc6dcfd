"""Codes that wait for their mail: ``CodeQueue`` in SQL, for several gateways at once.

A code is claimed by an UPDATE that only one of them can win; each claim is an attempt with a
number of its own, so that whoever comes back too late changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from insurance.identity_ports import CodeDelayed, CodeToSend
from insurance.ports import Clock
from storage.audit import SessionAudit
from storage.database import Database
from storage.identity_rows import changed
from storage.tables import ConversationRow, OneTimeCodeRow

Code = OneTimeCodeRow


class SqlCodeQueue:
    """The queue over the table of codes."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on ``db``; ``clock`` dates the audit."""
        self._db = db
        self._clock = clock

    def claim_due(self, now: datetime, lease_until: datetime, limit: int) -> Sequence[CodeToSend]:
        """Take what is due, oldest first; nobody else gets the same before ``lease_until``."""
        with self._db.reading() as session:
            due = session.execute(
                select(Code, ConversationRow.channel)
                .join(ConversationRow, ConversationRow.id == Code.conversation_id)
                .where(*_is_due(now))
                .order_by(Code.id)
                .limit(limit)
            ).all()
        if not due:
            return []
        with self._db.transaction() as session:
            return [
                _to_send(row, channel)
                for row, channel in due
                if _claim(session, row, now, lease_until)
            ]

    def keep_hash(self, code: CodeToSend, code_hash: str) -> bool:
        """Keep the sealed code before it is mailed; False when it is wanted no longer."""
        with self._db.transaction() as session:
            sealed = update(Code).where(*_is_ours(code)).values(code_hash=code_hash)
            return bool(changed(session, sealed))

    def mark_sent(self, code: CodeToSend, sent_at: datetime, expires_at: datetime) -> bool:
        """The mail server has it; False when the code was superseded meanwhile.

        Superseded or not, the mail counts against the allowance.
        """
        with self._db.transaction() as session:
            counts = update(Code).where(Code.id == code.id).values(sent_at=sent_at)
            changed(session, counts)
            sent = update(Code).where(*_is_ours(code))
            return bool(changed(session, sent.values(state="sent", expires_at=expires_at)))

    def put_off(self, code: CodeToSend, until: datetime) -> None:
        """The mail server did not take it: forget the hash, try again at ``until``."""
        with self._db.transaction() as session:
            again = update(Code).where(*_is_ours(code))
            changed(session, again.values(code_hash=None, next_attempt_at=until))

    def drop(self, code: CodeToSend) -> None:
        """It can never be sent."""
        with self._db.transaction() as session:
            if _drop(session, *_is_ours(code)):
                self._record_dropped(session, code.conversation_id, code.participant_number)

    def drop_stale(self, requested_before: datetime, now: datetime) -> int:
        """Give up what was asked for too long ago; tells how many.

        What is on its way right now is left alone.
        """
        with self._db.reading() as session:
            stale = session.scalars(
                select(Code).where(*_is_due(now), Code.requested_at < requested_before)
            ).all()
        if not stale:
            return 0
        with self._db.transaction() as session:
            dropped = [row for row in stale if _drop(session, *_is_as_seen(row))]
            for row in dropped:
                self._record_dropped(session, row.conversation_id, row.participant_number)
            return len(dropped)

    def claim_delayed(self, requested_before: datetime, now: datetime) -> Sequence[CodeDelayed]:
        """Codes asked for before then and still not mailed; each is told once only."""
        untold = (Code.state == "requested", Code.notice_sent_at.is_(None))
        with self._db.reading() as session:
            late = session.scalars(
                select(Code).where(*untold, Code.requested_at <= requested_before)
            ).all()
        if not late:
            return []
        with self._db.transaction() as session:
            return [
                CodeDelayed(row.conversation_id, row.language)
                for row in late
                if changed(
                    session,
                    update(Code).where(Code.id == row.id, *untold).values(notice_sent_at=now),
                )
            ]

    def _record_dropped(
        self, session: Session, conversation_id: str, participant_number: str
    ) -> None:
        SessionAudit(session, self._clock).record(
            "code_dropped",
            conversation_id=conversation_id,
            participant_number=participant_number,
            actor="system",
        )


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    waited = or_(Code.next_attempt_at.is_(None), Code.next_attempt_at <= now)
    return Code.state == "requested", waited


def _is_as_seen(row: OneTimeCodeRow) -> tuple[ColumnElement[bool], ...]:
    return Code.id == row.id, Code.state == "requested", Code.attempts == row.attempts


def _is_ours(code: CodeToSend) -> tuple[ColumnElement[bool], ...]:
    return Code.id == code.id, Code.state == "requested", Code.attempts == code.attempt


def _claim(session: Session, row: OneTimeCodeRow, now: datetime, lease_until: datetime) -> int:
    # Due still, and not by an attempt that has begun and failed since it was seen.
    claim = update(Code).where(*_is_as_seen(row), *_is_due(now))
    return changed(
        session,
        claim.values(attempts=row.attempts + 1, next_attempt_at=lease_until, code_hash=None),
    )


def _drop(session: Session, *which: ColumnElement[bool]) -> int:
    return changed(session, update(Code).where(*which).values(state="dropped", code_hash=None))


def _to_send(row: OneTimeCodeRow, channel: str) -> CodeToSend:
    return CodeToSend(
        id=row.id,
        attempt=row.attempts + 1,
        conversation_id=row.conversation_id,
        participant_number=row.participant_number,
        channel=channel,
        language=row.language,
    )
