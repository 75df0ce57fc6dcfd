"""Albums and bursts of photos: which messages are answered as one, and when all of it is here.

Neither channel says where an album ends, so the end is a second in which nothing more comes, or
the next message that is no file. Which messages are one turn is then sealed, before anybody is
asked for an answer: after a crash the very same ones are answered again, and none that came since.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from bot.leases import LeaseLost
from bot.messages import InboundId, InboundKind
from bot.routing.turn import Part, Turn
from bot.stored import inbound_from_json
from storage.tables import InboxRow, MediaRow

QUIET = timedelta(seconds=1)
"""How long nothing more must come for the burst to be over."""
LONGEST = timedelta(seconds=10)
"""How long after its first message another may still belong to it."""
MOST = 30
"""Messages of one burst."""
FILES_AGAIN_S = 1.0
"""How often to look whether the files are here, should nobody tell."""


def part_of(row: InboxRow) -> Part:
    """A row of the inbox, as a turn sees it."""
    return Part(
        row_id=row.id,
        inbound_id=InboundId(row.inbound_id),
        inbound=inbound_from_json(row.content or "{}"),
        received_at=row.received_at,
        burst_id=row.burst_id,
    )


def gather(session: Session, head: Part, conversation_id: str) -> tuple[tuple[Part, ...], bool]:
    """The messages that are answered with ``head``, and whether no other can join them."""
    waiting = select(InboxRow).where(
        InboxRow.conversation_id == conversation_id, InboxRow.state == "received"
    )
    following = waiting.where(InboxRow.id > head.row_id).order_by(InboxRow.id)
    if head.burst_id:
        sealed = following.where(InboxRow.burst_id == head.burst_id)
        return (head, *map(part_of, session.scalars(sealed))), True
    rows = [part_of(row) for row in session.scalars(following.limit(MOST))]
    parts = _joining(head, rows)
    return parts, len(rows) >= len(parts) or len(parts) >= MOST


def wait_s(parts: Sequence[Part], *, is_complete: bool, now: datetime) -> float:
    """In how many seconds the burst is over, if nothing more comes; 0 when it is."""
    if is_complete:
        return 0.0
    over_at = min(parts[-1].received_at + QUIET, parts[0].received_at + LONGEST)
    return max(0.0, (over_at - now).total_seconds())


def file_states(session: Session, parts: Sequence[Part]) -> tuple[str, ...]:
    """What has become of the files of these messages so far."""
    ids = [part.inbound_id for part in parts]
    states = select(MediaRow.state).where(MediaRow.inbound_id.in_(ids))
    return tuple(session.scalars(states.order_by(MediaRow.inbound_id, MediaRow.position)))


def seal(session: Session, turn: Turn) -> None:
    """Settle which messages the turn answers; LeaseLost when they are somebody else's already."""
    free = or_(InboxRow.burst_id.is_(None), InboxRow.burst_id == turn.inbound_id)
    ids = [part.row_id for part in turn.parts]
    result = session.execute(
        update(InboxRow)
        .where(InboxRow.id.in_(ids), InboxRow.state == "received", free)
        .values(burst_id=turn.inbound_id)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(result, CursorResult)
    if result.rowcount != len(ids):
        raise LeaseLost


def _joining(head: Part, rows: Sequence[Part]) -> tuple[Part, ...]:
    parts = [head]
    for row in rows:
        if len(parts) >= MOST or not _joins(row, parts):
            break
        parts.append(row)
    return tuple(parts)


def _joins(row: Part, parts: Sequence[Part]) -> bool:
    is_soon = row.received_at - parts[0].received_at <= LONGEST
    return row.inbound.kind is InboundKind.MEDIA and is_soon
