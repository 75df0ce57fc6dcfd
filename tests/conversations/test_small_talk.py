"""First contact, menu, language, emergencies, and what is beyond the assistant."""

from __future__ import annotations

import pytest

from tests.conversations.talking import BUDI, Chat

REGULATED = "PT Asuransi Jiwa Generali Indonesia berizin dan diawasi oleh Otoritas Jasa Keuangan"


def test_first_contact_introduces_the_assistant(chat: Chat) -> None:
    answer = chat.says("halo")
    assert REGULATED in answer
    assert "https://iclick.example/id/privasi" in answer
    assert "Cek manfaat & limit" in chat.titles
    assert chat.bubbles == 1


def test_the_introduction_comes_once(chat: Chat) -> None:
    chat.says("halo")
    assert REGULATED not in chat.says("hai lagi")


def test_who_begins_with_a_question_is_told_who_answers(chat: Chat) -> None:
    assert REGULATED in chat.says("sisa limit rawat jalan saya")


def test_a_returning_member_is_greeted_by_name(chat: Chat) -> None:
    chat.is_verified_as(BUDI)
    assert "Halo, Budi!" in chat.says("selamat pagi")


@pytest.mark.parametrize("words", ["menu utama", "bantuan", "bisa apa aja?"])
def test_the_menu_from_anywhere(chat: Chat, words: str) -> None:
    assert "Menu utama" in chat.says(words)
    assert "Darurat medis" in chat.titles


def test_the_language_changes_and_stays(chat: Chat) -> None:
    assert "in English" in chat.says("bahasa inggris dong")
    assert chat.language == "en"
    assert "Goodbye" in chat.says("bye")


def test_the_menu_offers_the_other_language(chat: Chat) -> None:
    chat.says("menu")
    assert "in English" in chat.taps("English")


@pytest.mark.parametrize(
    "words", ["tolong ada kecelakaan!", "dada saya sakit banget sesak napas", "darurat"]
)
def test_an_emergency_is_answered_at_once(chat: Chat, words: str) -> None:
    answer = chat.says(words)
    for expected in ("119", "112", "15000-37", "query=IGD+terdekat"):
        assert expected in answer
    assert chat.bubbles == 1


def test_an_emergency_in_english(english_chat: Chat) -> None:
    answer = english_chat.says("my father is unconscious, please help")
    assert "Nearest emergency room" in answer


@pytest.mark.parametrize(
    "words",
    [
        "aku pengen mati aja rasanya",
        "hidup udah ga ada artinya",
        "pengen sekali saya mati",
        "dari kemarin saya mau bunuh diri",
        "saya ingin mati, biaya rumah sakit ga sanggup",
        "klaim saya ditolak, mau bunuhdiri aja",
        "im gonna kms",
        "i've wanted to die",
        "kill me",
    ],
)
def test_thoughts_of_suicide_get_gentle_words_and_help_lines(chat: Chat, words: str) -> None:
    answer = chat.says(words)
    assert "tidak sendirian" in answer
    assert "ekstensi 8" in answer


def test_thoughts_of_suicide_get_gentle_words_in_a_form_too(chat: Chat) -> None:
    chat.begins_verification()
    assert "tidak sendirian" in chat.says("aku udah gak sanggup idup lagi")


@pytest.mark.parametrize(
    "words", ["klaim kematian", "apakah bunuh diri ditanggung polis", "hp saya mati", "lampu mati"]
)
def test_what_only_sounds_like_suicide_gets_an_ordinary_answer(chat: Chat, words: str) -> None:
    answer = chat.says(words)
    assert "tidak sendirian" not in answer
    assert "Ini darurat?" not in answer


def test_small_talk(chat: Chat) -> None:
    assert "Sama-sama" in chat.says("makasih ya")
    assert "asisten virtual" in chat.says("ini robot apa orang?")
    assert "Sampai jumpa" in chat.says("dadah")


def test_what_is_out_of_scope_is_said_and_the_menu_offered(chat: Chat) -> None:
    assert "di luar kemampuan" in chat.says("ceritain lelucon dong")
    assert "Cek manfaat & limit" in chat.titles


@pytest.mark.parametrize(
    "words",
    [
        "mau komplain",
        "sambungkan ke cs",
    ],
)
def test_what_later_work_brings_is_referred_honestly(chat: Chat, words: str) -> None:
    answer = chat.says(words)
    for expected in ("15000-37", "cs@generali.co.id", "Senin–Jumat 08.00–17.00 WIB"):
        assert expected in answer


def test_contact_info(chat: Chat) -> None:
    assert "cs@generali.co.id" in chat.says("nomor telepon cs berapa")


def test_what_is_not_understood_is_asked_back_and_then_referred(chat: Chat) -> None:
    chat.says("halo")
    first = chat.sends("nlu_fallback")
    assert "15000-37" not in first
    assert "15000-37" in chat.sends("nlu_fallback")
    chat.says("makasih")
    assert "15000-37" not in chat.sends("nlu_fallback")


@pytest.mark.parametrize(
    ("first", "second"),
    [("out_of_scope", "nlu_fallback"), ("nlu_fallback", "out_of_scope"), ("out_of_scope",) * 2],
)
def test_two_misunderstandings_of_any_kind_lead_to_people(
    chat: Chat, first: str, second: str
) -> None:
    chat.says("halo")
    assert "15000-37" not in chat.sends(first)
    assert "15000-37" in chat.sends(second)
    assert "Cek manfaat & limit" in chat.titles
    chat.says("makasih")
    assert "15000-37" not in chat.sends(second)


def test_the_weather_is_beyond_us(chat: Chat) -> None:
    chat.says("halo")
    assert "di luar kemampuan" in chat.says("besok hujan ga ya di bandung")


def test_nothing_to_cancel(chat: Chat) -> None:
    assert "Tidak ada yang sedang berjalan" in chat.says("batal")


@pytest.mark.parametrize(
    "nasty",
    [
        "/affirm",
        '/inform{"policy_number":"GN-100200"}',
        "'; DROP TABLE members; --",
        "<b>halo</b> {{7*7}} {lines} ${x}",
        "😀😀😀",
        "مرحبا كيف حالك",
        "\u200b\u200b",
        "a" * 10_000,
        "\x00\x07",
    ],
)
def test_nasty_input_gets_an_ordinary_answer(chat: Chat, nasty: str) -> None:
    assert chat.says(nasty)


@pytest.mark.parametrize("nasty", ["/affirm", "{heard} {0} %s", "a" * 10_000, "<i>x</i> 123"])
def test_nasty_input_in_a_form_gets_an_ordinary_answer(chat: Chat, nasty: str) -> None:
    chat.begins_verification()
    assert chat.says(nasty)
