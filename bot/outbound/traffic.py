"""When a row may go out: not before the one that it would overtake, nor faster than the channel
and the member's app bear."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.messages import Channel, Draft
from bot.outbound.pace import Pace
from bot.outbound.sender import Sender
from bot.stored import draft_from_json
from storage.tables import OutboxRow

REPORTED_WITHIN = timedelta(seconds=4)
"""How long a message waits for word that the one before it has left; then it goes all the same."""
SENT_RANK = 4
"""``delivery_rank`` of a message that WhatsApp has taken over; its place among others is fixed."""
_BEFORE = (
    select(
        OutboxRow.state,
        OutboxRow.sent_at,
        OutboxRow.provider_message_id,
        OutboxRow.delivery_rank,
        OutboxRow.inbound_id,
        OutboxRow.content,
    )
    .where(
        OutboxRow.conversation_id == bindparam("conversation_id"),
        OutboxRow.id < bindparam("row_id"),
    )
    .order_by(OutboxRow.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Way:
    """One channel's way out, as far as the queue must know it."""

    grace_s: float
    """How long a status callback may take."""
    keeps_order_by_receipts: bool
    pace: Pace


def ways(senders: Mapping[Channel, Sender]) -> Mapping[Channel, Way]:
    """The ways of the channels that are switched on."""
    return {
        channel: Way(sender.grace_s, sender.keeps_order_by_receipts, Pace(sender.pace))
        for channel, sender in senders.items()
    }


def hold_s(session: Session, row: OutboxRow, draft: Draft, way: Way, now: datetime) -> float:
    """Seconds that the row must wait; 0: it may go now, and is counted as sent."""
    if draft.delete_ref is not None:
        return 0.0
    if way.keeps_order_by_receipts:
        wait = (_free_at(session, row, now) - now).total_seconds()
        if wait > 0:
            return wait
    return way.pace.wait_s(row.conversation_id)


def _free_at(session: Session, row: OutboxRow, now: datetime) -> datetime:
    """When the row before this one has left, or counts as having left."""
    which = {"conversation_id": row.conversation_id, "row_id": row.id}
    before = session.execute(_BEFORE, which).first()
    if before is None or before.state != "sent" or before.sent_at is None:
        return now
    if before.provider_message_id is None or before.delivery_rank >= SENT_RANK:
        return now
    if before.inbound_id != row.inbound_id and not _is_slow(before.content):
        return now
    left_at: datetime = before.sent_at + REPORTED_WITHIN
    return left_at


def _is_slow(content: str | None) -> bool:
    """Whether it is fetched or drawn before it arrives: text overtakes it."""
    draft = draft_from_json(content or "{}")
    return draft.media is not None or draft.location is not None
