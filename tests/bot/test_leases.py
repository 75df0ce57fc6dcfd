"""Leases: one holder at a time, taken over only from the dead."""

from __future__ import annotations

import asyncio
import threading
from datetime import timedelta

import pytest

from bot.leases import DURATION_S, Heartbeat, LeaseLost, Leases, clear_leases_of_the_dead
from storage.database import THREADS
from storage.tables import LeaseRow


def in_transaction(database, work):
    with database.transaction() as session:
        return work(session)


def test_a_lease_has_one_holder(database, clock):
    first, second = Leases(clock), Leases(clock)
    assert in_transaction(database, lambda s: first.acquire(s, "x"))
    assert in_transaction(database, lambda s: first.acquire(s, "x"))
    assert not in_transaction(database, lambda s: second.acquire(s, "x"))
    assert in_transaction(database, lambda s: second.acquire(s, "y"))


def test_a_lease_that_was_given_back_is_free(database, clock):
    first, second = Leases(clock), Leases(clock)
    in_transaction(database, lambda s: first.acquire(s, "x"))
    in_transaction(database, lambda s: first.release(s, "x"))
    assert in_transaction(database, lambda s: second.acquire(s, "x"))


def test_a_dead_holder_is_robbed_after_ten_seconds(database, clock):
    dead, living = Leases(clock), Leases(clock)
    in_transaction(database, lambda s: dead.acquire(s, "x"))
    clock.advance(seconds=DURATION_S - 1)
    assert not in_transaction(database, lambda s: living.acquire(s, "x"))
    clock.advance(seconds=2)
    assert in_transaction(database, lambda s: living.acquire(s, "x"))


def test_a_heartbeat_keeps_a_lease(database, clock):
    holder, other = Leases(clock), Leases(clock)
    in_transaction(database, lambda s: holder.acquire(s, "x"))
    for _ in range(5):
        clock.advance(seconds=DURATION_S - 1)
        assert in_transaction(database, lambda s: holder.renew(s, ["x", "y"])) == 1
    assert not in_transaction(database, lambda s: other.acquire(s, "x"))


def test_a_holder_that_was_robbed_cannot_commit(database, clock):
    slow, fast = Leases(clock), Leases(clock)
    in_transaction(database, lambda s: slow.acquire(s, "x"))
    clock.advance(seconds=DURATION_S + 1)
    in_transaction(database, lambda s: fast.acquire(s, "x"))
    for use in (slow.hold, slow.release):
        with pytest.raises(LeaseLost):
            in_transaction(database, lambda s, use=use: use(s, "x"))
    in_transaction(database, lambda s: fast.hold(s, "x"))


async def test_on_sqlite_a_start_clears_what_the_dead_left(sqlite_database, clock):
    in_transaction(sqlite_database, lambda s: Leases(clock).acquire(s, "x"))
    await clear_leases_of_the_dead(sqlite_database)
    assert in_transaction(sqlite_database, lambda s: Leases(clock).acquire(s, "x"))


async def test_on_postgresql_a_start_leaves_the_others_alone(postgres_database, clock):
    in_transaction(postgres_database, lambda s: Leases(clock).acquire(s, "x"))
    await clear_leases_of_the_dead(postgres_database)
    assert in_transaction(postgres_database, lambda s: s.get(LeaseRow, "x")) is not None


def test_whoever_is_alone_writes_nothing(sqlite_database, clock):
    alone = Leases(clock, is_alone=True)
    assert in_transaction(sqlite_database, lambda s: alone.acquire(s, "x"))
    assert in_transaction(sqlite_database, lambda s: alone.renew(s, ["x"])) == 1
    in_transaction(sqlite_database, lambda s: alone.release(s, "x"))
    assert in_transaction(sqlite_database, lambda s: s.get(LeaseRow, "x")) is None


async def test_no_other_work_holds_up_the_heartbeat(postgres_database, clock, monkeypatch):
    monkeypatch.setattr("bot.leases.HEARTBEAT_S", 0.02)
    holder, done = Leases(clock), threading.Event()
    in_transaction(postgres_database, lambda s: holder.acquire(s, "x"))
    busy = [
        asyncio.create_task(postgres_database.read(lambda _: done.wait(20))) for _ in range(THREADS)
    ]
    await asyncio.sleep(0.05)
    clock.advance(seconds=DURATION_S - 1)
    due = clock.now() + timedelta(seconds=DURATION_S)
    async with Heartbeat(postgres_database, holder, lambda: ["x"]).beating(), asyncio.timeout(10):
        while in_transaction(postgres_database, lambda s: s.get(LeaseRow, "x").until) < due:
            await asyncio.sleep(0.02)
    done.set()
    await asyncio.gather(*busy)


async def test_a_heartbeat_that_fails_goes_on(postgres_database, clock, monkeypatch):
    monkeypatch.setattr("bot.leases.HEARTBEAT_S", 0.01)
    asked = []

    class Away:
        async def run(self, work, apart):
            asked.append(work)
            raise OSError

    async with Heartbeat(Away(), Leases(clock), lambda: ["x"]).beating(), asyncio.timeout(5):
        while len(asked) < 3:
            await asyncio.sleep(0.01)
