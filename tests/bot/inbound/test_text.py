"""Text as members type it: kept safely, commands known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbound.text import Typed, line, storable, typed
from bot.messages import InboundKind

ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=50)


@given(ANY_TEXT)
def test_what_is_cleaned_can_be_kept_anywhere(text: str) -> None:
    assert "\x00" not in storable(text).encode().decode()


def test_cleaning_changes_nothing_else() -> None:
    text = "Halo \u202eמרחב\u202c 👩‍👧 \u200b\x07\t'; DROP TABLE x; --"
    assert storable(text) == text


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert storable("a\ud83db\x00c") == "a\ufffdbc"


@given(ANY_TEXT | st.integers() | st.none(), st.integers(1, 40))
def test_a_line_is_short_visible_and_can_be_kept_anywhere(value: object, longest: int) -> None:
    kept = line(value, longest)
    kept.encode()
    assert len(kept) <= longest
    assert all(one.isprintable() or one == "\u200d" for one in kept)


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("  Siti \n Rahayu\t", "Siti Rahayu"),
        ("kuitansi\u202efdp.exe", "kuitansifdp.exe"),
        ("👩\u200d👧 Ibu", "👩\u200d👧 Ibu"),
        ("\u200d\u200b\x00", ""),
        ("a\ud83d", "a\ufffd"),
        (None, ""),
        (7, ""),
        ("x" * 99, "x" * 10),
    ],
)
def test_a_line_keeps_what_can_be_read(value: object, kept: str) -> None:
    assert line(value, 20 if value != "x" * 99 else 10) == kept


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", Typed(InboundKind.START, "/start")),
        ("/START@GenBot", Typed(InboundKind.START, "/start")),
        ("/menu", Typed(InboundKind.MENU, "/menu")),
        (" /help ", Typed(InboundKind.MENU, "/help")),
        ("/Bantuan@GenBot", Typed(InboundKind.MENU, "/bantuan")),
        ("/manfaat", Typed(InboundKind.COMMAND, "/manfaat", "benefits")),
        ("/benefits@GenBot ", Typed(InboundKind.COMMAND, "/benefits", "benefits")),
        ("/klaim", Typed(InboundKind.COMMAND, "/klaim", "claims")),
        ("/Claims", Typed(InboundKind.COMMAND, "/claims", "claims")),
        ("/hubungi", Typed(InboundKind.COMMAND, "/hubungi", "contact")),
        ("/contact", Typed(InboundKind.COMMAND, "/contact", "contact")),
        ("/bahasa", Typed(InboundKind.COMMAND, "/bahasa", "language")),
        ("/language", Typed(InboundKind.COMMAND, "/language", "language")),
        ("/english", Typed(InboundKind.COMMAND, "/english", "english")),
        ("/verifikasi", Typed(InboundKind.COMMAND, "/verifikasi", "verify")),
        ("/darurat", Typed(InboundKind.COMMAND, "/darurat", "emergency")),
    ],
)
def test_a_command_is_known_in_both_languages_with_and_without_the_bots_name(
    text: str, found: Typed
) -> None:
    assert typed(text) == found


@pytest.mark.parametrize("payload", ["klaim", "CLAIMS", " claim "])
def test_a_deep_link_with_a_word_of_ours_names_its_command(payload: str) -> None:
    assert typed(f"/start {payload}") == Typed(InboundKind.START, "/start", "claims")


@pytest.mark.parametrize(
    "payload", ["123456", "promo-7", "otp_123456", "klaim 123456", "a\nb", "start", "/klaim"]
)
def test_any_other_payload_of_a_deep_link_is_dropped(payload: str) -> None:
    assert typed(f"/start {payload}") == Typed(InboundKind.START, "/start")
    assert typed(f"/start@GenBot {payload}") == Typed(InboundKind.START, "/start")


@pytest.mark.parametrize(
    "text", ["/klaim CLM-2026-000123", "/help saya jatuh", "/verifikasi 123456", "/menu\ntolong"]
)
def test_a_command_with_more_words_behind_it_is_a_text_of_which_nothing_is_passed_over(
    text: str,
) -> None:
    assert typed(text) == Typed(InboundKind.TEXT, text)


@pytest.mark.parametrize(
    "text",
    ["/affirm", '/inform{"policy_number":"1"}', "/menus", "/", "menu", "//start", "/start123", ""],
)
def test_everything_else_that_begins_with_a_slash_is_text(text: str) -> None:
    assert typed(text) == Typed(InboundKind.TEXT, text)


@given(ANY_TEXT, st.sampled_from(["", "/", "/start ", "/menu@", "/klaim "]))
def test_no_text_breaks_it_and_only_a_text_is_kept_whole(text: str, start: str) -> None:
    found = typed(start + text)
    found.text.encode()
    if found.kind is not InboundKind.TEXT:
        assert found.text[1:].isalpha()
