"""A telemedicine partner: its API, what it tells the gateway, and its pages."""

from __future__ import annotations

from starlette.routing import Route

from bot.sandbox.clinic_api import ClinicApi
from bot.sandbox.clinic_book import Book
from bot.sandbox.clinic_events import ClinicEvents
from bot.sandbox.clinic_rooms import ClinicRooms
from bot.sandbox.ground import Ground


class Clinic:
    """The stand-in for the telemedicine partner."""

    def __init__(self, ground: Ground) -> None:
        """Begin with the doctors of the settings, and nobody consulting."""
        self.book = Book(ground.config.doctors)
        self._events = ClinicEvents(ground)
        self._api = ClinicApi(ground, self.book, self._events)
        self._rooms = ClinicRooms(ground, self.book, self._events)

    def routes(self) -> list[Route]:
        """Everything under ``/telemedicine``, and the pages."""
        return [*self._api.routes(), *self._rooms.routes()]

    def close(self) -> None:
        """Tell nothing more."""
        self._events.close()
