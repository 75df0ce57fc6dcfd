"""What happened in the sandbox, in order: the page follows it live, tests read it afterwards."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Event:
    """One thing that happened."""

    seq: int
    """From 1, without gaps."""
    kind: str
    at: float
    """Unix time, in seconds."""
    data: Mapping[str, Any]

    def as_json(self) -> dict[str, Any]:
        """The event as the page and ``/record`` show it."""
        return {"seq": self.seq, "kind": self.kind, "at": self.at, **self.data}


class Journal:
    """An append-only list of events, kept in memory as long as the sandbox runs."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Begin empty, under an epoch that no other run of the sandbox has.

        ``now`` is the time that events carry, in seconds of Unix time.
        """
        self._now = now
        self.epoch = secrets.token_hex(4)
        self._events: list[Event] = []
        self._changed = asyncio.Event()

    @property
    def last_seq(self) -> int:
        """The number of the newest event; 0 when nothing has happened yet."""
        return len(self._events)

    def add(self, kind: str, **data: Any) -> Event:
        """Append one event and wake everyone who waits for it."""
        event = Event(self.last_seq + 1, kind, self._now(), data)
        self._events.append(event)
        self._changed.set()
        self._changed = asyncio.Event()
        return event

    def since(self, seq: int) -> Sequence[Event]:
        """Every event after number ``seq``, oldest first."""
        return self._events[max(seq, 0) :]

    async def wait_since(self, seq: int, timeout_s: float) -> Sequence[Event]:
        """The same, but wait up to ``timeout_s`` for the first one; empty when none came."""
        changed = self._changed
        found = self.since(seq)
        if found or timeout_s <= 0:
            return found
        try:
            await asyncio.wait_for(changed.wait(), timeout_s)
        except TimeoutError:
            return ()
        return self.since(seq)
