"""Claims that are interrupted: processes die, the chat locks, days go by, other things come up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from bot.sandbox.phone import Phone
from tests.journeys.assistant import Assistant
from tests.journeys.clerk import Clerk
from tests.journeys.filing import (
    CLAIM_NUMBER,
    PAPERS,
    SUBMIT,
    Visit,
    answer,
    answer_until,
    file_claim,
    next_question,
    submit,
)
from tests.journeys.papers import paper
from tests.journeys.people import verify
from tests.journeys.strangers import stranger

VISIT = Visit(participant="Bima", account="BNI 0098765432 a/n Bima Prasetya")
PATIENT_S = 90
LOOKED_AFTER_S = 150


@pytest.fixture(scope="module")
def assistant(assistant_for_claims: Assistant) -> Assistant:
    """The one in which claims are filed."""
    return assistant_for_claims


@asynccontextmanager
async def later(phone: Phone, by: timedelta) -> AsyncIterator[None]:
    """Meanwhile the clock of the demo is so much ahead."""
    await phone.sandbox.post("/sandbox/clock", offset_s=int(by.total_seconds()))
    try:
        yield
    finally:
        await phone.sandbox.post("/sandbox/clock", offset_s=0)


async def prove_again(phone: Phone, email: str, already: int) -> None:
    """The code that unlocks a chat which was quiet for too long."""
    await phone.send_text(await phone.sandbox.wait_for_code(email, already))


async def kill(assistant: Assistant, victim: str) -> None:
    """End a process hard. A webhook that meets no gateway may be lost at Twilio's, whose default is
    one more try: the member writes on when there is one again."""
    assistant.kill(victim)
    async with asyncio.timeout(PATIENT_S), httpx.AsyncClient(trust_env=False) as http:
        while victim == "gateway":
            try:
                await http.get(f"{assistant.url}/healthz")
                return
            except httpx.HTTPError:
                await asyncio.sleep(0.2)


@pytest.mark.parametrize("victim", ["gateway", "rasa", "actions"])
async def test_kill_in_between_loses_nothing_and_files_one_claim(
    phone: Phone, assistant: Assistant, victim: str
) -> None:
    person = stranger()
    await verify(phone, person)
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "treatment_date", VISIT)
    await kill(assistant, victim)
    await phone.send_text("kemarin")
    await answer_until(phone, "documents", VISIT)
    await phone.send_photos([paper(title).jpeg for title in PAPERS])
    await kill(assistant, victim)
    await answer_until(phone, "declaration", VISIT)
    await phone.tap(SUBMIT)
    await kill(assistant, victim)
    told = await phone.wait_for_reply("KLM-", within_s=PATIENT_S)
    number = CLAIM_NUMBER.findall(told.text)[0]
    claim = await Clerk(assistant).claim(number)
    assert len(claim["documents"]) == len(PAPERS)


async def test_lock_in_between_asks_a_code_and_the_photos_that_met_it_count(
    phone: Phone, assistant: Assistant
) -> None:
    person = stranger()
    await verify(phone, person)
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)
    already = len(await phone.sandbox.mails(person.email))
    async with later(phone, timedelta(minutes=45)):
        await phone.send_photos([paper(title).jpeg for title in PAPERS], burst_ms=200)
        await phone.wait_for_reply("kode")
        await prove_again(phone, person.email, already)
        await answer_until(phone, "declaration", VISIT)
        number = await submit(phone)
    claim = await Clerk(assistant).claim(number)
    assert len(claim["documents"]) == len(PAPERS)


async def test_draft_survives_a_night_and_other_things_in_between(phone: Phone) -> None:
    person = stranger()
    await verify(phone, person)
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "diagnosis", VISIT)
    await phone.send_text("nomor telepon customer service berapa?")
    await phone.wait_for_reply("15000-37")
    asked, _ = await next_question(phone)
    assert asked == "diagnosis"
    already = len(await phone.sandbox.mails(person.email))
    async with later(phone, timedelta(hours=13)):
        await phone.send_text("lanjutkan klaim tadi")
        await phone.wait_for_reply("kode")
        await prove_again(phone, person.email, already)
        asked, _ = await next_question(phone)
        while asked == "resume":
            await answer(phone, asked, VISIT)
            asked, _ = await next_question(phone)
        assert asked == "diagnosis"


async def test_left_form_keeps_its_draft_until_it_is_thrown_away(phone: Phone) -> None:
    await verify(phone, stranger())
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "amount", VISIT)
    await phone.send_text("batal")
    await phone.wait_for_reply()
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "resume", VISIT)
    await phone.tap("Mulai baru")
    await answer_until(phone, "treatment_date", VISIT)


async def test_reminder_comes_a_day_before_an_abandoned_draft_is_erased(
    whatsapp: Phone, assistant: Assistant
) -> None:
    phone, person = whatsapp, stranger()
    await verify(phone, person)
    await phone.send_text("saya mau ajukan klaim")
    await answer_until(phone, "documents", VISIT)
    already = len(await phone.sandbox.mails(person.email))
    heard = len(await phone.heard())
    async with later(phone, timedelta(days=6, hours=1)), asyncio.timeout(LOOKED_AFTER_S):
        assistant.kill("gateway")  # a new one looks after the drafts a minute later
        while True:  # by chat, or where WhatsApp's 24 hours are over by template or mail
            news = [one.text for one in (await phone.heard())[heard:]]
            news += [one["text"] for one in (await phone.sandbox.mails(person.email))[already:]]
            if news:
                break
            await asyncio.sleep(0.2)
    assert len(news) == 1
    assert "klaim" in news[0]


async def test_claim_that_was_filed_is_not_filed_again_by_a_late_tap(whatsapp: Phone) -> None:
    await verify(whatsapp, stranger())
    number = await file_claim(whatsapp, VISIT)
    declared = next(one for one in reversed(await whatsapp.heard()) if one.button(SUBMIT))
    async with later(whatsapp, timedelta(minutes=10)):
        await whatsapp.tap_data(declared.id, str(declared.button(SUBMIT)))
        await whatsapp.wait_for_reply(number)
