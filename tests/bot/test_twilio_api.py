"""Twilio's REST client: what an answer is, where credentials go, and how pages are read."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.twilio_api import (
    TwilioOutOfReach,
    TwilioRefused,
    TwilioSilent,
    TwilioTrouble,
    read_code,
)
from tests.bot.outbound.twilio_account import ACCOUNT, FROM, SITI, Answer, Twilio, refusal

FORM = {"From": FROM, "To": SITI, "Body": "halo"}


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (refusal(400, 21211), TwilioRefused),
        (refusal(401, 20003), TwilioRefused),
        (httpx.Response(302, headers={"location": "https://elsewhere.example"}), TwilioRefused),
        (refusal(500, 20500), TwilioSilent),
        (httpx.Response(408), TwilioSilent),
        (httpx.Response(201, text="{"), TwilioSilent),
        (httpx.Response(201, json=["SM1"]), TwilioSilent),
        (httpx.Response(201, json={"sid": None}), TwilioSilent),
        (httpx.ReadTimeout("slow"), TwilioSilent),
        (httpx.RemoteProtocolError("hung up"), TwilioSilent),
        (httpx.ConnectError("refused"), TwilioOutOfReach),
        (httpx.ConnectTimeout("slow"), TwilioOutOfReach),
    ],
)
async def test_what_a_call_that_came_to_nothing_is(
    answer: Answer, trouble: type[TwilioTrouble]
) -> None:
    with pytest.raises(TwilioTrouble) as raised:
        await Twilio(answer).api().send(FORM)
    assert type(raised.value) is trouble


async def test_a_refusal_tells_status_code_and_how_long_to_wait() -> None:
    with pytest.raises(TwilioRefused) as raised:
        await Twilio(refusal(429, 20429, **{"Retry-After": "7"})).api().send(FORM)
    told = raised.value
    assert (told.status, told.code, told.retry_after) == (429, 20429, 7)


async def test_what_is_not_twilios_has_no_code() -> None:
    with pytest.raises(TwilioRefused) as raised:
        await Twilio(httpx.Response(407, text="<html>")).api().send(FORM)
    assert (raised.value.status, raised.value.code) == (407, None)


async def test_a_next_page_leads_to_no_other_host() -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    first = {"messages": [], "next_page_uri": f"https://evil.example{path}?Page=1&PageToken=x"}
    twilio = Twilio(
        httpx.Response(200, json=first),
        httpx.Response(200, json={"messages": [], "next_page_uri": None}),
    )
    pages = [page async for page in twilio.api().messages(SITI, FROM)]
    assert pages == [[], []]
    assert {request.url.host for request in twilio.requests} == {"api.twilio.com"}


async def test_pages_without_end_are_read_to_a_bound() -> None:
    more = {"messages": [], "next_page_uri": "/x?Page=1"}
    twilio = Twilio(*(httpx.Response(200, json=more) for _ in range(30)))
    assert len([page async for page in twilio.api().messages(SITI, FROM)]) == 20


@pytest.mark.parametrize(
    ("given", "code"),
    [(63016, 63016), ("63016", 63016), ("", None), (None, None), ("x", None), ("9" * 7, None)],
)
def test_a_code_is_read_from_json_and_forms(given: Any, code: int | None) -> None:
    assert read_code(given) == code
