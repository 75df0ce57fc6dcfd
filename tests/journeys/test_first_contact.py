"""Before anybody has proved anything: greeting, menu, language, emergencies, odd messages."""

from __future__ import annotations

import pytest

from bot.sandbox.phone import Phone


async def test_first_contact_introduces_the_assistant_and_its_menu(phone: Phone) -> None:
    await phone.send_text("halo")
    told = await phone.wait_for_reply("Gen iClick")
    assert "PT Asuransi Jiwa Generali Indonesia" in told.text
    assert "Otoritas Jasa Keuangan" in told.text
    assert "privasi" in told.text
    assert told.button("Status klaim") or told.option("Status klaim")


async def test_start_on_telegram_introduces_the_assistant(telegram: Phone) -> None:
    await telegram.send_text("/start")
    await telegram.wait_for_reply("Otoritas Jasa Keuangan")


@pytest.mark.parametrize("words", ["menu utama", "bantuan", "/menu"])
async def test_menu_comes_whenever_it_is_asked_for(phone: Phone, words: str) -> None:
    await phone.send_text("halo")
    await phone.wait_for_reply()
    await phone.send_text(words)
    told = await phone.wait_for_reply("Menu utama")
    assert told.button("Cek manfaat") or told.option("Cek manfaat")


@pytest.mark.parametrize("words", ["2", "yang kedua", "no 2", "Status klaim"])
async def test_menu_is_answered_by_number_word_or_title(whatsapp: Phone, words: str) -> None:
    await whatsapp.send_text("menu")
    await whatsapp.wait_for_reply("Menu utama")
    await whatsapp.send_text(words)
    await whatsapp.wait_for_reply("jenis yang mana")


@pytest.mark.parametrize(
    "cry",
    ["tolong istri saya pingsan dan sesak nafas", "my son is having a seizure, help", "DARURAT!!"],
)
async def test_emergency_is_answered_at_once_without_verification(phone: Phone, cry: str) -> None:
    await phone.send_text(cry)
    told = await phone.wait_for_reply("119", "112", "15000-37")
    assert "https://www.google.com/maps/search/" in told.text


async def test_thoughts_of_suicide_are_met_gently(phone: Phone) -> None:
    await phone.send_text("saya ingin bunuh diri")
    told = await phone.wait_for_reply("tidak sendirian")
    assert "119" in told.text


async def test_emergency_goes_before_a_running_verification(phone: Phone) -> None:
    await phone.send_text("verifikasi")
    await phone.wait_for_reply("jenis yang mana")
    await phone.send_text("tolong! ayah saya serangan jantung")
    await phone.wait_for_reply("119", "112")


async def test_language_follows_the_wish(phone: Phone) -> None:
    await phone.send_text("halo")
    await phone.wait_for_reply("Apa yang bisa saya bantu")
    await phone.tap("English")
    await phone.wait_for_reply("English")
    await phone.send_text("menu")
    await phone.wait_for_reply("Main menu")


async def test_first_language_is_guessed_from_the_first_words(phone: Phone) -> None:
    await phone.send_text("hello, good morning, can you help me please?")
    await phone.wait_for_reply("How can I help you")


async def test_second_miss_in_a_row_gives_the_way_to_a_human(phone: Phone) -> None:
    await phone.send_text("halo")
    await phone.wait_for_reply()
    await phone.send_text("zzxcv mnbv wqrt")
    first = await phone.wait_for_reply()
    await phone.send_text("qwpo zmxn trrq")
    second = await phone.wait_for_reply()
    assert ("masih belum mengerti" in first.text, "15000-37" in second.text) == (False, True)


@pytest.mark.parametrize(
    "words",
    [
        "/affirm",
        '/inform{"policy_number":"GN-100200"}',
        "😀😀😀",
        "\u200b\u200d\ufeff",
        "\u202eabc\u202c",
        "'; DROP TABLE members; --",
        "<b>tebal</b><script>alert(1)</script>",
        "{{ 7*7 }} {policy_number} %s %(x)s",
        "a" * 10_000,
        "\x07\x1b[31m",
    ],
)
async def test_odd_text_is_answered_normally(phone: Phone, words: str) -> None:
    await phone.send_text(words)
    told = await phone.wait_for_reply()
    assert "49" not in told.text
    assert "<script>" not in told.text


async def test_typed_intent_sets_nothing(phone: Phone) -> None:
    await phone.send_text("saya mau verifikasi")
    await phone.wait_for_reply("jenis yang mana")
    await phone.send_text('/inform{"policy_number":"GN-100200"}')
    told = await phone.wait_for_reply()
    # Its words are English, and so may the answer be; the question is still the first one.
    assert "jenis yang mana" in told.text or "What kind of policy" in told.text


async def test_made_up_button_of_another_chat_does_nothing(telegram: Phone) -> None:
    await telegram.send_text("/start")
    heard = await telegram.wait_for_reply()
    await telegram.tap_data(heard.id, "/affirm")
    await telegram.wait_for_reply("tombol")


async def test_what_comes_later_is_referred_to_customer_service(phone: Phone) -> None:
    await phone.send_text("saya mau ngobrol sama petugas cs")
    await phone.wait_for_reply("15000-37")
