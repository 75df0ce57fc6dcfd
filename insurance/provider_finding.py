"""Finds partner providers: the nearest to a point, those of a town, those of a name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from math import inf
from typing import Protocol

from insurance.model import Provider, ProviderType
from insurance.points import WORLD, Box, Point, box_around, km_between
from insurance.ports import Providers
from insurance.provider_names import name_asked_for
from insurance.provider_search import ProviderMatch, ProviderNames, telling_words
from insurance.towns import is_same_town, plain_province

FIRST_LOOK_KM = 4.0
"""How far the first look reaches; each further one reaches ``WIDER`` times as far."""
WIDER = 4.0
FARTHEST_LOOK_KM = 1024.0
"""Beyond this, everything is looked at: Indonesia is 5,200 km long, and thin at its ends."""

MOST_WORDS = 10
"""Of a name, with its town and street; who writes more tells a story."""


@dataclass(frozen=True)
class ProviderFilter:
    """Which providers are wanted; as it stands, all of them."""

    types: frozenset[ProviderType] = frozenset()
    """Any of these; empty: of every type."""
    cashless_inpatient: bool = False
    cashless_outpatient: bool = False
    open_24h: bool = False
    emergency: bool = False
    """Only with an emergency room."""

    def wants(self, provider: Provider) -> bool:
        """Whether the provider is one of these."""
        return (not self.types or provider.type in self.types) and all(
            getattr(provider, mark) for mark in self.marks
        )

    @property
    def marks(self) -> Sequence[str]:
        """The provider's fields that have to be true."""
        marks = ("cashless_inpatient", "cashless_outpatient", "open_24h", "emergency")
        return [mark for mark in marks if getattr(self, mark)]


ALL = ProviderFilter()


@dataclass(frozen=True)
class Near:
    """A provider that was found."""

    provider: Provider
    km: float | None
    """As the crow flies; None where the provider's point is unknown: no distance may be shown."""


class ProviderMap(Protocol):
    """Where the providers are, as far as that is known."""

    def within(
        self, box: Box, wanted: ProviderFilter, near: Point, most: int | None = None
    ) -> Sequence[tuple[str, Point]]:
        """The codes and points of those in the box, in no order; of more than ``most`` only so
        many, which are roughly the nearest to ``near``."""

    def of_codes(self, codes: Sequence[str]) -> Mapping[str, Provider]:
        """Those of these codes, by code."""


class ProviderFinder:
    """Finds partner providers. Every list may be asked for in pages: ``skip`` leaves out the
    first ones, ``limit`` is the most that come."""

    def __init__(self, on_map: ProviderMap, providers: Providers) -> None:
        """By point from ``on_map``, by town, name and code from ``providers``."""
        self._on_map = on_map
        self._providers = providers
        self._names = ProviderNames(providers)

    def near(
        self, point: Point, wanted: ProviderFilter = ALL, limit: int = 5, skip: int = 0
    ) -> Sequence[Near]:
        """The nearest, however far, nearest first; only those whose point is known."""
        needed = skip + limit
        farthest = self._farthest_of(point, wanted, needed)
        if farthest is None:
            return []
        # So many are known to be no farther than this; whoever is nearer lies in this box.
        measured = self._measured(point, box_around(point, farthest), wanted)
        chosen = nsmallest(needed, measured)[skip:]
        known = self._on_map.of_codes([code for _, code in chosen])
        return [Near(known[code], km) for km, code in chosen if code in known]

    def in_city(
        self, city: str, wanted: ProviderFilter = ALL, limit: int = 5, skip: int = 0
    ) -> Sequence[Near]:
        """Those of the town whose point is unknown, by name. "Kota Bekasi" is not "Kabupaten
        Bekasi"; a provider of which only "Bekasi" is known is in both."""
        here = (each for each in self._providers.all() if is_same_town(each.city, city))
        return _without_point(here, wanted)[skip : skip + limit]

    def in_province(
        self, province: str, wanted: ProviderFilter = ALL, limit: int = 5, skip: int = 0
    ) -> Sequence[Near]:
        """Those of the province whose point is unknown, by name."""
        name = plain_province(province)
        here = (each for each in self._providers.all() if plain_province(each.province) == name)
        return _without_point(here, wanted)[skip : skip + limit]

    def around(
        self,
        point: Point,
        radius_km: float,
        *,
        city: str = "",
        province: str = "",
        wanted: ProviderFilter = ALL,
        limit: int = 5,
        skip: int = 0,
    ) -> Sequence[Near]:
        """Those of a place, whose centre and size these are: first the nearest within it, then
        those of the ``city`` or ``province`` without a point, then the nearest beyond."""
        needed = skip + limit
        nearest = self.near(point, wanted, needed)
        found = [each for each in nearest if _km(each) <= radius_km]
        if len(found) < needed and city:
            found += self.in_city(city, wanted, needed)
        if len(found) < needed and province:
            found += self.in_province(province, wanted, needed)
        found += [each for each in nearest if _km(each) > radius_km]
        return found[skip:needed]

    def by_name(self, text: str) -> Sequence[ProviderMatch]:
        """The providers that a question like "apakah RS Siloam rekanan?" may mean, best first,
        five at most; one when it is clear, none when nobody is meant."""
        name = name_asked_for(text)
        return self._names.find(name) if len(telling_words(name)) <= MOST_WORDS else ()

    def provider(self, code: str) -> Provider | None:
        """The provider of that code."""
        return self.of_codes([code]).get(code)

    def of_codes(self, codes: Sequence[str]) -> Mapping[str, Provider]:
        """Those of these codes, by code; with or without a point."""
        return self._on_map.of_codes(codes)

    def _farthest_of(self, point: Point, wanted: ProviderFilter, needed: int) -> float | None:
        """Within how many kilometres there are so many at least, or all; None without any."""
        found: Sequence[tuple[float, str]] = ()
        for box in _growing(point):
            found = self._measured(point, box, wanted, needed)
            if len(found) >= needed:
                break
        return max((km for km, _ in found), default=None)

    def _measured(
        self, point: Point, box: Box, wanted: ProviderFilter, most: int | None = None
    ) -> Sequence[tuple[float, str]]:
        """How far each in the box is, in kilometres, with its code."""
        found = self._on_map.within(box, wanted, point, most)
        return [(km_between(point, where), code) for code, where in found]


def _growing(point: Point) -> Iterator[Box]:
    km = FIRST_LOOK_KM
    while km <= FARTHEST_LOOK_KM:
        yield box_around(point, km)
        km *= WIDER
    yield WORLD


def point_of(provider: Provider) -> Point | None:
    """Where the provider is; None where that is unknown."""
    if provider.latitude is None or provider.longitude is None:
        return None
    return Point(provider.latitude, provider.longitude)


def _km(each: Near) -> float:
    return inf if each.km is None else each.km


def _without_point(providers: Iterable[Provider], wanted: ProviderFilter) -> Sequence[Near]:
    found = [each for each in providers if point_of(each) is None and wanted.wants(each)]
    return [Near(each, None) for each in sorted(found, key=lambda each: (each.name, each.code))]
