"""Files that hurt, through both channels and all processes: each gets the right kind of answer.

What each of them may come to is said by ``../shared/data/evil/manifest.csv`` in words; here it is
said in states. A file that is taken is taken as the picture or the PDF that it really is.
"""

from __future__ import annotations

import asyncio
import csv
import mimetypes
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from bot.messages import Channel
from bot.sandbox.phone import Heard, NothingHeard, Phone, SandboxClient
from tests.journeys.assistant import ROOT, Assistant
from tests.journeys.things import RECEIPT, greeted
from tests.journeys.watching import programs, watched

AT_ONCE = 4
"""So many members send at the same time."""
MOST_GROWTH_MB = 300
ANSWERED_WITHIN_S = 90
TAKEN, EMPTY, WRONG_TYPE, BROKEN = "stored", "empty", "wrong_type", "broken"
TOO_MANY_PIXELS, TOO_MANY_PAGES = "too_many_pixels", "too_many_pages"
PASSWORD, ACTIVE = "password", "active"
REJECTED = frozenset({WRONG_TYPE, BROKEN, TOO_MANY_PIXELS})
EITHER = REJECTED | {TAKEN}
BY_CATEGORY: Mapping[str, frozenset[str]] = {
    "animated": EITHER,
    "bomb": REJECTED,
    "empty": frozenset({EMPTY, WRONG_TYPE, BROKEN}),
    "exif": frozenset({TAKEN}),
    "exif-gps": frozenset({TAKEN}),
    "fuzz-crash": REJECTED,
    "fuzz-oom": REJECTED,
    "ghostscript": frozenset({WRONG_TYPE}),
    "heic": frozenset({TAKEN}),
    "malformed": EITHER,
    "multi-picture": frozenset({TAKEN}),
    "orientation": frozenset({TAKEN}),
    "pdf-annot": frozenset({TAKEN}),
    "pdf-embedded-file": frozenset({ACTIVE}),
    "pdf-encrypted": frozenset({PASSWORD}),
    "pdf-form": frozenset({TAKEN}),
    "pdf-javascript": frozenset({ACTIVE}),
    "pdf-malformed": frozenset({TAKEN, BROKEN}),
    "pdf-many-pages": frozenset({TOO_MANY_PAGES}),
    "pdf-multipage": frozenset({TAKEN}),
    "pdf-ok": frozenset({TAKEN}),
    "pdf-rotated": frozenset({TAKEN}),
    "polyglot": EITHER,
    "truncated": EITHER,
    "type-mismatch": frozenset({WRONG_TYPE, BROKEN}),
    "active-content": frozenset({WRONG_TYPE}),
}
BY_NAME: Mapping[str, frozenset[str]] = {
    # An AVIF by its content, whatever it is called: a type that is not taken.
    "pil_hopper.heif": frozenset({WRONG_TYPE, TAKEN}),
    "pil_png_decompression_dos.png": EITHER,
    "syn_jpeg_zip_polyglot.jpg": frozenset({TAKEN}),
}
"""What the manifest says more exactly than its category."""


def test_every_file_of_the_manifest_is_expected_to_come_to_something(shared: Path) -> None:
    assert len(_evil(shared)) == 59
    assert all(_evil(shared).values())


@pytest.mark.parametrize("channel", list(Channel))
async def test_every_evil_file_gets_the_right_kind_of_answer_and_nothing_dies(
    shared: Path, assistant: Assistant, sandbox: SandboxClient, channel: Channel
) -> None:
    files = [shared / "data" / "evil" / name for name in _evil(shared)]
    with watched(assistant) as watch:
        before = programs(assistant)
        answered = await _all_answers(sandbox, channel, files)
        after = programs(assistant)
    expected = _evil(shared)
    wrong = {
        name: (state, sorted(expected[name]))
        for name, state in answered.items()
        if state not in expected[name]
    }
    assert wrong == {}
    assert len(answered) == len(expected)
    assert after == before
    assert {n: mb for n, mb in watch.growth_mb().items() if mb > MOST_GROWTH_MB} == {}


@pytest.mark.parametrize("channel", list(Channel))
async def test_every_receipt_is_taken_however_bad_the_photo(
    shared: Path, sandbox: SandboxClient, channel: Channel
) -> None:
    files = sorted((shared / "data" / "receipts").glob("*.[jp][pn]g"))
    answered = await _all_answers(sandbox, channel, files)
    assert answered == dict.fromkeys((file.name for file in files), TAKEN)


async def _all_answers(
    sandbox: SandboxClient, channel: Channel, files: Sequence[Path]
) -> dict[str, str]:
    """File name → what it came to, by what the members were told."""
    answered: dict[str, str] = {}
    waiting = list(files)

    async def send_all(phone: Phone) -> None:
        await greeted(phone)
        await _answer(phone, [RECEIPT], "kuitansi.jpg")
        while waiting:
            file = waiting.pop()
            answered[file.name] = await _answer(phone, [file.read_bytes()], file.name)

    phones = [await sandbox.new_phone(channel) for _ in range(AT_ONCE)]
    await asyncio.gather(*map(send_all, phones))
    return answered


async def _answer(phone: Phone, content: Sequence[bytes], name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    # Twilio tells pictures from documents by their declared type; Telegram by how they were sent.
    is_photo = phone.channel is Channel.WHATSAPP and kind in ("image/jpeg", "image/png")
    await phone.send_photos(
        content, as_="photo" if is_photo else "document", content_type=kind, name=name
    )
    try:
        return _state(await phone.wait_for_reply(within_s=ANSWERED_WITHIN_S))
    except NothingHeard:
        return "no answer"


def _state(heard: Heard) -> str:
    """What the file came to, by the words for it; and there is always a way on."""
    if not (heard.buttons or heard.items):
        return f"no way on: {heard.text}"
    for state, words in _words().items():
        if words.search(heard.text):
            return state
    return f"none of the known words: {heard.text}"


def _words() -> Mapping[str, re.Pattern[str]]:
    """State → how the Indonesian words for it read."""
    responses = yaml.safe_load((ROOT / "domain" / "media.yml").read_text())["responses"]
    begin = "utter_part_media_"
    states = {
        name.removeprefix(begin): variations[0]["text"]
        for name, variations in responses.items()
        if name.startswith(begin) and "{files}: " in variations[0]["text"]
    }
    states[TAKEN] = responses[f"{begin}arrived"][0]["text"]
    return {
        state: re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(text)))
        for state, text in states.items()
    }


def _evil(shared: Path) -> Mapping[str, frozenset[str]]:
    """File name → what it may come to."""
    with (shared / "data" / "evil" / "manifest.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["file"]: BY_NAME.get(row["file"], BY_CATEGORY[row["category"]])
            for row in csv.DictReader(file)
        }
