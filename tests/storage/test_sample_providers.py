"""The sample partners are places that exist, where they are said to be, all over the country."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence

import pytest

from insurance.gazetteer import Gazetteer, PlaceKind
from insurance.model import Provider, ProviderType
from insurance.points import Point, is_in_indonesia, km_between
from insurance.provider_finding import point_of
from insurance.provider_search import ProviderIndex
from insurance.towns import is_same_town, plain_province
from storage.crypto import Keyring
from storage.database import Database
from storage.providers import SqlProviders
from storage.samples import load_samples


@pytest.fixture
def partners(sqlite_database: Database, keyring: Keyring, clock) -> Sequence[Provider]:
    load_samples(sqlite_database, keyring, clock)
    return SqlProviders(sqlite_database).all()


def test_there_are_partners_of_every_kind_in_nearly_every_province(partners):
    assert len(partners) >= 60
    assert set(Counter(each.type for each in partners)) == set(ProviderType)
    assert len({plain_province(each.province) for each in partners}) >= 30


def test_every_case_that_a_member_may_meet_occurs(partners):
    marks = ("cashless_inpatient", "cashless_outpatient", "open_24h", "emergency", "phone")
    for mark in marks:
        assert {bool(getattr(each, mark)) for each in partners} == {True, False}, mark
    assert {point_of(each) is None for each in partners} == {True, False}
    assert any(each.open_24h and each.type is ProviderType.PHARMACY for each in partners)


def test_each_stands_in_the_town_that_it_is_said_to_be_in(partners):
    gazetteer = Gazetteer()
    for partner in partners:
        town = gazetteer.find(partner.city).place
        assert town is not None, partner.city
        assert town.kind in (PlaceKind.CITY, PlaceKind.REGENCY)
        assert is_same_town(partner.city, town.city)
        assert plain_province(partner.province) == plain_province(town.province), partner.name
        where = point_of(partner)
        assert where is None or (is_in_indonesia(where) and town.covers(where)), partner.name


def test_no_two_have_one_name_or_one_point(partners):
    names = Counter(each.name.casefold() for each in partners)
    points = [where for where in map(point_of, partners) if where is not None]
    assert names.most_common(1)[0][1] == 1
    near = [(a, b) for n, a in enumerate(points) for b in points[:n] if km_between(a, b) < 0.01]
    assert near == []


def test_samples_are_marked_as_samples(partners):
    assert {each.code.partition("-")[0] for each in partners} == {"CONTOH"}


def test_where_the_health_ministry_has_a_point_too_it_is_near(partners, shared):
    """The ministry's points of 2019 are off by kilometres here and there; most are not."""
    index, apart = ProviderIndex(partners), []
    with (shared / "data" / "hospitals_golden.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            named = index.find(f"{row['name']} {row['regency']}")
            where = point_of(named[0].provider) if len(named) == 1 else None
            there = Point(float(row["latitude"]), float(row["longitude"]))
            if where is not None and km_between(where, there) < 30:
                apart.append(km_between(where, there))
    assert len(apart) >= 30
    assert sorted(apart)[len(apart) // 2] < 0.5
