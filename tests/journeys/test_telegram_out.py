"""What the assistant can show on Telegram, through the whole gateway to a member's phone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.messages import Channel
from bot.sandbox.phone import Phone
from insurance.ports import SystemClock
from storage.database import Database
from storage.media_store import MediaStore
from storage.own_files import OwnFiles
from tests.bot.outbound.files_to_send import FILES
from tests.journeys.running_channels import Channels, running_channels

MENU = {
    "text": "Silakan pilih",
    "buttons": [
        {"title": "Cek manfaat", "payload": "/check_benefits"},
        {"title": "Status klaim", "payload": "/check_claim_status"},
    ],
}
PLACE = {"latitude": -6.2, "longitude": 106.8, "name": "RS Contoh", "address": "Jl. Contoh 1"}


@pytest.fixture
async def channels(sqlite_database: Database) -> AsyncIterator[Channels]:
    async with running_channels(sqlite_database) as running:
        running.rasa.answers["menu"] = [MENU]
        yield running


@pytest.fixture
async def phone(channels: Channels) -> Phone:
    phone = await channels.client.new_phone(Channel.TELEGRAM)
    await phone.send_text("hai")
    await phone.wait_for_reply("re: hai")
    return phone


async def kinds(phone: Phone) -> list[str]:
    await phone.sandbox.look()
    mine = [one for one in phone.sandbox.events if one.get("chat") == phone.chat["id"]]
    return [one["kind"] for one in mine]


def conversation_of(db: Database) -> str:
    with db.reading() as session:
        return str(session.execute(text("select id from conversations")).scalar_one())


async def test_typing_shows_while_an_answer_takes_its_time_and_not_before_a_quick_one(
    channels: Channels, phone: Phone
) -> None:
    assert "typing" not in await kinds(phone)
    channels.rasa.takes_s = 0.8
    await phone.send_text("lama")
    await phone.wait_for_reply("re: lama")
    assert (await kinds(phone)).count("typing") == 1
    channels.rasa.takes_s = 0


async def test_a_menu_loses_its_buttons_once_it_is_answered_by_tap_or_in_words(
    phone: Phone,
) -> None:
    for choose in (phone.tap, phone.send_text):
        await phone.send_text("menu")
        menu = await phone.wait_for_reply("Silakan pilih")
        await choose("Cek manfaat")
        await phone.wait_for_reply("/check_benefits")
        shown = await phone.now(menu)
        assert shown is not None
        assert (shown["text"], shown["buttons"]) == ("Silakan pilih\n\n✓ Cek manfaat", [])


async def test_the_keyboard_for_a_location_goes_with_the_answer_to_it(
    channels: Channels, phone: Phone
) -> None:
    ask = {"text": "Di mana Anda?", "custom": {"request": "location"}}
    channels.rasa.answers |= {"rumah sakit": [ask], "batal": [MENU]}
    for answer in (lambda: phone.send_location(-6.2, 106.8), lambda: phone.send_text("Batal")):
        await phone.send_text("rumah sakit")
        await phone.wait_for_reply("Di mana Anda?")
        keyboard = await phone.keyboard()
        assert keyboard is not None
        assert [[key["asks"] for key in row] for row in keyboard] == [["location"], ["text"]]
        before = len(await phone.heard())
        await answer()
        while len(await phone.heard()) == before or await phone.keyboard() is not None:
            await asyncio.sleep(0.05)
        await phone.skip_to_now()


async def test_a_file_and_a_place_are_shown(
    channels: Channels, phone: Phone, sqlite_database: Database
) -> None:
    files = OwnFiles(sqlite_database, MediaStore(channels.settings.media_url), SystemClock())
    conversation_id = conversation_of(sqlite_database)
    media_id = await asyncio.to_thread(
        files.add, conversation_id, FILES["card"], "image/png", "eCard.png"
    )
    media = {"id": media_id, "content_type": "image/png", "file_name": "eCard.png"}
    channels.rasa.answers["kartu"] = [{"text": "eCard Anda", "custom": {"media": media}}]
    channels.rasa.answers["peta"] = [{"text": "Terdekat:", "custom": {"location": PLACE}}]
    await phone.send_text("kartu")
    card = await phone.wait_for_reply("eCard Anda")
    assert (card.type, await phone.sandbox.media(card)) == ("photo", FILES["card"])
    await phone.send_text("peta")
    await phone.wait_for_reply("Terdekat:")
    place = await phone.wait_for_reply()
    assert (place.type, place.place) == ("location", PLACE)


async def test_a_file_that_is_gone_is_told_instead(channels: Channels, phone: Phone) -> None:
    media = {"id": "f" * 32, "content_type": "image/png", "file_name": "eCard.png"}
    channels.rasa.answers["kartu"] = [{"text": "eCard Anda", "custom": {"media": media}}]
    await phone.send_text("kartu")
    told = await phone.wait_for_reply("eCard Anda")
    assert (told.type, "tidak dapat kami kirim" in told.text) == ("text", True)


async def test_a_flood_is_answered_at_telegrams_pace_and_delays_nobody_else(
    channels: Channels, phone: Phone
) -> None:
    other = await channels.client.new_phone(Channel.TELEGRAM)
    await asyncio.sleep(1.1)
    start = time.monotonic()
    for number in range(9):
        await phone.send_text(f"banjir {number}")
    await other.send_text("tenang")
    await other.wait_for_reply("re: tenang", within_s=3)
    await phone.wait_for_reply("banjir 8")
    await phone.sandbox.look()
    sent = [heard.text for heard in await phone.heard() if "banjir" in heard.text]
    assert sent == [f"re: banjir {number}" for number in range(9)]
    assert 2.5 < time.monotonic() - start < 8
