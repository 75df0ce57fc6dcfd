"""The eCard as a picture: its size, its QR code, and that whatever stands on it fits."""

from __future__ import annotations

import io
import string
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from insurance.cards.canvas import Ink, width_of
from insurance.cards.front import COLUMN, INNER, SMALL_VALUES, name_in_lines, value_in_lines
from insurance.cards.painting import BACK_TOP, DPI, MARGIN, painted
from insurance.letters.typeface import Weight
from tests.insurance.card_world import CardWorld
from tests.qr_codes import read_code

LARGEST = 500_000
NAMES = st.text(string.ascii_letters + " .'-", min_size=2, max_size=60)
NUMBERS = st.text(string.ascii_uppercase + string.digits + "-/.", min_size=1, max_size=64)


@pytest.fixture
def world() -> CardWorld:
    return CardWorld()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def green_dots(content: bytes) -> int:
    """How many dots of the back are in the ink of what is good."""
    dots = np.asarray(opened(content)).astype(int)[BACK_TOP:]
    return int((np.abs(dots - Ink.GOOD.value).sum(axis=2) < 12).sum())


def test_a_card_is_id_1_at_300_dots_an_inch_front_above_back(world):
    picture = opened(painted(world.contents()))

    width, height = (round(size / 25.4 * DPI) for size in (85.60, 53.98))
    assert picture.size == (width + 2 * MARGIN, 2 * height + 3 * MARGIN)
    assert (picture.format, picture.mode) == ("PNG", "RGB")
    assert [round(each) for each in picture.info["dpi"]] == [DPI, DPI]


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", ["Bo", "Budi Santoso", "W" * 60, "Ni Luh Putu " * 5])
def test_a_card_is_at_most_500_kb_whoever_it_is(world, language, name):
    assert len(painted(world.contents(full_name=name, language=language))) <= LARGEST


def test_the_same_card_is_the_same_bytes(world):
    assert painted(world.contents()) == painted(world.contents())


def test_the_qr_code_holds_the_address(world):
    contents = world.contents()

    assert read_code(painted(contents)) == contents.address


def test_the_qr_code_is_read_after_a_channel_made_the_picture_small_and_rough(world):
    contents = world.contents()
    picture = opened(painted(contents))
    out = io.BytesIO()
    picture.resize((800, 800 * picture.height // picture.width)).save(out, "JPEG", quality=55)

    assert read_code(out.getvalue()) == contents.address


def test_a_long_address_fits_too(world):
    address = f"https://{'a' * 60}.example.co.id/verify/{'x' * 39}"
    assert read_code(painted(replace(world.contents(), address=address))) == address


@settings(max_examples=60)
@given(NAMES)
@example("W" * 20 + " " + "W" * 20 + " " + "W" * 18)
@example("A " + "W" * 56 + " B")
def test_a_name_of_up_to_60_letters_stands_there_whole(name):
    lines, size = name_in_lines(name)

    assert len(lines) <= 2
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(width_of(line, size, Weight.BOLD) <= INNER for line in lines)


@settings(max_examples=60)
@given(NUMBERS)
@example("W" * 64)
def test_a_number_of_up_to_64_signs_stands_there_whole(number):
    lines, size = value_in_lines(number, COLUMN)

    assert len(lines) * size <= SMALL_VALUES or len(lines) == 1
    assert "".join(lines) == number
    assert all(width_of(line, size, Weight.SEMIBOLD) <= COLUMN for line in lines)


def test_what_is_still_longer_is_cut_and_says_so():
    lines, size = name_in_lines("Wagiyem " * 25)

    assert (len(lines), lines[1][-1]) == (2, "…")
    assert all(width_of(line, size, Weight.BOLD) <= INNER for line in lines)


def test_signs_that_the_typeface_lacks_make_no_boxes(world):
    assert painted(world.contents(full_name="Budi 😀 Santoso")) == painted(
        world.contents(full_name="Budi Santoso")
    )


def test_the_back_marks_what_is_cashless_and_nothing_else(world):
    contents = world.contents()
    none = [replace(each, is_cashless=False) for each in contents.benefits]

    assert green_dots(painted(contents)) > 1000
    assert green_dots(painted(replace(contents, benefits=none))) == 0
