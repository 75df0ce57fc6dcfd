"""What else members send: places, contacts, stickers, edits, replies, taps, commands."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.sandbox.phone import Heard, Phone, SandboxClient
from tests.journeys.things import RECEIPT, answer_to, answers_to, greeted

BRIEF_S = 0.5
"""Long enough for something that should not happen to happen."""


def offers(heard: Heard, title: str) -> bool:
    """Whether the message leads on to there."""
    return bool(heard.button(title) or heard.option(title))


async def test_sticker_is_taken_with_a_smile(phone: Phone) -> None:
    await greeted(phone)
    told = await answer_to(phone, phone.send_sticker)
    assert "Stikernya bagus" in told.text
    assert offers(told, "Menu utama")


async def test_own_contact_is_only_taken_for_own_where_the_channel_vouches_for_it(
    telegram: Phone, whatsapp: Phone
) -> None:
    for phone, words in ((telegram, "Nomor Anda tidak"), (whatsapp, "kontak tidak kami perlukan")):
        await greeted(phone)
        told = await answer_to(phone, partial(phone.send_contact, own=True))
        assert words in told.text


async def test_contact_of_somebody_else_is_not_wanted(phone: Phone) -> None:
    await greeted(phone)
    told = await answer_to(phone, partial(phone.send_contact, "Tetangga", "+628129999999"))
    assert "kontak tidak kami perlukan" in told.text
    assert "Tetangga" not in told.text


@pytest.mark.parametrize("name", ["", "RS Contoh"])
async def test_location_is_answered_with_a_way_on(phone: Phone, name: str) -> None:
    await greeted(phone)
    told = await answer_to(phone, partial(phone.send_location, -6.2, 106.816, name, "Jl. Contoh"))
    assert "terdekat dari lokasi Anda" in told.text
    assert offers(told, "Menu utama")


@pytest.mark.parametrize(("latitude", "longitude"), [(0, 0), (91, 106.8), (-6.2, 181)])
async def test_place_that_is_nowhere_is_asked_for_again(
    phone: Phone, latitude: float, longitude: float
) -> None:
    await greeted(phone)
    told = await answer_to(phone, partial(phone.send_location, latitude, longitude))
    assert "tidak menunjuk ke tempat mana pun" in told.text


async def test_forwarded_message_is_answered_like_any_other(phone: Phone) -> None:
    await greeted(phone)
    told = await answer_to(phone, partial(phone.forward, "terima kasih"))
    assert "Sama-sama" in told.text


async def test_edit_of_an_answered_message_is_answered_with_the_new_words(
    telegram: Phone,
) -> None:
    await greeted(telegram)
    await telegram.send_text("terima kasih")
    sent = telegram.last_sent_id
    await telegram.wait_for_reply("Sama-sama")
    told = await answer_to(telegram, partial(telegram.edit, sent, "hubungi CS"))
    assert told.text.startswith("Baik, kami pakai pesan Anda yang baru.")
    assert "15000-37" in told.text


async def test_edit_before_the_answer_is_all_that_is_answered(telegram: Phone) -> None:
    await greeted(telegram)
    already = len(await telegram.heard())
    await telegram.send_photos([RECEIPT], "saya mau ajukan klaim")  # waits for more of its burst
    await telegram.edit(telegram.last_sent_id, "terima kasih")
    await telegram.wait_for_reply("Sama-sama")
    await answers_to(telegram)
    texts = [one.text for one in (await telegram.heard())[already:-1]]
    assert len(texts) == 1
    assert "pakai pesan Anda yang baru" not in texts[0]


async def test_number_in_reply_to_an_earlier_menu_chooses_from_that_menu(phone: Phone) -> None:
    await phone.send_text("menu")
    menu = await phone.wait_for_reply("Menu utama")
    number = menu.option("Status klaim")
    await phone.send_text("saya mau verifikasi")
    await phone.wait_for_reply("jenis yang mana")
    await phone.send_text("batal")
    await phone.wait_for_reply()
    await phone.reply(str(number), to=menu)
    await phone.wait_for_reply("jenis yang mana")


async def test_short_menu_on_whatsapp_has_quick_replies(whatsapp: Phone) -> None:
    await whatsapp.send_text("saya mau verifikasi")
    await whatsapp.wait_for_reply("jenis yang mana")
    await whatsapp.tap("Kumpulan")
    told = await whatsapp.wait_for_reply("setuju")
    assert 1 <= len(told.buttons) <= 3
    assert not told.items
    await whatsapp.tap("Setuju")
    await whatsapp.wait_for_reply("nomor polis")


async def test_longer_menu_on_whatsapp_is_a_list(whatsapp: Phone) -> None:
    await whatsapp.send_text("menu")
    told = await whatsapp.wait_for_reply("Menu utama")
    assert 4 <= len(told.items) <= 10
    assert not told.buttons
    await whatsapp.tap("Status klaim")
    await whatsapp.wait_for_reply("jenis yang mana")


async def test_menu_on_telegram_has_buttons_that_go_once_one_is_tapped(telegram: Phone) -> None:
    await telegram.send_text("menu")
    menu = await telegram.wait_for_reply("Menu utama")
    await telegram.tap("Status klaim")
    await telegram.wait_for_reply("jenis yang mana")
    shown = await telegram.now(menu)
    async with asyncio.timeout(10):
        while shown is None or shown["buttons"]:
            await asyncio.sleep(0.05)
            shown = await telegram.now(menu)
    assert "Status klaim" in shown["text"]


async def test_two_taps_at_once_count_as_one(telegram: Phone) -> None:
    await telegram.send_text("menu")
    menu = await telegram.wait_for_reply("Menu utama")
    tap = partial(telegram.tap_data, menu.id, str(menu.button("Hubungi")))
    told = await answers_to(telegram, lambda: asyncio.gather(tap(), tap()))
    assert ["15000-37" in one.text for one in told] == [True]


async def test_button_that_is_not_ours_any_more_is_answered_and_taken_away(
    telegram: Phone,
) -> None:
    await telegram.send_text("menu")
    menu = await telegram.wait_for_reply("Menu utama")
    told = await answer_to(telegram, partial(telegram.tap_data, menu.id, "long-forgotten"))
    assert "tombol itu tidak berlaku" in told.text
    shown = await telegram.now(menu)
    assert shown is not None
    assert shown["buttons"] == []


async def test_invented_answer_to_a_quick_reply_sets_nothing(whatsapp: Phone) -> None:
    await whatsapp.send_text("saya mau verifikasi")
    asked = await whatsapp.wait_for_reply("jenis yang mana")
    await whatsapp.tap_data(asked.id, '/inform{"policy_number":"GN-100200"}', "Kumpulan")
    told = await whatsapp.wait_for_reply()
    assert "GN-100200" not in told.text


async def test_deep_link_leads_to_where_it_says(telegram: Phone) -> None:
    await telegram.send_text("/start klaim")
    await telegram.wait_for_reply("jenis yang mana")


@pytest.mark.parametrize("payload", ["promo2026", "../../etc/passwd", "' OR 1=1"])
async def test_deep_link_that_nobody_knows_is_a_hello(telegram: Phone, payload: str) -> None:
    await telegram.send_text(f"/start {payload}")
    told = await telegram.wait_for_reply("Gen iClick")
    assert payload not in told.text


@pytest.mark.parametrize(
    ("command", "words"), [("/contact", "15000-37"), ("/claims", "kind of policy")]
)
async def test_commands_are_understood_in_english(
    sandbox: SandboxClient, command: str, words: str
) -> None:
    phone = await sandbox.new_phone("telegram", language="en")
    await phone.send_text(command)
    await phone.wait_for_reply(words)


@pytest.mark.parametrize("command", ["/klaim", "/manfaat"])
async def test_commands_are_understood_on_both_channels(phone: Phone, command: str) -> None:
    await greeted(phone)
    await phone.send_text(command)
    await phone.wait_for_reply("jenis yang mana")


async def test_menu_of_commands_and_profile_are_set_in_both_languages(
    sandbox: SandboxClient,
) -> None:
    languages = {call["params"].get("language_code", "") for call in await sandbox.calls("setMy")}
    assert languages == {"", "id", "en"}


async def test_who_blocked_us_hears_nothing_and_is_answered_on_return(telegram: Phone) -> None:
    await greeted(telegram)
    await telegram.block()
    await asyncio.sleep(BRIEF_S)
    already = len(await telegram.heard())
    await telegram.block(False)
    told = await answer_to(telegram, partial(telegram.send_text, "terima kasih"))
    assert "Sama-sama" in told.text
    assert len(await telegram.heard()) == already + 2


async def test_member_sees_that_we_are_typing_while_photos_are_looked_at(phone: Phone) -> None:
    await greeted(phone)
    before = len(await typing(phone))
    await phone.send_photos([RECEIPT])
    await phone.wait_for_reply("1 foto")
    assert len(await typing(phone)) > before


async def typing(phone: Phone) -> list[object]:
    """Every time that this member was shown that we are typing."""
    await phone.sandbox.look()
    chat = phone.chat["id"]
    return [one for one in phone.sandbox.events if one["kind"] == "typing" and one["chat"] == chat]
