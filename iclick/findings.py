"""What a check of ``iclick doctor`` has found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands with one thing."""

    WELL = "well"
    OFF = "off"
    """Not switched on, which may be meant so."""
    DOUBTFUL = "doubtful"
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    state: State
    says: str
    mend: str = ""
    """What to do about it; empty when all is well."""


def well(what: str, says: str) -> Finding:
    """Nothing to do."""
    return Finding(what, State.WELL, says)


def broken(what: str, says: str, mend: str) -> Finding:
    """Something that keeps the assistant from working."""
    return Finding(what, State.BROKEN, says, mend)


def doubtful(what: str, says: str, mend: str) -> Finding:
    """Something that works, but perhaps not as meant."""
    return Finding(what, State.DOUBTFUL, says, mend)


def off(what: str, says: str) -> Finding:
    """Something that the operator has not switched on."""
    return Finding(what, State.OFF, says)
