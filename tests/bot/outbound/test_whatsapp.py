"""Out to WhatsApp: what is asked of Twilio, what its errors mean, and what nobody can know."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from bot.messages import (
    Choice,
    Draft,
    Language,
    Location,
    News,
    OfferedChoice,
    OutgoingMedia,
    Reply,
)
from bot.outbound.pace import Pace
from bot.outbound.sender import (
    Ambiguous,
    ContentRefused,
    Paused,
    Refused,
    RetryLater,
    Sender,
    SendError,
    Unreachable,
    WindowClosed,
)
from bot.outbound.templates import template_for
from bot.outbound.whatsapp import WhatsAppSender
from insurance.fakes import FakeClock
from storage.database import Database
from tests.bot.outbound.twilio_account import (
    ACCOUNT,
    FROM,
    SITI,
    Answer,
    Twilio,
    created,
    knowing,
    refusal,
    sender,
)

NOW = datetime(2026, 7, 1, 5, 0, tzinfo=UTC)
PHOTO = OutgoingMedia("photo", "image/jpeg", "kartu.jpg")
CALLBACK = "https://iclick.example.co.id/webhooks/whatsapp/status?outbox="


class Desk:
    """A Twilio account and senders on it."""

    def __init__(self, db: Database, clock: FakeClock) -> None:
        self.db = db
        self.clock = clock
        self.twilio = Twilio()

    def sender(self, *answers: Answer, **more: Any) -> WhatsAppSender:
        """A sender; its account gives these answers first."""
        self.twilio.answers += answers
        return sender(self.twilio, self.db, self.clock, **more)

    def menu(self, *titles: str, text: str = "Mau apa?") -> Draft:
        """The last draft of a reply with these choices."""
        offered = [
            OfferedChoice(f"token-{number}", number, Choice(title, "menu"))
            for number, title in enumerate(titles, start=1)
        ]
        return self.sender().compose(Reply(text), offered)[-1]


@pytest.fixture
def desk(sqlite_database: Database, clock: FakeClock) -> Desk:
    return Desk(sqlite_database, clock)


def message(sid: str, body: str | None, made: datetime, **other: Any) -> dict[str, Any]:
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


def test_it_is_a_sender(desk: Desk) -> None:
    promised: Sender = desk.sender()
    assert (promised.grace_s, promised.keeps_order_by_receipts) == (10, True)


def test_a_burst_to_one_member_keeps_metas_pair_rate_and_is_paid_back(desk: Desk) -> None:
    now = [0.0]
    pace = Pace(desk.sender().pace, lambda: now[0])
    sent: list[float] = []
    while len(sent) < 120:
        wait = pace.wait_s("siti")
        if not wait:
            sent.append(now[0])
        now[0] += wait
    # Meta: 45 within six seconds, each of which takes six seconds of what may be sent later.
    assert max(sum(at <= one < at + 6 for one in sent) for at in sent) <= 45
    assert sent[-1] == pytest.approx(6 * (len(sent) - 40), abs=6)


async def test_a_message_is_sent_as_twilio_describes_it(desk: Desk) -> None:
    assert await desk.sender().send(SITI, Draft(text="Halo, Siti"), 15) == "SM" + "a" * 32
    (request,) = desk.twilio.requests
    assert request.url.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    assert request.headers["authorization"] == httpx.BasicAuth(ACCOUNT, "token")._auth_header
    assert desk.twilio.forms() == [
        {"From": FROM, "To": SITI, "Body": "Halo, Siti", "StatusCallback": f"{CALLBACK}15"}
    ]


async def test_a_menu_is_sent_by_a_content_that_holds_none_of_its_words(desk: Desk) -> None:
    draft = desk.menu("Cek manfaat", "Status klaim's")
    await desk.sender().send(SITI, draft, 1)
    ((sid, content),) = desk.twilio.contents.items()
    (form,) = desk.twilio.forms()
    assert form["ContentSid"] == sid
    assert "Body" not in form
    assert json.loads(form["ContentVariables"]) == {
        "1": "Mau apa?",
        "2": "Cek manfaat",
        "3": "token-1",
        "4": "Status klaim's",
        "5": "token-2",
    }
    assert content["types"] == {
        "twilio/quick-reply": {
            "body": "{{1}}",
            "actions": [
                {"type": "QUICK_REPLY", "title": "{{2}}", "id": "{{3}}"},
                {"type": "QUICK_REPLY", "title": "{{4}}", "id": "{{5}}"},
            ],
        }
    }


async def test_a_list_has_its_label_and_second_lines_as_variables(desk: Desk) -> None:
    offered = [
        OfferedChoice("t1", 1, Choice("RS Siloam", "pick", description="Jakarta Barat")),
        OfferedChoice("t2", 2, Choice("RS Mitra", "pick")),
    ]
    (draft,) = desk.sender().compose(Reply("Which?", language=Language.ENGLISH), offered)
    await desk.sender().send(SITI, draft, 1)
    (content,) = desk.twilio.contents.values()
    assert content["types"]["twilio/list-picker"] == {
        "body": "{{1}}",
        "button": "{{2}}",
        "items": [
            {"item": "{{3}}", "id": "{{4}}", "description": "{{5}}"},
            {"item": "{{6}}", "id": "{{7}}"},
        ],
    }
    values = json.loads(desk.twilio.forms()[0]["ContentVariables"])
    assert list(values.values()) == [
        *("Which?", "Choose", "RS Siloam", "t1", "Jakarta Barat", "RS Mitra", "t2")
    ]


async def test_no_variable_of_a_menu_breaks_its_line(desk: Desk) -> None:
    text = "*Klaim terakhir*\n\n\n• KLM-1: diterima \n  Rawat\tjalan\n \nPilih klaim."
    await desk.sender().send(SITI, desk.menu("Ya", text=text), 1)
    (content,) = desk.twilio.contents.values()
    values = json.loads(desk.twilio.forms()[0]["ContentVariables"])
    assert content["types"]["twilio/quick-reply"]["body"] == "{{1}}\n\n{{2}}\n{{3}}\n\n{{4}}"
    assert list(values.values()) == [
        *("*Klaim terakhir*", "• KLM-1: diterima", "  Rawat jalan", "Pilih klaim."),
        *("Ya", "token-1"),
    ]


async def test_a_menu_with_more_lines_than_twilio_has_variables_for_is_numbered(desk: Desk) -> None:
    draft = desk.menu("Ya", text="\n".join("x" * 61))
    assert (draft.buttons, draft.text.endswith("pilihan Anda._")) == ((), True)


async def test_a_shape_is_created_once_whatever_the_menus_say(desk: Desk) -> None:
    whatsapp = desk.sender()
    await whatsapp.send(SITI, desk.menu("Ya", "Tidak"), 1)
    await whatsapp.send(SITI, desk.menu("Manfaat", "Klaim", text="Lain?"), 2)
    assert len(desk.twilio.asked("/v1/Content")) == 1


@pytest.mark.parametrize("code", [21655, 21656, 63005, 216602, 63021, 99999])
async def test_buttons_that_are_refused_go_out_as_numbered_text(desk: Desk, code: int) -> None:
    sid = await desk.sender(refusal(400, code)).send(SITI, desk.menu("Ya", "Tidak"), 7)
    assert sid == "SM" + "a" * 32
    assert desk.twilio.forms()[-1]["Body"] == (
        "Mau apa?\n\n1. Ya\n2. Tidak\n\n_Balas dengan nomor pilihan Anda._"
    )
    assert desk.twilio.forms()[-1]["StatusCallback"] == f"{CALLBACK}7"


async def test_a_refusal_is_remembered_for_a_while(desk: Desk) -> None:
    whatsapp, menu = desk.sender(refusal(400, 216602)), desk.menu("Ya", "Tidak")
    await whatsapp.send(SITI, menu, 1)
    await whatsapp.send(SITI, menu, 2)
    assert ["ContentSid" in form for form in desk.twilio.forms()] == [True, False, False]
    desk.clock.advance(minutes=10)
    await whatsapp.send(SITI, menu, 3)
    assert "ContentSid" in desk.twilio.forms()[-1]


async def test_wrong_variables_are_one_messages_trouble(desk: Desk) -> None:
    whatsapp, menu = desk.sender(refusal(400, 21656)), desk.menu("Ya", "Tidak")
    await whatsapp.send(SITI, menu, 1)
    await whatsapp.send(SITI, menu, 2)
    assert "ContentSid" in desk.twilio.forms()[-1]


async def test_a_content_that_somebody_deleted_is_made_anew(desk: Desk) -> None:
    whatsapp, menu = desk.sender(created(), refusal(400, 21655)), desk.menu("Ya", "Tidak")
    await whatsapp.send(SITI, menu, 1)
    await whatsapp.send(SITI, menu, 2)
    await whatsapp.send(SITI, menu, 3)
    first, second, _text, third = (form.get("ContentSid") for form in desk.twilio.forms())
    assert first == second
    assert third not in (None, first)


async def test_what_was_refused_in_a_callback_counts_as_refused(desk: Desk) -> None:
    whatsapp, menu = desk.sender(), desk.menu("Ya", "Tidak")
    whatsapp.note_refusal(menu)
    await whatsapp.send(SITI, menu, 1)
    assert "Body" in desk.twilio.forms()[0]


async def test_a_picture_goes_with_its_signed_address_and_its_caption(desk: Desk) -> None:
    whatsapp = desk.sender(sizes={"photo": 4_999_999})
    (draft,) = whatsapp.compose(Reply("Ini kartu Anda", media=PHOTO), ())
    await whatsapp.send(SITI, draft, 1)
    (form,) = desk.twilio.forms()
    assert form["MediaUrl"] == "https://iclick.example.co.id/media/photo"
    assert form["Body"] == "Ini kartu Anda"


@pytest.mark.parametrize(
    ("content_type", "size", "code"),
    [
        ("image/jpeg", 5_000_001, "media_size"),
        ("application/pdf", 16_000_001, "media_size"),
        ("image/png", 0, "media_size"),
        ("image/heic", 10, "media_type"),
        ("application/zip", 10, "media_type"),
        ("image/jpeg", None, "media_gone"),
    ],
)
async def test_a_file_that_twilio_would_not_take_is_not_offered_to_it(
    desk: Desk, content_type: str, size: int | None, code: str
) -> None:
    whatsapp = desk.sender(sizes={} if size is None else {"f": size})
    media = OutgoingMedia("f", content_type, "x")
    with pytest.raises(ContentRefused) as raised:
        await whatsapp.send(SITI, Draft(media=media), 1)
    assert (raised.value.code, desk.twilio.requests) == (code, [])
    (told,) = whatsapp.compose(Reply("", media=media), ())
    await whatsapp.send(SITI, told, 1)
    assert desk.twilio.forms()[0]["Body"].startswith("Maaf, berkasnya")


async def test_a_place_goes_as_a_pin_with_its_label(desk: Desk) -> None:
    place = Location(-6.2, 106.816666, "RS Siloam", "Jl. Perjuangan 8, Jakarta")
    (draft,) = desk.sender().compose(Reply("", location=place), ())
    await desk.sender().send(SITI, draft, 1)
    (form,) = desk.twilio.forms()
    assert form["PersistentAction"] == "geo:-6.200000,106.816666|Jl. Perjuangan 8, Jakarta"
    assert form["Body"] == "RS Siloam"


async def test_typing_is_shown_once_and_its_trouble_is_nobodys(desk: Desk) -> None:
    whatsapp = desk.sender(created(), refusal(400, 20001), httpx.ReadTimeout("slow"))
    assert [await whatsapp.show_typing(SITI, "SM" + "b" * 32) for _ in range(3)] == [None] * 3
    form = parse_qs(desk.twilio.asked("/v2/Indicators/Typing.json")[0].content.decode())
    assert form == {"channel": ["whatsapp"], "messageId": ["SM" + "b" * 32]}
    await whatsapp.show_typing(SITI, "not a message of Twilio's")
    assert len(desk.twilio.requests) == 3


@pytest.mark.parametrize("draft", [Draft(delete_ref="7"), Draft("x", close_ref="7")])
async def test_nothing_is_deleted_or_closed_on_whatsapp(desk: Desk, draft: Draft) -> None:
    assert await desk.sender().send(SITI, draft, 1) is None
    assert desk.twilio.requests == []


NEWS = Draft("Kabar", news=News("claim_news", ("KLM-1", "disetujui")), language=Language.INDONESIAN)


async def test_outside_the_window_only_an_approved_template_goes(desk: Desk) -> None:
    whatsapp = desk.sender()
    for draft in (Draft("Halo"), NEWS):
        with pytest.raises(WindowClosed):
            await whatsapp.send(SITI, draft, 1, in_window=False)
    assert desk.twilio.forms() == []
    await whatsapp._templates.sync()
    for approval in desk.twilio.approvals.values():
        approval["status"] = "approved"
    desk.clock.advance(minutes=11)
    await whatsapp.send(SITI, NEWS, 2, in_window=False)
    (form,) = desk.twilio.forms()
    assert desk.twilio.contents[form["ContentSid"]]["friendly_name"] == "claim_news_v1_id"
    assert json.loads(form["ContentVariables"]) == {"1": "KLM-1", "2": "disetujui"}


async def test_a_template_that_is_refused_is_not_used_again_for_a_while(desk: Desk) -> None:
    whatsapp = desk.sender()
    await whatsapp._templates.sync()
    for approval in desk.twilio.approvals.values():
        approval["status"] = "approved"
    await whatsapp._templates.sync()
    desk.twilio.answers = [refusal(400, 63041)]
    for _ in range(2):
        with pytest.raises(WindowClosed):
            await whatsapp.send(SITI, NEWS, 1, in_window=False)
    assert len(desk.twilio.forms()) == 1


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
        (refusal(400, 63016), WindowClosed),
        (refusal(400, 63019), ContentRefused),
        (refusal(400, 63021), ContentRefused),
        (refusal(400, 63005), ContentRefused),
        (refusal(400, 63013), ContentRefused),
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
async def test_what_an_error_means(desk: Desk, answer: Answer, error: type[SendError]) -> None:
    with pytest.raises(SendError) as raised:
        await desk.sender(answer).send(SITI, Draft(text="halo"), 1)
    assert type(raised.value) is error
    assert len(desk.twilio.requests) == 1


async def test_too_many_requests_wait_as_long_as_twilio_says(desk: Desk) -> None:
    with pytest.raises(RetryLater) as raised:
        busy = desk.sender(refusal(429, 20429, **{"Retry-After": "3"}))
        await busy.send(SITI, desk.menu("Ya", "Tidak"), 1)
    assert raised.value.after_s == 3


async def test_a_message_that_went_out_is_found(desk: Desk) -> None:
    listed = page(
        message("SM3", "halo", NOW, direction="inbound"),
        message("SM2", "lain", NOW),
        message("SM1", "halo", NOW + timedelta(seconds=1)),
    )
    assert await desk.sender(listed).find(SITI, Draft(text="halo"), 1, NOW) == "SM1"
    (request,) = desk.twilio.requests
    query = parse_qs(request.url.query.decode())
    assert (query["To"], query["From"]) == ([SITI], [FROM])


@pytest.mark.parametrize("body", ["Mau apa?", "", None, "as numbered text"])
async def test_a_menu_is_found_in_whichever_form_it_went_out(desk: Desk, body: str | None) -> None:
    menu = desk.menu("Ya", "Tidak")
    body = menu.numbered if body == "as numbered text" else body
    assert await desk.sender(page(message("SM1", body, NOW))).find(SITI, menu, 1, NOW) == "SM1"


@pytest.mark.parametrize(
    "draft",
    [
        Draft(media=PHOTO),
        Draft("RS Siloam", location=Location(-6.2, 106.8, "RS Siloam")),
        NEWS,
    ],
)
async def test_a_file_a_place_and_a_template_are_found_by_what_is_not_said(
    desk: Desk, draft: Draft
) -> None:
    bare = page(message("SM2", "sapaan", NOW), message("SM1", "", NOW))
    assert await desk.sender(bare).find(SITI, draft, 1, NOW) == "SM1"


async def test_a_template_is_found_by_its_words(desk: Desk) -> None:
    template = template_for("claim_news", Language.INDONESIAN)
    assert template is not None
    said = page(message("SM1", template.filled(("KLM-1", "disetujui")), NOW))
    assert await desk.sender(said).find(SITI, NEWS, 1, NOW) == "SM1"


async def test_a_text_is_not_found_in_a_message_without_words(desk: Desk) -> None:
    bare = page(message("SM1", "", NOW))
    assert await desk.sender(bare).find(SITI, Draft(text="halo"), 1, NOW) is None


async def test_a_message_that_never_went_out_is_not_found(desk: Desk) -> None:
    old = page(message("SM1", "halo", NOW - timedelta(days=1)))
    assert await desk.sender(old).find(SITI, Draft(text="halo"), 1, NOW) is None


async def test_an_earlier_message_of_the_same_text_is_not_taken_for_this_one(desk: Desk) -> None:
    first = message("SM1", "halo", NOW - timedelta(seconds=2))
    one = desk.sender(page(first), recorded=knowing("SM1"))
    assert await one.find(SITI, Draft(text="halo"), 2, NOW) is None
    both = desk.sender(page(message("SM2", "halo", NOW), first), recorded=knowing("SM1"))
    assert await both.find(SITI, Draft(text="halo"), 2, NOW) == "SM2"


async def test_an_earlier_try_that_failed_is_not_taken_for_this_one(desk: Desk) -> None:
    failed = page(message("SM1", "halo", NOW, status="undelivered"))
    assert await desk.sender(failed).find(SITI, Draft(text="halo"), 1, NOW) is None


async def test_further_pages_are_read_while_they_are_recent(desk: Desk) -> None:
    path = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
    whatsapp = desk.sender(
        page(message("SM9", "lain", NOW), next_page_uri=f"{path}?Page=1&PageToken=PASM9"),
        page(message("SM1", "halo", NOW)),
    )
    assert await whatsapp.find(SITI, Draft(text="halo"), 1, NOW) == "SM1"
    second = desk.twilio.requests[1].url
    assert str(second) == f"https://api.twilio.com{path}?Page=1&PageToken=PASM9"


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
async def test_a_look_up_that_fails_is_made_again_later(desk: Desk, answer: Answer) -> None:
    with pytest.raises(RetryLater):
        await desk.sender(answer).find(SITI, Draft(text="halo"), 1, NOW)
