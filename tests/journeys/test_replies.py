"""What we send, as it stands on the phones: menus, files, places, and the keyboard for a place."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.messages import Channel
from bot.sandbox.faults import Fault
from bot.sandbox.phone import Phone
from storage.database import Database
from storage.media_store import MediaStore
from storage.own_files import OwnFiles
from storage.tables import ContentRow
from tests.journeys.running_channels import Channels, member
from tests.journeys.things import PDF, RECEIPT

ON_BOTH = pytest.mark.parametrize("channel", list(Channel))
MONAS = {"latitude": -6.1754, "longitude": 106.8272, "name": "RS Contoh", "address": "Jl. Contoh 1"}

OURS = {
    "photo": (RECEIPT, "image/jpeg", "kuitansi.jpg"),
    "document": (PDF, "application/pdf", "ekartu.pdf"),
}


def menu_of(count: int, title: str = "Pilihan") -> list[dict[str, Any]]:
    """Rasa's answer with so many buttons."""
    buttons = [{"title": f"{title} {n}", "payload": f"/choose_{n}"} for n in range(1, count + 1)]
    return [{"text": "Silakan pilih", "buttons": buttons}]


async def asked(channels: Channels, phone: Phone, answer: list[dict[str, Any]]) -> None:
    """The member has asked for something that Rasa answers so."""
    channels.rasa.answers["tolong"] = answer
    await phone.skip_to_now()
    await phone.send_text("tolong")


@pytest.mark.parametrize(
    ("count", "title", "shown"),
    [
        (3, "Pilihan", "buttons"),
        (4, "Pilihan", "items"),
        (10, "Pilihan", "items"),
        (11, "Pilihan", "text"),
        (2, "Judul yang terlalu panjang untuk", "text"),
    ],
)
async def test_menu_on_whatsapp_is_what_its_size_allows(
    channels: Channels, count: int, title: str, shown: str
) -> None:
    phone = await member(channels, Channel.WHATSAPP)
    await asked(channels, phone, menu_of(count, title))
    told = await phone.wait_for_reply("Silakan pilih")
    kinds = {"buttons": len(told.buttons), "items": len(told.items)}
    wanted = {"buttons": 0, "items": 0} | ({} if shown == "text" else {shown: count})
    assert kinds == wanted
    await phone.tap(f"{title} 2")
    await phone.wait_for_reply("re: /choose_2")


async def test_content_of_a_menu_is_created_once_for_all_menus_of_its_shape(
    channels: Channels, sqlite_database: Database
) -> None:
    for title in ("Pilihan", "Rumah sakit", "Manfaat"):
        phone = await member(channels, Channel.WHATSAPP)
        await asked(channels, phone, menu_of(3, title))
        told = await phone.wait_for_reply("Silakan pilih")
        assert [shown for shown, _ in told.buttons] == [f"{title} {n}" for n in (1, 2, 3)]
    created = await channels.client.calls("POST /v1/Content")
    with sqlite_database.reading() as session:
        kept = session.scalars(select(ContentRow.content_sid)).all()
    assert len(created) == len(kept) == 2  # the greeting's menu has two buttons


async def test_menu_whose_content_is_refused_comes_as_numbers(channels: Channels) -> None:
    phone = await member(channels, Channel.WHATSAPP)
    await channels.client.plan(Fault("twilio.content", status=400, code=20001, times=9))
    await asked(channels, phone, menu_of(3))
    told = await phone.wait_for_reply("Silakan pilih")
    assert (told.buttons, told.option("Pilihan 3")) == ((), "3")
    await phone.send_text("3")
    await phone.wait_for_reply("re: /choose_3")


async def test_menu_that_is_refused_on_its_way_comes_again_as_numbers(channels: Channels) -> None:
    phone = await member(channels, Channel.WHATSAPP)
    address = str(phone.chat["address"])
    await channels.client.plan(Fault("twilio.delivery", code=63021, to=address))
    await asked(channels, phone, menu_of(3))
    told = await phone.wait_for_reply("1. Pilihan 1", within_s=8)
    assert told.buttons == ()


@ON_BOTH
@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_file_of_ours_arrives_with_its_caption(
    channels: Channels, sqlite_database: Database, channel: Channel, kind: str
) -> None:
    phone = await member(channels, channel)
    whose = channels.rasa.heard[-1]["conversation_id"]
    files = OwnFiles(sqlite_database, MediaStore(channels.settings.media_url), channels.clock)
    content, content_type, name = OURS[kind]
    media_id = await asyncio.to_thread(files.add, whose, content, content_type, name)
    file = {"id": media_id, "content_type": content_type, "file_name": name}
    await asked(channels, phone, [{"text": "Ini berkas Anda", "custom": {"media": file}}])
    await phone.wait_for_reply("Ini berkas Anda")
    with_file = next(one for one in await phone.heard() if one.media)
    assert (with_file.type, await channels.client.media(with_file)) == (kind, content)


@ON_BOTH
async def test_place_of_ours_is_shown_on_the_map(channels: Channels, channel: Channel) -> None:
    phone = await member(channels, channel)
    await asked(channels, phone, [{"text": "Rumah sakit terdekat:", "custom": {"location": MONAS}}])
    await phone.wait_for_reply("Rumah sakit terdekat")
    async with asyncio.timeout(10):
        while not (shown := [one.place for one in await phone.heard() if one.place]):
            await asyncio.sleep(0.05)
    (place,) = shown
    assert (place["latitude"], place["longitude"]) == (MONAS["latitude"], MONAS["longitude"])


async def test_keyboard_that_asks_for_a_place_goes_once_it_was_used(channels: Channels) -> None:
    phone = await member(channels, Channel.TELEGRAM)
    await asked(channels, phone, [{"text": "Di mana Anda?", "custom": {"request": "location"}}])
    await phone.wait_for_reply("Di mana Anda?")
    keyboard = await phone.keyboard()
    assert keyboard is not None
    assert next(key["asks"] for row in keyboard for key in row) == "location"
    await phone.send_location(-6.2, 106.8)
    await phone.wait_for_reply("re: /location_sent")
    assert not await phone.keyboard()


async def test_on_whatsapp_the_member_is_told_how_to_send_a_place(channels: Channels) -> None:
    phone = await member(channels, Channel.WHATSAPP)
    await asked(channels, phone, [{"text": "Di mana Anda?", "custom": {"request": "location"}}])
    told = await phone.wait_for_reply("Di mana Anda?")
    assert "Lokasi" in told.text


async def test_coordinates_of_a_member_never_reach_rasa(channels: Channels) -> None:
    phone = await member(channels, Channel.TELEGRAM)
    await phone.send_location(-6.28371, 106.81234)
    await phone.wait_for_reply("re: /location_sent")
    assert "6.28371" not in str(channels.rasa.heard)
