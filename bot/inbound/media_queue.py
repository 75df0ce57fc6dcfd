"""The rows of files that are waited for, and how they are settled; each step is one transaction.

A conversation's files are one gateway's business at a time, under a lease. A kill leaves a row
``waiting``; whoever finds it fetches the file again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.inbound.media_fetch import Fetched, Wanted
from bot.inbound.media_sources import Missing
from bot.leases import Leases
from bot.messages import Channel
from insurance.ports import Clock
from storage.tables import ConversationRow, MediaRow

AT_ONCE = 4
"""Files of one conversation that are fetched side by side."""
MOST_STARTS = 5
"""A file whose download ends the gateway so often is not begun again."""
KEPT_FOR = timedelta(hours=24)
"""After that a file is erased, unless somebody has a use for it by then."""
MOST_KEPT_BYTES = 500 * 1024 * 1024
"""Of one conversation's files that nobody has a use for yet: none fills the store for all."""


@dataclass(frozen=True)
class Batch:
    """Files of one conversation, to be fetched now."""

    wanted: Sequence[Wanted]
    given_up: Sequence[Wanted]
    """Those that were begun too often, that nobody can fetch, or that are too much by now."""


class MediaQueue:
    """The rows that wait, conversation by conversation, fenced by leases."""

    def __init__(self, leases: Leases, clock: Clock, channels: Collection[Channel]) -> None:
        """``channels``: those that are switched on."""
        self._leases = leases
        self._clock = clock
        self._channels = [channel.value for channel in channels]

    def waiting(self, session: Session, limit: int = 1000) -> Sequence[str]:
        """Conversations with files to be fetched that no other gateway is looking after."""
        lease = self._leases.held_by_another("media:" + MediaRow.conversation_id)
        return session.scalars(
            select(MediaRow.conversation_id)
            .join(ConversationRow, ConversationRow.id == MediaRow.conversation_id)
            .where(MediaRow.state == "waiting", ~lease)
            .where(ConversationRow.channel.in_(self._channels))
            .group_by(MediaRow.conversation_id)
            .order_by(func.min(MediaRow.created_at))
            .limit(limit)
        ).all()

    def claim(self, session: Session, conversation_id: str) -> Batch | None:
        """The conversation's next files; None when there are none, or another has the lease."""
        if not self._leases.acquire(session, f"media:{conversation_id}"):
            return None
        channel = session.get_one(ConversationRow, conversation_id).channel
        rows = _next(session, conversation_id) if channel in self._channels else []
        if not rows:
            self._leases.release(session, f"media:{conversation_id}")
            return None
        for row in rows:
            row.attempts += 1
        wanted = [_wanted(row, Channel(channel)) for row in rows]
        is_full = _kept_bytes(session, conversation_id) >= MOST_KEPT_BYTES
        hopeless = {
            row.id for row in rows if is_full or row.attempts > MOST_STARTS or not row.source
        }
        return Batch(
            wanted=[each for each in wanted if each.media_id not in hopeless],
            given_up=[each for each in wanted if each.media_id in hopeless],
        )

    def settle(
        self, session: Session, conversation_id: str, media_id: str, outcome: Fetched | Missing
    ) -> bool:
        """Record what became of a file; False, and nothing written, when it is not ours to say."""
        if not self._leases.renew(session, [f"media:{conversation_id}"]):
            return False
        now = self._clock.now()
        settled = session.execute(
            update(MediaRow)
            .where(MediaRow.id == media_id, MediaRow.state == "waiting")
            .values(**_values(outcome), settled_at=now, erase_at=now + KEPT_FOR, source=None)
        )
        return bool(settled.rowcount)  # type: ignore[attr-defined]


def depth(session: Session, now: datetime) -> tuple[int, float]:
    """How many files are waited for, and since how many seconds for the oldest."""
    count, oldest = session.execute(
        select(func.count(), func.min(MediaRow.created_at)).where(MediaRow.state == "waiting")
    ).one()
    return count, (now - oldest).total_seconds() if oldest else 0.0


def _next(session: Session, conversation_id: str) -> Sequence[MediaRow]:
    return session.scalars(
        select(MediaRow)
        .where(MediaRow.conversation_id == conversation_id, MediaRow.state == "waiting")
        .order_by(MediaRow.created_at, MediaRow.inbound_id, MediaRow.position)
        .limit(AT_ONCE)
    ).all()


def _kept_bytes(session: Session, conversation_id: str) -> int:
    mine = MediaRow.conversation_id == conversation_id, MediaRow.inbound_id.is_not(None)
    passing = MediaRow.state == "stored", MediaRow.erase_at.is_not(None)
    return int(session.scalar(select(func.sum(MediaRow.size)).where(*mine, *passing)) or 0)


def _wanted(row: MediaRow, channel: Channel) -> Wanted:
    return Wanted(media_id=row.id, channel=channel, source=row.source or "", size=row.size)


def _values(outcome: Fetched | Missing) -> dict[str, Any]:
    if isinstance(outcome, Missing):
        return {"state": outcome.value}
    return {
        "state": "stored",
        "content_type": outcome.content_type,
        "size": outcome.size,
        "sha256": outcome.sha256,
        "data_key": outcome.data_key,
        "findings": ",".join(outcome.findings),
        "likeness": outcome.likeness,
        "pages": outcome.pages,
    }
