"""What becomes of a claim: the TPA decides, the member is told once, asks, adds and withdraws."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.sandbox.phone import Phone
from tests.journeys.assistant import Assistant
from tests.journeys.clerk import Clerk
from tests.journeys.filing import Visit, file_claim
from tests.journeys.papers import paper
from tests.journeys.people import WAYAN, verify
from tests.journeys.strangers import stranger

VISIT = Visit(participant="Bima", account="Mandiri 1230009876543 atas nama Bima Prasetya")
BRIEF_S = 3.0
"""Long enough for a push that should not come to come."""
CONFLICT, OK, NOT_FOUND = 409, 200, 404


@pytest.fixture(scope="module")
def assistant(assistant_for_claims: Assistant) -> Assistant:
    """The one in which claims are filed."""
    return assistant_for_claims


@pytest.fixture
def clerk(assistant: Assistant) -> Clerk:
    """Who decides at the TPA."""
    return Clerk(assistant)


async def test_claim_goes_through_every_status_and_the_member_sees_each_once(
    phone: Phone, clerk: Clerk
) -> None:
    await verify(phone, stranger())
    number = await file_claim(phone, VISIT)
    steps: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("in_review", {}, "sedang ditinjau"),
        (
            "pending_documents",
            {"documents": ["Resume medis"], "reason": "Belum ada"},
            "menunggu dokumen",
        ),
    )
    for status, about, words in steps:
        assert (await clerk.decide(number, status, **about)).status_code == OK
        told = await phone.wait_for_reply(number, words)
        assert "Rp" not in told.text
        assert "Belum ada" not in told.text

    await phone.send_text(f"status klaim {number}")
    told = await phone.wait_for_reply(number, "Resume medis", "Rp350.000")
    await phone.send_text(f"tambah dokumen klaim {number}")
    await phone.wait_for_reply("resume medis")
    await phone.send_photos([paper("RESUME MEDIS").jpeg])
    await phone.wait_for_reply("sudah semua")
    await phone.tap("Sudah semua")
    await phone.wait_for_reply(number)
    assert (await clerk.claim(number))["status"] == "in_review"

    for status, about, words in (
        ("approved", {"approved": 315_000}, "disetujui"),
        ("paid", {}, "sudah dibayar"),
    ):
        assert (await clerk.decide(number, status, **about)).status_code == OK
        told = await phone.wait_for_reply(number, words)
        assert "Rp" not in told.text
    assert (await clerk.decide(number, "in_review")).status_code == CONFLICT
    await asyncio.sleep(BRIEF_S)
    texts = [one.text for one in await phone.heard() if number in one.text]
    assert len(texts) == len(set(texts))

    await phone.send_text(f"status klaim {number}")
    told = await phone.wait_for_reply(number, "Riwayat")
    assert "315.000" in told.text


async def test_rejection_comes_with_its_reason_and_a_way_to_a_person(
    phone: Phone, clerk: Clerk
) -> None:
    await verify(phone, stranger())
    number = await file_claim(phone, VISIT)
    await clerk.decide(number, "in_review")
    await phone.wait_for_reply(number)
    await clerk.decide(number, "rejected", reason="Vitamin tanpa resep tidak ditanggung")
    told = await phone.wait_for_reply(number, "tidak disetujui")
    assert "Vitamin" not in told.text
    await phone.tap("Lihat klaim")
    told = await phone.wait_for_reply(number, "Vitamin tanpa resep")
    assert told.button("CS") or told.option("CS")


async def test_claim_is_withdrawn_once_and_only_until_it_is_approved(
    phone: Phone, clerk: Clerk
) -> None:
    await verify(phone, stranger())
    number = await file_claim(phone, VISIT)
    await phone.send_text(f"batalkan klaim {number}")
    await phone.wait_for_reply(number)
    await phone.tap("Ya, batalkan")
    await phone.wait_for_reply(number, "batal")
    assert (await clerk.claim(number))["status"] == "cancelled"
    assert (await clerk.decide(number, "in_review")).status_code == CONFLICT


async def test_who_wants_no_news_gets_none_and_still_may_ask(phone: Phone, clerk: Clerk) -> None:
    await verify(phone, stranger())
    number = await file_claim(phone, VISIT)
    await phone.send_text(f"status klaim {number}")
    await phone.wait_for_reply(number)
    await phone.tap("Matikan kabar")
    await phone.wait_for_reply("tidak lagi kami kabarkan")
    already = len(await phone.heard())
    await clerk.decide(number, "in_review")
    await asyncio.sleep(BRIEF_S)
    assert len(await phone.heard()) == already
    await phone.send_text(f"status klaim {number}")
    await phone.wait_for_reply(number, "ditinjau")


async def test_claim_of_another_family_is_not_found(whatsapp: Phone) -> None:
    await verify(whatsapp, WAYAN)
    for said in ("status klaim KLM-100010", "tambah dokumen KLM-100010", "batalkan KLM-100010"):
        await whatsapp.send_text(said)
        told = await whatsapp.wait_for_reply("tidak")
        assert "RS Cahaya Medika" not in told.text


async def test_api_wants_its_token(assistant: Assistant) -> None:
    answer = await Clerk(assistant, "guessed").decide("KLM-100002", "in_review")
    assert answer.status_code == 401
