"""What a place is, and what comes of looking one up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from insurance.points import Point, km_between


class PlaceKind(StrEnum):
    """What sort of place it is."""

    CITY = "city"
    """A kota."""
    REGENCY = "regency"
    """A kabupaten."""
    DISTRICT = "district"
    """A part of a kota or kabupaten, or a town in one."""
    LANDMARK = "landmark"
    """A station, a mall, an airport, an avenue …"""
    PROVINCE = "province"


@dataclass(frozen=True)
class Place:
    """A place in Indonesia; sources and licence of the points: docs/decisions and NOTICE."""

    code: str
    """Lower-case ASCII with hyphens, up to 48 characters, never changed: "kota-bekasi"."""
    name: str
    """As shown to members: "Kota Bekasi", "Blok M"."""
    kind: PlaceKind
    province: str
    city: str
    """The kota or kabupaten it is or lies in, by its whole name; a province's is empty."""
    point: Point
    """Its seat, centre or gate, where people and hospitals are; a province's is its capital's."""
    middle: Point
    """About the middle of its land: of a wide kabupaten far from its seat, else the point."""
    radius_km: float
    """About how far it reaches from its point and from its middle."""

    def covers(self, point: Point) -> bool:
        """Whether a point lies in it, as well as circles can tell."""
        return min(km_between(self.point, point), km_between(self.middle, point)) <= self.radius_km


@dataclass(frozen=True)
class PlaceFound:
    """What a text may mean: places, or, where it means none that is known, what is spelt alike."""

    places: Sequence[Place] = ()
    """One, or several of one name that must be asked apart: kota and kabupaten first."""
    suggestions: Sequence[Place] = ()
    """Up to five, best first, and only when there are no places; often none at all."""

    @property
    def place(self) -> Place | None:
        """The place, when it is clear which."""
        return self.places[0] if len(self.places) == 1 else None
