"""Out to WhatsApp: requests as Twilio describes them, its errors, and what nobody can know."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Choice, Draft, Language, OfferedChoice, Reply
from bot.outbound.sender import (
    Ambiguous,
    Paused,
    Refused,
    RetryLater,
    Sender,
    SendError,
    Unreachable,
)
from bot.outbound.splitting import utf16_length
from bot.outbound.whatsapp import NO_HINT, Recorded, WhatsAppSender, none_recorded

ACCOUNT = "AC" + "0" * 31 + "1"
FROM = "whatsapp:+14155238886"
SITI = "whatsapp:+6281200000001"
NOW = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
Answer = httpx.Response | Exception


class Twilio:
    """A Twilio that answers as it is told and keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if self.answers else created()
        if isinstance(answer, Exception):
            raise answer
        return answer


def created() -> httpx.Response:
    return httpx.Response(201, json={"sid": "SM" + "a" * 32, "status": "queued"})


def refusal(status: int, code: int | None, **headers: str) -> httpx.Response:
    body = {"code": code, "message": "No.", "status": status}
    return httpx.Response(status, json=body, headers=headers)


def sender(
    twilio: Callable[[httpx.Request], httpx.Response],
    recorded: Recorded = none_recorded,
    how_to_choose: Mapping[Language, str] = NO_HINT,
) -> WhatsAppSender:
    return WhatsAppSender(
        ACCOUNT,
        "token",
        from_=FROM,
        api_url="https://api.twilio.com",
        status_callback_base="https://iclick.example.co.id/",
        http=httpx.AsyncClient(transport=httpx.MockTransport(twilio)),
        recorded=recorded,
        how_to_choose=how_to_choose,
    )


def offered(*titles: str) -> tuple[OfferedChoice, ...]:
    return tuple(
        OfferedChoice(f"token-{number}", number, Choice(title, "menu"))
        for number, title in enumerate(titles, start=1)
    )


def message(sid: str, body: str, made: datetime, **other: Any) -> dict[str, Any]:
    return {
        "sid": sid,
        "body": body,
        "direction": "outbound-api",
        "from": FROM,
        "to": SITI,
        "status": "queued",
        "date_created": format_datetime(made),
        "date_sent": None,
    } | other


def page(*messages: dict[str, Any], next_page_uri: str | None = None) -> httpx.Response:
    return httpx.Response(200, json={"messages": list(messages), "next_page_uri": next_page_uri})


def test_it_is_a_sender() -> None:
    promised: Sender = sender(Twilio())
    assert promised.grace_s == 10


def test_choices_become_numbered_lines_under_the_text() -> None:
    drafts = sender(Twilio()).compose(Reply("Pilih:"), offered("Manfaat", "Klaim"))
    assert drafts == [Draft(text="Pilih:\n\n1. Manfaat\n2. Klaim")]


def test_a_line_under_the_menu_says_how_to_choose_in_the_language_of_the_text() -> None:
    hints = {Language.INDONESIAN: "_Balas dengan nomor._", Language.ENGLISH: "_Reply by number._"}
    compose = sender(Twilio(), how_to_choose=hints).compose
    (in_english,) = compose(Reply("Choose:", language=Language.ENGLISH), offered("Claims"))
    (in_unknown,) = compose(Reply("Pilih:"), offered("Klaim"))
    (no_menu,) = compose(Reply("Halo", language=Language.INDONESIAN), ())
    assert in_english.text == "Choose:\n\n1. Claims\n\n_Reply by number._"
    assert in_unknown.text == "Pilih:\n\n1. Klaim"
    assert no_menu.text == "Halo"


def test_choices_stay_together_when_the_text_is_full() -> None:
    text = "a" * 1590
    drafts = sender(Twilio()).compose(Reply(text), offered("Manfaat", "Klaim"))
    assert drafts == [Draft(text=text), Draft(text="1. Manfaat\n2. Klaim")]


@given(st.text(max_size=60).map(lambda text: text * 60), st.integers(0, 12))
def test_no_message_is_longer_than_twilio_takes(text: str, count: int) -> None:
    reply, choices = Reply(text), offered(*(f"Pilihan {n}" for n in range(count)))
    drafts = sender(Twilio()).compose(reply, choices)
    assert all(0 < utf16_length(draft.text) < 1600 for draft in drafts)
    assert "".join("".join(d.text for d in drafts).split()).startswith("".join(text.split()))


async def test_a_message_is_sent_as_twilio_describes_it(shared: Path) -> None:
    twilio = Twilio()
    assert await sender(twilio).send(SITI, Draft(text="Halo, Siti"), 15) == "SM" + "a" * 32
    (request,) = twilio.requests
    assert request.url.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert request.headers["authorization"] == httpx.BasicAuth(ACCOUNT, "token")._auth_header
    form = dict(parse_qsl(request.content.decode(), keep_blank_values=True))
    assert form == {
        "From": FROM,
        "To": SITI,
        "Body": "Halo, Siti",
        "StatusCallback": "https://iclick.example.co.id/webhooks/whatsapp/status?outbox=15",
    }
    check_against_spec(shared, request)


def check_against_spec(shared: Path, request: httpx.Request) -> None:
    """Path and parameters are those of Twilio's OpenAPI description."""
    spec = json.loads((shared / "specs" / "twilio_api_v2010.json").read_text())
    path = spec["paths"]["/2010-04-01/Accounts/{AccountSid}/Messages.json"]
    assert re.fullmatch("AC[0-9a-fA-F]{32}", request.url.path.split("/")[3])
    if request.method == "POST":
        content = path["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
        known = content["schema"]["properties"].keys()
        given = dict(parse_qsl(request.content.decode())).keys()
    else:
        known = {one["name"] for one in path["get"]["parameters"] if one["in"] == "query"}
        given = dict(request.url.params).keys()
    assert given <= known


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (refusal(429, 20429), RetryLater),
        (refusal(400, 63018), RetryLater),
        (refusal(400, 63012), RetryLater),
        (refusal(400, 21610), Unreachable),
        (refusal(400, 63014), Unreachable),
        (refusal(400, 21211), Refused),
        (refusal(400, 63003), Refused),
        (refusal(400, 63024), Refused),
        (refusal(400, 63016), Refused),
        (refusal(400, 63019), Refused),
        (refusal(400, 63021), Refused),
        (refusal(400, 63005), Refused),
        (refusal(400, 63013), Refused),
        (refusal(400, 63032), Refused),
        (refusal(400, 21617), Refused),
        (refusal(400, 21611), Paused),
        (refusal(400, 63007), Paused),
        (refusal(401, 20003), Paused),
        (refusal(404, 20404), Paused),
        (httpx.Response(401, text="?"), Paused),
        (httpx.Response(400, text="<html>"), RetryLater),
        (httpx.Response(403, text="<html>"), RetryLater),
        (httpx.Response(407, text="<html>"), Paused),
        (httpx.Response(302, headers={"location": "https://login.hotel.example"}), Paused),
        (httpx.Response(308), Paused),
        (httpx.Response(408, text="<html>"), Ambiguous),
        (httpx.Response(499, text=""), RetryLater),
        (httpx.Response(200, text="<html>Welcome</html>"), Ambiguous),
        (refusal(500, 20500), Ambiguous),
        (httpx.Response(502, text="Bad Gateway"), Ambiguous),
        (httpx.Response(201, text="{"), Ambiguous),
        (httpx.ConnectError("refused"), RetryLater),
        (httpx.ConnectTimeout("slow"), RetryLater),
        (httpx.ReadTimeout("slow"), Ambiguous),
        (httpx.ReadError("reset"), Ambiguous),
        (httpx.RemoteProtocolError("hung up"), Ambiguous),
    ],
)
async def test_what_an_error_means(answer: Answer, error: type[SendError]) -> None:
    twilio = Twilio(answer)
    with pytest.raises(SendError) as raised:
        await sender(twilio).send(SITI, Draft(text="halo"), 1)
    assert type(raised.value) is error
    assert len(twilio.requests) == 1


async def test_too_many_requests_wait_as_long_as_twilio_says() -> None:
    with pytest.raises(RetryLater) as raised:
        twilio = Twilio(refusal(429, 20429, **{"Retry-After": "3"}))
        await sender(twilio).send(SITI, Draft(text="halo"), 1)
    assert raised.value.after_s == 3


async def test_nothing_is_deleted_on_whatsapp() -> None:
    twilio = Twilio()
    assert await sender(twilio).send(SITI, Draft(delete_ref="7"), 1) is None
    assert twilio.requests == []


async def test_a_message_that_went_out_is_found(shared: Path) -> None:
    twilio = Twilio(
        page(
            message("SM3", "halo", NOW, direction="inbound"),
            message("SM2", "lain", NOW),
            message("SM1", "halo", NOW + timedelta(seconds=1)),
        )
    )
    assert await sender(twilio).find(SITI, Draft(text="halo"), 1, NOW) == "SM1"
    (request,) = twilio.requests
    query = parse_qs(request.url.query.decode())
    assert (query["To"], query["From"]) == ([SITI], [FROM])
    check_against_spec(shared, request)


async def test_a_message_that_never_went_out_is_not_found() -> None:
    yesterday = NOW - timedelta(days=1)
    twilio = Twilio(page(message("SM1", "halo", yesterday)))
    assert await sender(twilio).find(SITI, Draft(text="halo"), 1, NOW) is None


async def test_an_earlier_message_of_the_same_text_is_not_taken_for_this_one() -> None:
    async def recorded(sids: Collection[str]) -> Collection[str]:
        return {"SM1"} & set(sids)

    answered = page(message("SM1", "halo", NOW - timedelta(seconds=2)))
    assert await sender(Twilio(answered), recorded).find(SITI, Draft(text="halo"), 2, NOW) is None
    both = page(message("SM2", "halo", NOW), message("SM1", "halo", NOW - timedelta(seconds=2)))
    assert await sender(Twilio(both), recorded).find(SITI, Draft(text="halo"), 2, NOW) == "SM2"


async def test_an_earlier_try_that_failed_is_not_taken_for_this_one() -> None:
    failed = message("SM1", "halo", NOW, status="undelivered")
    found = await sender(Twilio(page(failed))).find(SITI, Draft(text="halo"), 1, NOW)
    assert found is None


async def test_further_pages_are_read_while_they_are_recent() -> None:
    next_uri = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json?Page=1&PageToken=PASM9"
    twilio = Twilio(
        page(message("SM9", "lain", NOW), next_page_uri=next_uri),
        page(message("SM1", "halo", NOW)),
    )
    assert await sender(twilio).find(SITI, Draft(text="halo"), 1, NOW) == "SM1"
    assert str(twilio.requests[1].url) == f"https://api.twilio.com{next_uri}"


@pytest.mark.parametrize(
    "answer",
    [
        refusal(500, 20500),
        refusal(429, 20429),
        httpx.ReadTimeout("slow"),
        httpx.Response(200, text="<html>Welcome</html>"),
        httpx.Response(200, json={"status": "ok"}),
    ],
)
async def test_a_look_up_that_fails_is_made_again_later(answer: Answer) -> None:
    with pytest.raises(RetryLater):
        await sender(Twilio(answer)).find(SITI, Draft(text="halo"), 1, NOW)
