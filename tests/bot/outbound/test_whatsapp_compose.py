"""How a reply is laid out for WhatsApp: buttons, lists, numbered lines, files and places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import (
    Choice,
    Draft,
    Language,
    Location,
    News,
    OfferedChoice,
    OutgoingMedia,
    Reply,
)
from bot.outbound.splitting import utf16_length
from bot.outbound.whatsapp_compose import WhatsAppComposer
from bot.outbound.whatsapp_words import words_of
from bot.texts import Texts

HINT = "_Balas dengan nomor pilihan Anda._"
PICTURE = OutgoingMedia("m", "image/png", "kartu.png")
LETTER = OutgoingMedia("m", "application/pdf", "surat.pdf")
HOSPITAL = Location(-6.2, 106.8, "RS Siloam", "Jl. Perjuangan 8")
compose = WhatsAppComposer(words_of(Texts.load())).compose


def offered(*titles: str, description: str = "") -> tuple[OfferedChoice, ...]:
    return tuple(
        OfferedChoice(f"token-{number}", number, Choice(title, "menu", {}, description))
        for number, title in enumerate(titles, start=1)
    )


def test_up_to_three_short_choices_are_buttons_with_their_numbered_form_at_hand() -> None:
    assert compose(Reply("Pilih:"), offered("Manfaat", "Klaim")) == [
        Draft(
            text="Pilih:",
            buttons=(("Manfaat", "token-1"), ("Klaim", "token-2")),
            numbered=f"Pilih:\n\n1. Manfaat\n2. Klaim\n\n{HINT}",
        )
    ]


def test_more_choices_are_a_list_whose_button_speaks_the_replys_language() -> None:
    labels = []
    for language in Language:
        (draft,) = compose(Reply("?", language=language), offered("a", "b", "c", "d"))
        labels.append(draft.list_label)
        assert len(draft.buttons) == 4
    assert labels == ["Pilih", "Choose"]


def test_a_title_too_long_for_a_button_makes_a_list() -> None:
    (draft,) = compose(Reply("?"), offered("Ya", "Tidak, kembali ke menu"))
    assert draft.list_label == "Pilih"


def test_a_title_too_long_for_a_list_is_cut_between_words_and_told_in_full_below() -> None:
    whole = "Rumah Sakit Siloam Kebon Jeruk"
    (draft,) = compose(Reply("?"), offered(whole, "Lainnya"))
    assert [title for title, _ in draft.buttons] == ["Rumah Sakit Siloam Kebon", "Lainnya"]
    assert draft.descriptions == (whole, "")
    assert f"1. {whole}\n" in draft.numbered


def test_second_lines_are_shown_in_a_list_and_behind_the_numbers() -> None:
    (draft,) = compose(Reply("?"), offered("RS A", description="x" * 100))
    assert draft.list_label
    assert [len(line) for line in draft.descriptions] == [72]
    assert f"1. RS A – {'x' * 100}" in draft.numbered


@pytest.mark.parametrize(
    "titles",
    [
        tuple(f"Pilihan {n}" for n in range(11)),
        ("Asuransi kesehatan rawat inap", "Asuransi kesehatan rawat jalan"),
        ("Ya", "ya"),
        ("Ya", " "),
    ],
)
def test_what_no_list_can_show_stays_numbered_lines(titles: tuple[str, ...]) -> None:
    (draft,) = compose(Reply("?"), offered(*titles))
    assert draft.buttons == ()
    assert draft.text.startswith("?\n\n1. ")
    assert draft.text.endswith(HINT)


def test_a_long_text_goes_before_the_buttons_in_messages_of_its_own() -> None:
    sentences = " ".join(f"Kalimat nomor {n} cukup panjang." for n in range(60))
    *before, last = compose(Reply(sentences), offered("Ya", "Tidak"))
    assert before
    assert not any(draft.buttons for draft in before)
    assert utf16_length(last.text) <= 1024
    assert " ".join(draft.text for draft in (*before, last)) == sentences


def test_buttons_without_a_text_have_one() -> None:
    (draft,) = compose(Reply(" "), offered("Ya", "Tidak"))
    assert (draft.text, len(draft.buttons)) == ("Silakan pilih:", 2)


def test_a_picture_has_its_text_under_it() -> None:
    (draft,) = compose(Reply("Kartu Anda", media=PICTURE), ())
    assert (draft.media, draft.text) == (PICTURE, "Kartu Anda")
    assert draft.numbered.startswith("Kartu Anda\n\nMaaf, berkasnya")


def test_what_can_have_no_text_under_it_is_followed_by_it() -> None:
    letter = compose(Reply("Surat Anda", media=LETTER), ())
    assert [(draft.media, draft.text) for draft in letter] == [(LETTER, ""), (None, "Surat Anda")]
    menu = compose(Reply("Lanjut?", media=PICTURE), offered("Ya", "Tidak"))
    assert [bool(draft.media) for draft in menu] == [True, False]
    assert (menu[1].text, len(menu[1].buttons)) == ("Lanjut?", 2)


def test_a_place_follows_its_text_and_goes_before_a_menu() -> None:
    text, place = compose(Reply("Yang terdekat:", location=HOSPITAL), ())
    assert (text.text, place.text, place.location) == ("Yang terdekat:", "RS Siloam", HOSPITAL)
    assert place.numbered == (
        "RS Siloam\nJl. Perjuangan 8\nhttps://maps.google.com/?q=-6.200000,106.800000"
    )
    first, menu = compose(Reply("Lanjut?", location=HOSPITAL), offered("Ya", "Tidak"))
    assert (first.location, len(menu.buttons)) == (HOSPITAL, 2)


def test_who_is_asked_for_a_location_is_told_how_to_send_it() -> None:
    (draft,) = compose(Reply("Where are you?", asks_location=True, language=Language.ENGLISH), ())
    assert draft.text.startswith("Where are you?\n\n_Tap the attachment button")


def test_news_says_which_approved_words_stand_for_it() -> None:
    news = News("claim_news", ("KLM-1", "approved"))
    (draft,) = compose(Reply("News", news=news, language=Language.ENGLISH), ())
    assert (draft.news, draft.language) == (news, Language.ENGLISH)


@given(
    st.text(max_size=60).map(lambda text: text * 60),
    st.lists(st.text(max_size=40), max_size=12),
    st.text(max_size=90),
)
def test_whatever_is_said_fits_and_nothing_is_lost(
    text: str, titles: list[str], description: str
) -> None:
    choices = offered(*titles, description=description)
    drafts = compose(Reply(text), choices)
    for draft in drafts:
        assert 0 < utf16_length(draft.text) <= (1024 if draft.buttons else 1599)
        assert utf16_length(draft.numbered) <= 1599
        limit = 24 if draft.list_label else 20
        assert all(0 < utf16_length(title) <= limit for title, _ in draft.buttons)
        assert all(utf16_length(line) <= 72 for line in draft.descriptions)
    said = "".join("".join(draft.text for draft in drafts).split())
    assert said.startswith("".join(text.split()))
