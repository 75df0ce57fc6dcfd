"""What the actions about providers call."""

from __future__ import annotations

from dataclasses import dataclass

from insurance.gazetteer import Gazetteer
from insurance.ports import Clock, Locations
from insurance.provider_finding import ProviderFinder


@dataclass(frozen=True)
class ProviderServices:
    """All that is needed to tell who is near."""

    finder: ProviderFinder
    gazetteer: Gazetteer
    locations: Locations
    clock: Clock
