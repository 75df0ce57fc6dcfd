"""Telephone numbers, however they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.phones import PhoneTrouble, read_phone


@pytest.mark.parametrize(
    "written",
    [
        "081234567890",
        "0812-3456-7890",
        "0812 3456 7890",
        "0812.3456.7890",
        "+6281234567890",
        "+62 812-3456-7890",
        "+62 (0) 812 3456 7890",
        "6281234567890",
        "62 812 3456 7890",
        "81234567890",
        "812 3456 7890",
        "hp saya 0812 3456 7890 ya kak",
        "ganti nomor hp jadi 081234567890",
        "my number is +62 812 3456 7890",
        "nol 81234567890",
        "\u202a+62 812\u20113456\u20117890\u202c",
        "wa.me/6281234567890",
    ],
)
def test_one_number_is_read_in_many_ways(written: str) -> None:
    assert read_phone(written).phone == "+6281234567890"


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("021 5551234", "+62215551234"),
        ("(021) 555-1234", "+62215551234"),
        ("+65 9123 4567", "+6591234567"),
        ("+60 12-345 6789", "+60123456789"),
    ],
)
def test_land_lines_and_other_countries(written: str, phone: str) -> None:
    assert read_phone(written).phone == phone


@pytest.mark.parametrize(
    ("written", "trouble"),
    [
        ("", PhoneTrouble.NOT_A_PHONE),
        ("nomor yang tadi aja", PhoneTrouble.NOT_A_PHONE),
        ("12", PhoneTrouble.NOT_A_PHONE),
        ("0812345", PhoneTrouble.INVALID),
        ("08123456789012345", PhoneTrouble.INVALID),
        ("+62 000 0000 000", PhoneTrouble.INVALID),
    ],
)
def test_what_cannot_be_called_says_why(written: str, trouble: PhoneTrouble) -> None:
    assert read_phone(written).trouble is trouble


@given(st.text(max_size=60))
def test_any_text_is_read_to_the_end(text: str) -> None:
    read = read_phone(text)
    assert (read.phone is None) == (read.trouble is not None)
