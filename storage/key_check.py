"""Whether the keys in force are those under which the database was written."""

from __future__ import annotations

from sqlalchemy import select

from storage.database import Database
from storage.tables import Base
from storage.types import Encrypted


def require_key(db: Database) -> None:
    """Raises InvalidToken when none of the keys opens what the database holds.

    One value is read, of the first table that has any; of an empty database every key is right.
    """
    # What may be empty may have been erased: columns that never are find a value at once.
    columns = (
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Encrypted) and not column.nullable
    )
    with db.reading() as session:
        for column in columns:
            if session.scalar(select(column).limit(1)) is not None:
                return
