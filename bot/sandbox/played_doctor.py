"""Playing the patient at the telemedicine partner's page, and the doctor, for journeys.

doctor = PlayedDoctor("http://127.0.0.1:8026", http)
room = await doctor.come_in(join_url)      # as the member who taps the link
await doctor.does(room, "join")
await doctor.prescribes(room, "Parasetamol 500 mg")
await doctor.does(room, "send")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx


class PlayedDoctor:
    """The partner's pages as a browser uses them."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        """Speak to the sandbox at ``url``."""
        self._url = url.rstrip("/")
        self._http = http

    async def come_in(self, join_url: str) -> str:
        """Tap "come in" on the page of a join link; the room. HTTPStatusError when it is used."""
        return str((await self._post(urlsplit(join_url).path, {}))["room"])

    async def consultations(self) -> Sequence[Mapping[str, Any]]:
        """Every consultation, newest first: ``room``, ``reference``, ``status``, ``said`` …"""
        answer = await self._http.get(f"{self._url}/sandbox/consultations")
        told: list[Mapping[str, Any]] = answer.raise_for_status().json()["consultations"]
        return told

    async def says(self, room: str, text: str) -> None:
        """The doctor answers; they come in first if they were not there."""
        await self._post(f"/sandbox/consultations/{room}/doctor", {"do": "say", "text": text})

    async def prescribes(self, room: str, *names: str) -> None:
        """The doctor prescribes these medicines."""
        medicines = [
            {"name": name, "quantity": "10 tablet", "directions": "3 × sehari 1 tablet"}
            for name in names
        ]
        wish = {"do": "prescribe", "medicines": medicines}
        await self._post(f"/sandbox/consultations/{room}/doctor", wish)

    async def does(self, room: str, what: str) -> None:
        """``join``, ``send`` (the medicine), ``deliver``, ``fail`` or ``end``."""
        await self._post(f"/sandbox/consultations/{room}/doctor", {"do": what})

    async def is_online(self, code: str, online: bool) -> None:
        """From now on this doctor is, or is not, there."""
        await self._post(f"/sandbox/doctors/{code}", {"online": online})

    async def _post(self, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
        answer = await self._http.post(self._url + path, json=dict(body))
        told: Mapping[str, Any] = answer.raise_for_status().json()
        return told
