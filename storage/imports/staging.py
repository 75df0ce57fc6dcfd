"""The waiting room of an import: a temporary table that nobody else sees.

Filling it takes no lock in the database proper, so that the gateway works on meanwhile; what is
then merged into the real table takes one short transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from storage.database import Database
from storage.imports.kinds import Kind, Reference
from storage.imports.rules import Row
from storage.upsert import insert_into

IMPORT_LOCK = 7_424_001
"""PostgreSQL's advisory lock under which imports merge one after another."""


class Staging:
    """The rows of one file, encrypted and waiting."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        """Made by ``staging``; lives as long as its connection."""
        self.connection = connection
        self.kind = kind
        self.columns = [*kind.stored, "row_digest"]
        real = kind.table.columns
        self.table = Table(
            f"import_{kind.name}",
            MetaData(),
            Column("line", Integer, primary_key=True),
            Column("old_status", String),
            Column("older_digests", String),
            *(Column(name, real[name].type) for name in self.columns),
            prefixes=["TEMPORARY"],
        )

    def create(self) -> None:
        """Make the table."""
        with self.quietly():
            self.table.create(self.connection)

    def add(self, rows: Sequence[Row]) -> None:
        """Put rows in; each carries its ``line``."""
        if rows:
            with self.quietly():
                self.connection.execute(insert(self.table), rows)

    def arrange(self) -> None:
        """Prepare for look-ups, once all rows are in."""
        key = [self.table.c[name] for name in self.kind.key]
        with self.quietly():
            Index(f"ix_{self.table.name}", *key).create(self.connection)
            self.connection.exec_driver_sql(f"ANALYZE {self.table.name}")

    @contextmanager
    def quietly(self) -> Iterator[None]:
        """A transaction that locks nothing which others need."""
        self.connection.execution_options(iclick_reading=True)
        with self.connection.begin():
            yield

    @contextmanager
    def merging(self) -> Iterator[None]:
        """The transaction in which all is written, or nothing."""
        self.connection.execution_options(iclick_reading=False)
        with self.connection.begin():
            if self.connection.dialect.name == "postgresql":
                self.connection.execute(select(func.pg_advisory_xact_lock(IMPORT_LOCK)))
            yield

    def duplicates(self, most: int) -> list[tuple[int, int]]:
        """Lines that repeat a key, each with the line that had it first."""
        key = [self.table.c[name] for name in self.kind.key]
        first = func.min(self.table.c.line).over(partition_by=key).label("first")
        lines = select(self.table.c.line, first).subquery()
        query = select(lines).where(lines.c.line > lines.c.first).order_by(lines.c.line)
        return [(line, first) for line, first in self.connection.execute(query.limit(most))]

    def unknown(self, reference: Reference, most: int) -> list[tuple[int, str]]:
        """Lines that name what does not exist, each with the name it uses."""
        columns = [self.table.c[name] for name in reference.columns]
        targets = [reference.table.c[name] for name in reference.targets]
        query = select(self.table.c.line, columns[-1]).where(~_exists(columns, targets))
        if reference.own:
            twin = self.table.alias()
            query = query.where(~_exists(columns, [twin.c[name] for name in reference.targets]))
        query = query.order_by(self.table.c.line).limit(most)
        return [(line, name) for line, name in self.connection.execute(query)]

    def drop_unchanged(self) -> int:
        """Forget the rows that stand in the real table just so; how many they were."""
        real, waiting = self.kind.table.c.row_digest, self.table.c
        # While keys rotate, the real row's digest may be of an older key.
        by_older_key = and_(real != "", waiting.older_digests.contains(real))
        same = and_(self.same_key(), or_(real == waiting.row_digest, by_older_key))
        return self.connection.execute(delete(self.table).where(exists().where(same))).rowcount

    def count(self) -> int:
        """How many rows wait."""
        return self._number(select(func.count()).select_from(self.table))

    def count_known(self) -> int:
        """How many rows that wait will change a row which exists."""
        return self._number(
            select(func.count()).select_from(self.table.join(self.kind.table, self.same_key()))
        )

    def merge(self) -> None:
        """Write what waits into the real table."""
        waiting = select(*(self.table.c[name] for name in self.columns))
        upsert = insert_into(self.connection, self.kind.table).from_select(
            self.columns,
            waiting.where(self.table.c.line > 0),  # without WHERE, SQLite misreads ON CONFLICT
        )
        changing = [name for name in self.columns if name not in self.kind.key]
        self.connection.execute(
            upsert.on_conflict_do_update(
                index_elements=list(self.kind.key),
                set_={name: upsert.excluded[name] for name in changing},
            )
        )

    def same_key(self) -> ColumnElement[bool]:
        """That a row which waits and one of the real table are the same thing."""
        real = self.kind.table
        return and_(*(real.c[name] == self.table.c[name] for name in self.kind.key))

    def _number(self, query: Select[int]) -> int:
        return self.connection.execute(query).scalar_one()


@contextmanager
def staging(db: Database, kind: Kind) -> Iterator[Staging]:
    """A waiting room on a connection of its own; it vanishes with it."""
    with db.engine.connect() as connection:
        waiting = Staging(connection, kind)
        try:
            waiting.create()
            yield waiting
        finally:
            connection.invalidate()


def _exists(
    columns: Sequence[ColumnElement[str]], targets: Sequence[ColumnElement[str]]
) -> ColumnElement[bool]:
    pairs = zip(columns, targets, strict=True)
    return exists().where(*(column == target for column, target in pairs))
