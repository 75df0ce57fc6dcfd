"""Finds complete dates in Indonesian and English text and reads them as ISO 8601.

Day before month, as both languages of Indonesia's members write it; a two-digit year is of this
century when that is not in the future. Relative dates ("kemarin") belong to the forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february pebruari feb",
            "maret march mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt agst aug ags",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d)\b"
_DAY = r"(?<!\d)(?P<day>[0-3]?\d)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>[01]?\d)[-/.](?P<day>[0-3]?\d)(?!\d)",
        _DAY + r"\s*[-/.]\s*(?P<month>[01]?\d)\s*[-/.]\s*" + _YEAR,
        _DAY + r"(?:st|nd|rd|th)?(?:\s+of)?[\s-]*" + _MONTH + r"[\s,-]*" + _YEAR,
        r"\b" + _MONTH + r"\s*(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+" + _YEAR,
        _DAY + r"\s+(?P<month>[01]?\d)\s+(?P<year>(?:19|20)\d\d)(?!\d)",
        r"(?<!\d)(?P<day>[0-3]\d)(?P<month>[01]\d)(?P<year>(?:19|20)\d\d)(?!\d)",
    )
)
_JAKARTA = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Found:
    """A value and where it stands in the text."""

    value: str
    start: int
    end: int


def find_dates(text: str) -> Iterator[Found]:
    """All complete dates that exist in the calendar, in the order in which they stand."""
    taken: list[Found] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            read = _read(match)
            overlaps = any(match.start() < t.end and t.start < match.end() for t in taken)
            if read and not overlaps:
                taken.append(Found(read.isoformat(), match.start(), match.end()))
    yield from sorted(taken, key=lambda found: found.start)


def _read(match: re.Match[str]) -> date | None:
    month = match["month"].lower()
    try:
        return date(
            _full_year(match["year"].lstrip("'")),
            _MONTHS.get(month) or int(month),
            int(match["day"]),
        )
    except ValueError:
        return None


def _full_year(year: str) -> int:
    if len(year) == len("1990"):
        return int(year)
    this_year = datetime.now(_JAKARTA).year
    century = this_year - this_year % 100
    return century + int(year) if century + int(year) <= this_year else century - 100 + int(year)
