"""Where members are, as a test says."""

from __future__ import annotations

from insurance.points import Point


class FakeLocations:
    """Implements ``insurance.ports.Locations``."""

    def __init__(self) -> None:
        """Nobody has said where they are."""
        self._points: dict[str, Point] = {}

    def put(self, inbound_id: str, point: Point) -> None:
        """This message holds that place."""
        self._points[inbound_id] = point

    def of(self, inbound_id: str) -> Point | None:
        """The place that came with this message; None when none did."""
        return self._points.get(inbound_id)
