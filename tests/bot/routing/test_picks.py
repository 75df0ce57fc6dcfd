"""Which choice a typed answer means."""

from __future__ import annotations

import pytest

from bot.messages import Choice, OfferedChoice
from bot.routing.picks import picked

TITLES = ("Cek manfaat", "Status klaim", "🏥 Keadaan darurat")
OFFERED = tuple(
    OfferedChoice(f"t{number}", number, Choice(title, f"intent_{number}"))
    for number, title in enumerate(TITLES, start=1)
)


def number_of(text):
    found = picked(text, OFFERED)
    return int(found.choice.intent[-1]) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "2.",
        "2)",
        "(2)",
        "#2",
        "２",
        "2️⃣",
        "no 2",
        "No. 2",
        "nomor 2",
        "nomor dua",
        "nomer dua kak",
        "dua",
        "kedua",
        "ke-2",
        "ke2",
        "ke 2",
        "yang kedua",
        "yg ke 2 aja",
        "yang nomor 2 ya",
        "pilih 2",
        "pilihan kedua dong",
        "opsi 2",
        "the second one",
        "the 2nd one please",
        "number two",
        "option 2",
        "I want the second",
        "status klaim",
        "STATUS  KLAIM!",
        "2. Status klaim",
    ],
)
def test_the_second_choice_is_meant(text):
    assert number_of(text) == 2


@pytest.mark.parametrize(
    ("text", "number"),
    [("yang pertama", 1), ("one", 1), ("the first one", 1), ("number one", 1), ("satu", 1)],
)
def test_the_first_choice_is_meant(text, number):
    assert number_of(text) == number


@pytest.mark.parametrize("text", ["yang terakhir", "the last one", "keadaan darurat", "3"])
def test_the_last_choice_is_meant(text):
    assert number_of(text) == 3


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "0",
        "22",
        "123456",
        "12 Mei 1990",
        "2 hari lagi",
        "1 2",
        "status klaim anak kedua saya",
        "istri kedua",
        "saya mau klaim",
        "2 anak",
        "the one",
        "yang mana",
        "no",
        "ya",
        "0002",
        "klaim",
    ],
)
def test_anything_else_is_left_to_the_dialogue(text):
    assert number_of(text) is None


def test_nothing_is_picked_when_nothing_was_offered():
    assert picked("1", ()) is None
