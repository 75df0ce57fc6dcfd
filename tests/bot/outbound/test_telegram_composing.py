"""What Telegram shows of a reply, and what is left of a menu once something was chosen."""

from __future__ import annotations

import html

from hypothesis import given
from hypothesis import strategies as st

from bot.messages import Choice, Draft, Language, Location, OfferedChoice, OutgoingMedia, Reply
from bot.outbound.splitting import utf16_length
from bot.outbound.telegram_composing import closed_menu, drafts_of, keyboard_hidden
from bot.outbound.telegram_html import plain

OFFERED = (
    OfferedChoice("token-1", 1, Choice("Cek manfaat", "check_benefits")),
    OfferedChoice("token-2", 2, Choice("Cek status klaim saya", "check_claim_status")),
)
BUTTONS = (("Cek manfaat", "token-1"), ("Cek status klaim saya", "token-2"))
CARD = OutgoingMedia("m1", "image/png", "eCard.png")
PLACE = Location(-6.2, 106.8, "RS Contoh", "Jl. Contoh 1, Jakarta")


def test_a_reply_becomes_html_with_our_tokens_under_it() -> None:
    assert drafts_of(Reply("*Menu* & <lain>"), OFFERED) == [
        Draft(text="<b>Menu</b> &amp; &lt;lain&gt;", buttons=BUTTONS)
    ]


def test_a_long_reply_is_split_and_its_buttons_come_last() -> None:
    drafts = drafts_of(Reply("kata " * 2000), OFFERED)
    assert [len(draft.buttons) for draft in drafts] == [0, 0, 2]
    assert "".join(draft.text for draft in drafts).count("kata") == 2000


def test_choices_without_a_text_still_have_something_to_stand_under() -> None:
    assert drafts_of(Reply(""), OFFERED) == [Draft(text="👇", buttons=BUTTONS)]


def test_a_reply_with_nothing_in_it_takes_no_call() -> None:
    assert drafts_of(Reply(" \n "), ()) == []


def test_a_short_text_stands_under_its_file_and_the_buttons_under_both() -> None:
    assert drafts_of(Reply("*eCard* Anda", media=CARD), OFFERED) == [
        Draft(text="<b>eCard</b> Anda", media=CARD, buttons=BUTTONS)
    ]


def test_a_file_knows_the_language_for_what_may_have_to_be_said_instead_of_it() -> None:
    for text in ("Your card", "x" * 1025):
        drafts = drafts_of(Reply(text, media=CARD, language=Language.ENGLISH), ())
        assert drafts[-1].language is Language.ENGLISH


def test_a_file_needs_no_text() -> None:
    assert drafts_of(Reply("", media=CARD), ()) == [Draft(media=CARD)]


def test_a_text_too_long_for_a_caption_goes_before_the_file() -> None:
    drafts = drafts_of(Reply("x" * 1024 + " y", media=CARD), OFFERED)
    assert drafts == [Draft(text="x" * 1024 + " y"), Draft(media=CARD, buttons=BUTTONS)]


def test_a_caption_may_be_as_long_as_telegram_counts_it_without_its_tags() -> None:
    caption = "*" + "&" * 1024 + "*"
    (draft,) = drafts_of(Reply(caption, media=CARD), ())
    assert (draft.text, draft.media) == (f"<b>{'&amp;' * 1024}</b>", CARD)


def test_a_place_comes_after_the_text_and_the_buttons_stand_under_it() -> None:
    assert drafts_of(Reply("Rumah sakit terdekat:", location=PLACE), OFFERED) == [
        Draft(text="Rumah sakit terdekat:"),
        Draft(location=PLACE, buttons=BUTTONS),
    ]


def test_a_place_that_is_nowhere_is_not_shown() -> None:
    for nowhere in (Location(0, 0), Location(91, 10), Location(1, -181)):
        assert drafts_of(Reply("Di sini", location=nowhere), ()) == [Draft(text="Di sini")]


def test_a_file_and_a_place_of_one_reply_are_both_shown() -> None:
    drafts = drafts_of(Reply("Peta", media=CARD, location=PLACE), ())
    assert drafts == [Draft(text="Peta", media=CARD), Draft(location=PLACE)]


def test_a_question_for_the_location_brings_a_button_that_sends_it() -> None:
    reply = Reply("Di mana Anda?", asks_location=True, language=Language.ENGLISH)
    assert drafts_of(reply, (), "Send my location") == [
        Draft("Di mana Anda?", location_button="Send my location", language=Language.ENGLISH)
    ]


def test_that_button_and_choices_stand_under_messages_of_their_own() -> None:
    drafts = drafts_of(Reply("Di mana Anda?", asks_location=True), OFFERED, "Kirim lokasi")
    assert drafts == [
        Draft("Di mana Anda?", location_button="Kirim lokasi"),
        Draft("👇", buttons=BUTTONS),
    ]


def test_a_question_for_the_location_without_a_text_is_asked_too() -> None:
    (draft,) = drafts_of(Reply("", asks_location=True), (), "Kirim lokasi")
    assert (draft.text, draft.location_button) == ("📍", "Kirim lokasi")


def test_without_a_title_for_the_button_the_question_is_asked_in_words() -> None:
    assert drafts_of(Reply("Di mana Anda?", asks_location=True), ()) == [Draft("Di mana Anda?")]


def test_a_menu_is_closed_with_what_was_chosen() -> None:
    menu = Draft("<b>Menu</b>", BUTTONS)
    assert closed_menu(menu, "Rawat <inap> & gigi", "12") == Draft(
        "<b>Menu</b>\n\n✓ Rawat &lt;inap&gt; &amp; gigi", close_ref="12"
    )


def test_a_menu_under_a_file_stays_under_it() -> None:
    menu = Draft("eCard Anda", BUTTONS, media=CARD)
    assert closed_menu(menu, "Cek manfaat", "12") == Draft(
        "eCard Anda\n\n✓ Cek manfaat", close_ref="12", media=CARD
    )


def test_a_menu_under_a_bare_file_or_a_bare_pointer_says_only_what_was_chosen() -> None:
    assert closed_menu(Draft(buttons=BUTTONS, media=CARD), "Ya", "1").text == "✓ Ya"
    assert closed_menu(Draft("👇", BUTTONS), "Ya", "1").text == "✓ Ya"


def test_of_a_menu_that_nothing_was_chosen_from_only_the_buttons_go() -> None:
    for menu in (Draft("Menu", BUTTONS), Draft(), Draft("x", BUTTONS, media=CARD)):
        assert closed_menu(menu, None, "12") == Draft(close_ref="12")


def test_of_a_menu_under_a_place_only_the_buttons_go() -> None:
    menu = Draft(location=PLACE, buttons=BUTTONS)
    assert closed_menu(menu, "Cek manfaat", "12") == Draft(close_ref="12")


def test_a_menu_with_no_room_left_keeps_its_text() -> None:
    assert closed_menu(Draft("x" * 4090, BUTTONS), "Cek manfaat", "1") == Draft(close_ref="1")
    under_a_file = Draft("x" * 1020, BUTTONS, media=CARD)
    assert closed_menu(under_a_file, "Cek manfaat", "1") == Draft(close_ref="1")


@given(
    st.text(st.sampled_from("ab *&<😀\n"), max_size=6000),
    st.text(st.sampled_from("ab 😀&"), min_size=1, max_size=200),
    st.booleans(),
)
def test_every_menu_that_is_sent_has_room_for_what_will_be_chosen(
    text: str, title: str, has_file: bool
) -> None:
    offered = [OfferedChoice("t", 1, Choice(title, "x"))]
    *_, menu = drafts_of(Reply(text, media=CARD if has_file else None), offered)
    closed = closed_menu(menu, title, "1")
    assert "✓" in html.unescape(closed.text)
    assert utf16_length(plain(closed.text)) <= (1024 if has_file else 4096)


def test_the_first_message_without_buttons_takes_the_keyboard_away() -> None:
    menu, text = Draft("Menu", BUTTONS), Draft("Baik.")
    assert keyboard_hidden([Draft(delete_ref="3"), menu, text, text]) == [
        Draft(delete_ref="3"),
        menu,
        Draft("Baik.", hides_keyboard=True),
        text,
    ]


def test_where_every_message_has_buttons_another_takes_the_keyboard_away_first() -> None:
    menu = Draft("Menu", BUTTONS)
    assert keyboard_hidden([menu]) == [Draft("👌", hides_keyboard=True), menu]


def test_a_new_keyboard_takes_the_old_ones_place() -> None:
    asking = [Draft("Baik."), Draft("Di mana?", location_button="Kirim lokasi")]
    assert keyboard_hidden(asking) == asking
