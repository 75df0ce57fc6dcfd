"""Days on which Customer Service keeps other hours than usual, as an operator writes them.

``2026-12-24 closed Cuti bersama Natal; 2026-12-28 09.00-12.00``: an entry is a date, then
``closed`` or the hours in Western Indonesian time, then, if wanted, why. Entries are separated by
semicolons or line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from insurance.errors import BadFact

EXPECTED = "days like 2026-12-24 closed; 2026-12-28 09.00-12.00"
LONGEST_REASON = 60
"""Characters; the reason becomes part of a sentence."""
_SEPARATOR = re.compile(r"[;\n]")
_ENTRY = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) +"
    r"(?:closed|tutup|(?P<opens>\d\d[.:]\d\d) ?[-–] ?(?P<closes>\d\d[.:]\d\d)(?: WIB)?)"
    r"(?: +(?P<why>[^\W\d_].*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Hours:
    """From when to when the office is open on a day, in Western Indonesian time.

    It is open at ``opens`` and no longer open at ``closes``.
    """

    opens: time
    closes: time


@dataclass(frozen=True)
class ExceptionalDay:
    """A day with hours of its own."""

    hours: Hours | None
    """None: closed all day."""
    why: str = ""


Exceptions = Mapping[date, ExceptionalDay]


def read_exceptions(text: str) -> Exceptions:
    """The exceptional days of a fact's text; BadFact when it is written otherwise."""
    entries = [entry.strip() for entry in _SEPARATOR.split(text) if entry.strip()]
    days = [_entry(entry) for entry in entries]
    if len(dict(days)) < len(days):
        raise BadFact(f"{EXPECTED}, each day once")
    return dict(days)


def _entry(text: str) -> tuple[date, ExceptionalDay]:
    found = _ENTRY.fullmatch(text)
    try:
        if found is None:
            raise ValueError
        day, hours = date.fromisoformat(found["day"]), _hours(found["opens"], found["closes"])
    except ValueError:
        raise BadFact(EXPECTED) from None
    why = found["why"] or ""
    if len(why) > LONGEST_REASON:
        raise BadFact(f"reasons of up to {LONGEST_REASON} characters")
    return day, ExceptionalDay(hours, why)


def _hours(opens: str | None, closes: str | None) -> Hours | None:
    if opens is None or closes is None:
        return None
    hours = Hours(*(time.fromisoformat(each.replace(".", ":")) for each in (opens, closes)))
    if hours.opens >= hours.closes:
        raise ValueError
    return hours
