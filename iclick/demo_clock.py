"""The demo's clock: the machine's, moved by an offset that its processes share through a file.

So one can see what the assistant says on Saturday night without waiting for it. Real channels
never get it: the processes of ``iclick up`` are not told of any file.
"""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

from insurance.ports import Clock, SystemClock

LONGEST_OFFSET_S = 366 * 24 * 3600
"""A demo looks a year ahead or back at most; a file that says more says nothing."""


class DemoClock:
    """Tells the machine's time plus the offset in a small file; no file means no offset."""

    def __init__(self, file: Path, machine: Clock | None = None) -> None:
        """Read ``file``, which need not exist yet, whenever it has changed."""
        self._file = file
        self._machine = machine or SystemClock()
        self._seen: tuple[int, int] | None = None
        self._offset_s = 0

    def now(self) -> datetime:
        """Now in the demo, as an aware datetime in UTC."""
        return self.machine_now() + timedelta(seconds=self.offset_s)

    def machine_now(self) -> datetime:
        """Now outside the demo, as an aware datetime in UTC."""
        return self._machine.now()

    @property
    def offset_s(self) -> int:
        """By how many seconds the demo is ahead; negative when behind."""
        seen = self._look()
        if seen != self._seen:
            self._seen = seen
            self._offset_s = self._read()
        return self._offset_s

    def move(self, offset_s: int) -> None:
        """Put the demo so many seconds ahead of the machine; every process follows at once.

        ValueError when that is more than a year.
        """
        if abs(offset_s) > LONGEST_OFFSET_S:
            raise ValueError(f"an offset is at most {LONGEST_OFFSET_S} s")
        fresh = self._file.with_name(f".{self._file.name}-{os.getpid()}")
        fresh.write_text(str(offset_s))
        fresh.replace(self._file)  # a reader sees the old offset or the new, never half of it

    def _look(self) -> tuple[int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def _read(self) -> int:
        try:
            offset_s = int(self._file.read_text())
        except (OSError, ValueError):
            return 0
        return offset_s if abs(offset_s) <= LONGEST_OFFSET_S else 0


def clock_of(file: Path | None) -> Clock:
    """The clock for a process: the demo's if it was told of its file, else the machine's."""
    return SystemClock() if file is None else DemoClock(file)
