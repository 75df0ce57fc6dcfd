"""Places are found however they are spelt, asked apart where they share a name, and lie where
they lie."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.gazetteer import Gazetteer, Place, PlaceKind
from insurance.gazetteer.known_places import known_places, written_names
from insurance.points import Point, is_in_indonesia, km_between

ROOT = Path(__file__).resolve().parents[2]
WITHIN_KM = 25
SIDES = ("Barat", "Selatan", "Tengah", "Timur", "Utara")


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer()


def _names(places) -> list[str]:
    return [place.name for place in places]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("jaksel", "Jakarta Selatan"),
        ("south jakarta", "Jakarta Selatan"),
        ("JAKARTA SELATAN", "Jakarta Selatan"),
        ("jkt selatn", "Jakarta Selatan"),
        ("sby", "Kota Surabaya"),
        ("surabya", "Kota Surabaya"),
        ("dket blok m", "Blok M"),
        ("tangsel", "Kota Tangerang Selatan"),
        ("jogja", "Kota Yogyakarta"),
        ("solo", "Kota Surakarta"),
        ("bsd", "BSD"),
        ("rs sekitar kelapa gading dong", "Kelapa Gading"),
        ("pantai indah kapuk", "Pantai Indah Kapuk"),
        ("kebun jeruk", "Kebon Jeruk"),
        ("margonda depok", "Margonda"),
        ("kelapa gading di jakarta utara", "Kelapa Gading"),
        ("kab. bekasi", "Kabupaten Bekasi"),
        ("bekasi kota", "Kota Bekasi"),
        ("bogor regency", "Kabupaten Bogor"),
        ("jakarta", "DKI Jakarta"),
        ("bali", "Bali"),
        ("jambi", "Kota Jambi"),
        ("provinsi jambi", "Jambi"),
        ("di yogyakarta", "Kota Yogyakarta"),
        ("diy", "Daerah Istimewa Yogyakarta"),
        ("tebing tinggi, sumut", "Kota Tebing Tinggi"),
        ("labuan bajo", "Labuan Bajo"),
        ("cikarang", "Cikarang"),
        ("makasar", "Kota Makassar"),
        ("kep. seribu", "Kepulauan Seribu"),
        ("batu", "Kota Batu"),
        ("kuningan jakarta", "Kuningan (Jakarta)"),
        ("martapura kalsel", "Martapura (Kalimantan Selatan)"),
        ("near bali airport", "Bandara Ngurah Rai"),
        ("kalimantan timur", "Kalimantan Timur"),
    ],
)
def test_a_place_is_found_however_it_is_written(gazetteer: Gazetteer, written: str, name: str):
    found = gazetteer.find(written)
    assert _names(found.places) == [name]
    assert found.place == found.places[0]
    assert found.suggestions == ()


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("rs di bekasi", ["Kota Bekasi", "Kabupaten Bekasi"]),
        ("bdg", ["Kota Bandung", "Kabupaten Bandung"]),
        ("semarng", ["Kota Semarang", "Kabupaten Semarang"]),
        ("rs di kota baru", ["Kabupaten Kotabaru", "Kotabaru (Yogyakarta)"]),
        ("rs di bekasi atau cimahi", ["Kota Bekasi", "Kota Cimahi", "Kabupaten Bekasi"]),
        ("kalimantan", [f"Kalimantan {side}" for side in SIDES]),
        ("banjar", ["Kota Banjar", "Kabupaten Banjar"]),
        ("kuningan", ["Kabupaten Kuningan", "Kuningan (Jakarta)"]),
        ("martapura", ["Martapura (Kalimantan Selatan)", "Martapura (Sumatera Selatan)"]),
    ],
)
def test_places_of_one_name_are_asked_apart(gazetteer: Gazetteer, written: str, names: list[str]):
    found = gazetteer.find(written)
    assert sorted(_names(found.places)) == sorted(names)
    assert found.place is None


def test_a_name_spelt_like_another_is_suggested(gazetteer: Gazetteer):
    found = gazetteer.find("jatinegoro")
    assert found.places == ()
    assert _names(found.suggestions) == ["Jatinegara", "Jatinangor"]


def test_a_neighbour_of_like_name_is_not_taken_for_the_place(gazetteer: Gazetteer):
    assert gazetteer.find("pondok rajeg").places == ()


@pytest.mark.parametrize("written", ["xyzzy", "", "   ", "?!", "rumah sakit terdekat", "🏥"])
def test_what_names_no_place_finds_none(gazetteer: Gazetteer, written: str):
    found = gazetteer.find(written)
    assert (found.places, found.suggestions, found.place) == ((), (), None)


@pytest.mark.parametrize(
    "written",
    ["cara kirim lokasi gimana", "bentar ya", "saya di jalan", "lagi di kantor", "makan malam"],
)
def test_everyday_words_are_no_misspelt_places(gazetteer: Gazetteer, written: str):
    assert gazetteer.find(written).suggestions == ()


@pytest.mark.parametrize(("written", "name"), [("bgoor", "Kota Bogor"), ("mdean", "Kota Medan")])
def test_a_short_name_with_two_letters_changed_about_is_suggested(
    gazetteer: Gazetteer, written: str, name: str
):
    assert name in _names(gazetteer.find(written).suggestions)


@pytest.mark.parametrize(
    "written", ["x" * 400, "rumah sakit " * 40, "a b c d " * 60, "jl. " + "mawar melati " * 31]
)
def test_a_text_of_400_characters_is_no_trouble(gazetteer: Gazetteer, written: str):
    assert gazetteer.find(written).places == ()
    assert gazetteer.mentioned_in(written).places == ()


@given(st.text(max_size=420))
def test_no_text_is_any_trouble(text: str):
    found = Gazetteer().find(text)
    assert not (found.places and found.suggestions)
    assert len(found.places) <= 5
    assert len(found.suggestions) <= 5
    assert Gazetteer().mentioned_in(text).suggestions == ()


def test_of_a_long_text_the_beginning_is_read(gazetteer: Gazetteer):
    assert gazetteer.find("di bekasi kota " + "ya " * 200).place == gazetteer.place("kota-bekasi")
    assert gazetteer.find("ya " * 200 + "di bekasi kota").places == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "yang buka 24 jam?",
        "yang lain",
        "kalau klinik gigi?",
        "saya sakit batu ginjal",
        "hari senen saja",
        "nama saya bima",
        "pak bima yang sakit",
        "dokter medan",
        "mks ya",
    ],
)
def test_a_word_that_is_also_a_place_does_not_name_one(gazetteer: Gazetteer, sentence: str):
    assert gazetteer.mentioned_in(sentence).places == ()


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("kalau yang di cirebon?", ["Kota Cirebon", "Kabupaten Cirebon"]),
        ("saya lagi di kota batu", ["Kota Batu"]),
        ("kalau di senen ada ga", ["Senen"]),
        ("what about in bima", ["Kota Bima", "Kabupaten Bima"]),
        ("nama saya budi, tinggal di tebet", ["Tebet"]),
    ],
)
def test_a_sentence_may_name_a_place(gazetteer: Gazetteer, sentence: str, names: list[str]):
    assert _names(gazetteer.mentioned_in(sentence).places) == names


def test_every_place_is_found_by_its_code_and_its_name(gazetteer: Gazetteer):
    places = known_places().places
    assert {code: gazetteer.place(code) for code in places} == dict(places)
    lost = [place.name for place in places.values() if place not in _by_name(gazetteer, place)]
    assert lost == []
    assert gazetteer.place("nowhere") is None


def _by_name(gazetteer: Gazetteer, place: Place):
    name = f"provinsi {place.name}" if place.kind is PlaceKind.PROVINCE else place.name
    return gazetteer.find(name).places


def test_the_places_are_those_of_the_country():
    places = known_places().places.values()
    count = {kind: sum(place.kind is kind for place in places) for kind in PlaceKind}
    assert count[PlaceKind.CITY] + count[PlaceKind.REGENCY] == 514
    assert count[PlaceKind.PROVINCE] == 38
    assert count[PlaceKind.LANDMARK] + count[PlaceKind.DISTRICT] >= 150
    assert all(is_in_indonesia(place.point) for place in places)
    assert all(re.fullmatch(r"[a-z0-9-]{1,48}", place.code) for place in places)


def test_there_are_at_least_150_short_forms():
    files = (ROOT / "insurance" / "gazetteer").glob("*.csv")
    also = [
        name for file in files for row in _rows(file) for name in row["also"].split(";") if name
    ]
    assert len(set(also)) >= 150


def test_the_names_that_rasa_knows_are_the_gazetteers():
    words = (ROOT / "engine" / "place_words.txt").read_text(encoding="utf-8").splitlines()
    assert words == list(written_names()), "run scripts/new-place-words"


def test_a_place_covers_what_lies_near_its_point_or_its_middle(gazetteer: Gazetteer):
    ketapang = gazetteer.place("kab-ketapang")
    assert ketapang is not None
    assert ketapang.covers(ketapang.point)
    assert ketapang.covers(ketapang.middle)
    assert not ketapang.covers(Point(-6.2, 106.8))


def test_every_kota_and_kabupaten_lies_where_others_say_it_does(shared: Path):
    """The middle of each within 25 km, and nine in ten of the seats within 50.

    Some middles were set beside this very file: docs/decisions/0024-the-gazetteer.md.
    """
    theirs = {_bare(row["name"]): row for row in _rows(shared / "data" / "regencies.csv")}
    ours = {
        _bare(place.name, place.kind): place
        for place in known_places().places.values()
        if place.kind in (PlaceKind.CITY, PlaceKind.REGENCY)
    }
    assert ours.keys() == theirs.keys()
    middles = {name: km_between(place.middle, _point(theirs[name])) for name, place in ours.items()}
    assert {name: km for name, km in middles.items() if km > WITHIN_KM} == {}
    seats = [km_between(place.point, _point(theirs[name])) for name, place in ours.items()]
    assert sum(km <= WITHIN_KM * 2 for km in seats) >= len(seats) * 0.9


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8").splitlines()))


def _point(row: dict[str, str]) -> Point:
    return Point(float(row["latitude"]), float(row["longitude"]))


def _bare(name: str, kind: PlaceKind | None = None) -> str:
    """ "kota" or "kabupaten" and the name's letters, in the spelling that both share."""
    plain = name.lower().replace("administrasi ", "").replace("adm. ", "").replace("kep. ", "")
    plain = plain.replace("kepulauan siau", "siau").replace("sidimpuan", "sidempuan")
    if not plain.startswith(("kota ", "kabupaten ")) and kind:
        plain = ("kota " if kind is PlaceKind.CITY else "kabupaten ") + plain
    return re.sub(r"[^a-z]", "", plain)
