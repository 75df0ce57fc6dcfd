"""Patience with a message that Rasa refuses: endless while something is down, else two minutes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from insurance.ports import Clock

ENDS_AFTER = timedelta(minutes=2)


class Patience:
    """Tells a message that alone is refused from a dialogue that is unwell."""

    def __init__(self, clock: Clock, is_well: Callable[[], Awaitable[bool]]) -> None:
        """``is_well``: whether everything that answers a turn is up."""
        self._clock = clock
        self._is_well = is_well
        self._since: dict[int, datetime] = {}

    async def ends(self, row_id: int) -> bool:
        """Refused once more: True when it has been for two minutes, and all else is well."""
        now = self._clock.now()
        if now - self._since.setdefault(row_id, now) < ENDS_AFTER:
            return False
        if await self._is_well():
            return True
        self._since[row_id] = now
        return False

    def forget(self, row_id: int) -> None:
        """It was not refused this time."""
        self._since.pop(row_id, None)
