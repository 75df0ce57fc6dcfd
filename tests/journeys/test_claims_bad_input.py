"""What members get wrong in a claim: asked again with an example, or told and left to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sandbox.phone import Phone
from tests.journeys.assistant import Assistant
from tests.journeys.filing import (
    KEEP,
    RESEND,
    SUMMARY_RIGHT,
    Visit,
    answer,
    answer_until,
    file_claim,
    next_question,
    submit,
)
from tests.journeys.papers import paper, pdf
from tests.journeys.people import verify
from tests.journeys.strangers import stranger

VISIT = Visit(participant="Bima", account="BRI 001201000123456 an Bima Prasetya")
DEGRADED = {
    "degraded_blur_cord_test_receipt_00004.jpg": "buram",
    "degraded_dark_sroie_152.jpg": "gelap",
    "degraded_cropped_cord_test_receipt_00004.jpg": "terpotong",
    "degraded_tilt12_sroie_174.jpg": "miring",
    "degraded_tiny_sroie_174.jpg": "kecil",
}
"""Degraded receipts whose trouble nobody can overlook → what the member is told."""


@pytest.fixture(scope="module")
def assistant(assistant_for_claims: Assistant) -> Assistant:
    """The one in which claims are filed."""
    return assistant_for_claims


async def test_impossible_answers_are_asked_again_with_an_example(phone: Phone) -> None:
    wrong = {
        "account": ("BCA 12A4B67 a.n. Bima Prasetya", "BCA 123 OSATU a.n. Bima Prasetya"),
        "treatment_date": ("besok", "1 januari 1900", "31 februari"),
        "amount": ("0", "-350000", "Rp 0", "1000000000000000"),
    }
    await verify(phone, stranger())
    await phone.send_text("saya mau ajukan klaim")
    asked, _ = await next_question(phone)
    while asked != "documents":
        for words in wrong.pop(asked, ()):
            await phone.send_text(words)
            again, told = await next_question(phone)
            assert (words, again) == (words, asked)
            assert any(sign.isdigit() for sign in told.text), f"no example after {words!r}: {told}"
        await answer(phone, asked, VISIT)
        asked, _ = await next_question(phone)
    assert wrong == {}


async def test_poor_photos_are_told_in_words_and_may_be_sent_again_or_kept(
    phone: Phone, shared: Path
) -> None:
    await verify(phone, stranger())
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)
    for name, words in DEGRADED.items():
        await phone.send_photos([(shared / "data" / "receipts" / name).read_bytes()])
        asked, told = await next_question(phone)
        assert (name, asked) == (name, "poor_photo")
        assert words in told.text
        await phone.tap(RESEND)
        await phone.wait_for_reply()
    await phone.send_photos([paper("KUITANSI").blurred()])
    await answer_until(phone, "poor_photo", VISIT)
    await phone.tap(KEEP)
    await answer_until(phone, "documents", VISIT)


async def test_same_photo_again_is_noticed_in_this_claim_and_in_the_next(phone: Phone) -> None:
    await verify(phone, stranger())
    receipt = paper("KUITANSI").jpeg
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)
    await phone.send_photos([receipt])
    await answer_until(phone, "documents", VISIT)
    await phone.send_photos([receipt])
    await phone.wait_for_reply("sudah")
    await phone.send_photos([paper("RINCIAN").jpeg, paper("DIAGNOSIS").jpeg])
    await answer_until(phone, "declaration", VISIT)
    number = await submit(phone)
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)
    await phone.send_photos([receipt])
    await phone.wait_for_reply(number)


async def test_second_claim_for_the_same_visit_is_warned_of_and_not_refused(phone: Phone) -> None:
    await verify(phone, stranger())
    first = await file_claim(phone, VISIT)
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)
    await phone.send_photos([paper(title).jpeg for title in ("KUITANSI", "RINCIAN", "RESUME")])
    summary = await answer_until(phone, "summary", VISIT)
    assert first in summary.text
    await phone.tap(SUMMARY_RIGHT)
    await answer_until(phone, "declaration", VISIT)
    assert await submit(phone) != first


async def test_more_than_is_left_is_warned_of(phone: Phone) -> None:
    await verify(phone, stranger())
    visit = Visit(**{**VISIT.__dict__, "amount": "25 juta"})
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", visit)
    await phone.send_photos([paper(title).jpeg for title in ("KUITANSI", "RINCIAN", "RESUME")])
    summary = await answer_until(phone, "summary", visit)
    assert "Sisa limit" in summary.text


async def test_photos_outside_a_form_can_become_a_claim(phone: Phone) -> None:
    await verify(phone, stranger())
    await phone.send_photos([paper("KUITANSI").jpeg, paper("RINCIAN").jpeg], burst_ms=200)
    await phone.wait_for_reply("foto")
    await phone.tap("Ajukan klaim")
    told = await answer_until(phone, "documents", VISIT)
    assert "kuitansi" in told.text.casefold()
    await phone.send_photos([paper("DIAGNOSIS").jpeg])
    await answer_until(phone, "declaration", VISIT)


async def test_every_kind_of_picture_and_a_pdf_are_taken(phone: Phone) -> None:
    await verify(phone, stranger())
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)
    for kind, name, content_type, title in (
        ("PNG", "a.png", "image/png", "kuitansi"),
        ("WEBP", "b.webp", "image/webp", "rincian"),
    ):
        await phone.send_document(paper(title).as_(kind), name, content_type, title)
        await answer_until(phone, "documents", VISIT)
    await phone.send_document(pdf("DIAGNOSIS"), "c.pdf", "application/pdf", "diagnosis dokter")
    await answer_until(phone, "declaration", VISIT)
