"""Starts the processes, restarts what dies, merges their logs, and ends them in order.

The processes are killed by nobody else: should the supervisor itself be killed, the kernel tells
each of them to end (Linux), so that a new start finds its ports free.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

PR_SET_PDEATHSIG = 1
WRONG_SETTINGS = 2
"""The exit status of a process that will not run with these settings, however often started."""
CANNOT_START = 1
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 15.0
STEADY_S = 30.0
"""A process that ran this long had started well: its next restart waits as little as the first."""
LAST_WORDS_S = 1.0
"""How long lines of a process that has ended may still come."""
LINE_LIMIT = 1 << 20


@dataclass(frozen=True)
class Program:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    grace_s: float = 5.0
    """How long it may take to end when asked to; then it is killed."""


class Supervisor:
    """Keeps programs running until it is told to stop."""

    def __init__(
        self,
        programs: Sequence[Program],
        write: Callable[[str, str], None],
        first_pause_s: float = FIRST_PAUSE_S,
    ) -> None:
        """Run ``programs``; ``write`` gets a program's name and each line that it says.

        They end in the order given, the first one before the others are asked.
        """
        self._programs = tuple(programs)
        self._write = write
        self._first_pause_s = first_pause_s
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()
        self._status = 0
        self._die_with_parent = _death_signal()

    def pid(self, name: str) -> int | None:
        """The process id of a program that runs at the moment."""
        process = self._running.get(name)
        return process.pid if process and process.returncode is None else None

    def stop(self, status: int = 0) -> None:
        """End everything; ``run`` then returns ``status``."""
        self._status = self._status or status
        self._stopping.set()

    async def run(self) -> int:
        """Start everything and keep it running; returns the exit status once all has ended."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.stop)
        keepers = [asyncio.create_task(self._keep(program)) for program in self._programs]
        try:
            await self._stopping.wait()
            await self._end_all()
        finally:
            for keeper in keepers:
                keeper.cancel()
            await asyncio.gather(*keepers, return_exceptions=True)
        return self._status

    async def _keep(self, program: Program) -> None:
        pause = self._first_pause_s
        while not self._stopping.is_set():
            started = asyncio.get_running_loop().time()
            status = await self._try(program)
            if self._stopping.is_set():
                return
            if status == WRONG_SETTINGS:
                self.stop(WRONG_SETTINGS)
                return
            if asyncio.get_running_loop().time() - started > STEADY_S:
                pause = self._first_pause_s
            self._write(program.name, f"ended with status {status}; starts again in {pause:g} s")
            await self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _try(self, program: Program) -> int:
        try:
            return await self._run_once(program)
        except (FileNotFoundError, PermissionError) as error:  # which no second try mends
            self._write(program.name, f"cannot be started: {error.strerror}: {program.command[0]}")
            self.stop(CANNOT_START)
        except OSError as error:  # no memory, no process to be had: perhaps in a while
            self._write(program.name, f"could not be started: {error.strerror}")
        return CANNOT_START

    async def _run_once(self, program: Program) -> int:
        # A pipe of our own: with asyncio's, waiting for the process would wait for every heir of
        # its output too.
        read_end, write_end = os.pipe()
        try:
            process = await self._start(program, write_end)
        except BaseException:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        copier = asyncio.create_task(self._copy_lines(program.name, read_end))
        status = await process.wait()
        _kill_group(process.pid)
        await asyncio.wait((copier,), timeout=LAST_WORDS_S)
        copier.cancel()
        return status

    async def _start(self, program: Program, output: int) -> asyncio.subprocess.Process:
        process = await asyncio.create_subprocess_exec(
            *program.command,
            env=dict(program.environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C is for the supervisor, which ends them in order
            preexec_fn=self._die_with_parent,
        )
        self._running[program.name] = process
        self._write(program.name, f"started as process {process.pid}")
        return process

    async def _copy_lines(self, name: str, output: int) -> None:
        lines = asyncio.StreamReader(limit=LINE_LIMIT)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(output, "rb")
        )
        with contextlib.closing(transport):
            while line := await _next_line(lines):
                self._write(name, line.decode(errors="replace").rstrip())

    async def _end_all(self) -> None:
        first, rest = self._programs[:1], self._programs[1:]
        for group in (first, rest):
            await asyncio.gather(*(self._end(program) for program in group))

    async def _end(self, program: Program) -> None:
        process = self._running.get(program.name)
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), program.grace_s)
        except TimeoutError:
            self._write(program.name, f"did not end within {program.grace_s:g} s: killed")
            _kill_group(process.pid)
            await process.wait()

    async def _sleep(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def labelled(out: TextIO, log_format: str, width: int) -> Callable[[str, str], None]:
    """A writer that puts the process's name before each line, or into it when it is JSON."""

    def write(name: str, line: str) -> None:
        if log_format == "json":
            print(_json_line(name, line), file=out, flush=True)
        elif line:
            print(f"{name:<{width}} │ {line}", file=out, flush=True)

    return write


def _json_line(name: str, line: str) -> str:
    try:
        event = json.loads(line)
    except ValueError:
        event = None
    if not isinstance(event, dict):
        event = {"event": line}
    return json.dumps({"process": name, **event}, ensure_ascii=False)


async def _next_line(lines: asyncio.StreamReader) -> bytes:
    while True:
        try:
            return await lines.readline()
        except ValueError:  # longer than LINE_LIMIT: the reader has thrown it away
            continue


def _kill_group(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _death_signal() -> Callable[[], None] | None:
    """What a child does first, so that the kernel ends it when the supervisor is killed."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask
