"""The language is guessed when it is clear, and kept when it is not."""

from __future__ import annotations

import pytest

from bot.messages import Language
from bot.routing.language import first_guess, settle

INDONESIAN, ENGLISH = Language.INDONESIAN, Language.ENGLISH


@pytest.mark.parametrize(
    "text",
    [
        "halo",
        "selamat pagi",
        "gmn cara klaim rmh skt yg blm kontrak",
        "mau cek limit dong",
        "sisa limit rawat jalan istri saya",
        "kode otp blm masuk",
        "bantuan",
        "gue mau cek claim nih",
        "tanggal lahirnya 12 Mei 1990",
    ],
)
def test_indonesian_is_recognised(text):
    assert settle(text, known=None, is_chosen=False) is INDONESIAN


@pytest.mark.parametrize(
    "text",
    [
        "hi",
        "hello, can you help me?",
        "how much is left of my dental limit",
        "what's my claim status",
        "I didn't get the code",
        "good morning",
        "where is the nearest hospital",
    ],
)
def test_english_is_recognised(text):
    assert settle(text, known=None, is_chosen=False) is ENGLISH


@pytest.mark.parametrize(
    "text", ["", "ok", "123", "Budi Santoso", "GI-2024-001", "👍", "menu", "otp"]
)
def test_what_says_nothing_decides_nothing(text):
    assert settle(text, known=None, is_chosen=False) is None
    assert settle(text, known=ENGLISH, is_chosen=False) is ENGLISH


def test_one_word_of_the_other_language_does_not_turn_a_chat_around():
    assert settle("hello", known=INDONESIAN, is_chosen=False) is INDONESIAN
    assert settle("can you help me", known=INDONESIAN, is_chosen=False) is ENGLISH


def test_a_language_that_was_asked_for_is_not_guessed_away():
    assert settle("saya mau cek klaim", known=ENGLISH, is_chosen=True) is ENGLISH


@pytest.mark.parametrize(
    ("hint", "language"),
    [(None, INDONESIAN), ("id", INDONESIAN), ("en-US", ENGLISH), ("de", INDONESIAN)],
)
def test_the_language_of_the_app_breaks_the_tie(hint, language):
    assert first_guess(hint) is language


def test_name_with_a_single_letter_is_no_english() -> None:
    kept = settle("BCA 1234567890 a.n. I Wayan Sudarma", known=Language.INDONESIAN, is_chosen=False)
    assert kept is Language.INDONESIAN
