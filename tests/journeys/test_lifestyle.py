"""Events, articles and testimonials from the wish to the end: both channels, both languages."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest
from icalendar import Calendar

from bot.messages import Channel
from bot.sandbox.phone import Heard, Phone
from tests.journeys.assistant import ROOT, Assistant
from tests.journeys.people import Person, verify
from tests.journeys.strangers import stranger

HEADER = "code,title_id,title_en,starts_at,ends_at,speaker,url,capacity\n"
_numbers = count(1)


@dataclass(frozen=True)
class Words:
    """What is said and heard in one language."""

    language: str
    hello: str
    events: str
    heart: str
    register: str
    registered: str
    calendar: str
    mine: str
    cancel: str
    cancelled: str
    full: str
    reminder: str
    articles: str
    article: str
    read: str
    testimonial: str
    give: str
    story_asked: str
    summary: str
    send: str
    thanks: str
    too_soon: str


INDONESIAN = Words(
    language="id",
    hello="halo, mau tanya dong",
    events="ada gentalks apa aja",
    heart="Jantung Sehat",
    register="Daftar",
    registered="Anda terdaftar",
    calendar="Simpan ke kalender",
    mine="acara saya",
    cancel="Batalkan pendaftaran",
    cancelled="sudah dibatalkan",
    full="belum terdaftar",
    reminder="Pengingat",
    articles="ada artikel tentang diabetes ga",
    article="Menjaga Gula Darah",
    read="mau baca testimoni nasabah",
    testimonial="Rina P.",
    give="mau kasih testimoni bintang 5",
    story_asked="Ceritakan",
    summary="Begini testimoni Anda",
    send="Setuju, kirim",
    thanks="sudah kami terima",
    too_soon="bulan ini",
)
ENGLISH = Words(
    language="en",
    hello="hello, I have a question please",
    events="what events are coming up",
    heart="A Healthy Heart",
    register="Register",
    registered="You are registered",
    calendar="Save it to your calendar",
    mine="show my events",
    cancel="Cancel registration",
    cancelled="is cancelled",
    full="you are not registered",
    reminder="A reminder",
    articles="show me articles about diabetes",
    article="Keeping Blood Sugar",
    read="read testimonials",
    testimonial="Michael T.",
    give="I want to give a 5 stars testimonial",
    story_asked="Tell us about it",
    summary="This is how it will look",
    send="Agree, send it",
    thanks="Thank you! We have your testimonial",
    too_soon="of this month",
)
BOTH = pytest.mark.parametrize("words", [INDONESIAN, ENGLISH], ids=lambda words: words.language)


@pytest.fixture(scope="session")
def assistant(assistant_for_claims: Assistant) -> Assistant:
    """Members with mailboxes of their own are there."""
    return assistant_for_claims


@BOTH
async def test_an_event_is_come_to_with_its_date_in_the_calendar_and_cancelled(
    assistant: Assistant, phone: Phone, words: Words
) -> None:
    await says_hello(phone, words)
    await phone.send_text(words.events)
    await phone.wait_for_reply("GenTalks", words.heart, "WIB")
    await phone.tap(words.heart)
    await phone.wait_for_reply("dr. Ratna Wulandari")
    await phone.tap(words.register)
    told = await phone.wait_for_reply(words.registered)
    [summary] = await summary_in_calendar(assistant, phone, told, words)
    assert words.heart in summary
    await phone.send_text(words.mine)
    await phone.wait_for_reply("✅")
    await phone.tap(words.cancel)
    await phone.wait_for_reply(words.cancelled)


@BOTH
async def test_the_chat_is_reminded_an_hour_ahead_though_it_is_nobodys(
    assistant: Assistant, phone: Phone, words: Words, tmp_path: Path
) -> None:
    begins = datetime.now(UTC) + timedelta(minutes=65)
    code = await announce(assistant, tmp_path, begins)
    await says_hello(phone, words)
    await registers(phone, code, words)
    async with later(phone, minutes=7):
        told = await phone.wait_for_reply(words.reminder, code, within_s=60)
    assert f"https://gentalks.contoh.example/{code}" in told.text
    await phone.tap(words.cancel)
    await phone.wait_for_reply(words.cancelled)


@BOTH
async def test_who_comes_too_late_for_the_last_place_is_told(
    assistant: Assistant, phone: Phone, words: Words, tmp_path: Path
) -> None:
    code = await announce(assistant, tmp_path, datetime.now(UTC) + timedelta(days=9), capacity=1)
    other = await phone.sandbox.new_phone(Channel.TELEGRAM)
    for one in (phone, other):
        await says_hello(one, words)
        await sees(one, code, words)
    await other.tap(words.register)
    await other.wait_for_reply(words.registered)
    await phone.tap(words.register)
    told = await phone.wait_for_reply(words.full)
    assert told.buttons or told.items


@BOTH
async def test_articles_and_testimonials_are_read_by_anybody(phone: Phone, words: Words) -> None:
    await says_hello(phone, words)
    await phone.send_text(words.articles)
    await phone.wait_for_reply(words.article, "https://artikel.contoh.example/gula-darah")
    await phone.send_text(words.read)
    await phone.wait_for_reply("★★★★★", words.testimonial)


@BOTH
async def test_a_testimonial_is_given_approved_by_an_operator_and_then_shown(
    assistant: Assistant, phone: Phone, words: Words
) -> None:
    story = f"Klaim saya dibayar dalam sepekan, hebat sekali {'pol' * next(_numbers)}."
    await is_verified(phone, stranger(), words)
    await phone.send_text(words.give)
    await phone.wait_for_reply(words.story_asked)
    await phone.send_text(story)
    await phone.wait_for_reply(words.summary, "★★★★★", "Bima P.", story)
    await phone.tap(words.send)
    await phone.wait_for_reply(words.thanks)
    await phone.send_text(words.read)
    assert story not in (await phone.wait_for_reply("★")).text

    number = await number_of(assistant, story)
    assert await operator(assistant, "testimonials", "approve", number) == (
        f"testimonial {number}: approved"
    )
    await phone.send_text(words.read)
    await phone.wait_for_reply("Bima P.", story)
    await phone.send_text(words.give)
    await phone.wait_for_reply(words.too_soon)


async def says_hello(phone: Phone, words: Words) -> None:
    """Makes clear which language the chat is held in."""
    await phone.send_text(words.hello)
    await phone.wait_for_reply("Gen iClick")


async def sees(phone: Phone, code: str, words: Words) -> None:
    """Asks for the event by its name; its details."""
    asked = f"mau ikut webinar {code}" if words.language == "id" else f"join the webinar {code}"
    await phone.send_text(asked)
    await phone.wait_for_reply(code, f"https://gentalks.contoh.example/{code}")


async def registers(phone: Phone, code: str, words: Words) -> None:
    await sees(phone, code, words)
    await phone.tap(words.register)
    await phone.wait_for_reply(words.registered)


async def announce(
    assistant: Assistant, folder: Path, begins: datetime, capacity: int | None = None
) -> str:
    """The insurer plans another event, called by a word that no other has; which is its code."""
    code = "Wicara" + "".join(chr(ord("a") + int(digit)) for digit in str(next(_numbers) * 7919))
    ends = begins + timedelta(hours=1)
    row = (code, f"Seminar {code}", f"Seminar {code}", begins.isoformat("T", "seconds"))
    rest = (ends.isoformat("T", "seconds"), "", f"https://gentalks.contoh.example/{code}")
    file = folder / "events.csv"
    file.write_text(HEADER + ",".join((*row, *rest, str(capacity or ""))) + "\n")
    await operator(assistant, "import", "events", str(file))
    return code


async def summary_in_calendar(
    assistant: Assistant, phone: Phone, told: Heard, words: Words
) -> list[str]:
    """What the calendar file says that came on Telegram, or that WhatsApp's link leads to."""
    if phone.channel is Channel.TELEGRAM:
        assert told.media is not None
        content = await phone.sandbox.media(told)
    else:
        assert words.calendar in told.text
        address = next(word for word in told.text.split() if word.endswith(".ics"))
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            answer = await http.get(f"{assistant.url}/events/{address.rpartition('/')[2]}")
        assert answer.headers["content-type"].startswith("text/calendar")
        content = answer.content
    return [str(each["summary"]) for each in Calendar.from_ical(content).walk("VEVENT")]


@asynccontextmanager
async def later(phone: Phone, *, minutes: int) -> AsyncIterator[None]:
    """Meanwhile the clock of the demo is so much ahead."""
    await phone.sandbox.post("/sandbox/clock", offset_s=minutes * 60)
    try:
        yield
    finally:
        await phone.sandbox.post("/sandbox/clock", offset_s=0)


async def operator(assistant: Assistant, *words: str) -> str:
    """What ``iclick`` says to an operator."""
    answer = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "iclick", *words],
        cwd=ROOT,
        env=dict(assistant.environment),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return answer.stdout.strip()


async def number_of(assistant: Assistant, story: str) -> str:
    """Under which number the operator finds the testimonial."""
    listed = await operator(assistant, "testimonials", "list")
    block = next(one for one in listed.split("\n\n") if story in one)
    return block.split()[0]


async def is_verified(phone: Phone, person: Person, words: Words) -> None:
    """In Indonesian, whose questions ``verify`` knows; then in the language of ``words``."""
    await verify(phone, person)
    if words.language == "en":
        await phone.send_text("english please")
        await phone.wait_for_reply("English")
