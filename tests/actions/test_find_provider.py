"""Partners around a place, by name, around a location; what follows on; what cannot be found."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Clarify, Inform
from actions.provider_search_state import HERE, SLOT, Search
from actions.turn import TurnAction
from insurance.model import Provider, ProviderType
from tests.actions.providing import TEXTS, Seeker, provider, sample_providers
from tests.conversations.house_style import faults

BLOK_M = (-6.2446, 106.7986)
SURABAYA = (-7.2575, 112.7521)
ASKS = {"request": "location"}


@pytest.fixture
def seeker() -> Seeker:
    return Seeker()


def near_blok_m(seeker: Seeker) -> str:
    return seeker.says("rs dket blok m", place="blok m", provider_type="hospital")


# --- where ----------------------------------------------------------------------------------------


def test_who_only_wants_the_nearest_is_asked_where_they_are(seeker: Seeker) -> None:
    asked = seeker.says("rs terdekat", provider_type="hospital")
    assert "Di mana Anda sekarang?" in asked
    assert "rumah sakit rekanan" in asked
    assert seeker.message["custom"] == ASKS
    assert faults(asked, seeker.titles, "id") == []


@pytest.mark.parametrize(
    ("text", "place"), [("rs yg plg deket dr tempatku", "plg"), ("klinik deket kantor", "kantor")]
)
def test_words_for_here_are_no_names_of_places(seeker: Seeker, text: str, place: str) -> None:
    assert "Di mana Anda sekarang?" in seeker.says(text, place=place)
    assert "Kota Palembang" in seeker.says("rs di plg", place="plg")


def test_a_landmark_gets_its_five_nearest_with_all_that_is_needed(seeker: Seeker) -> None:
    told = near_blok_m(seeker)
    assert told.startswith("*Rumah sakit rekanan* terdekat dari Blok M:\n\n1. *RS Pusat Pertamina*")
    assert told.count("https://maps.google.com/?q=") == 5
    for expected in (" m\n", " km\n", "Jl. Kyai Maja", "Cashless", "24 jam", "Jakarta Selatan"):
        assert expected in told
    assert seeker.titles[5:] == ["Lainnya", "Yang buka 24 jam", "Lokasi lain", "Menu utama"]
    assert faults(told, seeker.titles, "id") == []


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("place", ["jaksel", "bdg", "sby", "medan", "makassar", "jogja", "bali"])
def test_a_list_is_one_message_on_whatsapp(place: str, language: str) -> None:
    seeker = Seeker(language=language)
    told = seeker.says(f"rs di {place}", place=place, provider_type="hospital")
    assert len(told) <= 1024
    assert len(seeker.titles) <= 10


def test_kota_and_kabupaten_of_one_name_are_asked_apart(seeker: Seeker) -> None:
    asked = seeker.says("klinik gigi di bekasi", place="bekasi", provider_type="dental")
    assert "Yang mana" in asked
    assert seeker.titles == ["Kota Bekasi", "Kabupaten Bekasi"]
    assert "*Klinik gigi rekanan* terdekat dari pusat Kabupaten Bekasi" in seeker.taps(
        "Kabupaten Bekasi"
    )


@pytest.mark.parametrize(
    ("said", "chosen"),
    [("kota", "Kota"), ("yang kota", "Kota"), ("kabupatennya", "Kabupaten"), ("kab", "Kabupaten")],
)
def test_kota_or_kabupaten_is_an_answer_to_which(seeker: Seeker, said: str, chosen: str) -> None:
    clarify = Clarify(TEXTS, seeker.services)
    assert hears(seeker, clarify, "nlu_fallback", said) == []
    seeker.says("rs di bekasi", place="bekasi")
    assert hears(seeker, clarify, "nlu_fallback", said) == FIND
    assert f"terdekat dari pusat {chosen} Bekasi" in seeker.says(said, "nlu_fallback")


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("rs di kuningan jakarta", "kuningan", "dari Kuningan (Jakarta)"),
        ("rs di martapura kalsel", "martapura", "dari Martapura (Kalimantan Selatan)"),
    ],
)
def test_a_larger_place_beside_a_name_says_which_is_meant(
    seeker: Seeker, text: str, place: str, expected: str
) -> None:
    assert expected in seeker.says(text, place=place)


def test_of_several_places_in_one_message_none_is_left_out(seeker: Seeker) -> None:
    assert "Yang mana" in seeker.says("rs di jaksel atau jaktim", place="jaksel")
    assert seeker.titles == ["Jakarta Selatan", "Jakarta Timur"]


def test_a_place_hardly_spelt_right_is_understood_or_suggested(seeker: Seeker) -> None:
    told = seeker.says("rs di banjarmasinn", place="banjarmasinn")
    assert "Kota Banjarmasin" in told + str(seeker.titles)


@pytest.mark.parametrize("place", ["xqzwv", "x" * 400, "zzz " * 100])
def test_a_place_that_nobody_knows_is_answered_with_another_way(seeker: Seeker, place: str) -> None:
    told = seeker.says(f"rs di {place}", place=place)
    assert "belum mengenal tempat itu" in told
    assert seeker.message["custom"] == ASKS
    assert len(told) < 300


def test_a_place_that_is_also_a_name_is_read_by_its_preposition(seeker: Seeker) -> None:
    assert "dari Pondok Indah" in seeker.says("rs di pondok indah", place="pondok indah")
    assert "Yang mana" in seeker.says("rs pondok indah", place="pondok indah")
    assert "Di sekitar Pondok Indah" in seeker.titles
    assert "dari Pondok Indah" in seeker.taps("Di sekitar Pondok Indah")


def test_where_nobody_is_near_it_is_told_how_far_the_nearest_is() -> None:
    seeker = Seeker([provider("jauh", latitude=-6.18, longitude=106.83)])
    told = seeker.says("rs di nias", place="kabupaten nias")
    assert "Belum ada rumah sakit rekanan di Kabupaten Nias. Yang terdekat berjarak *1." in told
    told = seeker.is_at(-8.65, 115.22)
    assert "di dekat Anda. Yang terdekat berjarak" in told


def test_what_is_beyond_reach_comes_on_the_next_page_and_is_told_of() -> None:
    near, far = provider("dekat", latitude=-6.24, longitude=106.8), provider("jauh", latitude=-7.8)
    seeker = Seeker([near, far, provider("terjauh", latitude=-8.6, longitude=115.2)])
    told = near_blok_m(seeker)
    assert "RS jauh" not in told
    assert "Yang berikutnya berjarak 173 km.\nPilih satu" in told
    assert "1. *RS jauh*" in seeker.says("yang lain")
    near_blok_m(seeker)
    assert "1. *RS jauh*" in seeker.taps("Lainnya")
    assert "2. *RS terjauh*" in seeker.text


def test_without_any_provider_of_that_kind_another_way_is_offered() -> None:
    seeker = Seeker([provider("a", open_24h=False)])
    told = seeker.says("rs 24 jam dekat blok m", place="blok m")
    assert "belum ada rumah sakit rekanan (buka 24 jam)" in told
    assert seeker.titles == ["Tampilkan semua", "Lokasi lain", "Menu utama"]
    assert "RS a" in seeker.taps("Tampilkan semua")


def test_a_provider_whose_point_is_unknown_is_listed_in_its_town_without_a_distance() -> None:
    unknown = provider("tanpa titik", city="Kota Bekasi", latitude=None, longitude=None)
    seeker = Seeker([unknown, provider("b", latitude=-6.24, longitude=106.99)])
    told = seeker.says("rs di kota bekasi", place="kota bekasi")
    assert "2. *RS tanpa titik*\n" in told
    assert told.count("https://") == 1
    assert "query=RS+tanpa+titik%2C+Kota+Bekasi" in seeker.taps("RS tanpa titik")
    assert not seeker.message["custom"]


# --- what follows on ------------------------------------------------------------------------------


def test_filters_other_kinds_and_more_go_on_with_the_same_place(seeker: Seeker) -> None:
    near_blok_m(seeker)
    assert "(buka 24 jam)* terdekat dari Blok M" in seeker.says("yang buka 24 jam?")
    assert "* berikutnya dari Blok M" in seeker.says("yang lain dong")
    told = seeker.says("kalau klinik gigi?", provider_type="dental")
    assert told.startswith("*Klinik gigi rekanan* terdekat dari Blok M")
    told = seeker.says("yang cashless rawat jalan aja", benefit_type="outpatient")
    assert "*Klinik gigi rekanan (cashless rawat jalan)*" in told


def test_more_by_button_begins_where_the_list_ended(seeker: Seeker) -> None:
    near_blok_m(seeker)
    first = seeker.titles[:5]
    seeker.taps("Lainnya")
    assert set(first).isdisjoint(seeker.titles[:5])
    seeker.taps("Lainnya")
    assert len({*first, *seeker.titles[:5]}) == 10


def test_plain_cashless_means_a_stay_in_hospitals_and_a_visit_elsewhere(seeker: Seeker) -> None:
    told = seeker.says("rs cashless di jaksel", place="jaksel", provider_type="hospital")
    assert "(cashless rawat inap)" in told
    told = seeker.says("apotek cashless di jaksel", place="jaksel", provider_type="pharmacy")
    assert "(cashless rawat jalan)" in told


def test_more_of_another_kind_or_with_a_filter_begins_a_list_of_its_own(seeker: Seeker) -> None:
    near_blok_m(seeker)
    told = seeker.says("klinik lain ada?", provider_type="clinic")
    assert told.startswith("*Klinik rekanan* terdekat dari Blok M")
    near_blok_m(seeker)
    told = seeker.says("yang lain yang buka 24 jam")
    assert told.startswith("*Rumah sakit rekanan (buka 24 jam)* terdekat dari Blok M")


def test_after_an_hour_a_follow_up_asks_where_again(seeker: Seeker) -> None:
    near_blok_m(seeker)
    seeker.clock.advance(minutes=61)
    assert "Di mana Anda sekarang?" in seeker.says("yang buka 24 jam?")


def test_the_nearest_means_here_and_not_the_place_of_the_last_search(seeker: Seeker) -> None:
    near_blok_m(seeker)
    assert "Di mana Anda sekarang?" in seeker.says("apotek terdekat", provider_type="pharmacy")


def hears(seeker: Seeker, action: TurnAction, intent: str, text: str, **entities: str) -> list[str]:
    """What the action goes on with."""
    named = [{"entity": name, "value": value} for name, value in entities.items()]
    latest = {"text": text, "intent": {"name": intent}, "entities": named}
    slots = {"language": "id", **seeker.slots}
    tracker = Tracker("c", slots, latest, [], False, None, {}, None)
    events = action.run(CollectingDispatcher(), tracker, {})
    return [each["name"] for each in events if each["event"] == "followup"]


FIND = ["action_find_provider"]


def test_a_bare_place_answers_the_question_where(seeker: Seeker) -> None:
    inform, clarify = Inform(TEXTS, seeker.services), Clarify(TEXTS, seeker.services)
    assert hears(seeker, inform, "inform", "blok m", place="blok m") == []
    seeker.says("rs terdekat")
    assert hears(seeker, inform, "inform", "blok m", place="blok m") == FIND
    assert hears(seeker, clarify, "nlu_fallback", "bekassi") == FIND
    assert hears(seeker, inform, "inform", "deket warung bu xqzwv") == FIND
    assert hears(seeker, clarify, "nlu_fallback", "qwop zxcv mnbv") == []
    assert hears(seeker, inform, "inform", "KLM-100004", claim_number="KLM-100004") != FIND


def test_what_follows_a_list_goes_on_with_it_however_it_was_understood(seeker: Seeker) -> None:
    clarify = Clarify(TEXTS, seeker.services)
    assert hears(seeker, clarify, "nlu_fallback", "yg 24 jam ad ga") == []
    near_blok_m(seeker)
    for text in ("yg 24 jam ad ga", "yang lain", "yang cashless"):
        assert hears(seeker, clarify, "nlu_fallback", text) == FIND
    assert hears(seeker, clarify, "out_of_scope", "siapa presiden") == []


def test_a_place_that_partners_are_named_after_still_answers_where(seeker: Seeker) -> None:
    seeker.says("rs terdekat")
    assert "dari Blok M" in seeker.says("blok m", "inform", place="blok m")
    seeker.says("rs terdekat")
    told = seeker.says("siloam surabaya", "inform", place="surabaya")
    assert "*Siloam Hospitals Surabaya*" in told


def test_a_dental_clinic_is_no_other_clinic(seeker: Seeker) -> None:
    near_blok_m(seeker)
    seeker.slots["topic"] = {"action": "action_find_provider"}
    told = seeker.says("kalau klinik gigi?", provider_type="dental")
    assert told.startswith("*Klinik gigi rekanan*")


# --- by name --------------------------------------------------------------------------------------


def test_a_partner_that_is_asked_for_by_name_is_shown_on_the_map(seeker: Seeker) -> None:
    told = seeker.says("apakah RS Siloam Kebon Jeruk rekanan?", provider_type="hospital")
    assert told.startswith("Ya, ini rekanan kami:\n\n*Siloam Hospitals Kebon Jeruk*")
    assert seeker.message["custom"]["location"]["name"] == "Siloam Hospitals Kebon Jeruk"
    assert faults(told, seeker.titles, "id") == []


def test_a_name_that_several_have_is_asked_apart(seeker: Seeker) -> None:
    assert "Yang mana" in seeker.says("rs siloam rekanan bukan", provider_type="hospital")
    told = seeker.taps("Siloam Hospitals Surabaya")
    assert "📍 Jl. Raya Gubeng No. 70, Surabaya" in told


def test_one_that_is_no_partner_is_told_so_with_what_to_do(seeker: Seeker) -> None:
    told = seeker.says("apakah rs abadi jaya rekanan?", provider_type="hospital")
    assert "tidak menemukannya di daftar rekanan" in told
    assert "15000-37" in told
    assert seeker.titles == ["Cari yang terdekat", "Hubungi CS", "Menu utama"]


def test_a_question_without_any_name_is_not_answered_with_a_no(seeker: Seeker) -> None:
    told = seeker.says("apakah klinik saya rekanan?", provider_type="clinic")
    assert "klinik rekanan terdekat. Di mana Anda" in told


@pytest.mark.parametrize(
    "text", ["rs apa saja yang rekanan", "apakah ada rs rekanan di sini", "which hospitals accept"]
)
def test_a_question_about_any_partner_names_none(seeker: Seeker, text: str) -> None:
    assert "Di mana Anda" in seeker.says(text, provider_type="hospital")


def test_a_partner_that_is_gone_by_the_time_it_is_tapped_is_told_so(seeker: Seeker) -> None:
    near_blok_m(seeker)
    title = seeker.titles[0]
    others = [each for each in sample_providers() if each.name != title]
    seeker.services = Seeker(others).services
    assert "sudah tidak ada di daftar" in seeker.taps(title)


def test_one_of_a_list_is_a_place_on_the_map_with_its_details(seeker: Seeker) -> None:
    near_blok_m(seeker)
    told = seeker.taps("RS Pusat Pertamina")
    place = seeker.message["custom"]["location"]
    assert (place["latitude"], place["longitude"]) == (-6.2393, 106.7933)
    assert "Rumah sakit · 800 m dari Blok M" in told
    assert seeker.titles == ["Kembali ke daftar", "eCard", "Menu utama"]
    assert "terdekat dari Blok M" in seeker.taps("Kembali ke daftar")


# --- a location -----------------------------------------------------------------------------------


def test_a_location_out_of_the_blue_gets_the_nearest_hospitals(seeker: Seeker) -> None:
    told = seeker.is_at(*BLOK_M)
    assert "*Rumah sakit rekanan* terdekat dari lokasi Anda:\n\n1. *RS Pusat Pertamina*" in told


def test_a_location_that_was_asked_for_gets_what_was_wanted(seeker: Seeker) -> None:
    seeker.says("optik terdekat", provider_type="optical")
    assert "*Optik rekanan* terdekat dari lokasi Anda" in seeker.is_at(*BLOK_M)


def test_what_follows_a_location_needs_no_second_one(seeker: Seeker) -> None:
    seeker.is_at(*BLOK_M)
    assert "* berikutnya dari lokasi Anda" in seeker.says("yang lain")
    assert "± " in seeker.text
    assert "(buka 24 jam)* terdekat dari lokasi Anda" in seeker.says("yang buka 24 jam")
    told = seeker.says("kalau apotek?", provider_type="pharmacy")
    assert "*Apotek rekanan* terdekat dari lokasi Anda" in told


def hospitals_to_the_north(count: int, **changes: Any) -> list[Provider]:
    """Each 200 m farther than the one before."""
    return [
        provider(f"H{number:02}", latitude=-6.2446 + number * 0.0018, **changes)
        for number in range(count)
    ]


def test_a_list_around_a_location_goes_on_without_leaving_one_out() -> None:
    clinics = [
        provider(f"K{n}", type=ProviderType.CLINIC, latitude=-6.2446 + 0.0018 * n - 0.0009)
        for n in range(8)
    ]
    seeker = Seeker([*hospitals_to_the_north(8), *clinics])
    seeker.is_at(*BLOK_M)
    seeker.says("rs atau klinik", provider_type="hospital")
    kinds = Search((ProviderType.HOSPITAL, ProviderType.CLINIC), around=HERE)
    listed: list[str] = []
    for skip in (0, 5, 10):
        seeker.says("", search=replace(kinds, skip=skip).carried())
        listed += [title for title in seeker.titles if title.startswith("RS ")]
    assert len(set(listed)) == len(listed) == 15


def test_a_filter_that_none_of_the_remembered_passes_asks_for_the_location_again() -> None:
    """Farther on there are some: "none" would be wrong."""
    far = provider("24 jam", latitude=-6.1)
    seeker = Seeker([*hospitals_to_the_north(20, open_24h=False), far])
    seeker.is_at(*BLOK_M)
    asked = seeker.says("yang buka 24 jam?")
    assert "rumah sakit rekanan (buka 24 jam) terdekat. Di mana Anda" in asked
    assert seeker.message["custom"] == ASKS
    assert "1. *RS 24 jam*" in seeker.is_at(*BLOK_M)


def test_the_end_of_what_is_remembered_is_not_called_the_end_of_the_list() -> None:
    seeker = Seeker(hospitals_to_the_north(20))
    seeker.is_at(*BLOK_M)
    said = [seeker.says("yang lain") for _ in range(3)]
    assert "Itu tadi rumah sakit rekanan terdekat" in said[-1]


def test_a_location_that_is_answered_again_after_a_crash_gets_the_same_answer(
    seeker: Seeker,
) -> None:
    first, kept = seeker.is_at(*BLOK_M), seeker.slots
    seeker.slots, seeker.turns = {}, 0  # Rasa's turn was not kept; the message comes once more
    assert seeker.is_at(*BLOK_M) == first
    assert seeker.slots == kept


def test_of_a_location_nothing_stays_but_the_answer(seeker: Seeker) -> None:
    seeker.is_at(-6.244612, 106.798634)
    kept = json.dumps(seeker.slots)
    for digits in ("6.24", "106.7", "244612", "798634"):
        assert digits not in kept
    assert all(isinstance(km, int) for _, km in seeker.slots[SLOT]["near"])
    for title in seeker.titles:
        payload = next(each["payload"] for each in seeker.buttons if each["title"] == title)
        assert "106" not in payload


@pytest.mark.parametrize("point", [(1.29, 103.85), (0.0, 0.0), (51.5, -0.12)])
def test_a_location_outside_indonesia_is_answered_kindly(
    seeker: Seeker, point: tuple[float, float]
) -> None:
    told = seeker.is_at(*point)
    assert "di luar Indonesia" in told
    assert seeker.message["custom"] == ASKS
    assert faults(told, seeker.titles, "id") == []


def test_a_location_in_a_form_lets_the_form_go_on_unless_it_was_asked_for(seeker: Seeker) -> None:
    seeker.form = "claim_form"
    assert "tidak diperlukan untuk langkah ini" in seeker.is_at(*BLOK_M)
    seeker.says("rs terdekat")
    assert "terdekat dari lokasi Anda" in seeker.is_at(*BLOK_M)


# --- emergencies ----------------------------------------------------------------------------------


def test_an_emergency_asks_where_and_a_location_gets_emergency_rooms(seeker: Seeker) -> None:
    told = seeker.cries("ayah saya pingsan")
    assert told.index("*119*") < told.index("Kirim lokasi Anda")
    assert seeker.message["custom"] == ASKS
    assert "*Rumah sakit rekanan (ada IGD)* terdekat dari lokasi Anda" in seeker.is_at(*SURABAYA)


def test_an_emergency_in_a_named_place_gets_its_emergency_rooms_at_once(seeker: Seeker) -> None:
    told = seeker.cries("tolong ayah pingsan di bandung", place="bandung")
    assert told.index("*119*") < told.index("*RSUP Dr. Hasan Sadikin*")
    assert told.count("https://maps.google.com/?q=") == 3
    assert faults(told, seeker.titles, "id") == []


def test_who_thinks_of_ending_their_life_is_not_asked_where_they_are(seeker: Seeker) -> None:
    seeker.cries("aku mau mati", emergency_kind="suicide")
    assert not seeker.message["custom"]
    assert "(ada IGD)" in seeker.is_at(*SURABAYA)


def test_an_emergency_where_two_places_have_the_name_offers_the_other(seeker: Seeker) -> None:
    told = seeker.cries("ibu pingsan di bandung", place="bandung")
    assert "dari pusat Kota Bandung" in told
    told = seeker.taps("Di sekitar Kabupaten Bandung")
    assert "(ada IGD)* terdekat dari pusat Kabupaten Bandung" in told
    assert "dari Kuningan (Jakarta)" in seeker.cries("jatuh di kuningan jakarta", place="kuningan")
