"""A claim from the first photo to its number and its mail, on both channels, all processes."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from functools import partial
from typing import Any

import pytest
from pypdf import PdfReader

from bot.sandbox.phone import Phone
from tests.journeys.assistant import Assistant
from tests.journeys.clerk import Clerk
from tests.journeys.filing import (
    CLAIM_NUMBER,
    KEEP,
    PAPERS,
    RESEND,
    SUBMIT,
    SUMMARY_RIGHT,
    Visit,
    answer,
    answer_until,
    file_claim,
    next_question,
)
from tests.journeys.papers import paper, pdf
from tests.journeys.people import BUDI, verify
from tests.journeys.strangers import stranger
from tests.journeys.things import answers_to

VISIT = Visit()
UP_FRONT = "mau klaim rawat jalan istri saya kemarin di Klinik Contoh Sehat Abadi 350rb"
TWO_MAILS = 2


@pytest.fixture(scope="module")
def assistant(assistant_for_claims: Assistant) -> Assistant:
    """The one in which claims are filed."""
    return assistant_for_claims


async def test_claim_with_album_resend_pdf_correction_and_double_tap(
    phone: Phone, assistant: Assistant
) -> None:
    receipt, bill, diagnosis = paper("KUITANSI"), paper("RINCIAN"), paper("DIAGNOSIS")
    already = len(await phone.sandbox.mails(BUDI.email))
    await verify(phone, BUDI)
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)

    await phone.send_photos([receipt.blurred(), bill.jpeg, diagnosis.jpeg], burst_ms=300)
    told = await phone.wait_for_reply("buram")
    assert told.button(KEEP) or told.option(KEEP)
    await phone.tap(RESEND)
    await phone.wait_for_reply("kuitansi")
    await phone.send_photos([receipt.jpeg])
    told = await phone.wait_for_reply("kuitansi")
    assert "buram" not in told.text
    await phone.send_document(pdf("RESEP"), "salinan resep.pdf", "application/pdf", "resep")
    summary = await answer_until(phone, "summary", VISIT)
    assert "350.000" in summary.text

    await phone.send_text("ganti jumlahnya 345rb")
    summary = await answer_until(phone, "summary", VISIT)
    assert "345.000" in summary.text
    await phone.tap(SUMMARY_RIGHT)
    declared = await answer_until(phone, "declaration", VISIT)
    tap = partial(phone.tap_data, declared.id, str(declared.button(SUBMIT)))
    told_twice = await answers_to(phone, lambda: asyncio.gather(tap(), tap()))
    numbers = {found for one in told_twice for found in CLAIM_NUMBER.findall(one.text)}
    assert len(numbers) == 1

    (number,) = numbers
    claim = await Clerk(assistant).claim(number)
    assert len(claim["documents"]) == len(PAPERS) + 1
    mail = await mail_of(phone, already + TWO_MAILS)
    assert number in mail["text"]
    printed = text_of(await phone.sandbox.attachment(mail))
    for words in (number, "345.000", "Siti", "7890"):
        assert words in printed
    assert "1234567890" not in printed


async def test_what_is_said_up_front_is_not_asked_again(phone: Phone) -> None:
    await verify(phone, stranger())
    visit = Visit(participant="Ratna", account="BCA 5556667778 a.n. Bima Prasetya")
    await phone.send_text(UP_FRONT)
    asked_so_far = []
    asked, _ = await next_question(phone)
    while asked != "documents":
        asked_so_far.append(asked)
        if asked == "details":
            assert "Ratna" in (await phone.heard())[-1].text
        await answer(phone, asked, visit)
        asked, _ = await next_question(phone)
    assert not {"participant", "benefit", "treatment_date", "amount"} & set(asked_so_far)


async def test_photos_with_the_wish_count_at_once(phone: Phone) -> None:
    await verify(phone, stranger())
    visit = Visit(participant="Ratna")
    await phone.send_photos([paper("KUITANSI").jpeg], UP_FRONT)
    told = await answer_until(phone, "documents", visit)
    assert "rincian" in told.text.casefold()


async def test_known_account_is_offered_masked_the_next_time(phone: Phone) -> None:
    await verify(phone, stranger())
    visit = Visit(participant="Bima", account="BCA 5550001112223 a.n. Bima Prasetya")
    await file_claim(phone, visit)
    await phone.send_text("saya mau ajukan klaim")
    details = await answer_until(phone, "details", visit)
    assert "2223" in details.text
    assert "5550001112223" not in details.text


async def mail_of(phone: Phone, count: int) -> Mapping[str, Any]:
    """Budi's newest mail, once there are so many."""
    async with asyncio.timeout(60):
        while len(mails := await phone.sandbox.mails(BUDI.email)) < count:
            await asyncio.sleep(0.1)
    return mails[-1]


def text_of(content: bytes) -> str:
    """What stands in a PDF."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
