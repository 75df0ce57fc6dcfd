"""How much may be sent at once, and how soon again: buckets that fill up with time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Buckets:
    """One bucket for each key; a call takes a drop out of its bucket."""

    drops: float
    """How many calls one may make at once."""
    every_s: float
    """After how many seconds one more may be made."""
    now: Callable[[], float] = time.monotonic
    _levels: dict[str, tuple[float, float]] = field(default_factory=dict)

    def wait_s(self, key: str) -> int:
        """Take a drop and return 0, or return after how many whole seconds there will be one."""
        now = self.now()
        level, since = self._levels.get(key, (self.drops, now))
        level = min(self.drops, level + (now - since) / self.every_s)
        if level < 1:
            self._levels[key] = (level, now)
            return max(1, math.ceil((1 - level) * self.every_s))
        self._levels[key] = (level - 1, now)
        return 0
