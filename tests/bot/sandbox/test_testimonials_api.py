"""Testimonials over HTTP: what waits, deciding one, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.sandbox.world import World
from tests.bot.sandbox.fake_moderator import FakeModerator
from tests.bot.sandbox.running_demo import Demo, running_demo


@pytest.fixture
def moderator() -> FakeModerator:
    return FakeModerator()


@pytest.fixture
async def desk(moderator: FakeModerator) -> AsyncIterator[Demo]:
    """A sandbox with a moderator."""
    async with running_demo(world=World(moderator=moderator)) as demo:
        yield demo


async def decided(demo: Demo, number: int, decision: object) -> httpx.Response:
    return await demo.http.post(
        f"{demo.url}/sandbox/testimonials/{number}", json={"approve": decision}
    )


async def test_what_is_decided_waits_no_more_and_every_page_hears_of_it(
    desk: Demo, moderator: FakeModerator
) -> None:
    assert (await decided(desk, 1, True)).status_code == 200
    waiting = (await desk.http.get(f"{desk.url}/sandbox/testimonials")).json()
    assert [one["number"] for one in waiting] == [2]
    assert moderator.decided == {1: True}
    await desk.client.look()
    assert desk.client.events[-1]["kind"] == "testimonial_decided"


@pytest.mark.parametrize(("number", "decision"), [(10**30, True), (1, "yes"), (1, None), (1, 1)])
async def test_anything_else_is_refused(
    desk: Demo, moderator: FakeModerator, number: int, decision: object
) -> None:
    assert (await decided(desk, number, decision)).status_code == 422
    assert moderator.decided == {}


async def test_without_a_moderator_nothing_waits(demo: Demo) -> None:
    assert (await demo.http.get(f"{demo.url}/sandbox/testimonials")).json() == []
    assert (await decided(demo, 1, True)).status_code == 404


async def test_another_sites_form_is_refused(desk: Demo, moderator: FakeModerator) -> None:
    url = f"{desk.url}/sandbox/testimonials/1"
    answer = await desk.http.post(url, data={"approve": "true"})
    assert answer.status_code >= 400
    assert moderator.decided == {}
