"""Where members said that they are: read from the message itself, while it is being answered."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from insurance.points import Point
from storage.database import Database
from storage.tables import InboxRow


class SqlLocations:
    """Implements ``insurance.ports.Locations``.

    The gateway takes the place out of the row in the transaction that ends the turn: a turn asked
    again after a crash finds it, and nobody does afterwards.
    """

    def __init__(self, db: Database) -> None:
        """Read from ``db``; nothing is ever written."""
        self._db = db

    def of(self, inbound_id: str) -> Point | None:
        """The place that came with this message; None when none did, or its turn is over."""
        wanted = select(InboxRow.content).where(InboxRow.inbound_id == inbound_id)
        with self._db.reading() as session:
            content = session.scalars(wanted).first()
        return _point(json.loads(content).get("location")) if content else None


def _point(kept: Mapping[str, Any] | None) -> Point | None:
    # As ``bot.stored`` writes an Inbound.
    return Point(float(kept["latitude"]), float(kept["longitude"])) if kept else None
