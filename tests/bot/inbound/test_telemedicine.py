"""The telemedicine partner's door: who is believed, what is handed on, and what is answered."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette

from bot.inbound.telemedicine import MOST_BYTES, TelemedicineDoor
from bot.metrics import Metrics
from insurance.fakes import FakeClock
from insurance.telemedicine_ports import Applied, EventKind, PartnerEvent
from partners.telemedicine_signature import HEADER, signature

SECRET = "a-secret-of-both"
EVENT = {
    "id": "ev-1",
    "type": "consultation.doctor_joined",
    "consultation_id": "tm-1",
    "reference": "key-1",
    "sequence": 1,
    "occurred_at": "2026-11-23T04:00:00Z",
    "consultation_status": "active",
}


class FakeEvents:
    """PartnerEvents in memory."""

    def __init__(self) -> None:
        self.applied: list[PartnerEvent] = []
        self.answer = Applied.DONE
        self.trouble: Exception | None = None

    def apply(self, event: PartnerEvent) -> Applied:
        if self.trouble is not None:
            raise self.trouble
        self.applied.append(event)
        return self.answer


@pytest.fixture
def events() -> FakeEvents:
    return FakeEvents()


@pytest.fixture
async def http(events: FakeEvents, clock: FakeClock) -> AsyncIterator[httpx.AsyncClient]:
    door = TelemedicineDoor(SECRET, events, clock, Metrics())
    transport = httpx.ASGITransport(Starlette(routes=door.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        yield client


@pytest.fixture
def post(http: httpx.AsyncClient, clock: FakeClock) -> Any:
    async def post(event: Any, **headers: str) -> httpx.Response:
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        signed = {"Content-Type": "application/json", HEADER: signature(SECRET, clock.now(), body)}
        return await http.post("/webhooks/telemedicine", content=body, headers=signed | headers)

    return post


async def test_an_event_is_handed_on_and_then_answered(post, events):
    assert (await post(EVENT)).status_code == 204
    assert [(event.event_id, event.kind) for event in events.applied] == [
        ("ev-1", EventKind.DOCTOR_JOINED)
    ]


async def test_a_repeat_is_answered_like_the_first(post, events):
    events.answer = Applied.REPEATED
    assert (await post(EVENT)).status_code == 204


async def test_an_event_of_a_consultation_that_we_do_not_know_is_asked_for_again(post, events):
    events.answer = Applied.UNKNOWN
    assert (await post(EVENT)).status_code == 404


async def test_an_event_of_a_type_that_nobody_knows_is_taken_and_left(post, events):
    assert (await post({"type": "doctor.sneezed"})).status_code == 204
    assert events.applied == []


@pytest.mark.parametrize(
    "header",
    ["", "t=1,v1=" + "0" * 64, "nonsense"],
)
async def test_what_is_not_signed_is_turned_away_unread(post, events, header):
    assert (await post(EVENT, **{HEADER: header})).status_code == 403
    assert events.applied == []


async def test_another_secret_is_turned_away(post, events, clock):
    body = json.dumps(EVENT).encode()
    assert (await post(EVENT, **{HEADER: signature("x", clock.now(), body)})).status_code == 403


async def test_a_body_that_was_changed_on_its_way_is_turned_away(post, events, clock):
    header = signature(SECRET, clock.now(), json.dumps(EVENT).encode())
    changed = {**EVENT, "reference": "key-2"}
    assert (await post(changed, **{HEADER: header})).status_code == 403


@pytest.mark.parametrize("seconds", [-301, 301])
async def test_a_signature_of_more_than_five_minutes_is_turned_away(post, clock, seconds):
    at = clock.now() + timedelta(seconds=seconds)
    header = signature(SECRET, at, json.dumps(EVENT).encode())
    assert (await post(EVENT, **{HEADER: header})).status_code == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"<html>", b'{"type": 1}'])
async def test_what_is_no_event_is_final(post, events, body):
    assert (await post(body)).status_code == 400
    assert events.applied == []


async def test_more_than_an_event_can_have_is_not_read(post):
    assert (await post(b" " * (MOST_BYTES + 1))).status_code == 413


async def test_anything_but_json_is_refused(post):
    assert (await post(EVENT, **{"Content-Type": "text/plain"})).status_code == 415


async def test_while_the_database_is_away_the_partner_is_asked_for_patience(post, events):
    events.trouble = OperationalError("x", {}, Exception("gone"))
    answer = await post(EVENT)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


async def test_a_fault_of_ours_is_told_without_a_word_of_the_event(post, events, capsys):
    events.trouble = ValueError("Siti is ill")
    assert (await post(EVENT)).status_code == 500
    said = capsys.readouterr()
    assert "Siti" not in said.out + said.err


async def test_there_is_nothing_to_get(http):
    assert (await http.get("/webhooks/telemedicine")).status_code == 405


def test_a_door_without_a_secret_is_not_opened(events, clock):
    with pytest.raises(ValueError, match="secret"):
        TelemedicineDoor("", events, clock, Metrics())
