"""The workers that look into files: started when there is work, ended when there is none.

Processes of our own rather than a pool of ``multiprocessing``: that one's would begin with the
gateway's modules and the gateway's environment, and with it its secrets.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import structlog

from bot.inspection.frames import READY, frame, receive_frame
from bot.inspection.limits import MOST_SECONDS
from bot.inspection.verdict import Inspected, NotUsable, Unfit, heard

log = structlog.get_logger(__name__)

AT_ONCE = 2 if (os.cpu_count() or 1) > 2 else 1  # noqa: PLR2004
"""Files looked into at once: each may take some 300 MB for a moment, and a processor that on a
small machine answers everybody else's messages."""
FILES_PER_WORKER = 200
"""After so many a worker makes room for a new one: libraries for strangers' files leak."""
IDLE_S = 60.0
"""A worker that has had nothing to do for so long is ended: it holds some 90 MB."""
STARTS_WITHIN_S = 60.0
ENDS_WITHIN_S = 2.0
"""From its kill; something that it started may hold its pipes for longer, and is not waited for."""
_MODULE = "bot.inspection.worker"
_OURS = {
    "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
}
_BUFFER = 256 * 1024

Read = Callable[[], Awaitable[bytes]]
"""Gives a file's bytes; asked once a worker is free, so that few files are in memory at once."""


class WorkersAway(Exception):
    """No worker can be started: that is not the file's fault."""


class _Died(Exception):
    """A worker is gone, or talks nonsense; the message says how."""


class _TooLong(_Died):
    """It is past its time: a second one would be as well, while everybody else waits."""


class Workers:
    """Looks into files, in processes that may die of them."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        at_once: int = AT_ONCE,
        files_each: int = FILES_PER_WORKER,
        idle_s: float = IDLE_S,
        most_seconds: float = MOST_SECONDS,
    ) -> None:
        """``environment`` is all that a worker gets of ours: no secret may be among it."""
        self._environment = {**environment, **_OURS}
        self._files_each = files_each
        self._idle_s = idle_s
        self._most_seconds = most_seconds
        self._room = asyncio.Semaphore(at_once)
        self._resting: list[_Worker] = []
        self._idle: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def inspect(self, read: Read, content_type: str) -> Inspected:
        """What the file is fit for. Raises NotUsable, WorkersAway, and what ``read`` raises.

        A worker that dies may have been killed for another's sake, so a second one is asked.
        """
        async with self._room:
            content = await read()
            try:
                return await self._ask(content, content_type)
            except _TooLong as error:
                raise _killing(error, content) from None
            except _Died as error:
                log.warning("worker_died", how=str(error))
            try:
                return await self._ask(content, content_type)
            except _Died as error:
                raise _killing(error, content) from None

    async def close(self) -> None:
        """End every worker that rests; one at work is ended by whoever waits for it."""
        self._end_resting()
        await asyncio.gather(*self._ending, return_exceptions=True)

    @property
    def resting(self) -> int:
        """How many workers wait for something to do."""
        return len(self._resting)

    async def _ask(self, content: bytes, content_type: str) -> Inspected:
        worker = self._resting.pop() if self._resting else await self._start()
        is_well = False
        try:
            verdict = await worker.ask(content, content_type, self._most_seconds)
            is_well = worker.files < self._files_each
        finally:
            self._put_back(worker) if is_well else await worker.end()
        if isinstance(verdict, NotUsable):
            raise verdict
        return verdict

    async def _start(self) -> _Worker:
        command = (sys.executable, "-P", "-m", _MODULE)
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                start_new_session=True,  # so that what it may start ends with it
                env=self._environment,
                limit=_BUFFER,
            )
        except OSError as error:
            raise WorkersAway(type(error).__name__) from error
        worker = _Worker(process)
        try:
            await worker.ready()
        except asyncio.CancelledError:
            await worker.end()
            raise
        except _Died as error:
            await worker.end()
            raise WorkersAway(str(error)) from None
        return worker

    def _put_back(self, worker: _Worker) -> None:
        self._resting.append(worker)
        if self._idle is not None:
            self._idle.cancel()
        loop = asyncio.get_running_loop()
        self._idle = loop.call_later(self._idle_s, self._end_resting)

    def _end_resting(self) -> None:
        while self._resting:
            task = asyncio.ensure_future(self._resting.pop().end())
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)


class _Worker:
    """One process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.files = 0

    async def ready(self) -> None:
        head, _ = await self._answer((), STARTS_WITHIN_S)
        if head != READY:
            raise _Died("does not start")

    async def ask(
        self, content: bytes, content_type: str, most_seconds: float
    ) -> Inspected | NotUsable:
        self.files += 1
        head, kept = await self._answer(frame(content_type.encode(), content), most_seconds)
        try:
            return heard(head, kept)
        except ValueError:
            raise _Died("talks nonsense") from None

    async def end(self) -> None:
        """At once; nothing that it holds is worth waiting for."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self._has_ended()

    async def _answer(self, told: Sequence[bytes], within_s: float) -> tuple[bytes, bytes]:
        """What it says to that; one that does not even listen is past its time as well."""
        sink, source = self._process.stdin, self._process.stdout
        if sink is None or source is None:
            raise _Died("without a pipe")
        try:
            async with asyncio.timeout(within_s):
                with suppress(ConnectionError):  # reading tells how it ended
                    sink.writelines(told)
                    await sink.drain()
                return await receive_frame(source)
        except TimeoutError:
            raise _TooLong("takes too long") from None
        except ValueError:
            raise _Died("talks nonsense") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            code = await self._has_ended()
            kind = _TooLong if code == -signal.SIGXCPU else _Died
            raise kind(f"ended with {code}") from None

    async def _has_ended(self) -> int | None:
        """How; None when it closed its pipes and lives on."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDS_WITHIN_S):
                await self._process.wait()
        return self._process.returncode


def _killing(error: _Died, content: bytes) -> NotUsable:
    log.error("file_kills_workers", how=str(error), bytes=len(content))
    return NotUsable(Unfit.BROKEN, f"worker {error}")
