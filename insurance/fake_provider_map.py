"""Partner providers in memory, by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from insurance.model import Provider
from insurance.points import Box, Point, km_between
from insurance.provider_finding import ProviderFilter, point_of


class FakeProviderMap:
    """Implements ``insurance.ports.Providers`` and ``insurance.provider_finding.ProviderMap``."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        """Know these."""
        self._providers = tuple(sorted(providers, key=lambda each: each.code))

    def all(self) -> Sequence[Provider]:
        """Every provider, by code."""
        return self._providers

    def within(
        self, box: Box, wanted: ProviderFilter, near: Point, most: int | None = None
    ) -> Sequence[tuple[str, Point]]:
        """The codes and points of those in the box, or the nearest of them."""
        places = ((each.code, point_of(each)) for each in self._providers if wanted.wants(each))
        found = [(code, where) for code, where in places if where is not None and box.has(where)]
        return sorted(found, key=lambda one: km_between(near, one[1]))[:most]

    def of_codes(self, codes: Sequence[str]) -> Mapping[str, Provider]:
        """Those of these codes, by code."""
        return {each.code: each for each in self._providers if each.code in codes}
