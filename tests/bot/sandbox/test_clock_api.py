"""The demo's clock over HTTP: presets, offsets, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest

from bot.messages import Channel
from bot.sandbox.clock_api import WIB, next_moment
from tests.bot.sandbox.running_demo import Demo

SUNDAY_NOON = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
"""Noon in Jakarta."""


@pytest.mark.parametrize(
    ("weekday", "at", "expected"),
    [
        (0, time(10, 0), datetime(2026, 11, 23, 10, 0, tzinfo=WIB)),
        (5, time(20, 0), datetime(2026, 11, 28, 20, 0, tzinfo=WIB)),
        (6, time(12, 30), datetime(2026, 11, 22, 12, 30, tzinfo=WIB)),
        (6, time(12, 0), datetime(2026, 11, 29, 12, 0, tzinfo=WIB)),
        (6, time(9, 0), datetime(2026, 11, 29, 9, 0, tzinfo=WIB)),
    ],
)
def test_next_moment_of_a_weekday_is_in_the_future(
    weekday: int, at: time, expected: datetime
) -> None:
    assert next_moment(SUNDAY_NOON, weekday, at) == expected


def test_weekday_is_the_one_of_jakarta() -> None:
    late_on_sunday_in_utc = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
    expected = datetime(2026, 11, 23, 10, 0, tzinfo=WIB)
    assert next_moment(late_on_sunday_in_utc, 0, time(10, 0)) == expected


async def moved(demo: Demo, **wanted: Any) -> datetime:
    answer = await demo.http.post(f"{demo.url}/sandbox/clock", json=wanted)
    return datetime.fromtimestamp(answer.raise_for_status().json()["now"], WIB)


async def test_clock_goes_to_an_hour_of_a_weekday_and_back(demo: Demo) -> None:
    there = await moved(demo, weekday="saturday", time="20:00")
    assert (there.weekday(), there.hour, there.minute) == (5, 20, 0)
    assert (await demo.http.get(f"{demo.url}/sandbox/clock")).json()["offset_s"] > 0
    await moved(demo, offset_s=0)
    assert (await demo.http.get(f"{demo.url}/sandbox/clock")).json()["offset_s"] == 0


async def test_what_happens_later_carries_the_moved_time(demo: Demo) -> None:
    there = await moved(demo, offset_s=25 * 3600)
    await demo.client.new_phone(Channel.TELEGRAM)
    await demo.client.look()
    assert demo.client.events[-1]["at"] >= there.timestamp()


async def test_pages_are_told_that_the_clock_moved(demo: Demo) -> None:
    await moved(demo, offset_s=60)
    await demo.client.look()
    told = [event["offset_s"] for event in demo.client.events if event["kind"] == "clock"]
    assert told == [60]


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"offset_s": "1"},
        {"offset_s": True},
        {"offset_s": 1.5},
        {"weekday": "funday", "time": "10:00"},
        {"weekday": "monday", "time": "25:00"},
        {"weekday": "monday", "time": "10:00+07:00"},
        {"weekday": "monday"},
    ],
)
async def test_no_time_at_all_is_refused(demo: Demo, wanted: dict[str, Any]) -> None:
    answer = await demo.http.post(f"{demo.url}/sandbox/clock", json=wanted)
    assert answer.status_code == 422
