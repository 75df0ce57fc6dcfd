"""The sample photos and files of the page: there, small, and what they say they are."""

from __future__ import annotations

import re
from pathlib import Path

import filetype
import pytest

from bot.sandbox.page import FOLDER

SAMPLES = FOLDER / "samples"
LARGEST = 200_000
NAMED = re.findall(r'file: "([^"]+)", type: "([^"]+)"', (FOLDER / "samples.js").read_text())


def test_every_sample_that_the_page_names_is_there_and_no_other() -> None:
    kept = {path.name for path in SAMPLES.iterdir()}
    assert kept == {name for name, _type in NAMED} | {"pesan-suara.ogg"}


@pytest.mark.parametrize(("name", "content_type"), NAMED)
def test_sample_is_small_and_of_its_type(name: str, content_type: str) -> None:
    path = SAMPLES / name
    assert path.stat().st_size < LARGEST
    assert filetype.guess_mime(str(path)) == content_type


def test_voice_note_is_an_ogg_file() -> None:
    assert Path(SAMPLES / "pesan-suara.ogg").read_bytes()[:4] == b"OggS"
