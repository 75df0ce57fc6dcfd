"""What comes of a message that Twilio took: shown, read, or undelivered with its code."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.messages import Channel
from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from bot.sandbox.twilio_delivery import PER_MEMBER
from tests.bot.sandbox.pictures import png
from tests.bot.sandbox.running_demo import ACCOUNT, Demo, free_port, serving

AUTH = (ACCOUNT, "an-auth-token")
DAY_S = 24 * 3600


@dataclass
class FileServer:
    """A server with one file, as the gateway serves its own."""

    url: str
    content: bytes = b""
    content_type: str = "image/png"
    status: int = 200
    name: str = "kartu.png"
    methods: tuple[str, ...] = ()

    async def answer(self, request: Request) -> Response:
        self.methods += (request.method,)
        headers = {"Content-Disposition": f'inline; filename="{self.name}"'}
        return Response(self.content, self.status, headers, self.content_type)


@asynccontextmanager
async def file_server(**about: object) -> AsyncIterator[FileServer]:
    port = free_port()
    server = FileServer(f"http://127.0.0.1:{port}/media/token")
    vars(server).update(about)
    app = Starlette(routes=[Route("/media/token", server.answer)])
    settings = uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1)
    async with serving(uvicorn.Server(settings)):
        yield server


async def writing_phone(demo: Demo) -> Phone:
    phone = await demo.client.new_phone(Channel.WHATSAPP)
    await phone.send_text("halo")
    await phone.wait_for_reply()
    return phone


async def send(demo: Demo, phone: Phone, **form: str) -> httpx.Response:
    sent = {"From": demo.config.whatsapp_from, "To": phone.chat["address"]} | form
    sent["StatusCallback"] = f"{demo.config.public_url}/webhooks/whatsapp/status"
    return await demo.http.post(f"{demo.twilio}/Messages.json", data=sent, auth=AUTH)


async def statuses(demo: Demo, phone: Phone, **form: str) -> list[tuple[str, str | None]]:
    """What the callback told of the message: (status, error code)."""
    sid = (await send(demo, phone, **form)).json()["sid"]
    await asyncio.sleep(0.6)
    return [
        (told["MessageStatus"], told.get("ErrorCode"))
        for _, told in demo.gateway.forms
        if told["MessageSid"] == sid
    ]


READ = [("sent", None), ("delivered", None), ("read", None)]


async def test_picture_is_looked_at_fetched_and_shown_with_its_caption(demo: Demo) -> None:
    phone = await writing_phone(demo)
    async with file_server(content=png()) as server:
        assert await statuses(demo, phone, Body="Kartu", MediaUrl=server.url) == READ
        assert server.methods == ("HEAD", "GET")
    heard = await phone.wait_for_reply("kartu")
    assert heard.media is not None
    assert (heard.type, heard.media["name"]) == ("photo", "kartu.png")
    assert await demo.client.media(heard) == png()


async def test_text_beside_a_document_is_lost(demo: Demo) -> None:
    phone = await writing_phone(demo)
    about = {"content": b"%PDF-1.7\n", "content_type": "application/pdf", "name": "polis.pdf"}
    async with file_server(**about) as server:
        assert await statuses(demo, phone, Body="Polis", MediaUrl=server.url) == READ
    heard = (await phone.heard())[-1]
    assert (heard.type, heard.text) == ("document", "")


@pytest.mark.parametrize(
    "about",
    [
        {"status": 404},
        {"content": b""},
        {"content": png() + bytes(5_000_000)},
        {"content": b"%PDF-1.7\n"},
        {"content": png(), "content_type": "image/svg+xml"},
    ],
    ids=["gone", "empty", "too large", "of another type", "of no type of WhatsApp's"],
)
async def test_file_that_twilio_cannot_use_is_undelivered(
    demo: Demo, about: dict[str, object]
) -> None:
    phone = await writing_phone(demo)
    heard = len(await phone.heard())
    async with file_server(**({"content": png()} | about)) as server:
        told = await statuses(demo, phone, MediaUrl=server.url)
    assert told == [("undelivered", "63019")]
    assert len(await phone.heard()) == heard


async def test_server_that_does_not_answer_is_undelivered(demo: Demo) -> None:
    phone = await writing_phone(demo)
    url = f"http://127.0.0.1:{free_port()}/media/token"
    assert await statuses(demo, phone, MediaUrl=url) == [("undelivered", "63019")]


async def test_location_is_shown_with_its_name(demo: Demo) -> None:
    phone = await writing_phone(demo)
    action = "geo:-6.2,106.8|RS Contoh"
    assert await statuses(demo, phone, PersistentAction=action, Body="Jl. Contoh 1") == READ
    assert (await phone.heard())[-1].place == {
        "latitude": -6.2,
        "longitude": 106.8,
        "name": "RS Contoh",
        "address": "Jl. Contoh 1",
    }


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"ContentSid": "HX" + "0" * 32}, 21655),
        ({"ContentSid": "moon"}, 20001),
        ({"Body": "x", "ContentVariables": "["}, 21656),
        ({"Body": "x", "ContentVariables": '{"1": 2}'}, 21656),
        ({"Body": "x", "ContentVariables": '{"1": "Ya"}'}, 21654),
        ({"MediaUrl": "kartu.png"}, 21620),
        ({"PersistentAction": "call:1"}, 20001),
        ({"Body": "x", "ValidityPeriod": "0"}, 20001),
        ({"Body": "x", "ValidityPeriod": "soon"}, 20001),
    ],
)
async def test_wrong_message_is_refused_with_its_code(
    demo: Demo, form: dict[str, str], code: int
) -> None:
    phone = await writing_phone(demo)
    answer = await send(demo, phone, **form)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.wrong_on_purpose
async def test_two_files_in_one_message_are_refused(demo: Demo) -> None:
    phone = await writing_phone(demo)
    data = {
        "From": demo.config.whatsapp_from,
        "To": phone.chat["address"],
        "MediaUrl": ["https://a.example/1.png", "https://a.example/2.png"],
    }
    answer = await demo.http.post(f"{demo.twilio}/Messages.json", data=data, auth=AUTH)
    assert (answer.status_code, answer.json()["code"]) == (400, 21623)


async def test_day_after_the_members_last_message_only_templates_get_through(
    demo: Demo,
) -> None:
    phone = await writing_phone(demo)
    demo.sandbox.world.clock.move(DAY_S + 60)
    assert await statuses(demo, phone, Body="Halo") == [("undelivered", "63016")]
    await phone.send_text("halo lagi")
    assert await statuses(demo, phone, Body="Halo") == READ


async def test_approved_template_gets_through_at_any_time(demo: Demo) -> None:
    phone = await writing_phone(demo)
    types = {"twilio/text": {"body": "Klaim {{1}} sudah berubah."}}
    content = {"language": "id", "types": types, "variables": {"1": "CLM-1"}}
    sid = (await demo.http.post(f"{demo.url}/twilio/v1/Content", json=content, auth=AUTH)).json()[
        "sid"
    ]
    demo.sandbox.world.clock.move(DAY_S + 60)
    variables = '{"1": "CLM-7"}'
    message = {"ContentSid": sid, "ContentVariables": variables}
    assert await statuses(demo, phone, **message) == [("undelivered", "63016")]
    await demo.http.post(
        f"{demo.url}/twilio/v1/Content/{sid}/ApprovalRequests/whatsapp",
        json={"name": "klaim", "category": "UTILITY"},
        auth=AUTH,
    )
    await asyncio.sleep(0.2)
    assert await statuses(demo, phone, **message) == READ
    assert (await phone.heard())[-1].text == "Klaim CLM-7 sudah berubah."


async def test_planned_trouble_closes_the_window_and_refuses_a_delivery(demo: Demo) -> None:
    phone = await writing_phone(demo)
    await demo.client.plan(Fault("twilio.window", to=phone.chat["address"]))
    assert await statuses(demo, phone, Body="Halo") == [("undelivered", "63016")]
    await demo.client.plan(Fault("twilio.delivery", code=63018))
    assert await statuses(demo, phone, Body="Halo") == [("undelivered", "63018")]
    assert await statuses(demo, phone, Body="Halo") == READ


async def test_much_more_than_one_member_may_get_is_undelivered(demo: Demo) -> None:
    phone = await writing_phone(demo)
    for _ in range(PER_MEMBER - 1):
        await send(demo, phone, Body="Halo")
    assert (await statuses(demo, phone, Body="Halo"))[-1] == ("undelivered", "63018")


async def test_typing_shows_and_marks_the_members_messages_as_read(demo: Demo) -> None:
    phone = await writing_phone(demo)
    first = phone.last_sent_id
    await phone.send_text("lagi")
    answer = await demo.http.post(
        f"{demo.url}/twilio/v2/Indicators/Typing.json",
        data={"channel": "whatsapp", "messageId": first},
        auth=AUTH,
    )
    assert (answer.status_code, answer.json()) == (200, {"success": True})
    await demo.client.look()
    assert [one["seconds"] for one in demo.client.events if one["kind"] == "typing"] == [25]
    read = [
        one["id"]
        for one in demo.client.events
        if one["kind"] == "change" and one.get("status") == "read" and one["id"][:2] == "SM"
    ]
    assert first in read
    assert phone.last_sent_id not in read


@pytest.mark.wrong_on_purpose
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"channel": "sms", "messageId": "SM" + "0" * 32}, 400),
        ({"channel": "whatsapp", "messageId": "moon"}, 400),
        ({"channel": "whatsapp", "messageId": "SM" + "0" * 32}, 404),
    ],
)
async def test_typing_at_nothing_is_refused(demo: Demo, form: dict[str, str], status: int) -> None:
    url = f"{demo.url}/twilio/v2/Indicators/Typing.json"
    assert (await demo.http.post(url, data=form, auth=AUTH)).status_code == status


async def test_message_and_its_media_can_be_fetched(demo: Demo) -> None:
    phone = await demo.client.new_phone(Channel.WHATSAPP)
    await phone.send_photos([png()])
    base = f"{demo.twilio}/Messages/{phone.last_sent_id}"
    message = (await demo.http.get(f"{base}.json", auth=AUTH)).json()
    assert (message["direction"], message["num_media"]) == ("inbound", "1")
    media = (await demo.http.get(f"{base}/Media.json", auth=AUTH)).json()["media_list"]
    assert [one["content_type"] for one in media] == ["image/jpeg"]
    shown = await demo.http.get(f"{base}/Media/{media[0]['sid']}.json", auth=AUTH)
    assert shown.json() == media[0]


async def test_every_call_is_recorded_without_credentials(demo: Demo) -> None:
    phone = await demo.client.new_phone(Channel.WHATSAPP)
    await phone.send_text("tombol")
    created, sent = await demo.client.calls()
    assert (created["method"], created["body"]) == ("POST /v1/Content", "json")
    assert sent["method"] == "POST /2010-04-01/Accounts/{AccountSid}/Messages.json"
    assert (sent["params"]["To"], sent["unknown"]) == (phone.chat["address"], [])
    assert demo.config.twilio_auth_token not in str(demo.client.events)
