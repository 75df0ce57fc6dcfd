"""INSERT … ON CONFLICT, which SQLite and PostgreSQL both have and SQLAlchemy spells twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session


def insert_into(where: Session | Connection, table: Any) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into ``table`` that can be told what to do on conflict, as ``where`` speaks it."""
    bind = where.get_bind() if isinstance(where, Session) else where
    if bind.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)
