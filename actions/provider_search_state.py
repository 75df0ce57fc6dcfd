"""Which providers are being looked for, as buttons and the dialogue's memory carry it.

A member's location stands in neither: of a search around it only what was answered is kept, codes
with whole kilometres, and used for an hour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions.turn import Event, Turn, remember
from insurance.model import ProviderType
from insurance.provider_finding import ProviderFilter

SLOT = "provider_search"
HERE = "here"
"""Stands for the location that was shared, where a place's code would stand."""
FRESH = timedelta(hours=1)
"""After that one may be somewhere else."""
MARKS = ("cashless_inpatient", "cashless_outpatient", "emergency", "open_24h")
FIND = "action_find_provider"


@dataclass(frozen=True)
class Search:
    """Which providers, around what, from which on."""

    types: tuple[ProviderType, ...] = (ProviderType.HOSPITAL,)
    marks: tuple[str, ...] = ()
    around: str = ""
    """The code of a place, or HERE; empty while that is not known."""
    skip: int = 0

    @property
    def wanted(self) -> ProviderFilter:
        """The same for the finder."""
        return ProviderFilter(frozenset(self.types), **dict.fromkeys(self.marks, True))

    def carried(self) -> str:
        """As a button's entity: ``hospital;open_24h;kota-bekasi;5``."""
        return ";".join([",".join(self.types), ",".join(self.marks), self.around, str(self.skip)])


EMERGENCY_ROOMS = Search(marks=("emergency",))


def read_search(carried: str) -> Search | None:
    """From a button's entity; None when it is none of today's."""
    parts = carried.split(";")
    if len(parts) != 4 or not parts[3].isdecimal():  # noqa: PLR2004  # as ``carried`` writes it
        return None
    kinds, marks = parts[0].split(","), parts[1].split(",")
    types = tuple(kind for kind in ProviderType if kind in kinds)
    known = tuple(mark for mark in MARKS if mark in marks)
    return Search(types, known, parts[2], int(parts[3])) if types else None


@dataclass(frozen=True)
class Memory:
    """The search that was answered last, or that waits to hear where."""

    search: Search
    at: datetime
    awaits_place: bool = False
    """Whether it was asked where the member is."""
    shown: int = 5
    """How many of the search were shown: there the next page begins."""
    near: Sequence[tuple[str, int]] = ()
    """What was found around a location: codes with whole kilometres, nearest first."""
    between: tuple[str, ...] = ()
    """The codes of the places that it was asked to choose from."""


def recalled(turn: Turn, now: datetime) -> Memory | None:
    """What is known from before; None when that is nothing, or too long ago."""
    kept: Mapping[str, Any] = turn.slots.get(SLOT) or {}
    search = read_search(str(kept.get("search") or ""))
    if search is None:
        return None
    at = datetime.fromisoformat(kept["at"])
    if now - at > FRESH:
        return None
    near = [(str(code), int(km)) for code, km in kept.get("near") or ()]
    between = tuple(str(code) for code in kept.get("between") or ())
    shown = int(kept.get("shown") or 0)
    return Memory(search, at, bool(kept.get("awaits_place")), shown, near, between)


def remembered(memory: Memory) -> list[Event]:
    """Slots that recall it in the next turns."""
    kept: dict[str, Any] = {
        "search": memory.search.carried(),
        "at": memory.at.isoformat(timespec="seconds"),
        "shown": memory.shown,
    }
    if memory.awaits_place:
        kept["awaits_place"] = True
    if memory.near:
        kept["near"] = [list(one) for one in memory.near]
    if memory.between:
        kept["between"] = list(memory.between)
    return remember(**{SLOT: kept, "topic": {"action": FIND}})


def is_about_providers(turn: Turn) -> bool:
    """Whether providers were what was spoken of last."""
    return bool((turn.slots.get("topic") or {}).get("action") == FIND)


def was_asked_where(turn: Turn) -> bool:
    """Whether the last question was where the member is."""
    return is_about_providers(turn) and bool((turn.slots.get(SLOT) or {}).get("awaits_place"))


def next_page(search: Search, by: int) -> Search:
    """The same, further on."""
    return replace(search, skip=search.skip + by)
