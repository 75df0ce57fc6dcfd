"""Stand-ins for what ``insurance.ports`` names, for tests and for whoever tries things out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NOON = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
"""Noon in Jakarta on a Wednesday: where a FakeClock starts unless told otherwise."""


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, start: datetime = NOON) -> None:
        """Start at an aware datetime."""
        self._now = start

    def now(self) -> datetime:
        """Where the clock stands, as an aware datetime in UTC."""
        return self._now

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Move on by that much, and tell the new time."""
        self._now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        return self._now

    def set(self, moment: datetime) -> None:
        """Jump to an aware datetime."""
        self._now = moment.astimezone(UTC)
