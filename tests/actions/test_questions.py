"""Questions about what was asked, and questions about something else."""

from __future__ import annotations

import pytest

from actions.identity_data import PARTICIPANT, POLICY, asks_where
from actions.questions import asks_about_it


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("apa itu nomor peserta?", PARTICIPANT),
        ("nomor polis itu yg mana", POLICY),
        ("what's a policy number", POLICY),
        ("whats a policy number", POLICY),
        ("liatnya dimana", None),
        ("where do I find it", None),
        ("yg mana ya kak", None),
        ("formatnya kayak gimana", None),
        ("hah nomor polis tu apa?", POLICY),
    ],
)
def test_a_question_about_the_question_is_known_with_what_it_names(
    words: str, about: str | None
) -> None:
    assert asks_about_it(words)
    assert asks_where(words) == about


@pytest.mark.parametrize(
    "words", ["what is covered by my policy", "rumah sakit dimana ya", "polis saya aktif ga", "iya"]
)
def test_a_question_about_something_else_is_left_alone(words: str) -> None:
    assert not asks_about_it(words)
    assert asks_where(words) is None
