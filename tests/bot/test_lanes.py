"""Lanes: one piece of work at a time for each key, many keys at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.lanes import Lanes


class Bench:
    """Lanes whose work is noted."""

    def __init__(self, width=4, takes_s=0.0):
        self.done, self.now, self.most = [], {}, 0
        self.takes_s = takes_s
        self.delays, self.faults, self.found = {}, {}, []
        self.lanes = Lanes("test", self.work, self.waiting, width)

    async def work(self, key):
        self.now[key] = self.now.get(key, 0) + 1
        assert self.now[key] == 1
        self.most = max(self.most, sum(self.now.values()))
        try:
            await asyncio.sleep(self.takes_s)
            if self.faults.pop(key, None):
                raise KeyError("secret")
            self.done.append(key)
            return self.delays.pop(key, None)
        finally:
            self.now[key] -= 1

    async def waiting(self):
        found, self.found = self.found, []
        return found


@pytest.fixture
async def bench():
    bench = Bench()
    task = asyncio.create_task(bench.lanes.run())
    yield bench
    await bench.lanes.stop()
    await task


async def test_a_key_that_is_woken_is_worked_on(bench):
    bench.lanes.wake("a")
    await bench.lanes.idle()
    assert bench.done == ["a"]


async def test_a_key_woken_during_its_work_is_worked_on_once_more(bench):
    bench.takes_s = 0.05
    bench.lanes.wake("a")
    await asyncio.sleep(0.02)
    for _ in range(5):
        bench.lanes.wake("a")
    await bench.lanes.idle()
    assert bench.done == ["a", "a"]


async def test_no_more_keys_than_the_width_are_worked_on_at_once(bench):
    bench.takes_s = 0.01
    for number in range(50):
        bench.lanes.wake(str(number))
    await bench.lanes.idle()
    assert (len(bench.done), bench.most) == (50, 4)


async def test_a_key_comes_back_when_it_asked_to(bench):
    bench.delays["a"] = 0.02
    bench.lanes.wake("a")
    await bench.lanes.idle()
    assert bench.done == ["a"]
    await asyncio.sleep(0.1)
    assert bench.done == ["a", "a"]


async def test_a_sweep_does_not_disturb_a_key_that_waits_on_purpose(bench):
    bench.delays["a"] = 60
    bench.lanes.wake("a")
    await bench.lanes.idle()
    bench.found = ["a", "b"]
    await bench.lanes.sweep()
    await bench.lanes.idle()
    assert bench.done == ["a", "b"]


async def test_a_fault_in_one_key_harms_no_other_and_is_tried_again(bench, monkeypatch, capfd):
    monkeypatch.setattr("bot.lanes._TROUBLES_S", (0.02,))
    bench.faults["a"] = True
    for key in ("a", "b", "c"):
        bench.lanes.wake(key)
    await bench.lanes.idle()
    assert sorted(bench.done) == ["b", "c"]
    await asyncio.sleep(0.1)
    assert sorted(bench.done) == ["a", "b", "c"]
    printed = capfd.readouterr()
    assert "secret" not in printed.out + printed.err


async def test_a_sweep_that_fails_is_survived(bench):
    async def away():
        raise OSError

    bench.lanes._waiting = away
    await bench.lanes.sweep()
    bench.lanes.wake("a")
    await bench.lanes.idle()
    assert bench.done == ["a"]


async def test_a_reserved_key_waits_until_it_is_given_back(bench):
    await asyncio.sleep(0)
    assert bench.lanes.reserve("a")
    assert not bench.lanes.reserve("a")
    bench.lanes.offer("a")
    await asyncio.sleep(0.02)
    assert bench.done == []
    bench.lanes.give_back("a")
    await bench.lanes.idle()
    assert bench.done == ["a"]


async def test_a_key_woken_while_reserved_is_worked_on_once_more(bench):
    await asyncio.sleep(0)
    assert bench.lanes.reserve("a")
    bench.lanes.wake("a")
    bench.lanes.give_back("a")
    await bench.lanes.idle()
    assert bench.done == ["a", "a"]


async def test_nothing_is_reserved_once_all_is_to_stop(bench):
    await asyncio.sleep(0)
    await bench.lanes.stop()
    assert not bench.lanes.reserve("a")
