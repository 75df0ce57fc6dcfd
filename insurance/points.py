"""Points on the map, in degrees (WGS 84), and how far apart they are."""

from __future__ import annotations

from dataclasses import dataclass
from math import asin, cos, degrees, hypot, isfinite, radians, sin, sqrt

EARTH_KM = 6371.0088
"""The Earth's mean radius (IUGG)."""
KM_PER_DEGREE = radians(1) * EARTH_KM
"""Between two parallels of latitude."""
_MORE = 1.001
"""Boxes are a little larger than asked for, so that rounding leaves nothing out."""


@dataclass(frozen=True)
class Point:
    """A place on the Earth: latitude north, longitude east, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Box:
    """What lies between two parallels and two meridians, in degrees; it never spans the 180th."""

    south: float
    west: float
    north: float
    east: float

    def has(self, point: Point) -> bool:
        """Whether the point lies in it or on its border."""
        inside = self.south <= point.latitude <= self.north
        return inside and self.west <= point.longitude <= self.east


WORLD = Box(-90, -180, 90, 180)
INDONESIA = Box(-11.1, 94.9, 6.2, 141.05)
"""From Ndana to Pulau Rondo, from Pulau Benggala to the border of Papua, with some sea."""

_NEIGHBOURS: tuple[tuple[tuple[float, float], ...], ...] = (
    # Peninsular Malaysia, Singapore and what lies north of them, along the Strait of Malacca.
    (
        (6.2, 97.6), (5.6, 99.4), (4.0, 100.1), (2.9, 100.95), (2.0, 102.0), (1.32, 103.25),
        (1.17, 103.58), (1.215, 103.85), (1.26, 104.13), (1.5, 104.5), (2.9, 104.9), (6.2, 103.5),
    ),
    # Sarawak, Brunei and Sabah, a little north of the border.
    (
        (2.0, 109.9), (1.75, 109.8), (1.45, 110.15), (1.1, 110.6), (1.1, 111.3), (1.3, 111.9),
        (1.75, 112.5), (1.85, 113.3), (1.7, 114.2), (2.2, 114.9), (3.1, 115.45), (4.0, 115.55),
        (4.5, 115.95), (4.5, 116.9), (4.35, 117.4), (4.25, 117.9), (4.3, 118.8), (6.2, 119.5),
        (6.2, 113.5), (3.5, 112.0),
    ),
    # East Timor without Oecusse, which Indonesia surrounds.
    (
        (-8.35, 125.35), (-9.05, 125.2), (-9.4, 125.2), (-9.25, 125.9), (-8.75, 127.1),
        (-8.3, 127.4), (-8.3, 126.2),
    ),
)  # fmt: skip
"""Rough outlines (latitude, longitude) of the neighbours' land inside the box."""


def is_in_indonesia(point: Point) -> bool:
    """Whether the point is on Indonesian land or sea; close to a border, the answer is yes."""
    in_box = _is_on_earth(point) and INDONESIA.has(point)
    return in_box and not any(_is_inside(point, outline) for outline in _NEIGHBOURS)


def km_between(one: Point, other: Point) -> float:
    """The great-circle distance in kilometres."""
    north, north2 = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    half = sin((north2 - north) / 2) ** 2 + cos(north) * cos(north2) * sin(east / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def box_around(point: Point, km: float) -> Box:
    """The smallest box, or little more, with every point that is no farther than ``km``.

    Where it would reach a pole or the 180th meridian it goes all around the Earth.
    """
    tall = km / KM_PER_DEGREE * _MORE
    south, north = point.latitude - tall, point.latitude + tall
    if south <= WORLD.south or north >= WORLD.north:
        return Box(max(south, WORLD.south), WORLD.west, min(north, WORLD.north), WORLD.east)
    # Meridians draw together towards the poles: the circle is widest beyond its centre's parallel.
    wide = degrees(asin(min(1.0, sin(radians(tall)) / cos(radians(point.latitude)))))
    west, east = point.longitude - wide, point.longitude + wide
    if west < WORLD.west or east > WORLD.east:
        west, east = WORLD.west, WORLD.east
    return Box(south, west, north, east)


def _is_on_earth(point: Point) -> bool:
    return isfinite(hypot(point.latitude, point.longitude)) and WORLD.has(point)


def _is_inside(point: Point, outline: tuple[tuple[float, float], ...]) -> bool:
    """Whether a line from the point to the east crosses the outline an odd number of times."""
    inside = False
    for (north, east), (north2, east2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (north > point.latitude) != (north2 > point.latitude):
            crossing = east + (point.latitude - north) / (north2 - north) * (east2 - east)
            inside ^= crossing > point.longitude
    return inside
