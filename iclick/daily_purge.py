"""The daily purge, which the gateway makes while it runs."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import structlog

from insurance.ports import Clock
from storage.database import Database
from storage.retention import purge

log = structlog.get_logger(__name__)

FIRST_AFTER_S = 600.0
"""Not at once: a start has other things to do, and may be one of many."""
EVERY_S = 24 * 3600.0


class DailyPurge:
    """Erases what is past its retention, once a day; several gateways may do so side by side."""

    def __init__(
        self,
        db: Database,
        clock: Clock,
        first_after_s: float = FIRST_AFTER_S,
        every_s: float = EVERY_S,
    ) -> None:
        """Purge ``db``."""
        self._db = db
        self._clock = clock
        self._first_after_s = first_after_s
        self._every_s = every_s
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Purge now and then, until ``stop``."""
        pause = self._first_after_s
        while not await self._stopped_within(pause):
            erased = await asyncio.to_thread(purge, self._db, self._clock)
            log.info("purged", **erased)
            pause = self._every_s

    async def stop(self) -> None:
        """Let ``run`` end after the purge under way."""
        self._stopping.set()

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()
