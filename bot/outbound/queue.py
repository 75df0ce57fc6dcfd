"""The outbox's rows and how their state moves; each step is one short transaction.

pending → sending → sent
             ├→ pending      surely not sent: again after a while
             ├→ unknown      nobody knows: wait for a status callback, then look it up
             ├→ failed       given up; the next row goes on
             └→ suppressed   the member cannot be reached; so are the rows behind it

A row found ``sending`` by whoever holds the conversation's lease was left by a crash: unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from bot.leases import Leases
from bot.messages import Channel, ConversationId
from bot.outbound.outcomes import (
    Blocked,
    GivenUp,
    Job,
    NotSent,
    Outcome,
    Sent,
    Unknown,
    Wait,
)
from bot.stored import draft_from_json
from insurance.ports import Clock
from storage.tables import ConversationRow, OutboxRow

WAITING = ("pending", "sending", "unknown")
_UNSETTLED = ("sending", "unknown")
GIVE_UP_AFTER = timedelta(hours=24)
"""An answer that old helps nobody, and WhatsApp's window is closed."""


class Queue:
    """The rows that wait, conversation by conversation, fenced by leases."""

    def __init__(self, leases: Leases, clock: Clock, grace_s: Mapping[Channel, float]) -> None:
        """``grace_s``: how long a channel's status callback may take, for each channel in use."""
        self._leases = leases
        self._clock = clock
        self._grace_s = grace_s
        self.paused_until: dict[Channel, datetime] = {}

    def waiting(self, session: Session, limit: int = 1000) -> Sequence[str]:
        """Conversations with something due that no other gateway is looking after."""
        now = self._clock.now()
        due = or_(OutboxRow.next_attempt_at.is_(None), OutboxRow.next_attempt_at <= now)
        lease = self._leases.held_by_another("send:" + OutboxRow.conversation_id)
        return session.scalars(
            select(OutboxRow.conversation_id)
            .join(ConversationRow, ConversationRow.id == OutboxRow.conversation_id)
            .where(OutboxRow.state.in_(WAITING), due, ~lease)
            .where(ConversationRow.channel.in_([str(channel) for channel in self._grace_s]))
            .group_by(OutboxRow.conversation_id)
            .order_by(func.min(OutboxRow.id))
            .limit(limit)
        ).all()

    def claim(self, session: Session, conversation_id: ConversationId) -> Job | Wait | None:
        """The conversation's next call, marked as under way; None when another has the lease."""
        if not self._leases.acquire(session, f"send:{conversation_id}"):
            return None
        step = self._next(session, conversation_id)
        if not isinstance(step, Job):
            self._leases.release(session, f"send:{conversation_id}")
        return step

    def settle(
        self, session: Session, job: Job, outcome: Outcome, *, go_on: bool
    ) -> Job | Wait | None:
        """Record what came of a call; and, unless told to stop, claim the next one."""
        is_ours = bool(self._leases.renew(session, [f"send:{job.conversation_id}"]))
        # That it was sent is true whoever holds the lease by now; the rest is the holder's.
        if is_ours or isinstance(outcome, Sent):
            self._record(session, job, outcome)
        if not is_ours:
            return None
        step = self._next(session, job.conversation_id) if go_on else None
        if not isinstance(step, Job):
            self._leases.release(session, f"send:{job.conversation_id}")
        return step

    def _next(self, session: Session, conversation_id: ConversationId) -> Job | Wait | None:
        conversation = session.get_one(ConversationRow, conversation_id)
        row = _head(session, conversation_id)
        if row is None:
            return None
        if conversation.suppressed_at:
            _suppress_rest(session, conversation_id)
            return None
        channel = Channel(conversation.channel)
        if channel not in self._grace_s:
            return None
        if row.state == "sending" and row.tried_at:
            row.state = "unknown"
            row.next_attempt_at = row.tried_at + timedelta(seconds=self._grace_s[channel])
        wait = self._wait(row, channel)
        return wait or self._begin(row, channel, conversation.address)

    def _wait(self, row: OutboxRow, channel: Channel) -> Wait | None:
        now = self._clock.now()
        due = max(row.next_attempt_at or now, self.paused_until.get(channel, now))
        return Wait((due - now).total_seconds()) if due > now else None

    def _begin(self, row: OutboxRow, channel: Channel, address: str) -> Job:
        look_up = row.state == "unknown"
        if not look_up:
            row.state = "sending"
            row.attempts += 1
            row.tried_at = self._clock.now()
        return Job(
            outbox_id=row.id,
            conversation_id=ConversationId(row.conversation_id),
            channel=channel,
            address=address,
            draft=draft_from_json(row.content or "{}"),
            attempts=row.attempts,
            created_at=row.created_at,
            tried_at=row.tried_at or row.created_at,
            look_up=look_up,
        )

    def _record(self, session: Session, job: Job, outcome: Outcome) -> None:
        now = self._clock.now()
        values = _values(outcome, now)
        # A status callback may have settled the row already; then this says nothing new.
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == job.outbox_id, OutboxRow.state.in_(_UNSETTLED))
            .values(**values)
        )
        session.expire_all()
        if isinstance(outcome, Blocked):
            session.execute(
                update(ConversationRow)
                .where(
                    ConversationRow.id == job.conversation_id,
                    # Whoever has written since is reachable again.
                    or_(
                        ConversationRow.last_inbound_at.is_(None),
                        ConversationRow.last_inbound_at <= job.tried_at,
                    ),
                )
                .values(suppressed_at=now)
            )


def depth(session: Session, now: datetime) -> tuple[int, float]:
    """How many rows wait, and the age of the oldest in seconds."""
    count, oldest = session.execute(
        select(func.count(), func.min(OutboxRow.created_at)).where(OutboxRow.state.in_(WAITING))
    ).one()
    return count, (now - oldest).total_seconds() if oldest else 0.0


def _head(session: Session, conversation_id: ConversationId) -> OutboxRow | None:
    return session.scalars(
        select(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, OutboxRow.state.in_(WAITING))
        .order_by(OutboxRow.id)
        .limit(1)
        .with_for_update()
    ).first()


def _suppress_rest(session: Session, conversation_id: ConversationId) -> None:
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, OutboxRow.state.in_(WAITING))
        .values(state="suppressed", next_attempt_at=None)
    )


def _values(outcome: Outcome, now: datetime) -> dict[str, Any]:
    match outcome:
        case Sent(provider_message_id):
            return {
                "state": "sent",
                "sent_at": now,
                "next_attempt_at": None,
                "provider_message_id": func.coalesce(
                    OutboxRow.provider_message_id, provider_message_id
                ),
            }
        case NotSent(after_s):
            return {"state": "pending", "next_attempt_at": now + timedelta(seconds=after_s)}
        case Unknown(after_s):
            return {"state": "unknown", "next_attempt_at": now + timedelta(seconds=after_s)}
        case GivenUp(code):
            return {"state": "failed", "error_code": code, "next_attempt_at": None}
        case Blocked(code):
            return {"state": "suppressed", "error_code": code, "next_attempt_at": None}
