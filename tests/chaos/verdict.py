"""Was every message answered exactly once and in order? One conversation's talk, judged.

No I/O here: what was written and what was heard come in, and the faults that there are come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache


@dataclass(frozen=True)
class Heard:
    """One bubble of the assistant."""

    text: str
    at: float


@dataclass(frozen=True, order=True)
class Verdict:
    """What was wrong in one conversation, or in all of them together."""

    unanswered: int = 0
    """Accepted, and never answered (or answered out of order)."""
    surplus: int = 0
    """Heard without having been asked for: a duplicate, or out of order."""
    repeated_in_flight: int = 0
    """Telegram sends that were in flight at a kill and came twice: the one permitted thing."""
    answered: int = 0

    @property
    def faults(self) -> int:
        """What the crash rule forbids."""
        return self.unanswered + self.surplus

    def __add__(self, other: Verdict) -> Verdict:
        """Both together."""
        return Verdict(
            self.unanswered + other.unanswered,
            self.surplus + other.surplus,
            self.repeated_in_flight + other.repeated_in_flight,
            self.answered + other.answered,
        )


IN_FLIGHT_S = 8.0
"""For so long after a send the gateway may not have noted it, when the machine is busy."""


def judge(
    written: Sequence[str],
    heard: Sequence[Heard],
    kills: Sequence[float] = (),
    *,
    may_repeat: bool,
) -> Verdict:
    """The mildest reading of the talk, of whose messages ``written`` are the expected bubbles.

    ``may_repeat`` is Telegram's excuse, at ``kills`` only: the moments at which the gateway was
    killed, by the clock of ``heard``.
    """

    @cache
    def mildest(next_written: int, next_heard: int) -> Verdict:
        if next_written == len(written) and next_heard == len(heard):
            return Verdict()
        return min(_readings(next_written, next_heard), key=_severity)

    def _readings(next_written: int, next_heard: int) -> list[Verdict]:
        readings = []
        if next_heard < len(heard):
            excused = may_repeat and _was_in_flight(heard, next_heard, kills)
            kind = "repeated_in_flight" if excused else "surplus"
            readings.append(_one_more(mildest(next_written, next_heard + 1), kind))
        if next_written < len(written):
            rest = mildest(next_written + 1, next_heard)
            readings.append(_one_more(rest, "unanswered"))
            if next_heard < len(heard) and heard[next_heard].text == written[next_written]:
                readings.append(_one_more(mildest(next_written + 1, next_heard + 1), "answered"))
        return readings

    return mildest(0, 0)


def _severity(verdict: Verdict) -> tuple[int, int, int]:
    return verdict.faults, verdict.repeated_in_flight, -verdict.answered


def _one_more(verdict: Verdict, kind: str) -> Verdict:
    return replace(verdict, **{kind: getattr(verdict, kind) + 1})


def _was_in_flight(heard: Sequence[Heard], index: int, kills: Sequence[float]) -> bool:
    """Whether this bubble repeats the one before it, which a kill may have caught unnoted."""
    if index == 0 or heard[index].text != heard[index - 1].text:
        return False
    return was_in_flight(heard[index - 1].at, kills)


def was_in_flight(at: float, kills: Sequence[float]) -> bool:
    """Whether a kill may have come between something sent ``at`` that moment and its note."""
    return any(at - 1 <= kill <= at + IN_FLIGHT_S for kill in kills)
