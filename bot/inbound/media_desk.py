"""The media desk: fetches and checks what members sent, beside their turns, in nobody's way.

A conversation has a lane of its own in which some files are fetched at once; when those are
settled it queues again behind the others. Whoever sends slow or endless files waits for them alone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from time import perf_counter

import structlog

from bot.faults import where
from bot.inbound.media_check import Check
from bot.inbound.media_fetch import Fetched, Fetcher, Wanted
from bot.inbound.media_queue import MediaQueue
from bot.inbound.media_sources import Missing, NotFetched
from bot.lanes import Lanes
from bot.leases import Heartbeat, Leases
from bot.messages import ConversationId
from bot.metrics import Metrics
from insurance.ports import Clock
from storage.database import Database

log = structlog.get_logger(__name__)

WIDTH = 32
"""Conversations whose files are fetched at once."""
LOUD = (Missing.REFUSED,)
"""What an operator must hear of: somebody tries something, or a setting is wrong."""


class MediaDesk:
    """Fetches what waits in the table ``media``."""

    def __init__(
        self,
        *,
        db: Database,
        fetcher: Fetcher,
        check: Check,
        clock: Clock,
        metrics: Metrics,
        wake_turns: Callable[[ConversationId], None],
        width: int = WIDTH,
    ) -> None:
        """``wake_turns`` is told of a conversation each time that a file of it is settled."""
        self._db = db
        self._fetcher = fetcher
        self._check = check
        self._metrics = metrics
        self._wake_turns = wake_turns
        leases = Leases(clock, is_alone=db.is_sqlite)
        self._queue = MediaQueue(leases, clock, fetcher.channels)
        self._lanes = Lanes("media", self._fetch_some, self._waiting, width)
        self._heartbeat = Heartbeat(
            db, leases, lambda: [f"media:{key}" for key in self._lanes.active]
        )

    def wake(self, conversation_id: ConversationId) -> None:
        """A message with files has come: look now."""
        self._lanes.wake(conversation_id)

    async def run(self) -> None:
        """Fetch until ``stop``."""
        try:
            async with self._heartbeat.beating():
                await self._lanes.run()
        finally:
            await self._check.close()

    async def stop(self) -> None:
        """Finish what ends soon; the rest is fetched anew at the next start."""
        await self._lanes.stop()

    async def idle(self) -> None:
        """Return once nothing is being fetched. For tests."""
        await self._lanes.idle()

    async def _waiting(self) -> Sequence[str]:
        return await self._db.read(self._queue.waiting)

    async def _fetch_some(self, key: str) -> float | None:
        """One conversation's next files; 0 to be queued again, for there may be more."""
        batch = await self._db.run(partial(self._queue.claim, conversation_id=key))
        if batch is None:
            return None
        for wanted in batch.given_up:
            missing = NotFetched(Missing.UNAVAILABLE, "begun too often, or too much")
            await self._settle(key, wanted, missing, 0.0)
        ends = await asyncio.gather(
            *(self._fetch(key, wanted) for wanted in batch.wanted), return_exceptions=True
        )
        for error in ends:
            if isinstance(error, BaseException):
                raise error
        return 0.0

    async def _fetch(self, key: str, wanted: Wanted) -> None:
        start = perf_counter()
        outcome: Fetched | NotFetched
        try:
            fetched = await self._fetcher.fetch(wanted)
            outcome = await self._check.check(wanted, fetched)
        except NotFetched as error:
            outcome = error
        except Exception as error:
            log.error("file_faulty", media_id=wanted.media_id, **where(error))
            outcome = NotFetched(Missing.UNAVAILABLE, "an error nobody foresaw")
        await self._settle(key, wanted, outcome, perf_counter() - start)

    async def _settle(
        self, key: str, wanted: Wanted, outcome: Fetched | NotFetched, seconds: float
    ) -> None:
        result = outcome if isinstance(outcome, Fetched) else outcome.state
        settle = partial(
            self._queue.settle, conversation_id=key, media_id=wanted.media_id, outcome=result
        )
        if not await self._db.run(settle):
            log.warning("download_taken_over", media_id=wanted.media_id)
            return  # what we have stored is nobody's, and swept as such
        self._tell(key, wanted, outcome, seconds)
        self._wake_turns(ConversationId(key))

    def _tell(
        self, key: str, wanted: Wanted, outcome: Fetched | NotFetched, seconds: float
    ) -> None:
        fields: dict[str, object] = {
            "channel": wanted.channel.value,
            "conversation_id": key,
            "media_id": wanted.media_id,
            "seconds": round(seconds, 2),
        }
        if isinstance(outcome, Fetched):
            self._metrics.media(wanted.channel, "stored", seconds, outcome.size)
            findings = [finding.value for finding in outcome.findings]
            self._metrics.media_findings(findings)
            fields |= {"type": outcome.content_type, "bytes": outcome.size, "findings": findings}
            log.info("file_stored", **fields)
            return
        self._metrics.media(wanted.channel, outcome.state, seconds)
        tell = log.error if outcome.state in LOUD else log.warning
        tell("file_not_stored", state=outcome.state.value, why=outcome.why, **fields)
