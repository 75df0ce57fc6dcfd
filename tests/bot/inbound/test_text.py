"""Text as members type it: kept safely, commands known."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.inbound.text import kind_of, storable
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


def test_the_commands_are_known_in_any_case_and_with_a_payload() -> None:
    assert [kind_of(text) for text in ("/start", "/start promo-7", "/START@GenBot")] == [
        InboundKind.START
    ] * 3
    assert [kind_of(text) for text in ("/menu", " /help ", "/Menu@GenBot tolong")] == [
        InboundKind.MENU
    ] * 3


def test_everything_else_that_begins_with_a_slash_is_text() -> None:
    for text in ("/affirm", '/inform{"policy_number":"1"}', "/menus", "/", "menu", "//start"):
        assert kind_of(text) == InboundKind.TEXT
