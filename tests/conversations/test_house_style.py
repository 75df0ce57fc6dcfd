"""The check that every answer goes through finds what it is there to find."""

from __future__ import annotations

import pytest

from tests.conversations.house_style import LONGEST, faults

BUTTON = ["Menu utama"]
ENGLISH_BUTTON = ["Main menu"]


@pytest.mark.parametrize(
    "text",
    [
        "Sisa limit Anda *Rp1.250.000*, berlaku 12 Mei 2026 – 31 Januari 2027, pukul 08.00 WIB.",
        "• *KLM-100002*: diterima\n  Rawat jalan, Budi, Rp0",
        "Lihat https://www.google.com/maps/search/?api=1&query=the_nearest atau cs@generali.co.id.",
    ],
)
def test_a_good_answer_has_no_faults(text: str) -> None:
    assert faults(text, BUTTON, "id") == []


def test_a_question_or_an_instruction_leads_on_without_buttons() -> None:
    assert faults("Ada lagi yang bisa saya bantu?", [], "id") == []
    assert faults('Goodbye! Write "menu" whenever you need help.', [], "en") == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Mau lihat manfaat kamu?", "not Anda"),
        ("Halo {name}, ada yang bisa saya bantu?", "a placeholder"),
        ("Lihat utter_menu?", "a placeholder"),
        ("Status klaim: None", "a placeholder"),
        ("Token Anda salah.", "jargon"),
        ("Sisa limit Rp 1.250.000", "an amount"),
        ("Sisa limit Rp1250000", "an amount"),
        ("Sisa limit Rp1,250,000", "an amount"),
        ("Sisa limit IDR 5 juta", "an amount"),
        ("Berlaku sejak 2026-05-12.", "a date"),
        ("Berlaku sejak 12/05/2026.", "a date"),
        ("Buka pukul 08:00.", "a time"),
        ("Senin - Jumat", "a dash"),
        ("Halo  Budi", "space"),
        ("Halo\n\n\nBudi", "space"),
        ("a" * (LONGEST + 1), "long"),
        ("Berlaku sejak 12 May 2026.", "the other language"),
        ("Please choose: manfaat", "the other language"),
    ],
)
def test_a_fault_is_named(text: str, fault: str) -> None:
    assert [found.partition(":")[0] for found in faults(text, BUTTON, "id")] == [fault]


def test_the_other_language_is_found_in_english_and_in_titles_too() -> None:
    assert faults("Choose one.", ["Yang ini"], "en") == ["the other language: ['ini', 'yang']"]
    assert faults("Valid from 12 Mei 2026.", ENGLISH_BUTTON, "en") == [
        "the other language: ['mei']"
    ]


def test_an_answer_that_leads_nowhere_is_found() -> None:
    assert faults("Chat ini sudah selesai.", [], "id") == ["no next step"]
