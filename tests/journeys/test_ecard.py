"""The eCard from the wish to a hospital's front desk: on both channels, in both languages."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import dataclass
from io import BytesIO
from typing import Literal
from urllib.parse import urlsplit

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright

from bot.messages import Channel
from bot.sandbox.phone import Heard, Phone
from tests.bot.sandbox.browsing import ARGUMENTS
from tests.journeys.assistant import ROOT, Assistant
from tests.journeys.people import HENDRA, Person, verify
from tests.journeys.strangers import stranger
from tests.qr_codes import read_code

LARGEST = 500 * 1024
PHONE: ViewportSize = {"width": 360, "height": 740}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@dataclass(frozen=True)
class Words:
    """What is said and heard in one language."""

    language: str
    verify: tuple[str, ...]
    """What opens each question of the verification, in order."""
    type_: str
    agree: str
    own: str
    own_told: str
    wifes: str
    inactive: str
    activate: str
    active: str
    another: str
    lost: str
    show: str
    lapsed: str


INDONESIAN = Words(
    "id",
    ("jenis yang mana", "setuju", "nomor polis", "nomor peserta", "tanggal lahir", "email"),
    "Kumpulan",
    "Setuju",
    "kirim ecard saya dong",
    "*eCard Bima* (karyawan), berlaku sampai",
    "ecard istri saya",
    "*belum aktif*",
    "Setuju, aktifkan",
    "*eCard Ratna* (pasangan) sudah aktif",
    "eCard keluarga lain",
    "kartu asuransi saya hilang",
    "Lihat eCard",
    "*tidak aktif*",
)
ENGLISH = Words(
    "en",
    ("kind of policy", "agree", "policy number", "participant number", "date of birth", "e-mail"),
    "Group",
    "I agree",
    "please send me my ecard",
    "*eCard of Bima* (employee), valid until",
    "my wife's ecard please",
    "*not active yet*",
    "Yes, activate it",
    "*eCard of Ratna* (spouse) is active",
    "Another eCard",
    "i lost my insurance card",
    "Show my eCard",
    "*not active*",
)
BOTH = pytest.mark.parametrize("words", [INDONESIAN, ENGLISH], ids=lambda words: words.language)


@pytest.fixture(scope="session")
def assistant(assistant_for_claims: Assistant) -> Assistant:
    """Members with families, each with a mailbox of their own, are there."""
    return assistant_for_claims


@BOTH
async def test_a_card_is_asked_for_verified_shown_and_checked_at_the_front_desk(
    assistant: Assistant, phone: Phone, words: Words
) -> None:
    bima = stranger()
    told = await _asks_and_is_verified(phone, bima, words)
    card = await _picture_with(phone, told)
    address = _address_in(card)
    assert urlsplit(address).path.startswith("/verify/")
    assert bima.participant_number not in address
    shown = await _scans(address)
    assert "Kartu berlaku" in shown and "This card is valid" in shown
    assert "Bi** Pr******" in shown
    assert [secret for secret in ("Bima", "1984", bima.participant_number) if secret in shown] == []


@BOTH
async def test_the_wifes_card_is_activated_in_the_chat_and_suspended_at_the_insurers(
    assistant: Assistant, phone: Phone, words: Words
) -> None:
    bima = stranger()
    await _asks_and_is_verified(phone, bima, words)
    await phone.send_text(words.wifes)
    await phone.wait_for_reply(*_parts(words.inactive))
    await phone.tap(words.activate)
    told = await phone.wait_for_reply(*_parts(words.active))
    address = _address_in(await _picture_with(phone, told))
    assert "Kartu berlaku" in await _scans(address)
    wife = f"{bima.participant_number[:-1]}1"
    await _operator(assistant, "suspend", wife)
    assert "Kartu ditangguhkan" in await _scans(address)
    await _operator(assistant, "resume", wife)
    assert "Kartu berlaku" in await _scans(address)
    await phone.tap(words.another)
    family = await phone.wait_for_reply("eCard")
    assert family.button("Ratna Kusuma") or family.option("Ratna Kusuma")


@BOTH
async def test_a_lost_card_leads_to_the_ecard(phone: Phone, words: Words) -> None:
    await _asks_and_is_verified(phone, stranger(), words)
    await phone.send_text(words.lost)
    await phone.wait_for_reply("15000-37", "eCard")
    await phone.tap(words.show)
    told = await phone.wait_for_reply(*_parts(words.own_told))
    await _picture_with(phone, told)


async def test_a_lapsed_policy_is_explained_and_no_card_is_shown(phone: Phone) -> None:
    await verify(phone, HENDRA)
    await phone.send_text(INDONESIAN.own)
    await phone.wait_for_reply(*_parts(INDONESIAN.lapsed), "15000-37")
    assert [one for one in await phone.heard() if one.media] == []


async def test_whatsapp_fetches_it_from_an_address_that_is_signed_and_of_the_right_type(
    assistant: Assistant, whatsapp: Phone
) -> None:
    await _asks_and_is_verified(whatsapp, stranger(), INDONESIAN)
    address = await _media_url(whatsapp)
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        for answer in (await http.head(address), await http.get(address)):
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
            assert 0 < int(answer.headers["content-length"]) <= LARGEST
        unsigned, _, signature = address.rpartition(".")
        # Not its last letter, of which two bits count for nothing.
        other = ("A" if signature[0] != "A" else "B") + signature[1:]
        assert (await http.get(f"{unsigned}.{other}")).status_code == httpx.codes.NOT_FOUND


@pytest.mark.parametrize("end", ["forged", "", "a" * 400, "%00", "..%2f..%2fetc"])
async def test_an_address_that_is_none_of_ours_gets_a_clear_answer(
    assistant: Assistant, end: str
) -> None:
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        answer = await http.get(f"{assistant.url}/verify/{end}")
    assert answer.status_code == httpx.codes.NOT_FOUND


async def test_an_altered_code_is_told_from_a_valid_one(phone: Phone) -> None:
    told = await _asks_and_is_verified(phone, stranger(), INDONESIAN)
    address = _address_in(await _picture_with(phone, told))
    token = address.rpartition("/")[2]
    altered = address.replace(token, ("A" if token[0] != "A" else "B") + token[1:])
    assert "Kartu tidak dikenal" in await _scans(altered)


async def test_the_page_fits_a_phone_in_light_and_dark(
    assistant: Assistant, telegram: Phone, chromium: str
) -> None:
    told = await _asks_and_is_verified(telegram, stranger(), INDONESIAN)
    address = _address_in(await _picture_with(telegram, told))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        try:
            for scheme in SCHEMES:
                context = await browser.new_context(viewport=PHONE, color_scheme=scheme)
                await _looks_well(await context.new_page(), address)
                await context.close()
        finally:
            await browser.close()


async def _looks_well(page: Page, address: str) -> None:
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    await page.goto(address)
    assert "Kartu berlaku" in await page.inner_text("h1")
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert (width, problems) == (PHONE["width"], [])


async def _asks_and_is_verified(phone: Phone, person: Person, words: Words) -> Heard:
    """The card is asked for first; what comes after the code, in the same language."""
    already = len(await phone.sandbox.mails(person.email))
    kind, consent, policy, *others = words.verify
    await phone.send_text(words.own)
    await phone.wait_for_reply(kind)
    await phone.tap(words.type_)
    await phone.wait_for_reply(consent)
    await phone.tap(words.agree)
    await phone.wait_for_reply(policy)
    given = (person.policy_number, person.participant_number, "17-06-1984")
    for answer, asked in zip(given, others, strict=True):
        await phone.send_text(answer)
        await phone.wait_for_reply(asked)
    await phone.send_text(person.email)
    await phone.wait_for_reply("6")
    await phone.send_text(await phone.sandbox.wait_for_code(person.email, already))
    return await phone.wait_for_reply(*_parts(words.own_told))


async def _picture_with(phone: Phone, told: Heard) -> bytes:
    """The newest card on the phone, which came right before its words or above them."""
    with_file = [one for one in await phone.heard() if one.media][-1]
    assert with_file.type == "photo"
    if phone.channel is Channel.TELEGRAM:
        assert with_file.id == told.id
    content = await phone.sandbox.media(with_file)
    assert len(content) <= LARGEST
    return content


def _address_in(card: bytes) -> str:
    """What a front desk's scanner reads in the picture."""
    picture = Image.open(BytesIO(card))
    assert picture.format == "PNG"
    assert tuple(round(dots) for dots in picture.info["dpi"]) == (300, 300)
    return read_code(card)


async def _scans(address: str) -> str:
    """The page behind the code, as a front desk's browser has it."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        answer = await http.get(address)
        head = await http.head(address)
    assert answer.status_code == head.status_code
    assert "noindex" in answer.headers["x-robots-tag"] or "noindex" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.text


async def _media_url(phone: Phone) -> str:
    """The newest address that Twilio was given for a file."""
    calls = await phone.sandbox.calls("POST /2010")
    return str([call["params"]["MediaUrl"] for call in calls if "MediaUrl" in call["params"]][-1])


async def _operator(assistant: Assistant, what: str, participant: str) -> None:
    command = [sys.executable, "-m", "iclick", "ecard", what, participant]
    await asyncio.to_thread(
        subprocess.run,
        command,
        cwd=ROOT,
        env=dict(assistant.environment),
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _parts(text: str) -> list[str]:
    """Between the marks of bold type, which each channel shows in its own way."""
    return [part.strip() for part in text.split("*") if part.strip()]
