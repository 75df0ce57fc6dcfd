"""The nearest, those of a town, those of a name: among a handful in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from insurance.fake_provider_map import FakeProviderMap
from insurance.model import Provider, ProviderType
from insurance.points import Point
from insurance.provider_finding import Near, ProviderFilter, ProviderFinder

HERE = Point(-6.2, 106.8)
A_KM = 1 / 111.195
"""A kilometre to the north, in degrees."""
HOSPITAL = Provider(
    code="RS-1",
    name="RS Sehat",
    type=ProviderType.HOSPITAL,
    address="Jl. Sehat No. 1",
    city="Kota Bekasi",
    province="Jawa Barat",
    phone="",
    latitude=HERE.latitude,
    longitude=HERE.longitude,
    cashless_inpatient=True,
    cashless_outpatient=True,
    open_24h=True,
    emergency=True,
)


def place(code: str, km: float | None, **others: object) -> Provider:
    """A provider so far to the north."""
    latitude = None if km is None else HERE.latitude + km * A_KM
    longitude = None if km is None else HERE.longitude
    return replace(
        HOSPITAL, code=code, name=f"RS {code}", latitude=latitude, longitude=longitude, **others
    )


def finder(*providers: Provider) -> ProviderFinder:
    on_map = FakeProviderMap(providers)
    return ProviderFinder(on_map, on_map)


def codes(found: Sequence[Near]) -> list[str]:
    return [each.provider.code for each in found]


def test_the_nearest_come_first_with_their_distance():
    found = finder(place("C", 30), place("A", 0.5), place("B", 7), place("?", None)).near(HERE)
    assert codes(found) == ["A", "B", "C"]
    assert [each.km for each in found] == pytest.approx([0.5, 7, 30])


def test_they_come_in_pages():
    all_of_them = finder(*(place(f"{km:03}", km) for km in range(0, 300, 10)))
    assert codes(all_of_them.near(HERE, limit=3)) == ["000", "010", "020"]
    assert codes(all_of_them.near(HERE, limit=3, skip=27)) == ["270", "280", "290"]
    assert codes(all_of_them.near(HERE, limit=3, skip=29)) == ["290"]
    assert codes(all_of_them.near(HERE, limit=3, skip=30)) == []


def test_two_in_one_house_stand_in_a_lasting_order():
    assert codes(finder(place("B", 1), place("A", 1)).near(HERE)) == ["A", "B"]


def test_where_nothing_is_near_the_nearest_is_told_however_far():
    (found,) = finder(place("A", 1900)).near(HERE)
    assert found.km == pytest.approx(1900)


def test_nobody_is_found_where_there_is_nobody():
    assert finder(place("?", None)).near(HERE) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (ProviderFilter(), ["in", "out", "day", "dental"]),
        (ProviderFilter(cashless_inpatient=True), ["in", "day"]),
        (ProviderFilter(cashless_outpatient=True), ["out", "day", "dental"]),
        (ProviderFilter(open_24h=True), ["in", "out"]),
        (ProviderFilter(emergency=True), ["in"]),
        (ProviderFilter(types=frozenset([ProviderType.DENTAL, ProviderType.CLINIC])), ["dental"]),
        (ProviderFilter(cashless_inpatient=True, open_24h=True), ["in"]),
        (ProviderFilter(types=frozenset([ProviderType.OPTICAL])), []),
    ],
)
def test_only_what_is_wanted_is_found(wanted: ProviderFilter, found: list[str]):
    some = finder(
        place("in", 1, cashless_outpatient=False),
        place("out", 2, cashless_inpatient=False, emergency=False),
        place("day", 3, open_24h=False, emergency=False),
        place(
            "dental",
            4,
            type=ProviderType.DENTAL,
            cashless_inpatient=False,
            open_24h=False,
            emergency=False,
        ),
    )
    assert codes(some.near(HERE, wanted)) == found


def test_of_a_town_come_those_whose_point_is_unknown_without_a_distance():
    towns = {"A": "Kota Bekasi", "B": "Bekasi", "C": "Kab. Bekasi", "D": "Bogor"}
    some = finder(place("near", 1), *(place(code, None, city=city) for code, city in towns.items()))
    assert codes(some.in_city("Kota Bekasi")) == ["A", "B"]
    assert codes(some.in_city("Kabupaten Bekasi")) == ["B", "C"]
    assert codes(some.in_city("bekasi", skip=1, limit=1)) == ["B"]
    assert {each.km for each in some.in_city("Bekasi")} == {None}


def test_of_a_province_come_those_whose_point_is_unknown():
    some = finder(place("A", None, province="DKI Jakarta"), place("B", None))
    assert codes(some.in_province("Daerah Khusus Ibukota Jakarta")) == ["A"]


def test_around_a_place_those_without_a_point_stand_between_those_in_it_and_those_beyond():
    some = finder(
        place("near", 2),
        place("far", 40),
        place("b", None, city="Bekasi"),
        place("else", None, city="Bogor"),
    )
    around = [codes(some.around(HERE, 15, city="Kota Bekasi", limit=2, skip=n)) for n in (0, 2)]
    assert around == [["near", "b"], ["far"]]
    province = some.around(HERE, 15, province="Jawa Barat")
    assert codes(province) == ["near", "b", "else", "far"]
    assert codes(some.around(HERE, 15)) == ["near", "far"]


def test_around_a_place_nothing_is_told_twice_page_by_page():
    pointed = [place(f"P{km:02}", km) for km in range(0, 40, 2)]
    unknown = [place(f"U{n}", None) for n in range(7)]
    some = finder(*pointed, *unknown)
    pages = [codes(some.around(HERE, 11, city="Bekasi", skip=n)) for n in range(0, 30, 5)]
    told = [code for page in pages for code in page]
    assert len(told) == len(set(told)) == 27
    assert told[:6] == ["P00", "P02", "P04", "P06", "P08", "P10"]
    assert told[6:13] == [f"U{n}" for n in range(7)]


@pytest.mark.parametrize(
    "question", ["apakah RS Sehat Sentosa rekanan?", "is RS Sehat Sentosa a partner hospital?"]
)
def test_a_question_finds_the_provider_it_names(question: str):
    some = finder(replace(HOSPITAL, name="RS Sehat Sentosa"), place("A", 1))
    assert [match.provider.name for match in some.by_name(question)] == ["RS Sehat Sentosa"]


def test_a_story_names_nobody():
    some = finder(replace(HOSPITAL, name="RS Sehat Sentosa"))
    story = "istri mengeluh pusing berputar kemarin muntah terus lemas RS Sehat Sentosa penuh antre"
    assert list(some.by_name(story)) == []


def test_a_code_finds_its_provider_or_nobody():
    some = finder(HOSPITAL)
    assert (some.provider("RS-1"), some.provider("RS-2")) == (HOSPITAL, None)
