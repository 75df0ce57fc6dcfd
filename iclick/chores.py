"""What the gateway does now and then while it runs; several gateways may do so side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog

log = structlog.get_logger(__name__)


class Chore:
    """A piece of work that is done every so often, off the event loop."""

    def __init__(
        self,
        done: str,
        work: Callable[[], Mapping[str, int]],
        first_after_s: float,
        every_s: float,
    ) -> None:
        """``done`` is what the log says each time, with the counts that ``work`` returns."""
        self._done = done
        self._work = work
        self._first_after_s = first_after_s
        self._every_s = every_s
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work now and then, until ``stop``."""
        pause = self._first_after_s
        while not await self._stopped_within(pause):
            counts = await asyncio.to_thread(self._work)
            say = log.info if any(counts.values()) else log.debug
            say(self._done, **counts)
            pause = self._every_s

    async def stop(self) -> None:
        """Let ``run`` end after the work under way."""
        self._stopping.set()

    async def _stopped_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)
        return self._stopping.is_set()
