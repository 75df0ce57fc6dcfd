"""Writes that share a commit: each is all or nothing, and none suffers for another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from storage.writer import MOST_TOGETHER, OLDEST, Writer


class Desk:
    """A writer on a database with one table, and how often it has committed."""

    def __init__(self, folder: Path) -> None:
        self.engine = create_engine(f"sqlite:///{folder / 'writer.db'}")
        event.listen(self.engine, "connect", _no_own_transactions)
        event.listen(self.engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        self.commits = 0
        with self.engine.begin() as connection:
            connection.execute(text("CREATE TABLE things (name TEXT PRIMARY KEY)"))
        event.listen(self.engine, "commit", self._count)
        self.writer = Writer(self.engine, nullcontext)

    def _count(self, _connection: object) -> None:
        self.commits += 1

    def names(self) -> list[str]:
        with self.engine.connect() as connection:
            return sorted(connection.scalars(text("SELECT name FROM things")))

    async def begin_to_wait(self) -> tuple[threading.Event, asyncio.Task[bool]]:
        """A piece that is under way, until the gate is opened."""
        begun, gate = threading.Event(), threading.Event()

        def wait(_session: Session) -> bool:
            begun.set()
            return gate.wait(10)

        first = asyncio.create_task(self.writer.write(wait))
        await asyncio.to_thread(begun.wait)
        return gate, first

    async def held_up(self, *work: Callable[[Session], object]) -> list[object]:
        """All of these waiting at once, behind one that is just being done."""
        gate, first = await self.begin_to_wait()
        others = [asyncio.create_task(self.writer.write(one)) for one in work]
        await asyncio.sleep(0.05)
        gate.set()
        await first
        return await asyncio.gather(*others, return_exceptions=True)


def _no_own_transactions(connection: object, _record: object) -> None:
    connection.isolation_level = None  # type: ignore[attr-defined]


def add(name: str) -> Callable[[Session], str]:
    def work(session: Session) -> str:
        session.execute(text("INSERT INTO things VALUES (:name)"), {"name": name})
        return name

    return work


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    await asyncio.to_thread(desk.writer.close)


async def test_what_waits_is_committed_together(desk):
    results = await desk.held_up(*(add(f"{number:02}") for number in range(10)))
    assert results == [f"{number:02}" for number in range(10)]
    assert desk.names() == results
    assert desk.commits == 2


async def test_more_than_a_commit_holds_waits_for_the_next(desk):
    await desk.held_up(*(add(f"{number:03}") for number in range(MOST_TOGETHER + 1)))
    assert len(desk.names()) == MOST_TOGETHER + 1
    assert desk.commits == 3


async def test_a_piece_that_fails_is_undone_and_the_others_are_not(desk):
    def fails_half_way(session: Session) -> None:
        add("half")(session)
        add("a")(session)

    results = await desk.held_up(add("a"), fails_half_way, add("b"))
    assert [results[0], results[2]] == ["a", "b"]
    assert isinstance(results[1], IntegrityError)
    assert desk.names() == ["a", "b"]


async def test_when_the_disk_is_full_for_one_piece_none_is_reported_done(desk):
    def fill_up(session: Session) -> None:
        session.execute(text("PRAGMA max_page_count = 3"))
        add("x" * 100_000)(session)  # SQLite rolls back the whole transaction, not this alone

    results = await desk.held_up(add("a"), fill_up, add("b"))
    assert [type(result) for result in results] == [OperationalError] * 3
    assert desk.names() == []


async def test_no_error_ends_the_thread(desk):
    class Worse(BaseException):
        pass

    def fails(_session: Session) -> None:
        raise Worse

    assert isinstance((await desk.held_up(fails, add("a")))[0], Worse)
    assert await asyncio.wait_for(desk.writer.write(add("b")), 5) == "b"
    assert desk.names() == ["a", "b"]


async def test_when_the_commit_fails_every_piece_has_failed(desk):
    def full(_connection: object) -> None:
        if desk.commits == 2:  # the first was that of the piece in front
            raise OperationalError("COMMIT", {}, Exception("database or disk is full"))

    event.listen(desk.engine, "commit", full)
    results = await desk.held_up(add("a"), add("b"))
    event.remove(desk.engine, "commit", full)
    assert [type(result) for result in results] == [OperationalError, OperationalError]
    assert desk.names() == []
    assert await desk.writer.write(add("c")) == "c"


async def test_a_piece_that_nobody_waits_for_any_more_is_not_begun(desk):
    gate, first = await desk.begin_to_wait()
    given_up = asyncio.create_task(desk.writer.write(add("never")))
    await asyncio.sleep(0.05)
    given_up.cancel()
    await asyncio.sleep(0)
    gate.set()
    await first
    assert await desk.writer.write(add("later")) == "later"
    assert desk.names() == ["later"]


async def test_closing_finishes_what_waits(desk):
    writing = asyncio.create_task(desk.writer.write(add("last")))
    await asyncio.sleep(0)
    await asyncio.to_thread(desk.writer.close)
    assert await writing == "last"


async def test_what_comes_while_it_closes_is_written_by_a_new_thread(desk):
    gate, first = await desk.begin_to_wait()
    closing = asyncio.create_task(asyncio.to_thread(desk.writer.close))
    await asyncio.sleep(0.05)
    later = asyncio.create_task(desk.writer.write(add("later")))
    await asyncio.sleep(0.05)
    gate.set()
    await asyncio.wait_for(asyncio.gather(closing, first), 5)
    assert await asyncio.wait_for(later, 5) == "later"


async def test_what_is_urgent_overtakes_what_is_not(desk):
    order = await done_in_order(desk, ["later"] * MOST_TOGETHER + ["urgent"])
    assert order == ["later"] * OLDEST + ["urgent"] + ["later"] * (MOST_TOGETHER - OLDEST)


async def test_however_much_is_urgent_the_oldest_have_their_place(desk):
    order = await done_in_order(desk, ["later", "later", *["urgent"] * 3 * MOST_TOGETHER])
    assert order[:2] == ["later", "later"]


async def done_in_order(desk: Desk, kinds: list[str]) -> list[str]:
    """In which order pieces are done that wait behind one under way."""
    order: list[str] = []
    gate, first = await desk.begin_to_wait()
    waiting = [
        asyncio.create_task(
            desk.writer.write(lambda _, kind=kind: order.append(kind), is_urgent=kind == "urgent")
        )
        for kind in kinds
    ]
    await asyncio.sleep(0.05)
    gate.set()
    await asyncio.gather(first, *waiting)
    return order
