"""How Alembic runs here: on the connection that ``storage.schema`` hands over."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection

from storage.tables import Base
from storage.types import Encrypted, Moment

PLAIN = {Encrypted: "sa.Text()", Moment: "sa.DateTime(timezone=True)"}
"""Our own column types as the database knows them, so that migrations outlive our code."""


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """How a column type is written into a new migration."""
    return PLAIN.get(type(item), False) if kind == "type" else False


def run(connection: Connection) -> None:
    """Run what was asked for, within the transaction that is open."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
