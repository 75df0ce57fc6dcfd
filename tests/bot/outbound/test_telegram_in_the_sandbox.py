"""What our sender sends is taken by the stand-in for Telegram and shows on a member's phone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from bot.messages import (
    Channel,
    Choice,
    Draft,
    Language,
    Location,
    OfferedChoice,
    OutgoingMedia,
    Reply,
)
from bot.outbound.sender import Unreachable
from bot.outbound.telegram import TelegramSender, TelegramWords
from bot.sandbox.phone import Heard, Phone
from tests.bot.outbound.files_to_send import FILES, Files
from tests.bot.sandbox.running_demo import running_demo

WORDS = {Language.INDONESIAN: TelegramWords("Kirim lokasi", "Batal", "Maaf.")}
CHOICES = (Choice("Cek manfaat", "check_benefits"), Choice("Lain", "show_menu"))
OFFERED = tuple(OfferedChoice(f"token-{at}", at, one) for at, one in enumerate(CHOICES, 1))
BUTTONS = (("Cek manfaat", "token-1"), ("Lain", "token-2"))
PLACE = Location(-6.2, 106.8, "RS Contoh", "Jl. Contoh 1")


@dataclass(frozen=True)
class Chat:
    """A bot and a member who has begun to chat with it."""

    phone: Phone
    sender: TelegramSender

    async def send(self, reply: Reply, offered: tuple[OfferedChoice, ...] = ()) -> list[Heard]:
        """The messages that a reply becomes on the member's phone."""
        return [await self.deliver(draft) for draft in self.sender.compose(reply, offered)]

    async def deliver(self, draft: Draft) -> Heard:
        sent_id = await self.sender.send(self.phone.chat["address"], draft, 1)
        last = (await self.phone.heard())[-1]
        assert last.id == sent_id
        return last

    async def close(self, draft: Draft, title: str | None, menu: Heard) -> Mapping[str, Any]:
        """The menu as it stands on the phone after it was closed, twice."""
        closed = self.sender.compose_closed(draft, title, menu.id)
        for _ in range(2):
            assert await self.sender.send(self.phone.chat["address"], closed, 1) is None
        shown = await self.phone.now(menu)
        assert shown is not None
        return shown


@pytest.fixture
async def chat() -> AsyncIterator[Chat]:
    async with running_demo() as demo:
        phone = await demo.client.new_phone(Channel.TELEGRAM, name="Budi")
        await phone.send_text("/start")
        token, url = demo.config.telegram_token, f"{demo.url}/telegram"
        yield Chat(phone, TelegramSender(token, url, demo.http, Files(), WORDS))


async def test_a_text_and_its_buttons_arrive(chat):
    (menu,) = await chat.send(Reply("*Menu* & <lain>"), OFFERED)
    assert (menu.text, menu.buttons) == ("Menu & <lain>", BUTTONS)


async def test_a_photo_arrives_as_it_is_with_its_caption_and_buttons(chat):
    card = OutgoingMedia("card", "image/png", "eCard.png")
    (photo,) = await chat.send(Reply("*eCard* Anda", media=card), OFFERED)
    assert (photo.type, photo.text, photo.buttons) == ("photo", "eCard Anda", BUTTONS)
    assert await chat.phone.sandbox.media(photo) == FILES["card"]


async def test_a_picture_that_is_no_photo_to_telegram_arrives_as_a_document(chat):
    strip = OutgoingMedia("strip", "image/png", "Panjang.png")
    (document,) = await chat.send(Reply("Panjang", media=strip))
    assert (document.type, document.media and document.media["name"]) == ("document", "Panjang.png")


async def test_a_document_arrives_after_a_text_too_long_to_stand_under_it(chat):
    letter = OutgoingMedia("letter", "application/pdf", "Surat Jaminan.pdf")
    text, document = await chat.send(Reply("kata " * 300, media=letter))
    assert (text.type, document.type, document.text) == ("text", "document", "")
    assert document.media is not None
    assert document.media["name"] == "Surat Jaminan.pdf"
    assert await chat.phone.sandbox.media(document) == FILES["letter"]


async def test_a_place_arrives_with_name_and_address(chat):
    text, place = await chat.send(Reply("Terdekat:", location=PLACE), OFFERED)
    assert (text.text, place.type, place.buttons) == ("Terdekat:", "location", BUTTONS)
    assert place.place == {
        "latitude": -6.2,
        "longitude": 106.8,
        "name": "RS Contoh",
        "address": "Jl. Contoh 1",
    }


async def test_the_keyboard_comes_with_the_question_and_goes_with_the_answer(chat):
    await chat.send(Reply("Di mana Anda?", asks_location=True))
    assert await chat.phone.keyboard() == [
        [{"title": "Kirim lokasi", "asks": "location"}],
        [{"title": "Batal", "asks": "text"}],
    ]
    (draft,) = chat.sender.hide_keyboard(chat.sender.compose(Reply("Baik."), ()))
    await chat.deliver(draft)
    assert await chat.phone.keyboard() is None


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (Reply("*Menu*"), "Menu\n\n✓ Cek manfaat"),
        (
            Reply("eCard", media=OutgoingMedia("card", "image/png", "eCard.png")),
            "eCard\n\n✓ Cek manfaat",
        ),
        (Reply("", media=OutgoingMedia("letter", "application/pdf", "a.pdf")), "✓ Cek manfaat"),
        (Reply("", location=PLACE), ""),
    ],
)
async def test_a_menu_is_closed_wherever_it_stands(chat, reply, text):
    (draft,) = chat.sender.compose(reply, OFFERED)
    menu = await chat.deliver(draft)
    shown = await chat.close(draft, "Cek manfaat", menu)
    assert (shown["text"], shown["buttons"]) == (text, [])


async def test_a_menu_that_nothing_was_chosen_from_only_loses_its_buttons(chat):
    (draft,) = chat.sender.compose(Reply("Menu"), OFFERED)
    menu = await chat.deliver(draft)
    shown = await chat.close(Draft(), None, menu)
    assert (shown["text"], shown["buttons"]) == ("Menu", [])


async def test_a_members_message_is_deleted_and_once_more_does_no_harm(chat):
    await chat.phone.send_text("123456")
    draft = Draft(delete_ref=chat.phone.last_sent_id)
    for _ in range(2):
        assert await chat.sender.send(chat.phone.chat["address"], draft, 1) is None
    await chat.phone.sandbox.look()
    deleted = [one["id"] for one in chat.phone.sandbox.events if one["kind"] == "delete"]
    assert deleted == [chat.phone.last_sent_id]


async def test_typing_shows_until_the_member_blocks_us(chat):
    address = chat.phone.chat["address"]
    assert await chat.sender.show_typing(address, "m") == 4.0
    await chat.phone.sandbox.look()
    assert [one["kind"] for one in chat.phone.sandbox.events].count("typing") == 1
    await chat.phone.block()
    assert await chat.sender.show_typing(address, "m") is None
    with pytest.raises(Unreachable):
        await chat.sender.send(address, Draft("halo"), 1)
