"""Watches the processes of a running assistant: who is there, and how much memory each takes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

import psutil

from tests.journeys.assistant import Assistant

LOOK_EVERY_S = 0.05
MEGABYTE = 1024 * 1024


@dataclass
class Watch:
    """What was seen, by process id."""

    first: dict[int, int] = field(default_factory=dict)
    peak: dict[int, int] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)

    def look(self, root: psutil.Process) -> None:
        """Note what every process takes now."""
        for process in (root, *root.children(recursive=True)):
            try:
                resident = process.memory_info().rss
                self.names.setdefault(process.pid, " ".join(process.cmdline())[-90:])
            except psutil.Error:  # it has just ended
                continue
            self.first.setdefault(process.pid, resident)
            self.peak[process.pid] = max(resident, self.peak.get(process.pid, 0))

    def growth_mb(self) -> Mapping[str, float]:
        """By how many MB each process has grown at most since it was first seen."""
        return {
            f"{self.names[pid]} ({pid})": (peak - self.first[pid]) / MEGABYTE
            for pid, peak in self.peak.items()
        }


def programs(assistant: Assistant) -> list[int]:
    """The process ids of gateway, actions, Rasa and sandbox."""
    return sorted(child.pid for child in psutil.Process(assistant.process.pid).children())


@contextmanager
def watched(assistant: Assistant) -> Iterator[Watch]:
    """Look at the memory of all its processes, all the time."""
    watch, over = Watch(), threading.Event()
    root = psutil.Process(assistant.process.pid)

    def look() -> None:
        while not over.wait(LOOK_EVERY_S):
            watch.look(root)

    watch.look(root)
    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield watch
    finally:
        over.set()
        thread.join()
