"""The two tables of the tracker store, on SQLite or PostgreSQL. All calls block: use a thread."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from engine.turn import Turn

_metadata = sa.MetaData()

_conversations = sa.Table(
    "tracker_conversations",
    _metadata,
    sa.Column("conversation_id", sa.String(64), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, index=True),
)

_answers = sa.Table(
    "tracker_answers",
    _metadata,
    sa.Column("inbound_id", sa.String(64), primary_key=True),
    sa.Column("conversation_id", sa.String(64), nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False, index=True),
)


class Conflict(Exception):
    """Another turn of the conversation was stored in the meantime; this one was not."""


class TrackerDatabase:
    """Reads and writes sealed conversations and answers."""

    def __init__(self, url: str) -> None:
        """Open the database and make the tables where they are missing."""
        self._engine = _open(url)
        _metadata.create_all(self._engine)

    def answer(self, conversation_id: str, inbound_id: str) -> bytes | None:
        """The sealed answer to an inbound message of that conversation."""
        query = sa.select(_answers.c.sealed).where(
            _answers.c.inbound_id == inbound_id, _answers.c.conversation_id == conversation_id
        )
        with self._engine.connect() as connection:
            sealed: bytes | None = connection.execute(query).scalar()
        return sealed

    def forget_answer(self, inbound_id: str) -> None:
        """Delete the answer to an inbound message."""
        with self._engine.begin() as connection:
            connection.execute(_answers.delete().where(_answers.c.inbound_id == inbound_id))

    def conversation(self, conversation_id: str) -> tuple[int, bytes | None]:
        """Version and sealed events; version 0 when there is no such conversation."""
        query = sa.select(_conversations.c.version, _conversations.c.sealed).where(
            _conversations.c.conversation_id == conversation_id
        )
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        return (row.version, row.sealed) if row else (0, None)

    def store(self, turn: Turn, version: int, sealed: bytes, answer: bytes) -> None:
        """Write a turn's outcome and its answer in one transaction; raises ``Conflict``."""
        now = datetime.now(timezone.utc)
        try:
            with self._engine.begin() as connection:
                _write_conversation(connection, turn.conversation_id, version, sealed, now)
                row = {"inbound_id": turn.inbound_id, "conversation_id": turn.conversation_id}
                connection.execute(_answers.insert().values(**row, sealed=answer, created_at=now))
        except IntegrityError as error:
            raise Conflict from error

    def prune(self, answers_before: datetime, conversations_before: datetime) -> None:
        """Delete what was last touched before the given times."""
        with self._engine.begin() as connection:
            connection.execute(_answers.delete().where(_answers.c.created_at < answers_before))
            old = _conversations.c.updated_at < conversations_before
            connection.execute(_conversations.delete().where(old))

    def conversation_ids(self) -> list[str]:
        """All of them."""
        with self._engine.connect() as connection:
            return list(connection.execute(sa.select(_conversations.c.conversation_id)).scalars())

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _write_conversation(
    connection: Connection, conversation_id: str, version: int, sealed: bytes, now: datetime
) -> None:
    values = {"version": version + 1, "sealed": sealed, "updated_at": now}
    if version == 0:
        insert = _conversations.insert().values(conversation_id=conversation_id, **values)
        connection.execute(insert)
        return
    unchanged = sa.and_(
        _conversations.c.conversation_id == conversation_id, _conversations.c.version == version
    )
    if connection.execute(_conversations.update().where(unchanged).values(**values)).rowcount != 1:
        raise Conflict


def _open(url: str) -> Engine:
    """An engine for either database; ``postgresql+psycopg`` is understood as this side's driver."""
    address = sa.engine.make_url(url)
    if address.get_backend_name() == "postgresql":
        return sa.create_engine(
            address.set(drivername="postgresql+psycopg2"), pool_pre_ping=True, pool_size=5
        )
    engine = sa.create_engine(
        address.set(drivername="sqlite"),
        poolclass=QueuePool,
        pool_size=2,
        connect_args={"check_same_thread": False, "timeout": 5},
    )
    sa.event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: object, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")  # type: ignore[attr-defined]
