"""The partner providers, as ``iclick import providers`` has loaded them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from math import cos, radians
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from insurance.model import Provider, ProviderType
from insurance.points import Box, Point
from insurance.provider_finding import ProviderFilter
from storage.database import Database
from storage.tables import ProviderRow

FRESH_S = 60.0
"""How old the list may be."""


class SqlProviders:
    """Implements ``insurance.ports.Providers``; the list stays the same object while it is the
    same list, so that whoever has prepared it for a search need not again."""

    def __init__(self, db: Database, now_s: Callable[[], float] = time.monotonic) -> None:
        """Read from ``db``; ``now_s`` is a clock in seconds."""
        self._db = db
        self._now_s = now_s
        self._read: tuple[float, tuple[Provider, ...]] | None = None

    def all(self) -> Sequence[Provider]:
        """Every provider, by code; at most a minute old."""
        now = self._now_s()
        if self._read is not None and now - self._read[0] < FRESH_S:
            return self._read[1]
        found = self._load()
        if self._read is not None and self._read[1] == found:
            found = self._read[1]
        self._read = (now, found)
        return found

    def _load(self) -> tuple[Provider, ...]:
        with self._db.reading() as session:
            rows = session.execute(select(*_COLUMNS).order_by(ProviderRow.code))
            return tuple(_provider(row) for row in rows)


class SqlProviderMap:
    """Implements ``insurance.provider_finding.ProviderMap`` by the index on the points."""

    def __init__(self, db: Database) -> None:
        """Read from ``db``."""
        self._db = db

    def within(
        self, box: Box, wanted: ProviderFilter, near: Point, most: int | None = None
    ) -> Sequence[tuple[str, Point]]:
        """The codes and points of those in the box, or of those roughly nearest to ``near``."""
        with self._db.reading() as session:
            rows = session.execute(self.query(box, wanted, near, most)).all()
        return [(code, Point(latitude, longitude)) for code, latitude, longitude in rows]

    def of_codes(self, codes: Sequence[str]) -> Mapping[str, Provider]:
        """Those of these codes, by code."""
        with self._db.reading() as session:
            rows = session.execute(select(*_COLUMNS).where(ProviderRow.code.in_(codes)))
            return {provider.code: provider for provider in map(_provider, rows)}

    @staticmethod
    def query(
        box: Box, wanted: ProviderFilter, near: Point, most: int | None
    ) -> Select[str, Any, Any]:
        """What is asked of the database."""
        latitude, longitude = ProviderRow.latitude, ProviderRow.longitude
        inside = (latitude.between(box.south, box.north), longitude.between(box.west, box.east))
        found = select(ProviderRow.code, latitude, longitude).where(*inside, *_wanted(wanted))
        if most is None:
            return found
        # As on a flat map, where a degree of longitude is as short as it is here.
        north = latitude - near.latitude
        east = (longitude - near.longitude) * cos(radians(near.latitude))
        return found.order_by(north * north + east * east).limit(most)


_COLUMNS = tuple(getattr(ProviderRow, field.name) for field in fields(Provider))
"""Read as plain columns: making an object of each row took most of the time."""


def _wanted(wanted: ProviderFilter) -> Sequence[ColumnElement[bool]]:
    marks: list[ColumnElement[bool]] = [getattr(ProviderRow, mark) for mark in wanted.marks]
    if wanted.types:
        marks.append(ProviderRow.type.in_(sorted(wanted.types)))
    return marks


def _provider(row: Row[Any]) -> Provider:
    values = row._mapping
    return Provider(**{**values, "type": ProviderType(values["type"])})
