"""The nearest providers by the index, at real size, on SQLite and PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Sequence
from heapq import nsmallest
from pathlib import Path

import pytest
from sqlalchemy import text

from insurance.errors import ImportRefused
from insurance.fake_provider_map import FakeProviderMap
from insurance.fakes import FakeClock
from insurance.model import Provider, ProviderType
from insurance.points import Box, Point, is_in_indonesia, km_between
from insurance.provider_finding import ALL, ProviderFilter, ProviderFinder, point_of
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import import_csv
from storage.providers import SqlProviderMap, SqlProviders
from tests.storage.real_providers import COLUMNS, convert, read_providers

POINTS, ROWS = 200, 20_000
FILTERS = {
    "all": ALL,
    "hospitals": ProviderFilter(types=frozenset([ProviderType.HOSPITAL])),
    "cashless by day and night": ProviderFilter(cashless_inpatient=True, open_24h=True),
    "emergency rooms": ProviderFilter(emergency=True),
    "clinics and dentists": ProviderFilter(frozenset([ProviderType.CLINIC, ProviderType.DENTAL])),
}

NAMING_NOBODY = (
    *("rs terdekat", "yang buka 24 jam?", "yang lain", "kalau klinik gigi?", "apotek 24 jam"),
    *("ada klinik dekat rumah saya ga", "rs mana aja yang kerjasama", "dokter gigi terdekat"),
    *("yang cashless aja", "mau cabut gigi dimana", "tempat cek darah dekat sini", "lainnya"),
    *("nearest hospital please", "what about dentists?", "which ones are open 24 hours?"),
    *("how far is the nearest hospital", "rs yang bagus", "daftar rumah sakit rekanan generali"),
    *("rs di bekasi", "jakarta selatan", "klinik anak", "rs umum daerah", "rs bersalin di jogja"),
    *(
        "dokter gigi murah",
        "rs ibu dan anak",
        "klinik kulit dan kecantikan",
        "rs khusus",
        "",
        "🏥",
        "?" * 400,
    ),
)
NAMING = {
    "apakah RS Siloam Kebon Jeruk rekanan?": "siloam kebon jeruk",
    "rs premier masuk rekanan ga": "rs premier",
    "does hermina depok accept my card?": "hermina depok",
    "rumah sakit harapan kita": "harapan kita",
    "rs mitra kluarga kelapa gading": "mitra keluarga kelapa gading",
}


def points_over_indonesia() -> Sequence[Point]:
    """Land and sea, the same ones each time."""
    chance = random.Random(2026)
    anywhere = (Point(chance.uniform(-11, 6), chance.uniform(95, 141)) for _ in range(10 * POINTS))
    return [point for point in anywhere if is_in_indonesia(point)][:POINTS]


def finder(database: Database) -> ProviderFinder:
    return ProviderFinder(SqlProviderMap(database), SqlProviders(database))


def truly_nearest(places: Sequence[Point], point: Point) -> Sequence[float]:
    """The distances of the five nearest, by measuring every one."""
    return nsmallest(5, (km_between(point, place) for place in places))


def places_of(providers: Sequence[Provider], wanted: ProviderFilter) -> Sequence[Point]:
    """Where all those are that are wanted, as far as it is known."""
    places = (point_of(provider) for provider in providers if wanted.wants(provider))
    return [place for place in places if place is not None]


@pytest.mark.parametrize("source", ["hospitals_golden.csv", "facilities_merged.csv"])
def test_for_points_all_over_indonesia_the_first_answer_is_truly_the_nearest(
    database: Database, keyring: Keyring, shared: Path, tmp_path: Path, source: str
):
    file = convert(shared / "data" / source, tmp_path / source)
    import_csv(database, keyring, "providers", file, FakeClock())
    every, found = SqlProviders(database).all(), finder(database)
    places = {wanted: places_of(every, wanted) for wanted in FILTERS.values()}
    points = points_over_indonesia()
    assert len(points) == POINTS
    for number, point in enumerate(points):
        for wanted in (ALL, list(FILTERS.values())[number % len(FILTERS)]):
            near = found.near(point, wanted)
            nearest = truly_nearest(places[wanted], point)
            assert [each.km for each in near] == pytest.approx(nearest)
            assert all(wanted.wants(each.provider) for each in near)


def test_where_only_the_regencys_centre_is_known_no_distance_is_told(
    sqlite_database: Database, keyring: Keyring, shared: Path, tmp_path: Path
):
    file = convert(shared / "data" / "facilities_merged.csv", tmp_path / "merged.csv")
    import_csv(sqlite_database, keyring, "providers", file, FakeClock())
    in_town = finder(sqlite_database).in_city("Kabupaten Badung", limit=1000)
    assert len(in_town) > 100
    assert {each.km for each in in_town} == {None}


def test_20_000_rows_load_and_are_found_by_name_and_code(
    database: Database, keyring: Keyring, shared: Path, tmp_path: Path
):
    file = convert(shared / "data" / "facilities_merged.csv", tmp_path / "many.csv", ROWS)
    report = import_csv(database, keyring, "providers", file, FakeClock())
    again = import_csv(database, keyring, "providers", file, FakeClock())
    assert (report.added, again.unchanged) == (ROWS, ROWS)
    found = finder(database)
    named = [
        match.provider.name.lower() for match in found.by_name("apakah siloam semanggi rekanan?")
    ]
    assert all("siloam" in name for name in named[:2])
    assert named[0].endswith("semanggi")
    assert found.provider("F00001-1") is not None


def test_among_12_800_real_names_only_those_that_are_named_are_found(shared: Path, tmp_path: Path):
    file = convert(shared / "data" / "facilities_merged.csv", tmp_path / "many.csv")
    real = FakeProviderMap(read_providers(file))
    found = ProviderFinder(real, real)
    assert [said for said in NAMING_NOBODY if found.by_name(said)] == []
    for said, words in NAMING.items():
        names = [match.provider.name.casefold() for match in found.by_name(said)]
        assert names, said
        assert all(word in names[0] for word in words.split()), (said, names)


@pytest.mark.parametrize("most", [None, 5])
@pytest.mark.parametrize("kind", FILTERS)
def test_the_index_on_the_points_is_used(sqlite_database: Database, kind: str, most: int | None):
    box = Box(-6.3, 106.7, -6.1, 106.9)
    on_map = SqlProviderMap(sqlite_database)
    with sqlite_database.reading() as session:
        query = on_map.query(box, FILTERS[kind], Point(-6.2, 106.8), most)
        compiled = query.compile(sqlite_database.engine, compile_kwargs={"literal_binds": True})
        plans = [row[-1] for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
    assert any("USING INDEX ix_providers_latitude_longitude" in plan for plan in plans), plans


@pytest.mark.parametrize(
    ("degrees", "complaint"),
    [
        ("0,0", "column longitude: expected a point in Indonesia, got 0.0, 0.0"),
        ("106.8,-6.2", "column latitude: expected degrees between -90 and 90"),
        ("1.29,103.85", "column longitude: expected a point in Indonesia, got 1.29, 103.85"),
        ("52.5,13.4", "column latitude: expected a point in Indonesia, got 52.5, 13.4"),
        ('"-6,2",106.8', "column latitude: expected degrees"),
        ("6°10'S,106.8", "column latitude: expected degrees"),
        ("-6.2,", "column longitude: expected both latitude and longitude, or neither"),
    ],
)
def test_a_wrong_point_is_refused_with_line_and_column_and_nothing_is_written(
    sqlite_office, degrees: str, complaint: str
):
    with pytest.raises(ImportRefused) as refused:
        sqlite_office.load("providers", _hospitals_at("-6.5,106.8", degrees))
    assert f"line 3, {complaint}" in str(refused.value)
    assert SqlProviders(sqlite_office.database).all() == ()


def test_a_point_may_have_as_many_decimals_as_a_spreadsheet_writes(sqlite_office):
    sqlite_office.load("providers", _hospitals_at("-6.168228324999973,106.76508997100007"))
    (near,) = finder(sqlite_office.database).near(Point(-6.168228, 106.765090))
    assert near.km == pytest.approx(0, abs=0.001)


def _hospitals_at(*degrees: str) -> str:
    rows = [
        f"{n},RS {n},hospital,,Bogor,,,{at},true,true,true,true" for n, at in enumerate(degrees)
    ]
    return "\n".join([",".join(COLUMNS), *rows, ""])
