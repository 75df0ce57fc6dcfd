"""What the search for partner providers is put together from."""

from __future__ import annotations

from actions.provider_services import ProviderServices
from insurance.gazetteer import Gazetteer
from insurance.ports import Clock
from insurance.provider_finding import ProviderFinder
from storage.database import Database
from storage.locations import SqlLocations
from storage.providers import SqlProviderMap, SqlProviders


def provider_services(db: Database, clock: Clock) -> ProviderServices:
    """The partners in ``db``, and where members say that they are."""
    providers = SqlProviders(db)
    return ProviderServices(
        finder=ProviderFinder(SqlProviderMap(db), providers),
        gazetteer=Gazetteer(),
        locations=SqlLocations(db),
        clock=clock,
    )
