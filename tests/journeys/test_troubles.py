"""Bad days: the channels, the mail server and strangers. Nothing is lost, nothing comes twice."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import httpx
import pytest

from bot.messages import Channel
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.phone import Phone, SandboxClient
from bot.sandbox.twilio_signature import signature
from tests.journeys.assistant import Assistant
from tests.journeys.people import AGUS, HENDRA, give_consent, give_data

TOKEN = "made-up-for-the-demo"
ACCOUNT = "AC" + "d" * 32
SEND = {Channel.TELEGRAM: "telegram.sendMessage", Channel.WHATSAPP: "twilio.messages"}


def form(phone: Phone, text: str, sid: str = "SM" + "0" * 32) -> dict[str, str]:
    """What Twilio posts for a member's text."""
    return {
        "AccountSid": ACCOUNT,
        "Body": text,
        "From": str(phone.chat["address"]),
        "MessageSid": sid,
        "NumMedia": "0",
        "ReferralHeadline": "",
        "To": "whatsapp:+622150000000",
    }


async def post(
    assistant: Assistant, fields: Mapping[str, str], token: str = TOKEN
) -> httpx.Response:
    """Post a form to the gateway as Twilio does, signed with ``token``."""
    url = f"{assistant.url}/webhooks/whatsapp"
    headers = {"X-Twilio-Signature": signature(token, url, fields)}
    async with httpx.AsyncClient(trust_env=False) as http:
        return await http.post(url, data=dict(fields), headers=headers)


async def bubbles(phone: Phone, text: str) -> int:
    return sum(text in one.text for one in await phone.heard())


async def test_same_webhook_twice_at_once_and_later_is_answered_once(
    assistant: Assistant, whatsapp: Phone
) -> None:
    await whatsapp.send_text("menu")  # Twilio lets us answer only who has written
    await whatsapp.wait_for_reply("Menu utama")
    fields = form(whatsapp, "terima kasih", sid="SM" + "1" * 32)
    answers = await asyncio.gather(*(post(assistant, fields) for _ in range(5)))
    assert {answer.status_code for answer in answers} == {200}
    await whatsapp.wait_for_reply("Sama-sama")
    await post(assistant, fields)
    await whatsapp.send_text("menu")
    await whatsapp.wait_for_reply("Menu utama")
    assert await bubbles(whatsapp, "Sama-sama") == 1


async def test_forged_message_is_refused_and_forgotten(
    assistant: Assistant, whatsapp: Phone
) -> None:
    answer = await post(assistant, form(whatsapp, "terima kasih"), token="guessed")
    assert answer.status_code == 403
    await whatsapp.send_text("menu")
    await whatsapp.wait_for_reply("Menu utama")
    assert await bubbles(whatsapp, "Sama-sama") == 0


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"x" * 1_100_000, "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
        (b"\xff\xfe", "text/plain"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
async def test_what_is_no_webhook_is_refused_and_never_an_error(
    assistant: Assistant, content: bytes, kind: str
) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(
            f"{assistant.url}/webhooks/whatsapp", content=content, headers={"Content-Type": kind}
        )
    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize(
    "fault",
    [
        Fault("", status=429, description="Too Many Requests: retry after 1", retry_after=1),
        Fault("", status=500, times=2),
        Fault("", status=502, description="Bad Gateway"),
    ],
)
async def test_refused_send_is_tried_again_and_arrives_once(phone: Phone, fault: Fault) -> None:
    await phone.sandbox.plan(replace(fault, at=SEND[phone.channel], to=phone.chat["address"]))
    await phone.send_text("terima kasih")
    await phone.wait_for_reply("Sama-sama")
    await phone.send_text("menu")
    await phone.wait_for_reply("Menu utama")
    assert await bubbles(phone, "Sama-sama") == 1


async def test_whatsapp_send_of_unknown_fate_is_looked_up_and_not_repeated(
    whatsapp: Phone,
) -> None:
    await whatsapp.sandbox.plan(
        Fault(
            SEND[Channel.WHATSAPP],
            Trouble.HANG_AFTER,
            seconds=60,
            to=str(whatsapp.chat["address"]),
        )
    )
    await whatsapp.send_text("terima kasih")
    await whatsapp.wait_for_reply("Sama-sama")
    await whatsapp.send_text("menu")
    await whatsapp.wait_for_reply("Menu utama", within_s=60)
    assert await bubbles(whatsapp, "Sama-sama") == 1


async def test_member_who_blocked_us_is_left_alone_until_they_return(telegram: Phone) -> None:
    await telegram.send_text("/start")
    await telegram.wait_for_reply("Gen iClick")
    await telegram.block()
    await telegram.block(False)
    await telegram.send_text("menu")
    await telegram.wait_for_reply("Menu utama")


async def test_code_comes_once_the_mail_server_is_back(phone: Phone) -> None:
    already = len(await phone.sandbox.mails(AGUS.email))
    await phone.sandbox.plan(Fault("smtp", times=2, to=AGUS.email))
    await give_consent(phone)
    await give_data(phone, AGUS)
    code = await phone.sandbox.wait_for_code(AGUS.email, already, within_s=60)
    await phone.send_text(code)
    await phone.wait_for_reply("Agus")


async def test_guessing_data_is_stopped_in_the_chat_but_not_for_the_owner(
    sandbox: SandboxClient,
) -> None:
    stranger = await sandbox.new_phone(Channel.WHATSAPP)
    await give_consent(stranger)
    told = await give_data(stranger, replace(HENDRA, born="1 Januari 1970"))
    for day in range(2, 7):
        await stranger.tap("Tanggal lahir")
        await stranger.wait_for_reply("tanggal lahir")
        await stranger.send_text(f"{day} Januari 1970")
        told = await stranger.wait_for_reply()
        if "jeda" in told.text:
            break
    assert "jeda" in told.text
    owner = await sandbox.new_phone(Channel.WHATSAPP)
    await give_consent(owner)
    assert "6 digit" in (await give_data(owner, HENDRA)).text
