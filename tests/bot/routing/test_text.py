"""What members type is made safe and stays readable."""

from __future__ import annotations

import pytest

from bot.routing.text import LONGEST, clean, without_commands, words


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("halo", "halo"),
        ("  a \t b\u00a0c\u3000d ", "a b c d"),
        ("a\u200bb\u2060c\ufeffd", "abcd"),
        ("\u202eabc\u202c \u2066d\u2069", "abc d"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("satu\r\n\r\n\r\ndua", "satu\ndua"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("👍", "👍"),
        ("\u200b\u200d\u2060", ""),
        ("\ud800x", "x"),
        ("مرحبا", "مرحبا"),
        ("cafe\u0301", "café"),
        ("<b>{{ 7*7 }}</b>'; DROP TABLE members;--", "<b>{{ 7*7 }}</b>'; DROP TABLE members;--"),
    ],
)
def test_cleaning(typed, cleaned):
    assert clean(typed) == cleaned


def test_a_very_long_text_is_cut():
    assert clean("x" * 10_000) == "x" * LONGEST
    assert len(clean("a " * 10_000)) <= LONGEST


@pytest.mark.parametrize(
    ("typed", "plain"), [("/affirm", "affirm"), ("// /affirm", "affirm"), ("/", ""), ("1/2", "1/2")]
)
def test_a_slash_in_front_is_dropped(typed, plain):
    assert without_commands(typed) == plain


def test_words_are_folded():
    assert words("Yang KE-２, don\u2019t!") == ["yang", "ke", "2", "don't"]
