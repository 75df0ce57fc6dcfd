"""The book of links, codes and tries in the database: ``IdentityStore`` in SQL.

Two gateways may hold the same chat for a moment, and two chats ask for codes of one member. What
excludes them is the write lock on SQLite, which a changing transaction takes as it begins, and
on PostgreSQL advisory locks until the transaction's end: the chat's first, then the member's,
always in that order, so that nobody waits in a ring.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, delete, func, or_, select, update
from sqlalchemy.orm import Session

from insurance.identity_model import CodeOutcome
from insurance.identity_ports import CodeRecord, CodeSent, CodeWanted, LinkRecord, Tries
from insurance.ports import Clock
from storage.audit import SessionAudit
from storage.database import Database
from storage.identity_rows import (
    changed,
    code_record,
    link_record,
    read_outcome,
    written_outcome,
)
from storage.tables import CodeCheckRow, LinkRow, MemberRow, OneTimeCodeRow, TriesRow

FRESH = {"populate_existing": True}
"""Read what the database holds now, not what this session read before."""
STILL_GOOD = ("requested", "sent")


class SqlIdentityStore:
    """Opens the book, one transaction at a time."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep the book in ``db``; ``clock`` dates the audit."""
        self._db = db
        self._clock = clock

    @contextmanager
    def changing(self, conversation_id: str) -> Iterator[SqlIdentityBook]:
        """One transaction, the only one for this chat at a time; an exception undoes it all."""
        with self._db.transaction() as session:
            _exclude_others(session, f"chat:{conversation_id}")
            yield SqlIdentityBook(session, self._clock)

    @contextmanager
    def reading(self) -> Iterator[SqlIdentityBook]:
        """A look that changes nothing and waits for nobody."""
        with self._db.reading() as session:
            yield SqlIdentityBook(session, self._clock)


class SqlIdentityBook(SessionAudit):
    """The book, opened for one transaction."""

    def hold_member(self, participant_number: str) -> None:
        """Let no other chat ask for codes of this member until the transaction ends."""
        _exclude_others(self._session, f"member:{participant_number}")

    def participants_near(self, plain_number: str) -> Sequence[str]:
        """The participants whose number reads so; where nobody's does, some other one."""
        key = MemberRow.number_key
        query = select(MemberRow.participant_number, key).order_by(key).limit(5)
        near = self._session.execute(query.where(key >= plain_number)).all()
        near = near or self._session.execute(query).all()
        exact = [number for number, read in near if read == plain_number]
        return exact or [number for number, _ in near[:1]]

    def link(self, conversation_id: str) -> LinkRecord | None:
        """The chat's link, if it was not ended; its 90 days may be over."""
        query = select(LinkRow).where(
            LinkRow.conversation_id == conversation_id, LinkRow.ended_at.is_(None)
        )
        row = self._session.scalars(query, execution_options=FRESH).one_or_none()
        return link_record(row) if row else None

    def linked_chats(self, participant_number: str, now: datetime) -> Collection[str]:
        """The chats that are the member's at ``now``, unlocked or not."""
        query = select(LinkRow.conversation_id).where(
            LinkRow.participant_number == participant_number,
            LinkRow.ended_at.is_(None),
            LinkRow.expires_at > now,
        )
        return set(self._session.scalars(query))

    def add_link(
        self,
        code: CodeRecord,
        *,
        linked_at: datetime,
        expires_at: datetime,
        unlocked_until: datetime,
    ) -> None:
        """Link the code's chat to the code's member; an older link must have been ended."""
        row = LinkRow(
            conversation_id=code.conversation_id,
            participant_number=code.participant_number,
            consent_version=code.consent_version,
            linked_at=linked_at,
            expires_at=expires_at,
            unlocked_until=unlocked_until,
        )
        self._session.add(row)
        self._session.flush()

    def renew_link(
        self,
        link_id: int,
        *,
        consent_version: str,
        expires_at: datetime,
        unlocked_until: datetime,
    ) -> None:
        """Give a link its days and its unlocked time anew; ``linked_at`` stays."""
        self._change(
            update(LinkRow)
            .where(LinkRow.id == link_id)
            .values(
                consent_version=consent_version,
                expires_at=expires_at,
                unlocked_until=unlocked_until,
            )
        )

    def stay_unlocked(self, link_id: int, *, now: datetime, until: datetime) -> bool:
        """Extend the unlocked time if it is not over at ``now``; False when it is."""
        still = (LinkRow.id == link_id, LinkRow.ended_at.is_(None), LinkRow.unlocked_until > now)
        return bool(self._change(update(LinkRow).where(*still).values(unlocked_until=until)))

    def end_link(self, link_id: int, *, at: datetime, because: str) -> None:
        """The link is over for good."""
        self._change(
            update(LinkRow).where(LinkRow.id == link_id).values(ended_at=at, ended_because=because)
        )

    def code_asked_by(self, inbound_id: str) -> CodeRecord | None:
        """The code that this message asked for."""
        return self._code(select(OneTimeCodeRow).where(OneTimeCodeRow.inbound_id == inbound_id))

    def latest_code(self, conversation_id: str) -> CodeRecord | None:
        """The code that this chat asked for last, in whatever state."""
        query = select(OneTimeCodeRow).where(OneTimeCodeRow.conversation_id == conversation_id)
        return self._code(query.order_by(OneTimeCodeRow.id.desc()).limit(1))

    def codes_sent(self, participant_number: str, since: datetime) -> Sequence[CodeSent]:
        """Mails that went out to the member since then, or are about to, newest first."""
        at = func.coalesce(OneTimeCodeRow.sent_at, OneTimeCodeRow.requested_at)
        query = select(OneTimeCodeRow.conversation_id, at.label("at")).where(
            OneTimeCodeRow.participant_number == participant_number,
            # A mail goes out at most some minutes after it was asked for: lets the index work.
            OneTimeCodeRow.requested_at > since - timedelta(hours=1),
            or_(OneTimeCodeRow.sent_at.is_not(None), OneTimeCodeRow.state == "requested"),
            at > since,
        )
        rows = self._session.execute(query.order_by(at.desc())).all()
        return [CodeSent(conversation_id, moment) for conversation_id, moment in rows]

    def add_code(self, wanted: CodeWanted, at: datetime) -> CodeRecord:
        """Ask for a code; it is mailed by whoever works off the queue."""
        row = OneTimeCodeRow(
            inbound_id=wanted.inbound_id,
            conversation_id=wanted.conversation_id,
            participant_number=wanted.participant_number,
            language=wanted.language,
            consent_version=wanted.consent_version,
            requested_at=at,
        )
        self._session.add(row)
        self._session.flush()
        return code_record(row)

    def end_codes(self, conversation_id: str, state: str) -> int:
        """Whatever codes of this chat are still good become ``state``; tells how many."""
        ended = update(OneTimeCodeRow).where(
            OneTimeCodeRow.conversation_id == conversation_id,
            OneTimeCodeRow.state.in_(STILL_GOOD),
        )
        return self._change(ended.values(state=state, code_hash=None))

    def end_code(self, code_id: int, state: str) -> None:
        """This code becomes ``state``."""
        ended = update(OneTimeCodeRow).where(OneTimeCodeRow.id == code_id)
        self._change(ended.values(state=state, code_hash=None))

    def tries(self, conversation_id: str, subject: str) -> Tries | None:
        """The chat's wrong tries at ``subject``."""
        row = self._session.get(TriesRow, (conversation_id, subject))
        return Tries(row.count, row.last_at, row.locked_until) if row else None

    def keep_tries(self, conversation_id: str, subject: str, tries: Tries | None) -> None:
        """Put the count in the place of the former; None forgets it."""
        if tries is None:
            forgotten = delete(TriesRow).where(
                TriesRow.conversation_id == conversation_id, TriesRow.subject == subject
            )
            self._session.execute(forgotten)
            return
        row = TriesRow(
            conversation_id=conversation_id,
            subject=subject,
            count=tries.count,
            last_at=tries.last_at,
            locked_until=tries.locked_until,
        )
        self._session.merge(row)

    def outcome(self, inbound_id: str, subject: str) -> CodeOutcome | None:
        """What came of this message when it was tried as ``subject`` before."""
        row = self._session.get(CodeCheckRow, (inbound_id, subject))
        return read_outcome(row.outcome) if row else None

    def keep_outcome(
        self,
        conversation_id: str,
        inbound_id: str,
        subject: str,
        outcome: CodeOutcome,
        at: datetime,
    ) -> None:
        """Keep what came of this message."""
        row = CodeCheckRow(
            inbound_id=inbound_id,
            subject=subject,
            conversation_id=conversation_id,
            outcome=written_outcome(outcome),
            checked_at=at,
        )
        self._session.add(row)

    def _code(self, query: Any) -> CodeRecord | None:
        row = self._session.scalars(query, execution_options=FRESH).one_or_none()
        return code_record(row) if row else None

    def _change(self, statement: Update) -> int:
        return changed(self._session, statement)


def _exclude_others(session: Session, name: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))
