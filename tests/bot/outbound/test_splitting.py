"""Splitting loses nothing, keeps the limit, and breaks where a reader would."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.outbound.splitting import shortened, split, utf16_length

TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            ["kata", " ", "\n", "\n\n", ". ", "👩‍👩‍👧‍👦", "👍🏽", "é", "\u00a0", "https://a.id/x"]
        ),
        max_size=80,
    ).map("".join),
)


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.integers(min_value=2, max_value=60))
@example("👩‍👩‍👧‍👦" * 20, 11)
def test_nothing_is_lost_and_the_limit_is_kept(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert without_blanks("".join(pieces)) == without_blanks(text)
    assert all(piece.strip() for piece in pieces)
    assert all(utf16_length(piece) <= limit for piece in pieces)


@given(TEXTS)
def test_a_text_that_fits_is_one_piece(text: str) -> None:
    assert split(text, 1000) == ([text.strip()] if text.strip() else [])


def test_a_break_between_paragraphs_is_liked_best() -> None:
    assert split("Satu dua tiga.\n\nEmpat lima. Enam", 28) == ["Satu dua tiga.", "Empat lima. Enam"]


def test_a_break_after_a_sentence_is_liked_better_than_between_words() -> None:
    text = "Limit Anda Rp 1.000.000 setahun. Sisanya masih utuh sampai akhir tahun."
    assert split(text, 50) == [
        "Limit Anda Rp 1.000.000 setahun.",
        "Sisanya masih utuh sampai akhir tahun.",
    ]


def test_an_early_sentence_does_not_leave_a_piece_nearly_empty() -> None:
    assert split("Ya. satu dua tiga empat lima enam", 20) == [
        "Ya. satu dua tiga",
        "empat lima enam",
    ]


def test_an_address_is_not_broken_while_it_fits() -> None:
    address = "https://www.generali.co.id/id/individu/layanan"
    assert split(f"Selengkapnya ada di {address} ya", 50) == [
        "Selengkapnya ada di",
        f"{address} ya",
    ]


def test_a_word_longer_than_a_message_breaks_between_characters_as_seen() -> None:
    family = "👩‍👩‍👧‍👦"
    assert split(family * 3, 2 * utf16_length(family) + 1) == [family * 2, family]


def test_one_character_longer_than_a_message_is_broken_all_the_same() -> None:
    assert split("a" + "\u0301" * 9, 5) == ["a" + "\u0301" * 4, "\u0301" * 5]


def test_a_piece_may_end_exactly_at_the_limit() -> None:
    assert split("abcd efgh", 4) == ["abcd", "efgh"]


def test_a_hard_space_keeps_its_neighbours_together() -> None:
    assert split("sebesar Rp\u00a0500.000", 16) == ["sebesar", "Rp\u00a0500.000"]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("Klaim", 5, "Klaim"),
        ("Cek manfaat saya", 11, "Cek manfaat"),
        ("Cek manfaat saya", 15, "Cek manfaat"),
        ("Rawat inap (semua kelas)", 13, "Rawat inap"),
        ("  dua\n baris  ", 20, "dua baris"),
        ("Supercalifragilistic", 5, "Super"),
        ("👍🏽👍🏽👍🏽", 9, "👍🏽👍🏽"),
        ("", 5, ""),
    ],
)
def test_a_title_is_shortened_between_words(text: str, limit: int, expected: str) -> None:
    assert shortened(text, limit) == expected
