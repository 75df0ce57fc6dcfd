"""The partner providers, as ``iclick import providers`` has loaded them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import fields

from sqlalchemy import select

from insurance.model import Provider, ProviderType
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
            rows = session.scalars(select(ProviderRow).order_by(ProviderRow.code))
            return tuple(_provider(row) for row in rows)


def _provider(row: ProviderRow) -> Provider:
    values = {field.name: getattr(row, field.name) for field in fields(Provider)}
    return Provider(**values | {"type": ProviderType(row.type)})
