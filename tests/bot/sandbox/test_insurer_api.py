"""The insurer over HTTP: the claims, deciding one, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.world import World
from tests.bot.sandbox.fake_insurer import FakeInsurer
from tests.bot.sandbox.running_demo import Demo, running_demo


@pytest.fixture
def insurer() -> FakeInsurer:
    return FakeInsurer()


@pytest.fixture
async def desk(insurer: FakeInsurer) -> AsyncIterator[Demo]:
    """A sandbox with an insurer."""
    async with running_demo(world=World(insurer=insurer)) as demo:
        yield demo


async def decided(demo: Demo, number: str, **decision: Any) -> tuple[int, Any]:
    url = f"{demo.url}/sandbox/insurer/claims/{number}/status"
    answer = await demo.http.post(url, json=decision)
    is_json = answer.headers["content-type"].startswith("application/json")
    return answer.status_code, answer.json() if is_json else answer.text


async def test_claims_are_listed_with_what_may_follow(desk: Demo) -> None:
    claims = (await desk.http.get(f"{desk.url}/sandbox/insurer")).json()
    assert [(claim["claim_number"], claim["status"]) for claim in claims] == [
        ("KLM-1", "submitted"),
        ("KLM-2", "paid"),
    ]
    assert claims[0]["next"] == ["in_review", "pending_documents", "approved", "rejected"]


async def test_decision_reaches_the_insurer_and_every_page(
    desk: Demo, insurer: FakeInsurer
) -> None:
    told = await decided(desk, "KLM-1", status="approved", approved=300_000, reason=" sesuai ")
    assert told == (200, {"told": "claim KLM-1: approved"})
    assert insurer.decided == [("KLM-1", "approved", "sesuai", 300_000, ())]
    await desk.client.look()
    assert desk.client.events[-1]["claim_number"] == "KLM-1"


async def test_missing_documents_are_named(desk: Demo, insurer: FakeInsurer) -> None:
    names = ["kuitansi", " ", "resume medis "]
    await decided(desk, "KLM-1", status="pending_documents", documents=names)
    assert insurer.decided[0][4] == ("kuitansi", "resume medis")


async def test_refusal_says_why(desk: Demo) -> None:
    told = await decided(desk, "KLM-9", status="paid", approved=1)
    assert told == (422, {"error": "there is no claim of the number KLM-9"})


@pytest.mark.parametrize(
    "wrong",
    [{"approved": -1}, {"approved": "1"}, {"approved": True}, {"documents": "kuitansi"}],
)
async def test_decision_of_a_wrong_shape_is_refused(
    desk: Demo, insurer: FakeInsurer, wrong: dict[str, Any]
) -> None:
    assert (await decided(desk, "KLM-1", status="approved", **wrong))[0] == 422
    assert insurer.decided == []


async def test_sandbox_of_its_own_has_no_claims(demo: Demo) -> None:
    assert (await demo.http.get(f"{demo.url}/sandbox/insurer")).json() == []
    assert (await decided(demo, "KLM-1", status="paid"))[0] == 404


async def test_another_sites_form_is_refused(desk: Demo, insurer: FakeInsurer) -> None:
    url = f"{desk.url}/sandbox/insurer/claims/KLM-1/status"
    answer = await desk.http.post(url, data={"status": "paid"})
    assert answer.status_code == 415
    assert insurer.decided == []
