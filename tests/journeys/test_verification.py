"""How a member proves who they are, and all the ways in which that can go otherwise."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.phone import Phone
from tests.journeys.assistant import Assistant
from tests.journeys.people import AGUS, BUDI, DEWI, HENDRA, ask_for_code, give_consent, give_data
from tests.journeys.people import verify as prove


async def test_member_is_verified_and_then_greeted_by_name(phone: Phone) -> None:
    told = await prove(phone, DEWI)
    assert "Dewi" in told.text
    await phone.send_text("halo")
    await phone.wait_for_reply("Dewi")


async def test_wrong_code_is_refused_and_the_right_one_still_works(phone: Phone) -> None:
    code = await ask_for_code(phone, AGUS)
    await phone.send_text("000000" if code != "000000" else "111111")
    await phone.wait_for_reply("belum cocok", "4")
    await phone.send_text(f" {code[:3]} {code[3:]} ")
    await phone.wait_for_reply("Agus")


async def test_lapsed_policy_is_told_after_the_code(phone: Phone) -> None:
    told = await prove(phone, HENDRA)
    assert "tidak aktif" in told.text or "berakhir" in told.text


@pytest.mark.parametrize(
    "wrong",
    [
        {"policy_number": "GN-999999"},
        {"participant_number": "100200-0009-9"},
        {"born": "13 Mei 1985"},
        {"email": "orang.lain@contoh.example"},
    ],
)
async def test_every_kind_of_mismatch_gets_the_same_answer(
    whatsapp: Phone, wrong: dict[str, str]
) -> None:
    await give_consent(whatsapp)
    told = await give_data(whatsapp, type(BUDI)(**{**BUDI.__dict__, **wrong}))
    assert told.text.startswith("Maaf, data berikut belum cocok dengan data kami")
    assert whatsapp.sandbox.events[-1]["kind"] != "mail"


async def test_form_is_left_by_saying_so(phone: Phone) -> None:
    await give_consent(phone)
    await phone.send_text("batal")
    await phone.wait_for_reply()
    await phone.send_text("menu")
    await phone.wait_for_reply("Menu utama")


async def test_help_is_one_tap_away_at_a_question(phone: Phone) -> None:
    await give_consent(phone)
    await phone.tap("Butuh bantuan")
    await phone.wait_for_reply("kartu peserta", "nomor polis")


async def test_question_in_between_is_answered_and_the_form_goes_on(phone: Phone) -> None:
    await give_consent(phone)
    await phone.send_text("nomor telepon cs berapa?")
    await phone.wait_for_reply("15000-37")
    await phone.send_text(BUDI.policy_number)
    await phone.wait_for_reply("nomor peserta")


async def test_earlier_answer_is_corrected(phone: Phone) -> None:
    await give_consent(phone)
    await phone.send_text(BUDI.policy_number)
    await phone.wait_for_reply("nomor peserta")
    await phone.send_text(BUDI.participant_number)
    await phone.wait_for_reply("tanggal lahir")
    await phone.send_text("13 Mei 1985")
    await phone.wait_for_reply("email")
    await phone.send_text("salah, tanggal lahirnya 12 Mei 1985")
    await phone.wait_for_reply("sudah saya ubah: 12 Mei", "email")


async def test_telegram_messages_with_identity_data_are_deleted(telegram: Phone) -> None:
    await give_consent(telegram)
    await telegram.send_text(BUDI.policy_number)
    await telegram.wait_for_reply("nomor peserta")
    await _gone(telegram, BUDI.policy_number)


async def test_code_reaches_neither_log_nor_tracker(whatsapp: Phone, assistant: Assistant) -> None:
    code = await ask_for_code(whatsapp, BUDI)
    await whatsapp.send_text(code)
    await whatsapp.wait_for_reply("Budi")
    logged = assistant.log_text()
    for secret in (code, BUDI.email, BUDI.participant_number, str(whatsapp.chat["address"])):
        assert secret not in logged
    folder = assistant.log.parent
    stored = b"".join(path.read_bytes() for path in folder.glob("*.db*"))
    assert BUDI.email.encode() not in stored


async def _gone(phone: Phone, text: str, within_s: float = 10) -> None:
    for _ in range(int(within_s / 0.1)):
        await phone.sandbox.look()
        mine = [
            one["id"]
            for one in phone.sandbox.events
            if one["kind"] == "message"
            and one["author"] == "member"
            and one["text"] == text
            and one["chat"] == phone.chat["id"]
        ]
        deleted = {one["id"] for one in phone.sandbox.events if one["kind"] == "delete"}
        if mine and deleted.issuperset(mine):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{text!r} still stands in the chat")
