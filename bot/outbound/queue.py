"""The outbox's rows and how their state moves; each step is one short transaction.

pending → sending → sent
             ├→ pending      surely not sent: again after a while
             ├→ unknown      nobody knows: wait for a status callback, then look it up
             ├→ mailed       by e-mail instead: the channel's window is closed
             ├→ failed       given up; the next row goes on
             └→ suppressed   the member cannot be reached, and neither by the rows behind it;
                             or it was a push, and the chat is no longer that member's

A row found ``sending`` by whoever holds the conversation's lease was left by a crash: unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from bot.leases import Leases
from bot.messages import Channel, ConversationId
from bot.outbound import window
from bot.outbound.outcomes import (
    Blocked,
    Closed,
    GivenUp,
    Job,
    Mailed,
    NotSent,
    Outcome,
    Sent,
    Unknown,
    Wait,
)
from bot.outbound.pushes import has_lost_its_member
from bot.outbound.traffic import Way, hold_s
from bot.stored import draft_from_json
from insurance.ports import Clock
from storage.tables import ConversationRow, OutboxRow

WAITING = ("pending", "sending", "unknown")
_UNSETTLED = ("sending", "unknown")
GIVE_UP_AFTER = timedelta(hours=24)
"""An answer that old helps nobody, and WhatsApp's window is closed."""
_HEAD = (
    select(OutboxRow)
    .where(OutboxRow.conversation_id == bindparam("conversation_id"), OutboxRow.state.in_(WAITING))
    .order_by(OutboxRow.id)
    .limit(1)
    .with_for_update()
)


class Queue:
    """The rows that wait, conversation by conversation, fenced by leases."""

    def __init__(self, leases: Leases, clock: Clock, ways: Mapping[Channel, Way]) -> None:
        """``ways``: of the channels in use."""
        self._leases = leases
        self._clock = clock
        self._ways = ways
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
            .where(ConversationRow.channel.in_([str(channel) for channel in self._ways]))
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
        # That it went out is true whoever holds the lease by now; the rest is the holder's.
        if is_ours or isinstance(outcome, Sent | Mailed):
            self._record(session, job, outcome)
        if not is_ours:
            return None
        step = self._next(session, job.conversation_id) if go_on else None
        if not isinstance(step, Job):
            self._leases.release(session, f"send:{job.conversation_id}")
        return step

    def _next(self, session: Session, conversation_id: ConversationId) -> Job | Wait | None:
        row = _head(session, conversation_id)
        while row is not None and has_lost_its_member(session, row, self._clock.now()):
            row.state, row.next_attempt_at = "suppressed", None
            session.flush()
            row = _head(session, conversation_id)
        if row is None:
            return None
        conversation = session.get_one(ConversationRow, conversation_id)
        if conversation.suppressed_at:
            _suppress_rest(session, conversation_id)
            return None
        channel = Channel(conversation.channel)
        if channel not in self._ways:
            return None
        if row.state == "sending" and row.tried_at:
            row.state = "unknown"
            row.next_attempt_at = row.tried_at + timedelta(seconds=self._ways[channel].grace_s)
        return self._wait(row, channel) or self._begin(session, row, conversation)

    def _wait(self, row: OutboxRow, channel: Channel) -> Wait | None:
        now = self._clock.now()
        due = max(row.next_attempt_at or now, self.paused_until.get(channel, now))
        return Wait((due - now).total_seconds()) if due > now else None

    def _begin(self, session: Session, row: OutboxRow, conversation: ConversationRow) -> Job | Wait:
        now, channel = self._clock.now(), Channel(conversation.channel)
        draft = draft_from_json(row.content or "{}")
        look_up = row.state == "unknown"
        in_window = True
        if not look_up:
            if (wait := hold_s(session, row, draft, self._ways[channel], now)) > 0:
                return Wait(wait)
            in_window = window.is_open(session, conversation, now)
            _mark_begun(row, now, in_window=in_window)
        return Job(
            outbox_id=row.id,
            conversation_id=ConversationId(row.conversation_id),
            channel=channel,
            address=conversation.address,
            draft=draft,
            attempts=row.attempts,
            created_at=row.created_at,
            tried_at=row.tried_at or row.created_at,
            look_up=look_up,
            in_window=in_window,
        )

    def _record(self, session: Session, job: Job, outcome: Outcome) -> None:
        now = self._clock.now()
        values = _values(outcome, now)
        # A status callback may have settled the row already; then this says nothing new.
        session.connection().execute(
            update(OutboxRow)
            .where(OutboxRow.id == job.outbox_id, OutboxRow.state.in_(_UNSETTLED))
            .values(**values)
        )
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


def _mark_begun(row: OutboxRow, now: datetime, *, in_window: bool) -> None:
    row.state = "sending"
    row.attempts += 1
    row.tried_at = now
    if in_window:
        row.error_code = None  # of an earlier try: the member has written since


def depth(session: Session, now: datetime) -> tuple[int, float]:
    """How many rows wait, and the age of the oldest in seconds."""
    count, oldest = session.execute(
        select(func.count(), func.min(OutboxRow.created_at)).where(OutboxRow.state.in_(WAITING))
    ).one()
    return count, (now - oldest).total_seconds() if oldest else 0.0


def _head(session: Session, conversation_id: ConversationId) -> OutboxRow | None:
    return session.scalars(_HEAD, {"conversation_id": conversation_id}).first()


def _suppress_rest(session: Session, conversation_id: ConversationId) -> None:
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.conversation_id == conversation_id, OutboxRow.state.in_(WAITING))
        .values(state="suppressed", next_attempt_at=None)
    )


def _values(outcome: Outcome, now: datetime) -> dict[str, Any]:
    match outcome:
        case Sent(provider_message_id):
            kept = func.coalesce(OutboxRow.provider_message_id, provider_message_id)
            return _ended("sent") | {"sent_at": now, "provider_message_id": kept}
        case Mailed():
            return _ended("mailed") | {"sent_at": now}
        case GivenUp(code):
            return _ended("failed") | {"error_code": code}
        case Blocked(code):
            return _ended("suppressed") | {"error_code": code}
        case Closed():
            return _due("pending", now) | {"error_code": window.CLOSED_CODE}
        case NotSent(after_s) | Unknown(after_s):
            state = "pending" if isinstance(outcome, NotSent) else "unknown"
            return _due(state, now + timedelta(seconds=after_s))


def _ended(state: str) -> dict[str, Any]:
    return {"state": state, "next_attempt_at": None}


def _due(state: str, at: datetime) -> dict[str, Any]:
    return {"state": state, "next_attempt_at": at}
