"""While nothing listens where Rasa should be, one turn at a time knocks and the others wait."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

_SHORTEST_S = 0.2
_LONGEST_S = 2.0
_KNOCK_S = 2.5
"""How long the one that knocks has, before another may try."""


class RasaGate:
    """Open while Rasa can be reached; opens for everybody as soon as one gets through."""

    def __init__(self, wake: Callable[[str], None]) -> None:
        """``wake`` is called for every key that was held, once the gate opens."""
        self._wake = wake
        self._held: set[str] = set()
        self._closed_until: float | None = None
        self._pause_s = _SHORTEST_S

    def hold(self, key: str) -> float:
        """0 when ``key`` may ask now; else in how many seconds it may try again."""
        if self._closed_until is None:
            return 0.0
        left = self._closed_until - monotonic()
        if left > 0:
            self._held.add(key)
            return left
        self._closed_until = monotonic() + _KNOCK_S
        return 0.0

    def close(self) -> float:
        """Rasa could not be reached; returns for how many seconds nobody should try."""
        pause = self._pause_s
        self._pause_s = min(pause * 2, _LONGEST_S)
        self._closed_until = monotonic() + pause
        return pause

    def open(self) -> None:
        """Rasa was reached, whatever it said."""
        self._closed_until, self._pause_s = None, _SHORTEST_S
        held, self._held = self._held, set()
        for key in held:
            self._wake(key)
