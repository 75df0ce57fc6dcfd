"""Both channels at their edges: what members do, and what Telegram and Twilio do on a bad day."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot import twilio_api
from bot.messages import Channel
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.phone import Phone
from storage.database import Database
from storage.tables import ConversationRow
from tests.journeys.running_channels import Channels, member, running_channels, texts
from tests.journeys.things import RECEIPT

ON_BOTH = pytest.mark.parametrize("channel", list(Channel))
BRIEF_S = 0.5
"""Long enough for something that should not happen to happen."""


def fault(channel: Channel, **what: Any) -> Fault:
    at = "twilio.messages" if channel is Channel.WHATSAPP else "telegram.sendMessage"
    return Fault(at=at, **what)


@ON_BOTH
async def test_a_menu_is_offered_and_a_choice_from_it_is_understood(
    channels: Channels, channel: Channel
) -> None:
    phone = await member(channels, channel)
    await phone.tap("Status klaim")
    await phone.wait_for_reply("re: /check_claim_status")
    assert channels.rasa.heard[-1]["intent"] == {
        "name": "check_claim_status",
        "entities": {"place": "2"},
    }


@ON_BOTH
async def test_a_choice_may_be_typed_as_number_as_ordinal_or_as_title(
    channels: Channels, channel: Channel
) -> None:
    for answer in ("2", "yang kedua", "status klaim"):
        phone = await member(channels, channel)
        await phone.send_text(answer)
        await phone.wait_for_reply("re: /check_claim_status")


@ON_BOTH
async def test_a_photo_is_fetched_and_rasa_learns_only_that_there_is_one(
    channels: Channels, channel: Channel
) -> None:
    phone = await member(channels, channel)
    await phone.send_photos([RECEIPT])
    await phone.wait_for_reply("re: /media_sent")
    assert channels.rasa.heard[-1]["attachments"] == 1
    assert not {"text", "url", "file_id"} & channels.rasa.heard[-1].keys()


async def test_start_greets_and_a_typed_intent_is_only_text(channels: Channels) -> None:
    phone = await channels.client.new_phone(Channel.TELEGRAM)
    await phone.send_text("/start promo")
    await phone.wait_for_reply("bisa kami bantu")
    await phone.send_text('/inform{"policy_number":"1"}')
    await phone.wait_for_reply("re:")
    assert channels.rasa.heard[-1].get("intent") is None
    assert not channels.rasa.heard[-1]["text"].startswith("/")


async def test_a_button_of_another_chat_is_worth_nothing(channels: Channels) -> None:
    siti, budi = (
        await member(channels, Channel.TELEGRAM),
        await member(channels, Channel.TELEGRAM),
    )
    (stolen,) = [data for title, data in (await siti.heard())[0].buttons if title == "Cek manfaat"]
    heard_before = len(channels.rasa.heard)
    for data in (stolen, "/check_benefits", "\x00'; DROP TABLE choices; --"):
        await budi.tap_data((await budi.heard())[0].id, data)
    for _ in range(3):
        await budi.wait_for_reply("")
    assert [asked for asked in channels.rasa.heard[heard_before:] if asked.get("intent")] == []


async def test_a_member_with_a_hidden_number_is_answered(channels: Channels) -> None:
    phone = await member(channels, Channel.WHATSAPP, hidden_number=True)
    await phone.send_text("apa kabar")
    await phone.wait_for_reply("re: apa kabar")


@ON_BOTH
async def test_markup_and_scripts_of_a_member_come_back_as_they_were(
    channels: Channels, channel: Channel
) -> None:
    phone = await member(channels, channel)
    for text in (
        "<b>tebal</b> & <script>alert(1)</script>",
        "{{7*7}} {% raw %} '; DROP TABLE inbox; --",
        "مرحبا 👍🏽 apa kabar?",
    ):
        await phone.send_text(text)
        await phone.wait_for_reply(text)


@ON_BOTH
async def test_a_long_answer_comes_whole_and_in_order(channels: Channels, channel: Channel) -> None:
    sentences = [f"Kalimat nomor {number} dari jawaban yang panjang." for number in range(200)]
    channels.rasa.answers["panjang"] = [{"text": " ".join(sentences)}]
    phone = await member(channels, channel)
    await phone.send_text("panjang")
    await phone.wait_for_reply(sentences[-1])
    whole = " ".join((await texts(phone))[1:])
    assert whole == " ".join(sentences)


@ON_BOTH
@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 429, "retry_after": 1, "description": "Too Many Requests: retry after 1"},
        {"status": 500},
        {"status": 502, "description": "Bad Gateway"},
    ],
)
async def test_a_refused_send_is_made_again_and_nothing_overtakes_it(
    channels: Channels, channel: Channel, trouble: dict[str, Any]
) -> None:
    phone = await member(channels, channel)
    await channels.client.plan(fault(channel, times=2, **trouble))
    await phone.send_text("apel")
    await phone.send_text("mangga")
    await phone.wait_for_reply("re: mangga")
    assert (await texts(phone))[1:] == ["re: apel", "re: mangga"]


async def test_an_error_that_lies_does_not_make_whatsapp_say_a_thing_twice(
    channels: Channels,
) -> None:
    phone = await member(channels, Channel.WHATSAPP)
    await channels.client.plan(fault(Channel.WHATSAPP, trouble=Trouble.REFUSE_AFTER, status=500))
    await phone.send_text("apel")
    await phone.wait_for_reply("re: apel")
    await phone.send_text("mangga")
    await phone.wait_for_reply("re: mangga")
    await asyncio.sleep(BRIEF_S)
    assert (await texts(phone))[1:] == ["re: apel", "re: mangga"]


@pytest.mark.parametrize("trouble", [Trouble.HANG_BEFORE, Trouble.HANG_AFTER])
async def test_when_twilios_answer_never_comes_the_message_is_there_exactly_once(
    channels: Channels, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(twilio_api, "CALL_TIMEOUT_S", 0.3)
    phone = await member(channels, Channel.WHATSAPP)
    await channels.client.plan(fault(Channel.WHATSAPP, trouble=trouble, seconds=1))
    await phone.send_text("apel")
    await phone.send_text("mangga")
    await phone.wait_for_reply("re: mangga")
    await asyncio.sleep(2 * BRIEF_S)
    assert (await texts(phone))[1:] == ["re: apel", "re: mangga"]


async def test_the_same_answer_twice_is_sent_twice_even_if_the_second_call_fails(
    channels: Channels,
) -> None:
    phone = await member(channels, Channel.WHATSAPP)
    await channels.client.plan(fault(Channel.WHATSAPP, status=500))
    await phone.send_text("halo")
    await phone.wait_for_reply("bisa kami bantu")
    first, second = await texts(phone)
    assert first == second


@ON_BOTH
async def test_a_member_who_blocked_us_is_left_alone_and_answered_on_return(
    channels: Channels, channel: Channel
) -> None:
    phone = await member(channels, channel)
    await channels.client.plan(
        fault(
            channel,
            status=403 if channel is Channel.TELEGRAM else 400,
            code=63014,
            description="Forbidden: bot was blocked by the user",
        )
    )
    await phone.send_text("apel")
    await phone.send_text("mangga")
    await asyncio.sleep(BRIEF_S)
    await phone.send_text("jeruk")
    await phone.wait_for_reply("re: jeruk")
    assert "re: apel" not in await texts(phone)


async def test_a_member_who_lets_us_back_in_may_be_written_to_before_they_write(
    channels: Channels, sqlite_database: Database
) -> None:
    def is_suppressed() -> bool:
        with sqlite_database.reading() as session:
            return session.scalars(select(ConversationRow.suppressed_at)).one() is not None

    phone = await member(channels, Channel.TELEGRAM)
    for blocked in (True, False):
        await phone.block(blocked)
        async with asyncio.timeout(5):
            while is_suppressed() is not blocked:
                await asyncio.sleep(0.02)
    assert len(await phone.heard()) == 1


async def test_trouble_with_polling_delays_and_loses_nothing(channels: Channels) -> None:
    phone = await member(channels, Channel.TELEGRAM)
    await channels.client.plan(Fault(at="telegram.getUpdates", status=502, times=3))
    for text in ("apel", "mangga", "jeruk"):
        await phone.send_text(text)
    await phone.wait_for_reply("re: jeruk")
    assert (await texts(phone))[1:] == ["re: apel", "re: mangga", "re: jeruk"]


async def test_everything_works_by_webhook_too(sqlite_database: Database) -> None:
    async with running_channels(sqlite_database, telegram_mode="webhook") as channels:
        phone = await member(channels, Channel.TELEGRAM)
        await phone.tap("Cek manfaat")
        await phone.wait_for_reply("re: /check_benefits")


@ON_BOTH
async def test_many_members_at_once_are_each_answered_in_order(
    channels: Channels, channel: Channel
) -> None:
    phones = [await member(channels, channel) for _ in range(5)]

    async def talk(phone: Phone, number: int) -> list[str]:
        for turn in range(3):
            await phone.send_text(f"pesan {number}-{turn}")
        await phone.wait_for_reply(f"re: pesan {number}-2")
        return (await texts(phone))[1:]

    said = await asyncio.gather(*(talk(phone, number) for number, phone in enumerate(phones)))
    assert said == [[f"re: pesan {number}-{turn}" for turn in range(3)] for number in range(5)]
