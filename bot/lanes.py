"""Lanes: one piece of work at a time for each key, many keys at once, woken or swept.

Both the turns and the outbox run on these; the key is a conversation's id.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.faults import is_database_away, where

log = structlog.get_logger(__name__)

SWEEP_S = 1.0
"""How often work is looked for that nobody was woken for: after a crash, a back-off …"""
STOP_S = 13.0
"""How long work under way may go on after ``stop``; a call to a channel ends within 12 s."""
_TROUBLES_S = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Pauses after work for a key has failed once, twice, …"""
_AWAY_S = (0.2, 0.5, 1.0, 2.0)
"""The same while the database is away: everybody goes on as soon as it is back."""

Work = Callable[[str], Awaitable[float | None]]
"""Does what waits for a key; returns in how many seconds to come back, or None when all is done."""


class Lanes:
    """Runs ``work(key)`` for every key that is woken or found waiting."""

    def __init__(
        self,
        name: str,
        work: Work,
        waiting: Callable[[], Awaitable[Sequence[str]]],
        width: int,
        each_sweep: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """``width``: how many keys at once; ``waiting``: finds keys with work that is due."""
        self._name = name
        self._work = work
        self._waiting = waiting
        self._width = width
        self._each_sweep = each_sweep
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._queued: set[str] = set()
        self._active: set[str] = set()
        self._again: set[str] = set()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._troubles: dict[str, int] = {}
        self._stopping = asyncio.Event()
        self._running = False
        self._given_back: set[asyncio.Task[None]] = set()

    @property
    def active(self) -> frozenset[str]:
        """The keys being worked on at this moment."""
        return frozenset(self._active)

    def wake(self, key: str) -> None:
        """There is work for ``key``: begin at once, or right after what is under way for it."""
        timer = self._timers.pop(key, None)
        if timer:
            timer.cancel()
        if key in self._active:
            self._again.add(key)
        elif key not in self._queued:
            self._queued.add(key)
            self._queue.put_nowait(key)

    def reserve(self, key: str) -> bool:
        """Keep ``key`` from being worked on until ``give_back``; False when it waits or is under
        way, or when no worker is free to begin with it then."""
        is_idle = key not in self._queued | self._active | self._timers.keys()
        is_busy = len(self._queued) + len(self._active) >= self._width
        if not is_idle or is_busy or not self._running or self._stopping.is_set():
            return False
        self._active.add(key)
        return True

    def give_back(self, key: str) -> None:
        """End what ``reserve`` has begun, and work on ``key`` now, unless all is to stop."""
        if self._stopping.is_set():
            self._active.discard(key)
            return
        task = asyncio.create_task(self._work_on(key))
        self._given_back.add(task)
        task.add_done_callback(self._given_back.discard)

    def offer(self, key: str) -> None:
        """``wake``, unless the key is already looked after or waits on purpose."""
        if key not in self._active and key not in self._timers:
            self.wake(key)

    async def run(self) -> None:
        """Work until ``stop``."""
        workers = [asyncio.create_task(self._worker()) for _ in range(self._width)]
        sweeper = asyncio.create_task(self._sweep_on())
        try:
            self._running = True
            await self._stopping.wait()
            sweeper.cancel()
            for _ in workers:
                self._queue.put_nowait("")  # wakes those that have nothing to do
            await asyncio.wait({*workers, *self._given_back}, timeout=STOP_S)
        finally:
            self._running = False
            for timer in self._timers.values():
                timer.cancel()
            tasks = (*workers, *self._given_back, sweeper)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def stop(self) -> None:
        """Begin nothing new and let ``run`` end; what is left waits for the next start."""
        self._stopping.set()

    async def idle(self) -> None:
        """Return once nothing is queued or under way; delayed work does not count. For tests."""
        while self._queued or self._active:  # noqa: ASYNC110 - tests may poll
            await asyncio.sleep(0.002)

    async def _worker(self) -> None:
        while not self._stopping.is_set():
            key = await self._queue.get()
            if self._stopping.is_set():
                return
            self._queued.discard(key)
            self._active.add(key)
            await self._work_on(key)

    async def _work_on(self, key: str) -> None:
        delay = await self._guarded(key)
        self._active.discard(key)
        self._follow_up(key, delay)

    async def _guarded(self, key: str) -> float | None:
        try:
            delay = await self._work(key)
        except Exception as error:
            troubles = self._troubles[key] = self._troubles.get(key, 0) + 1
            log.error("work_failed", lanes=self._name, key=key, **where(error))
            pauses = _AWAY_S if is_database_away(error) else _TROUBLES_S
            return pauses[min(troubles, len(pauses)) - 1]
        self._troubles.pop(key, None)
        return delay

    def _follow_up(self, key: str, delay: float | None) -> None:
        if key in self._again:
            self._again.discard(key)
            self.wake(key)
        elif delay is not None and not self._stopping.is_set():
            loop = asyncio.get_running_loop()
            self._timers[key] = loop.call_later(delay, self.wake, key)

    async def _sweep_on(self) -> None:
        while True:
            await self.sweep()
            await asyncio.sleep(SWEEP_S)

    async def sweep(self) -> None:
        """Look once for work that nobody was woken for."""
        try:
            for key in await self._waiting():
                self.offer(key)
            if self._each_sweep:
                await self._each_sweep()
        except Exception as error:
            # The database may be away for a while; the next sweep finds what this one missed.
            log.warning("sweep_failed", lanes=self._name, **where(error))
