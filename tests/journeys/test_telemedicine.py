"""A doctor online from the complaint to the medicine at the door, on both channels and in both
languages; the sandbox plays the partner, and the test plays the doctor."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.phone import Heard, Phone
from bot.sandbox.played_doctor import PlayedDoctor
from tests.journeys.assistant import Assistant
from tests.journeys.people import Person, verify
from tests.journeys.strangers import stranger

LINK = re.compile(r"https?://\S+")
SECRETS = ("dr. Ayu", "Parasetamol", "Bima", "http")
"""What no push may hold."""


@dataclass(frozen=True)
class Words:
    """What is said and heard in one language."""

    language: str
    complains: str
    listed: str
    opened: str
    pushes: tuple[str, str, str, str]
    join: str
    joined: str
    see: str
    issued: str
    on_its_way: str
    delivered: str
    away: str
    keep: str
    kept: str
    ready: str
    own_cost: str
    agrees: str
    offline: str


INDONESIAN = Words(
    "id",
    "saya demam dan batuk mau konsul dokter online",
    "dr. Bima Contoh",
    "sudah dibuka",
    ("Dokter sudah bergabung", "sudah terbit", "sedang dalam perjalanan", "sudah sampai"),
    "Masuk ke konsultasi",
    "tautan baru",
    "Lihat resep",
    "Resep terbit",
    "Nomor resi",
    "Obat sudah sampai",
    "tidak bisa dihubungi",
    "Simpan permintaan",
    "kami simpan",
    "yang Anda tunggu sudah dibuka",
    "tidak dijamin Generali Indonesia",
    "Ya, lanjutkan",
    "baru saja offline",
)
ENGLISH = Words(
    "en",
    "i have a fever and a cough and want to talk to a doctor online",
    "dr. Bima Contoh",
    "is open",
    ("doctor has joined", "has been issued", "on its way", "has been delivered"),
    "Join consultation",
    "new link",
    "See prescription",
    "Prescription issued",
    "Tracking number",
    "medicine has been delivered",
    "cannot be reached",
    "Keep my request",
    "we keep the request",
    "that you are waiting for is open",
    "not guaranteed by Generali Indonesia",
    "Yes, go on",
    "has just gone offline",
)
BOTH = pytest.mark.parametrize("words", [INDONESIAN, ENGLISH], ids=lambda words: words.language)


@pytest.fixture(scope="session")
def assistant(assistant_for_claims: Assistant) -> Assistant:
    """Members with families, each with a mailbox of their own, are there."""
    return assistant_for_claims


@pytest.fixture
async def doctor(assistant: Assistant) -> AsyncIterator[PlayedDoctor]:
    """Whoever plays the doctor; all are as usual afterwards."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        played = PlayedDoctor(assistant.sandbox_url, http)
        yield played
        await played.is_online("CONTOH-D01", True)


@BOTH
async def test_from_the_complaint_to_the_medicine_at_the_door(
    phone: Phone, doctor: PlayedDoctor, words: Words
) -> None:
    await _is_verified(phone, stranger(), words)
    link = await _chooses(phone, "dr. Ayu Contoh", words)
    room = await doctor.come_in(link)
    with pytest.raises(httpx.HTTPStatusError):  # it opens once
        await doctor.come_in(link)

    await doctor.does(room, "join")
    assert await _is_told(phone, words.pushes[0])
    await phone.tap(words.join)
    await doctor.come_in(_link_in(await phone.wait_for_reply(words.joined)))

    await doctor.prescribes(room, "Parasetamol 500 mg")
    assert await _is_told(phone, words.pushes[1])
    await phone.tap(words.see)
    await phone.wait_for_reply(words.issued, "Parasetamol 500 mg, 10 tablet")

    await doctor.does(room, "send")
    assert await _is_told(phone, words.pushes[2])
    await phone.tap(words.see)
    await phone.wait_for_reply(words.on_its_way)
    await doctor.does(room, "deliver")
    assert await _is_told(phone, words.pushes[3])
    await phone.tap(words.see)
    await phone.wait_for_reply(words.delivered)


@BOTH
async def test_the_partner_is_away_and_the_request_is_kept(
    phone: Phone, doctor: PlayedDoctor, words: Words
) -> None:
    await _is_verified(phone, stranger(), words)
    await phone.send_text(words.complains)
    await phone.wait_for_reply(words.listed)
    await phone.sandbox.plan(Fault("telemedicine.open", Trouble.HTML))
    await phone.sandbox.plan(Fault("telemedicine.open", status=500))
    await phone.tap("dr. Ayu Contoh")
    await phone.wait_for_reply(words.away)
    await phone.tap(words.keep)
    await phone.wait_for_reply(words.kept)
    assert await _is_told(phone, words.ready)
    await phone.tap(words.join)
    assert await doctor.come_in(_link_in(await phone.wait_for_reply(words.joined)))


@BOTH
async def test_who_left_and_who_is_not_guaranteed(
    phone: Phone, doctor: PlayedDoctor, words: Words
) -> None:
    await _is_verified(phone, stranger(), words)
    await phone.send_text(words.complains)
    await phone.wait_for_reply(words.listed)
    await doctor.is_online("CONTOH-D01", False)
    await phone.tap("dr. Ayu Contoh")
    await phone.wait_for_reply(words.offline)
    await phone.tap("dr. Eka Contoh")
    await phone.wait_for_reply(words.own_cost)
    await phone.tap(words.agrees)
    assert await doctor.come_in(_link_in(await phone.wait_for_reply(words.opened)))


async def test_an_answer_that_was_lost_opens_no_second_consultation(
    telegram: Phone, doctor: PlayedDoctor
) -> None:
    await _is_verified(telegram, stranger(), INDONESIAN)
    before = len(await doctor.consultations())
    await telegram.sandbox.plan(Fault("telemedicine.open", Trouble.REFUSE_AFTER, status=502))
    await _chooses(telegram, "dr. Ayu Contoh", INDONESIAN)
    assert len(await doctor.consultations()) == before + 1


async def test_an_event_that_comes_twice_is_told_once(
    telegram: Phone, doctor: PlayedDoctor
) -> None:
    await _is_verified(telegram, stranger(), INDONESIAN)
    room = await doctor.come_in(await _chooses(telegram, "dr. Ayu Contoh", INDONESIAN))
    await telegram.sandbox.plan(Fault("telemedicine.events", Trouble.TWICE))
    await doctor.does(room, "join")
    assert await _is_told(telegram, INDONESIAN.pushes[0])
    await doctor.prescribes(room, "Parasetamol 500 mg")
    assert await _is_told(telegram, INDONESIAN.pushes[1])
    told = [one.text for one in await telegram.heard() if INDONESIAN.pushes[0] in one.text]
    assert len(told) == 1


async def test_an_emergency_is_no_matter_for_a_chat(phone: Phone) -> None:
    await phone.send_text("anak saya sesak nafas berat mau konsul dokter online")
    await phone.wait_for_reply("119", "112")


async def _chooses(phone: Phone, name: str, words: Words) -> str:
    """Complain, and choose that doctor; the link."""
    await phone.send_text(words.complains)
    await phone.wait_for_reply(words.listed)
    await phone.tap(name)
    return _link_in(await phone.wait_for_reply(words.opened))


async def _is_told(phone: Phone, push: str) -> bool:
    """Whether the push comes, and holds nothing that a stranger may not read."""
    heard = await phone.wait_for_reply(push)
    return not [secret for secret in SECRETS if secret in heard.text]


def _link_in(heard: Heard) -> str:
    found = LINK.search(heard.text)
    assert found is not None
    return found[0]


async def _is_verified(phone: Phone, person: Person, words: Words) -> None:
    if words.language == "id":
        await verify(phone, person)
        return
    already = len(await phone.sandbox.mails(person.email))
    await phone.send_text("I want to verify my account")
    await phone.wait_for_reply("kind of policy")
    await phone.tap("Group")
    await phone.wait_for_reply("agree")
    await phone.tap("I agree")
    for question, answer in (
        ("policy number", person.policy_number),
        ("participant number", person.participant_number),
        ("date of birth", "17 June 1984"),
        ("e-mail", person.email),
    ):
        await phone.wait_for_reply(question)
        await phone.send_text(answer)
    await phone.wait_for_reply("6-digit code")
    await phone.send_text(await phone.sandbox.wait_for_code(person.email, already))
    await phone.wait_for_reply("verified")
