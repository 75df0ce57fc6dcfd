"""Leases: what one gateway at a time does, though several run.

A lease is a row with a holder and an end. Whoever finds it past its end takes it. A holder that
was too slow is fenced off: its commit asserts the lease and fails with LeaseLost.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from uuid import uuid4

import anyio
import structlog
from sqlalchemy import ColumnElement, CursorResult, delete, exists, or_, update
from sqlalchemy.orm import Session

from bot.faults import where
from insurance.ports import Clock
from storage.database import Database
from storage.tables import LeaseRow
from storage.upsert import insert_into

log = structlog.get_logger(__name__)

DURATION_S = 10.0
"""How long a lease lives without a heartbeat."""
HEARTBEAT_S = 3.0
"""How often a holder prolongs its leases."""


class LeaseLost(Exception):
    """Another gateway has taken over; what was being done is its business now."""


class Leases:
    """The leases of one holder: one gateway process, or one of its parts."""

    def __init__(self, clock: Clock, holder: str | None = None, *, is_alone: bool = False) -> None:
        """``holder`` must differ for every process and every start of one.

        ``is_alone``: there is no other gateway (SQLite), and nothing need be written.
        """
        self._clock = clock
        self.holder = holder or uuid4().hex
        self.is_alone = is_alone

    def acquire(self, session: Session, name: str) -> bool:
        """Take the lease if it is free, ours already or past its end."""
        if self.is_alone:
            return True
        now = self._clock.now()
        values = {"holder": self.holder, "until": now + timedelta(seconds=DURATION_S)}
        statement = (
            insert_into(session, LeaseRow)
            .values(name=name, **values)
            .on_conflict_do_update(
                index_elements=["name"],
                set_=values,
                where=or_(LeaseRow.holder == self.holder, LeaseRow.until < now),
            )
            .returning(LeaseRow.name)
        )
        return session.connection().execute(statement).first() is not None

    def hold(self, session: Session, name: str) -> None:
        """Assert within a commit that the lease is still ours, and prolong it; or LeaseLost."""
        if not self.renew(session, [name]):
            raise LeaseLost

    def renew(self, session: Session, names: Iterable[str]) -> int:
        """Prolong those of these leases that are still ours; returns how many."""
        names = list(names)
        if self.is_alone:
            return len(names)
        until = self._clock.now() + timedelta(seconds=DURATION_S)
        mine = LeaseRow.name.in_(names) & (LeaseRow.holder == self.holder)
        return _rows(session, update(LeaseRow).where(mine).values(until=until))

    def release(self, session: Session, name: str) -> None:
        """Give the lease back within a commit that it fences; LeaseLost if it was not ours."""
        if self.is_alone:
            return
        mine = (LeaseRow.name == name) & (LeaseRow.holder == self.holder)
        if not _rows(session, delete(LeaseRow).where(mine)):
            raise LeaseLost

    def held_by_another(self, name: object) -> ColumnElement[bool]:
        """A condition: the lease of that name (an SQL expression) is live and not ours."""
        return exists().where(
            LeaseRow.name == name,
            LeaseRow.holder != self.holder,
            LeaseRow.until >= self._clock.now(),
        )


class Heartbeat:
    """Keeps the leases of work under way alive, so that only a dead holder loses them.

    It has a task and a thread of its own: however much else is going on, it is never late.
    """

    def __init__(self, db: Database, leases: Leases, held: Callable[[], Iterable[str]]) -> None:
        """``held``: the names of the leases under which work is under way now."""
        self._db = db
        self._leases = leases
        self._held = held

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Beat for as long as the block runs."""
        task = asyncio.create_task(self._beat_on())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _beat_on(self) -> None:
        thread = anyio.CapacityLimiter(1)
        while not self._leases.is_alone:
            await asyncio.sleep(HEARTBEAT_S)
            held = list(self._held())
            try:
                if held:
                    await self._db.run(partial(self._leases.renew, names=held), apart=thread)
            except Exception as error:
                log.warning("heartbeat_missed", **where(error))


async def clear_leases_of_the_dead(db: Database) -> None:
    """On SQLite, where one gateway runs at a time, every lease found at its start is a dead one's.

    On PostgreSQL others may be alive; there leases end by themselves.
    """
    if db.is_sqlite:
        await db.run(lambda session: session.execute(delete(LeaseRow)))


def _rows(session: Session, statement: object) -> int:
    result = session.connection().execute(statement)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)
    return result.rowcount
