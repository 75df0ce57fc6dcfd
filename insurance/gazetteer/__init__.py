"""The places that members name when they look for a hospital, and where they are."""

from insurance.gazetteer.finding import Gazetteer
from insurance.gazetteer.places import Place, PlaceFound, PlaceKind

__all__ = ["Gazetteer", "Place", "PlaceFound", "PlaceKind"]
