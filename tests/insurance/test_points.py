"""Distances, boxes, and where Indonesia is."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.points import Point, box_around, is_in_indonesia, km_between

MONAS = Point(-6.1754, 106.8272)

IN_INDONESIA = {
    "Sabang": (5.89, 95.32),
    "Pulau Rondo": (6.07, 95.11),
    "Merauke": (-8.49, 140.40),
    "Sota, at the border of Papua": (-8.42, 141.01),
    "Rote": (-10.90, 122.90),
    "Miangas": (5.55, 126.58),
    "Natuna": (3.94, 108.38),
    "Nongsa, across from Singapore": (1.197, 104.098),
    "Belakang Padang": (1.155, 103.885),
    "Karimun": (1.05, 103.38),
    "Entikong, at the border of Sarawak": (0.97, 110.32),
    "Long Bawan": (3.90, 115.69),
    "Nunukan": (4.14, 117.66),
    "Atambua, at the border of East Timor": (-9.106, 124.892),
    "Wini, beside Oecusse": (-9.17, 124.48),
    "Kisar": (-8.06, 127.18),
}
ELSEWHERE = {
    "the zero of an app without a fix": (0.0, 0.0),
    "Singapore": (1.2903, 103.852),
    "Johor Bahru": (1.49, 103.74),
    "Kuala Lumpur": (3.139, 101.687),
    "Penang": (5.41, 100.33),
    "Kuching": (1.553, 110.344),
    "Bandar Seri Begawan": (4.89, 114.94),
    "Kota Kinabalu": (5.98, 116.07),
    "Dili": (-8.556, 125.56),
    "Port Moresby": (-9.44, 147.18),
    "Darwin": (-12.46, 130.84),
    "Davao": (7.19, 125.45),
    "degrees the other way round": (106.8272, -6.1754),
    "no number": (math.nan, 106.8),
    "endless": (math.inf, 106.8),
    "off the Earth": (-6.2, 466.8),
}


@pytest.mark.parametrize("degrees", IN_INDONESIA.values(), ids=list(IN_INDONESIA))
def test_indonesia_reaches_to_its_last_islands(degrees: tuple[float, float]):
    assert is_in_indonesia(Point(*degrees))


@pytest.mark.parametrize("degrees", ELSEWHERE.values(), ids=list(ELSEWHERE))
def test_the_neighbours_and_nowhere_are_not_indonesia(degrees: tuple[float, float]):
    assert not is_in_indonesia(Point(*degrees))


@pytest.mark.parametrize("file", ["regencies.csv", "hospitals_golden.csv", "facilities_merged.csv"])
def test_every_regency_and_hospital_is_in_indonesia(shared: Path, file: str):
    with (shared / "data" / file).open(encoding="utf-8", newline="") as rows:
        points = [
            (row["name"], Point(float(row["latitude"]), float(row["longitude"])))
            for row in csv.DictReader(rows)
            if row["latitude"]
        ]
    assert [name for name, point in points if not is_in_indonesia(point)] == []


@pytest.mark.parametrize(
    ("other", "km"),
    [
        (MONAS, 0),
        (Point(-7.2653, 112.7425), 664.5),  # Surabaya, Tugu Pahlawan side
        (Point(3.5952, 98.6722), 1413.5),  # Medan
        (Point(-2.5337, 140.7181), 3784.0),  # Jayapura
    ],
)
def test_distances_are_those_along_the_great_circle(other: Point, km: float):
    assert km_between(MONAS, other) == pytest.approx(km, rel=0.005)
    assert km_between(other, MONAS) == km_between(MONAS, other)


def test_half_way_around_the_earth_is_no_farther_than_that():
    assert km_between(Point(0, 0), Point(0, 180)) == pytest.approx(20_015, abs=1)


points = st.builds(Point, st.floats(-89, 89), st.floats(-180, 180))


@given(points, points, st.floats(0.001, 3000))
def test_whatever_is_no_farther_lies_in_the_box(centre: Point, other: Point, km: float):
    if km_between(centre, other) <= km:
        assert box_around(centre, km).has(other)


@given(points, st.floats(0, 360), st.floats(0.001, 3000))
def test_the_rim_of_the_circle_lies_in_the_box(centre: Point, bearing: float, km: float):
    assert box_around(centre, km).has(_at(centre, math.radians(bearing), km * 0.9999))


@given(st.builds(Point, st.floats(-11, 6), st.floats(95, 141)), st.floats(0.01, 1000))
def test_in_indonesia_the_box_is_little_wider_than_the_circle(centre: Point, km: float):
    box = box_around(centre, km)
    for corner in (Point(box.south, box.west), Point(box.north, box.east)):
        assert km_between(centre, corner) <= km * 1.45


def _at(start: Point, bearing: float, km: float) -> Point:
    """The point so far away in that direction."""
    north, angle = math.radians(start.latitude), km / 6371.0088
    end = math.asin(
        math.sin(north) * math.cos(angle) + math.cos(north) * math.sin(angle) * math.cos(bearing)
    )
    turn = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(north),
        math.cos(angle) - math.sin(north) * math.sin(end),
    )
    east = (math.degrees(turn) + start.longitude + 540) % 360 - 180
    return Point(math.degrees(end), east)
