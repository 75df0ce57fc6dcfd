"""A member who looks for providers among the samples, without Rasa."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.emergency import Emergency
from actions.find_provider import FindProvider
from actions.provider_services import ProviderServices
from actions.provider_showing import ShowProvider
from actions.providers_near_here import ProvidersNearHere
from actions.texts import load_texts
from actions.turn import Event, TurnAction
from insurance.fake_locations import FakeLocations
from insurance.fake_provider_map import FakeProviderMap
from insurance.fakes import FakeClock
from insurance.gazetteer import Gazetteer
from insurance.model import Fact, Provider, ProviderType
from insurance.points import Point
from insurance.provider_finding import ProviderFinder

ROOT = Path(__file__).resolve().parents[2]
TEXTS = load_texts(ROOT / "domain")
GAZETTEER = Gazetteer()


def provider(code: str, **changes: Any) -> Provider:
    """A hospital in the middle of Jakarta, unless told otherwise."""
    values: dict[str, Any] = {
        "name": f"RS {code}",
        "type": ProviderType.HOSPITAL,
        "address": "Jl. Contoh No. 1",
        "city": "Jakarta Pusat",
        "province": "DKI Jakarta",
        "phone": "",
        "latitude": -6.18,
        "longitude": 106.83,
        "cashless_inpatient": True,
        "cashless_outpatient": True,
        "open_24h": True,
        "emergency": True,
    }
    return Provider(code=code, **values | changes)


def sample_providers() -> list[Provider]:
    """As they stand in the file that the demo loads."""
    with (ROOT / "storage" / "samples" / "providers.csv").open(encoding="utf-8") as file:
        return [_read(row) for row in csv.DictReader(file)]


def _read(row: dict[str, str]) -> Provider:
    marks = ("cashless_inpatient", "cashless_outpatient", "open_24h", "emergency")
    values: dict[str, Any] = {**row, "type": ProviderType(row["type"])}
    for name in ("latitude", "longitude"):
        values[name] = float(row[name]) if row[name] else None
    return Provider(**values | {mark: row[mark] == "true" for mark in marks})


@dataclass
class Facts:
    """An operator who has vouched for nothing."""

    def fact(self, key: str) -> Fact | None:
        return None


@dataclass
class Seeker:
    """Somebody in search of a provider; their slots are kept from turn to turn."""

    providers: list[Provider] = field(default_factory=sample_providers)
    language: str = "id"
    clock: FakeClock = field(default_factory=FakeClock)
    slots: dict[str, Any] = field(default_factory=dict)
    form: str | None = None
    message: dict[str, Any] = field(default_factory=dict)
    """The only message of the last answer."""
    text: str = ""
    buttons: list[dict[str, str]] = field(default_factory=list)
    turns: int = 0

    def __post_init__(self) -> None:
        known = FakeProviderMap(self.providers)
        self.locations = FakeLocations()
        finder = ProviderFinder(known, known)
        self.services = ProviderServices(finder, GAZETTEER, self.locations, self.clock)

    def says(self, text: str, intent: str = "find_provider", **entities: str) -> str:
        return self._hears(FindProvider(TEXTS, self.services), text, intent, entities)

    def taps(self, title: str) -> str:
        payload = next(b["payload"] for b in self.buttons if b["title"] == title)
        intent, _, rest = payload.removeprefix("/").partition("{")
        entities = json.loads("{" + rest) if rest else {}
        actions: dict[str, TurnAction] = {
            "find_provider": FindProvider(TEXTS, self.services),
            "pick_provider": ShowProvider(TEXTS, self.services),
        }
        return self._hears(actions[intent], f"[{intent}]", intent, entities)

    def is_at(self, latitude: float, longitude: float) -> str:
        self.locations.put(f"m{self.turns}", Point(latitude, longitude))
        return self._hears(
            ProvidersNearHere(TEXTS, self.services), "[location_sent]", "location_sent", {}
        )

    def cries(self, text: str, **entities: str) -> str:
        action = Emergency(TEXTS, Facts(), self.services)
        return self._hears(action, text, "medical_emergency", entities)

    @property
    def titles(self) -> list[str]:
        return [button["title"] for button in self.buttons]

    def _hears(self, action: TurnAction, text: str, intent: str, entities: dict[str, str]) -> str:
        latest = {
            "text": text,
            "intent": {"name": intent},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "metadata": {"inbound_id": f"m{self.turns}"},
        }
        self.turns += 1
        loop = {"name": self.form} if self.form else {}
        slots = {"language": self.language, **self.slots}
        tracker = Tracker("c", slots, latest, [], False, None, loop, None)
        dispatcher = CollectingDispatcher()
        self._note(action.run(dispatcher, tracker, {}))
        (self.message,) = dispatcher.messages
        return self._read_message()

    def _note(self, events: list[Event]) -> None:
        self.slots |= {each["name"]: each["value"] for each in events if each["event"] == "slot"}

    def _read_message(self) -> str:
        name = self.message["response"]
        self.buttons = list(self.message["buttons"])
        self.text = self.message["text"] or ""
        if name:
            values = {k: v for k, v in self.message.items() if isinstance(v, str)}
            self.text = TEXTS.text(name, self.language, **values)
            self.buttons = [*TEXTS.buttons(name, self.language), *self.buttons]
        return self.text
