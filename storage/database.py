"""The database: one engine, short transactions, the same rules on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from sqlalchemy import Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

from storage.crypto import Keyring
from storage.writer import Writer

T = TypeVar("T")

BUSY_TIMEOUT_S = 15
"""How long SQLite waits for another writer before it gives up."""
THREADS = 16
"""How many transactions of one process may run at once."""


class Database:
    """Hands out sessions; owns the engine and nothing else."""

    def __init__(self, url: str, keyring: Keyring) -> None:
        """Connect lazily to ``url`` (SQLAlchemy); columns are encrypted with ``keyring``."""
        self.url = make_url(url)
        self.engine = _engine(url)
        self.engine.dialect.iclick_cipher = keyring.cipher("columns")  # type: ignore[attr-defined]
        self._limiter: anyio.CapacityLimiter | None = None
        self._writing = Lock()
        self._writer = Writer(self.engine, self._turn_to_write)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or rolled back as a whole."""
        with (
            self._turn_to_write(),
            Session(self.engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        # SQLite has one writer at a time and its waiters sleep and poll, up to 100 ms each time;
        # those of this process wait for one another here, and go on at once.
        has_turn = self.is_sqlite and self._writing.acquire(timeout=BUSY_TIMEOUT_S)
        try:
            yield
        finally:
            if has_turn:
                self._writing.release()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that writes nothing, and so waits for no writer."""
        with (
            self.engine.connect().execution_options(iclick_reading=True) as connection,
            Session(connection, expire_on_commit=False) as session,
        ):
            yield session

    async def run(
        self,
        work: Callable[[Session], T],
        apart: anyio.CapacityLimiter | None = None,
        *,
        is_urgent: bool = False,
    ) -> T:
        """Run ``work`` off the event loop and commit it: all of it, or nothing when it raises.

        ``apart``: threads of the caller's own, so that it need not queue behind everybody else; on
        SQLite, which has one writer, everybody does, though what is urgent comes first.
        """
        if self.is_sqlite:
            return await self._writer.write(work, is_urgent=is_urgent)

        def in_thread() -> T:
            with self.transaction() as session:
                return work(session)

        return await self._in_thread(in_thread, apart)

    async def read(
        self, work: Callable[[Session], T], apart: anyio.CapacityLimiter | None = None
    ) -> T:
        """Run ``work``, which writes nothing, off the event loop; ``apart`` as for ``run``."""

        def in_thread() -> T:
            with self.reading() as session:
                return work(session)

        return await self._in_thread(in_thread, apart)

    async def _in_thread(self, work: Callable[[], T], apart: anyio.CapacityLimiter | None) -> T:
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(THREADS)
        return await anyio.to_thread.run_sync(work, limiter=apart or self._limiter)

    def close(self) -> None:
        """Give every connection back."""
        self._writer.close()
        self.engine.dispose()


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            pool_size=THREADS,
            hide_parameters=True,
        )
    engine = create_engine(
        parsed,
        connect_args={"timeout": BUSY_TIMEOUT_S},
        pool_size=THREADS,
        max_overflow=THREADS,
        hide_parameters=True,  # an error's text ends up in logs, and parameters are personal
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transaction of its own: we do
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_TIMEOUT_S * 1000}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    reading = connection.get_execution_options().get("iclick_reading", False)
    # A transaction that begins by reading and then writes may fail at once with "database is
    # locked"; one that asks for the write lock first waits its turn.
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
