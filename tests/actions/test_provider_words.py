"""How providers and distances are written, and what a message says of the ones that are wanted."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.provider_hearing import asks_whether_partner, before_place, heard_in
from actions.provider_search_state import Search, read_search
from actions.provider_words import about, address_of, distance, map_link, row_titles
from actions.turn import Turn
from insurance.model import ProviderType
from tests.actions.providing import TEXTS, provider


def turn(text: str, **entities: str) -> Turn:
    named = [{"entity": name, "value": value} for name, value in entities.items()]
    latest: dict[str, Any] = {"text": text, "intent": {"name": "inform"}, "entities": named}
    tracker = Tracker("c", {}, latest, [], False, None, {}, None)
    return Turn(CollectingDispatcher(), tracker, TEXTS)


@pytest.mark.parametrize(
    ("km", "indonesian", "english"),
    [
        (0.0, "50 m", "50 m"),
        (0.349, "350 m", "350 m"),
        (0.974, "950 m", "950 m"),
        (0.99, "1,0 km", "1.0 km"),
        (1.24, "1,2 km", "1.2 km"),
        (9.96, "10 km", "10 km"),
        (1429.6, "1.430 km", "1,430 km"),
    ],
)
def test_distances_are_as_exact_as_they_are_useful(
    km: float, indonesian: str, english: str
) -> None:
    assert (distance(km, "id"), distance(km, "en")) == (indonesian, english)


def test_what_is_remembered_of_a_distance_is_told_as_such() -> None:
    assert [about(km, "id") for km in (0, 6, 1200)] == ["< 1 km", "± 6 km", "± 1.200 km"]


def test_a_long_address_loses_the_number_before_the_street() -> None:
    long = provider("a", address="Jl. Raya Jatinegara Timur No. 85-87", city="Jakarta Timur")
    assert address_of(long) == "Jl. Raya Jatinegara Timur No. 85-87, Jakarta Timur"
    assert address_of(long, 42) == "Jl. Raya Jatinegara Timur, Jakarta Timur"
    assert address_of(provider("b", address="")) == "Jakarta Pusat"


def test_a_map_shows_the_provider_by_its_point_or_by_its_name() -> None:
    assert map_link(provider("a")) == "https://maps.google.com/?q=-6.18,106.83"
    nowhere = provider("a & b", latitude=None, longitude=None)
    assert map_link(nowhere).endswith("&query=RS+a+%26+b%2C+Jakarta+Pusat")


def test_rows_of_a_list_differ_within_what_is_shown_of_them() -> None:
    names = ["RS Mitra Keluarga Bekasi Barat", "RS Mitra Keluarga Bekasi Timur", "RS Ananda"]
    titles = row_titles(names)
    assert len({title[:24] for title in titles}) == 3
    assert titles[2] == "RS Ananda"


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("yg buka 24jam", ("open_24h",)),
        ("open 24/7", ("open_24h",)),
        ("igd terdekat", ("emergency",)),
        ("rs rwt inap", ("cashless_inpatient",)),
        ("cashless rawat jalan 24 jam", ("cashless_outpatient", "open_24h")),
        ("rs di jalan sudirman", ()),
    ],
)
def test_marks_are_heard(text: str, marks: tuple[str, ...]) -> None:
    assert heard_in(turn(text)).marks == marks


@pytest.mark.parametrize(
    "text",
    ["yang lain", "ada yg lain ga?", "lainnya", "more", "apa lagi", "show me more", "others?"],
)
def test_more_is_heard(text: str) -> None:
    assert heard_in(turn(text)).more


@pytest.mark.parametrize(
    "text",
    [
        "rs terdekat",
        "klinik deket sini",
        "hospital near me",
        "trdkt",
        "rs deket dr tempatku",
        "klinik deket kantor",
    ],
)
def test_here_is_heard(text: str) -> None:
    assert heard_in(turn(text)).here


@pytest.mark.parametrize("text", ["rs di bekasi", "bekasi", "klinik gigi", "rs dekat blok m"])
def test_a_plain_search_says_neither(text: str) -> None:
    heard = heard_in(turn(text))
    assert (heard.more, heard.here, heard.marks) == (False, False, ())


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("apakah rs hermina rekanan generali?", True),
        ("rs mitra keluarga bisa pakai generali ga", True),
        ("rs siloam rekanan bukan", True),
        ("is siloam a partner hospital", True),
        ("does rs bunda accept generali", True),
        ("rs mana yang rekanan", False),
        ("apakah ada klinik rekanan di depok", False),
        ("which hospitals accept generali", False),
        ("rs rekanan di bandung", False),
    ],
)
def test_a_question_about_one_provider_is_told_from_a_search(text: str, is_so: bool) -> None:
    assert asks_whether_partner(text) == is_so


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("rs siloam di surabaya", "rs siloam "),
        ("mau ke rs hermina depok", None),
        ("rs pondok indah", None),
        ("klinik dekat blok m", "klinik "),
    ],
)
def test_what_stands_before_a_place(text: str, before: str | None) -> None:
    assert before_place(text) == before


def test_a_button_carries_its_search_and_nothing_strange_comes_back() -> None:
    kinds = (ProviderType.CLINIC, ProviderType.DENTAL)
    search = Search(kinds, ("open_24h",), "kota-bekasi", 5)
    assert read_search(search.carried()) == search
    for strange in ("", "x", ";;;", "hospital;;;x", "spaceship;;;0", "hospital;;;-1"):
        assert read_search(strange) is None
    read = read_search("hospital;anything;;0")
    assert read == Search()
