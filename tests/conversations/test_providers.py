"""Partners in a conversation: how members ask, what follows on, and where emergencies lead."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conversations.house_style import faults
from tests.conversations.talking import Chat, Office

BLOK_M = (-6.2446, 106.7986)
SURABAYA = (-7.2575, 112.7521)


@pytest.fixture
def seeker(chat: Chat) -> Chat:
    """Somebody who has been greeted."""
    chat.says("halo")
    return chat


def attached(chat: Chat) -> dict[str, Any]:
    """What goes with the last answer beside its words."""
    return {k: v for message in chat.last for k, v in (message.get("custom") or {}).items()}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("rs di kota bekasi", "*Rumah sakit rekanan* terdekat dari pusat Kota Bekasi"),
        ("rs dket blok m", "*Rumah sakit rekanan* terdekat dari Blok M"),
        ("apotek di jaksel", "*Apotek rekanan* terdekat dari pusat Jakarta Selatan"),
        ("klinik bdg", "*Klinik rekanan* terdekat dari pusat Kota Bandung"),
        ("dokter gigi di sby dong", "*Klinik gigi rekanan* terdekat dari pusat Kota Surabaya"),
        (
            "rs 24 jam di medan",
            "*Rumah sakit rekanan (buka 24 jam)* terdekat dari pusat Kota Medan",
        ),
        ("lab di jogja", "Belum ada laboratorium rekanan di Kota Yogyakarta. Yang terdekat"),
    ],
)
def test_a_place_is_enough(seeker: Chat, words: str, expected: str) -> None:
    told = seeker.says(words)
    if "Yang mana" in told:
        told = seeker.taps(seeker.titles[0])
    assert expected in told
    assert seeker.bubbles == 1
    assert faults(told, seeker.titles, "id") == []


def test_kota_and_kabupaten_are_asked_apart(seeker: Chat) -> None:
    assert "Yang mana yang Anda maksud?" in seeker.says("rs di bekasi")
    assert seeker.titles == ["Kota Bekasi", "Kabupaten Bekasi"]
    assert "dari pusat Kota Bekasi" in seeker.says("kota bekasi")


@pytest.mark.parametrize(
    ("said", "chosen"),
    [("kota", "Kota"), ("yang kota aja", "Kota"), ("yg kabupaten", "Kabupaten")],
)
def test_its_kind_says_which_of_them(seeker: Chat, said: str, chosen: str) -> None:
    seeker.says("rs di bekasi")
    assert f"dari pusat {chosen} Bekasi" in seeker.says(said)


def test_of_several_places_none_is_left_out(seeker: Chat) -> None:
    assert "Yang mana yang Anda maksud?" in seeker.says("rs di jaksel atau jaktim")
    assert seeker.titles == ["Jakarta Selatan", "Jakarta Timur"]
    assert "dari Kuningan (Jakarta)" in seeker.says("rs di kuningan jakarta")


def test_others_of_another_kind_are_no_more_of_the_same(seeker: Chat) -> None:
    seeker.says("rs dket blok m")
    assert "*Klinik rekanan* terdekat dari Blok M" in seeker.says("klinik lain ada?")


def test_a_search_goes_on_by_words(seeker: Chat) -> None:
    seeker.says("rs dket blok m")
    first = seeker.titles[:5]
    assert "(buka 24 jam)* terdekat dari Blok M" in seeker.says("yang buka 24 jam?")
    assert "berikutnya dari Blok M" in seeker.says("yang lain")
    assert set(first).isdisjoint(seeker.titles[:5])
    assert "*Klinik gigi rekanan* terdekat dari Blok M" in seeker.says("kalau klinik gigi?")
    assert "*Apotek rekanan* terdekat dari Blok M" in seeker.says("apotek")


def test_a_search_goes_on_by_words_in_english(english_chat: Chat) -> None:
    english_chat.says("hello")
    assert "*Partner hospitals* nearest to Blok M" in english_chat.says("hospitals near blok m")
    assert "(open 24 hours)* nearest to Blok M" in english_chat.says(
        "which ones are open 24 hours?"
    )
    assert "*Partner dental clinics* nearest to Blok M" in english_chat.says("what about dentists?")


def test_one_of_the_list_is_shown_on_the_map(seeker: Chat) -> None:
    seeker.says("rs dket blok m")
    told = seeker.taps("RS Pusat Pertamina")
    assert "📍 Jl. Kyai Maja No. 43, Jakarta Selatan" in told
    assert attached(seeker)["location"]["latitude"] == -6.2393
    assert seeker.bubbles == 1
    assert "terdekat dari Blok M" in seeker.taps("Kembali ke daftar")


@pytest.mark.parametrize(
    "words",
    ["apakah RS Siloam Kebon Jeruk rekanan?", "siloam kebon jeruk rekanan bukan"],
)
def test_a_partner_is_found_by_its_name(seeker: Chat, words: str) -> None:
    told = seeker.says(words)
    assert told.startswith("Ya, ini rekanan kami:\n\n*Siloam Hospitals Kebon Jeruk*")
    assert faults(told, seeker.titles, "id") == []


def test_a_partner_is_found_by_its_name_in_english(english_chat: Chat) -> None:
    english_chat.says("hello")
    told = english_chat.says("is siloam kebon jeruk a partner hospital?")
    assert "Yes, it is one of our partners" in told
    assert faults(told, english_chat.titles, "en") == []


def test_one_that_is_no_partner_is_told_so(seeker: Chat) -> None:
    told = seeker.says("apakah rs abadi jaya rekanan generali?")
    assert "tidak menemukannya di daftar rekanan" in told
    assert "Hubungi CS" in seeker.titles


def test_whoever_wants_the_nearest_sends_a_location_and_goes_on_from_it(seeker: Chat) -> None:
    assert "Di mana Anda sekarang?" in seeker.says("apotek terdekat")
    assert attached(seeker) == {"request": "location"}
    assert seeker.bubbles == 1
    assert "*Apotek rekanan* terdekat dari lokasi Anda" in seeker.is_at(*BLOK_M)
    told = seeker.says("kalau rumah sakit?")
    assert "*Rumah sakit rekanan* terdekat dari lokasi Anda" in told
    assert "berikutnya dari lokasi Anda" in seeker.taps("Lainnya")


@pytest.mark.parametrize("answer", ["blok m", "di blok m", "aku di blok m kak", "blokm"])
def test_a_place_in_words_answers_where(seeker: Chat, answer: str) -> None:
    seeker.says("rs terdekat")
    assert "dari Blok M" in seeker.says(answer)


def test_a_place_that_nobody_knows_is_answered_with_another_way(seeker: Chat) -> None:
    seeker.says("rs terdekat")
    told = seeker.says("dusun xqzwv")
    assert "belum mengenal tempat itu" in told
    assert attached(seeker) == {"request": "location"}
    assert "dari pusat Kota Medan" in seeker.says("medan")


def test_who_does_not_want_to_say_where_may_stop(seeker: Chat) -> None:
    seeker.says("rs terdekat")
    assert "saya hentikan" in seeker.says("Batal")
    assert "Tidak ada yang sedang berjalan" in seeker.says("batal")


def test_four_hundred_characters_of_a_place_get_a_clear_answer(seeker: Chat) -> None:
    told = seeker.says("rs di " + "kampung rambutan raya " * 18)
    assert seeker.bubbles == 1
    assert faults(told, seeker.titles, "id") == []


def test_a_location_out_of_the_blue_gets_hospitals(seeker: Chat) -> None:
    told = seeker.is_at(*SURABAYA)
    assert "*Rumah sakit rekanan* terdekat dari lokasi Anda" in told
    assert "RSUD Dr. Soetomo" in told
    assert faults(told, seeker.titles, "id") == []


def test_a_location_abroad_is_answered_kindly(seeker: Chat) -> None:
    told = seeker.is_at(1.29, 103.85)
    assert "di luar Indonesia" in told
    assert faults(told, seeker.titles, "id") == []


def test_a_place_inside_a_form_lets_the_form_go_on(chat: Chat) -> None:
    asked = chat.begins_verification()
    answer = chat.is_at(*BLOK_M)
    assert "119" in answer
    assert answer.endswith(asked.rpartition("\n---\n")[2])


def test_a_search_inside_a_form_is_answered_and_the_form_goes_on(chat: Chat) -> None:
    asked = chat.begins_verification().rpartition("\n---\n")[2]
    answer = chat.says("rs terdekat dimana ya")
    assert "Di mana Anda sekarang?" in answer
    assert answer.endswith(asked)
    answer = chat.is_at(*BLOK_M)
    assert "terdekat dari lokasi Anda" in answer
    assert answer.endswith(asked)


def test_an_emergency_leads_to_the_nearest_emergency_rooms(seeker: Chat) -> None:
    told = seeker.says("tolong ayah saya tidak sadar")
    assert "*119*" in told
    assert attached(seeker) == {"request": "location"}
    assert "*Rumah sakit rekanan (ada IGD)* terdekat" in seeker.is_at(*SURABAYA)


def test_an_emergency_in_a_place_lists_its_emergency_rooms_at_once(seeker: Chat) -> None:
    told = seeker.says("tolong ayah saya pingsan di bandung")
    assert told.index("*119*") < told.index("RSUP Dr. Hasan Sadikin")
    assert faults(told, seeker.titles, "id") == []


def test_a_city_written_after_an_emergency_gets_its_emergency_rooms(seeker: Chat) -> None:
    seeker.says("tolong istri saya kejang")
    assert "(ada IGD)* terdekat dari pusat Kota Medan" in seeker.says("medan")


def test_an_hour_later_the_location_is_asked_for_again(seeker: Chat, office: Office) -> None:
    seeker.is_at(*BLOK_M)
    office.clock.advance(minutes=61)
    assert "Di mana Anda sekarang?" in seeker.says("apotek rekanan")


def test_no_verification_is_asked_for(chat: Chat) -> None:
    told = chat.says("rs rekanan di medan")
    assert "Kota Medan" in told
    assert "verifikasi" not in told.lower()
