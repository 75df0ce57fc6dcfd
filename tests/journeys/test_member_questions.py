"""What a verified member can ask: their data, benefits and claims."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from bot.messages import Channel
from bot.sandbox.phone import Phone, SandboxClient
from tests.journeys.assistant import Assistant
from tests.journeys.people import BUDI, MARIA, RIZKY, WAYAN, verify

_chats: dict[Channel, dict[str, str]] = {}
"""One verified chat of Budi's per channel: codes are limited, so he proves himself once."""


@pytest.fixture(params=list(Channel))
async def budi(assistant: Assistant, request: pytest.FixtureRequest) -> AsyncIterator[Phone]:
    """The phone of a verified principal with a family."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        sandbox = SandboxClient(assistant.sandbox_url, http)
        channel: Channel = request.param
        if channel not in _chats:
            phone = await sandbox.new_phone(channel)
            await verify(phone, BUDI)
            _chats[channel] = dict(phone.chat)
        phone = Phone(sandbox, channel, _chats[channel])
        await phone.skip_to_now()
        yield phone


async def test_own_data_are_shown_with_the_family(budi: Phone) -> None:
    await budi.send_text("lihat data polis saya")
    told = await budi.wait_for_reply("GN-100200")
    assert "Siti Rahmawati" in told.text


async def test_benefits_are_shown_in_rupiah(budi: Phone) -> None:
    await budi.send_text("cek manfaat rawat jalan saya")
    await budi.wait_for_reply("Rp")


async def test_question_for_the_wifes_remaining_limit_gets_just_that(budi: Phone) -> None:
    await budi.send_text("sisa limit rawat jalan istri saya")
    told = await budi.wait_for_reply("Rp")
    assert "Siti" in told.text
    assert "Dimas" not in told.text


async def test_latest_claims_come_without_a_number_asked_for(budi: Phone) -> None:
    await budi.send_text("status klaim saya gimana ya")
    await budi.wait_for_reply("KLM-100002")


async def test_one_claim_is_told_with_its_reason(budi: Phone) -> None:
    await budi.send_text("status klaim KLM-100004")
    await budi.wait_for_reply("KLM-100004", "kuitansi")


@pytest.mark.parametrize("number", ["KLM-100010", "KLM-999999"])
async def test_claim_of_somebody_else_is_not_found(budi: Phone, number: str) -> None:
    await budi.send_text(f"status klaim {number}")
    told = await budi.wait_for_reply("tidak")
    assert "RS Cahaya Medika" not in told.text


async def test_question_asked_first_is_answered_after_the_code(phone: Phone) -> None:
    already = len(await phone.sandbox.mails(WAYAN.email))
    await phone.send_text("sisa limit rawat jalan saya berapa")
    await phone.wait_for_reply("jenis yang mana")
    await phone.tap("Kumpulan")
    await phone.wait_for_reply("setuju")
    await phone.tap("Setuju")
    await phone.wait_for_reply("nomor polis")
    for answer in (WAYAN.policy_number, WAYAN.participant_number, WAYAN.born, WAYAN.email):
        await phone.send_text(answer)
        await phone.wait_for_reply()
    await phone.send_text(await phone.sandbox.wait_for_code(WAYAN.email, already))
    await phone.wait_for_reply("Rp")


async def test_dependent_sees_only_herself(whatsapp: Phone) -> None:
    await verify(whatsapp, MARIA)
    await whatsapp.send_text("data peserta saya")
    told = await whatsapp.wait_for_reply("Maria")
    assert "Agus" not in told.text


async def test_logout_locks_the_chat(telegram: Phone) -> None:
    await verify(telegram, RIZKY)
    await telegram.send_text("logout")
    await telegram.wait_for_reply()
    await telegram.send_text("cek klaim saya")
    told = await telegram.wait_for_reply()
    assert "KLM" not in told.text
    assert "jenis yang mana" in told.text
