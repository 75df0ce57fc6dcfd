"""Brings everything that is kept under a key under the newest one, so that older keys can go.

The gateway may work on meanwhile, with the same keys: rows are read without a lock, changed in
small steps, and left alone when they are no longer what was read. Ended at any moment, it goes on
where it was when started again. What was written by a process that still knows the older keys
only is found by the next pass; passes end when one has nothing to do.

Kept out: one-time codes, which live two minutes; Rasa's conversations, which Rasa's own process
writes anew under its newest key with each turn; the digests of API calls, whose repeats come within
days; and the digests of members' files, for which the files would have to be read: one that is
kept for long is not recognised when it comes again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Column, MetaData, Select, Table, Text, and_, exists, select, tuple_, update
from sqlalchemy.orm import Session

from storage.crypto import Keyring
from storage.database import Database
from storage.imports.kinds import KINDS
from storage.retention import ERASED
from storage.tables import Base, ConversationRow
from storage.types import Encrypted

BATCH = 200
"""Rows that one transaction changes."""
PAUSE_S = 0.02
"""How long the others have the database to themselves between two of them."""

Row = Mapping[str, Any]
Progress = Callable[[int], None]
"""Told now and then how many rows were looked at."""


@dataclass(frozen=True)
class Rekeyed:
    """What was done."""

    encrypted: int = 0
    """Values that were encrypted anew."""
    digests: int = 0
    """Digests that were made anew."""
    unreadable: int = 0
    """Values that none of the keys opens; they were left as they are."""


def rekey(
    db: Database, keyring: Keyring, tell: Progress = lambda rows: None, pause_s: float = PAUSE_S
) -> Rekeyed:
    """Put every encrypted value and every digest under the newest key."""
    total = Rekeyed()
    looked_at = 0
    while True:
        turning = _Pass(db, keyring)
        for rows in turning.run():
            looked_at += rows
            tell(looked_at)
            time.sleep(pause_s)
        done = turning.done
        total = Rekeyed(
            total.encrypted + done.encrypted, total.digests + done.digests, done.unreadable
        )
        if not done.encrypted and not done.digests:
            return total


class _Pass:
    """One look at every row."""

    def __init__(self, db: Database, keyring: Keyring) -> None:
        self.done = Rekeyed()
        self._db = db
        self._keyring = keyring
        self._cipher = keyring.cipher("columns")
        self._newest = Fernet(keyring.fernet_keys("columns")[0])

    def run(self) -> Iterator[int]:
        """Yields how many rows were dealt with, step by step."""
        for table in Base.metadata.sorted_tables:
            if _is_under_keys(table):
                yield from self._turn(table)

    def _turn(self, table: Table) -> Iterator[int]:
        sealed = _as_it_lies(table)
        key = list(sealed.primary_key)
        query, last = select(sealed).order_by(*key).limit(BATCH), None
        while rows := self._read(query if last is None else query.where(tuple_(*key) > last)):
            self._change(sealed, rows)
            yield len(rows)
            last = tuple_(*(rows[-1][column.name] for column in key))

    def _read(self, query: Select[Any]) -> Sequence[Row]:
        with self._db.reading() as session:
            return [dict(row) for row in session.execute(query).mappings()]

    def _change(self, table: Table, rows: Sequence[Row]) -> None:
        changes = [(row, self._encrypted_anew(table, row)) for row in rows]
        digests = [self._digests_anew(table, row) for row in rows]
        if not any(new for _, new in changes) and not any(digests):
            return
        with self._db.transaction() as session:
            for (row, encrypted), digest in zip(changes, digests, strict=True):
                self._write(session, table, row, encrypted, digest)

    def _write(self, session: Session, table: Table, row: Row, encrypted: Row, digest: Row) -> None:
        if table.name == ConversationRow.__tablename__ and _has_twin(session, table, row, digest):
            digest = {}
        if not encrypted and not digest:
            return
        names = [column.name for column in table.primary_key] + [*encrypted, *digest]
        as_read = and_(*(table.c[name].is_not_distinct_from(row[name]) for name in names))
        result = session.execute(update(table).where(as_read).values(**encrypted, **digest))
        if result.rowcount:  # type: ignore[attr-defined]
            self.done = replace(
                self.done,
                encrypted=self.done.encrypted + len(encrypted),
                digests=self.done.digests + len(digest),
            )

    def _encrypted_anew(self, table: Table, row: Row) -> Row:
        """The row's values that are not under the newest key, under it."""
        new = {}
        for name in _encrypted(Base.metadata.tables[table.name]):
            if row[name] is not None and (token := self._anew(row[name])) is not None:
                new[name] = token
        return new

    def _anew(self, token: str) -> str | None:
        try:
            self._newest.decrypt(token)
        except InvalidToken:
            try:
                return self._cipher.rotate(token).decode()
            except InvalidToken:
                self.done = replace(self.done, unreadable=self.done.unreadable + 1)
        return None

    def _digests_anew(self, table: Table, row: Row) -> Row:
        """The row's digests that are not of the newest key, of it."""
        try:
            if table.name == ConversationRow.__tablename__:
                return self._address_digest(row)
            return self._row_digest(table, row) if row.get("row_digest") else {}
        except InvalidToken:
            return {}

    def _address_digest(self, row: Row) -> Row:
        if row["address_digest"].startswith(ERASED):
            return {}
        address = self._cipher.decrypt(row["address"]).decode()
        newest = self._keyring.digest("address", f"{row['channel']}:{address}")
        return {} if row["address_digest"] == newest else {"address_digest": newest}

    def _row_digest(self, table: Table, row: Row) -> Row:
        kind = next(kind for kind in KINDS.values() if kind.table.name == table.name)
        opened = {
            name: self._cipher.decrypt(row[name]).decode()
            for name in _encrypted(kind.table)
            if row[name] is not None
        }
        newest, *older = self._keyring.digests("import", kind.content({**row, **opened}))
        if row["row_digest"] == newest:
            return {}
        # One that is not of this row's values is of no use: the next import has its say.
        return {"row_digest": newest if row["row_digest"] in older else ""}


def _encrypted(table: Table) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, Encrypted)]


def _is_under_keys(table: Table) -> bool:
    return bool(_encrypted(table)) or "row_digest" in table.columns


def _as_it_lies(table: Table) -> Table:
    """The table with its encrypted columns as the text that the database holds."""

    def kind(column: Column[Any]) -> Any:
        return Text() if isinstance(column.type, Encrypted) else column.type

    columns = (Column(c.name, kind(c), primary_key=c.primary_key) for c in table.columns)
    return Table(table.name, MetaData(), *columns)


def _has_twin(session: Session, table: Table, row: Row, digest: Row) -> bool:
    """Whether the chat was begun a second time under the newest key, by a gateway that did not
    know the older one: then that one is found, and stays."""
    if not digest:
        return False
    same = (table.c.channel == row["channel"], table.c.address_digest == digest["address_digest"])
    return bool(session.scalar(select(exists().where(*same))))
