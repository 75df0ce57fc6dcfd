"""What a reader sees on Telegram is what was written, whatever was written."""

from __future__ import annotations

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.splitting import utf16_length
from bot.outbound.telegram_html import html_pieces, plain


def test_everything_is_escaped() -> None:
    assert html_pieces("<b>1 & 2</b> {{7*7}} \"'", 4096) == [
        "&lt;b&gt;1 &amp; 2&lt;/b&gt; {{7*7}} \"'"
    ]


def test_a_pair_of_asterisks_around_words_is_bold() -> None:
    assert html_pieces("Sisa *Rp 500.000* & *utuh*.", 4096) == [
        "Sisa <b>Rp 500.000</b> &amp; <b>utuh</b>."
    ]


def test_asterisks_that_are_no_pair_are_shown() -> None:
    for text in ("2*3*4", "* satu", "** dua **", "*tiga\nempat*", "a*b* c", "*"):
        assert html_pieces(text, 4096) == [text]


def test_bold_that_runs_over_a_break_goes_on_after_it() -> None:
    assert html_pieces("*satu dua tiga empat*", 10) == ["<b>satu dua</b>", "<b>tiga empat</b>"]


@given(
    st.lists(
        st.sampled_from(["*", "kata", " ", "\n", "&", "<", ">", "😀", "*tebal*", "</b>", "&amp;"]),
        max_size=60,
    ).map("".join),
    st.integers(min_value=2, max_value=40),
)
def test_markup_is_well_formed_and_within_what_telegram_counts(text: str, limit: int) -> None:
    pieces = html_pieces(text, limit)
    shown = [html.unescape(re.sub(r"</?b>", "", piece)) for piece in pieces]
    assert [plain(piece) for piece in pieces] == shown
    assert all(utf16_length(piece) <= limit for piece in shown)
    for piece in pieces:
        assert re.fullmatch(r"(?:[^<>]|<b>[^<>]+</b>)*", piece)
    kept = "".join("".join(shown).split()).replace("*", "")
    assert kept == "".join(text.split()).replace("*", "")
