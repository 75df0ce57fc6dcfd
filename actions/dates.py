"""Dates of birth as people write them, in Indonesian and in English.

Day before month, as everybody in Indonesia writes it; the other way round only where it cannot be
otherwise. What could mean several days is not guessed but asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.number_words import digits_for_words

OLDEST = 120
"""Years after which nobody is insured."""

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari pebruari february feb peb",
            "maret march mar mrt",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "agustus august agu agt ags aug agst",
            "september sept sep",
            "oktober october okt oct",
            "november nopember nov nop",
            "desember december des dec",
        ),
        start=1,
    )
    for name in names.split()
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
TH = r"(?:\s*(?:st|nd|rd|th))?"
NAMED = re.compile(
    rf"\b(?:(?P<d1>\d{{1,2}}){TH}\W*(?:of\s+)?(?P<m1>{MONTH})(?![^\W\d])"
    rf"|(?P<m2>{MONTH})\W*(?P<d2>\d{{1,2}}){TH}(?!\w))"
    r"(?:\W*(?P<year>\d{4}|\d{2})(?!\d))?"
)
YEAR_FIRST_NAMED = re.compile(rf"\b(?P<year>\d{{4}})\W+(?P<m1>{MONTH})\W+(?P<d1>\d{{1,2}})\b")
MONTH_AND_YEAR = re.compile(rf"\b(?:{MONTH})\W+\d{{4}}\b")
NUMBERS = re.compile(
    r"(?<![\w/.-])(\d{4}|\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})(?![\w/-])"
)
DAY_AND_MONTH = re.compile(r"^\D*(\d{1,2})\s*[-/. ]\s*(\d{1,2})\D*$")
PACKED = re.compile(r"(?<![\w/.-])(\d{8}|\d{6})(?![\w/-])")
YEAR_ONLY = re.compile(r"^\D*(\d{4}|\d{2})\D*$")

MONTHS_IN_YEAR = 12
TWO_DIGITS, FOUR_DIGITS, EIGHT_DIGITS = 2, 4, 8


class Unclear(StrEnum):
    """Why a text is not one date of birth; names the response that asks on."""

    NOT_A_DATE = "date_of_birth"
    AMBIGUOUS = "date_ambiguous"
    NO_YEAR = "date_year"
    INCOMPLETE = "date_day"
    IMPOSSIBLE = "date_impossible"
    FUTURE = "date_future"
    TOO_OLD = "date_old"


@dataclass(frozen=True)
class DateRead:
    """What a text says about a date: a day, or why not and what is known of it."""

    day: date | None = None
    unclear: Unclear | None = None
    known: tuple[int, int, int] | None = None
    """(year, month, day) as far as told, 0 for what is missing."""


def read_date(text: str, today: date, known: tuple[int, int, int] | None = None) -> DateRead:
    """Read one date of birth.

    ``known`` is an earlier (year, month, day), 0 for what is not known: "12 Mei" takes its year,
    and "1990" its day and month.
    """
    words = digits_for_words(text.casefold())
    for reader in (_named, _numbers, _packed, _without_year, _year_only):
        found = reader(words, known)
        if found is not None:
            return _checked(found, today)
    return DateRead(unclear=Unclear.NOT_A_DATE)


def has_written_date(text: str) -> bool:
    """Whether the text holds a date that can hardly be anything else."""
    words = digits_for_words(text.casefold())
    if NAMED.search(words) or YEAR_FIRST_NAMED.search(words):
        return True
    found = NUMBERS.search(words)
    return found is not None and any(len(group) == FOUR_DIGITS for group in found.groups())


def without_date(text: str) -> str:
    """The text, lower-cased, without its first date in digits."""
    lowered = text.casefold()
    for pattern in (YEAR_FIRST_NAMED, NAMED, NUMBERS):
        if pattern.search(lowered):
            return pattern.sub(" ", lowered, count=1)
    return lowered


@dataclass(frozen=True)
class _Parts:
    """A year (None if not told), a month, a day; or why not."""

    year: int | None = None
    month: int = 0
    day: int = 0
    short_year: bool = False
    unclear: Unclear | None = None


Known = tuple[int, int, int] | None


def _named(text: str, known: Known) -> _Parts | None:
    found = YEAR_FIRST_NAMED.search(text) or NAMED.search(text)
    if found is None:
        return _Parts(unclear=Unclear.INCOMPLETE) if MONTH_AND_YEAR.search(text) else None
    parts = found.groupdict()
    month = MONTHS[parts.get("m1") or parts["m2"]]
    day = int(parts.get("d1") or parts["d2"])
    if parts["year"] is None:
        return _Parts(_known_year(known), month, day)
    return _Parts(int(parts["year"]), month, day, len(parts["year"]) == TWO_DIGITS)


def _numbers(text: str, known: Known) -> _Parts | None:
    found = NUMBERS.search(text)
    if found is None:
        return None
    first, second, third = found.groups()
    if len(first) == FOUR_DIGITS:
        return _Parts(int(first), int(second), int(third))
    return _day_month_year(int(first), int(second), third)


def _packed(text: str, known: Known) -> _Parts | None:
    found = PACKED.search(text)
    if found is None:
        return None
    digits = found.group(1)
    year_first = len(digits) == EIGHT_DIGITS and digits[:2] in ("19", "20")
    if year_first and int(digits[4:6]) <= MONTHS_IN_YEAR:
        return _Parts(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    return _day_month_year(int(digits[:2]), int(digits[2:4]), digits[4:])


def _day_month_year(first: int, second: int, year: str) -> _Parts:
    short = len(year) == TWO_DIGITS
    numbers = {first, second, int(year)}
    if short and len(numbers) > 1 and max(numbers) <= MONTHS_IN_YEAR:
        return _Parts(unclear=Unclear.AMBIGUOUS)
    day, month = _day_first(first, second)
    return _Parts(int(year), month, day, short)


def _day_first(first: int, second: int) -> tuple[int, int]:
    return (second, first) if second > MONTHS_IN_YEAR >= first else (first, second)


def _without_year(text: str, known: Known) -> _Parts | None:
    found = DAY_AND_MONTH.match(text)
    if found is None:
        return None
    day, month = _day_first(int(found.group(1)), int(found.group(2)))
    return _Parts(_known_year(known), month, day)


def _year_only(text: str, known: Known) -> _Parts | None:
    found = YEAR_ONLY.match(text)
    if found is None:
        return None
    year = found.group(1)
    if known is None or not known[1]:
        return _Parts(int(year), 0, 0, len(year) == TWO_DIGITS, Unclear.INCOMPLETE)
    return _Parts(int(year), known[1], known[2], len(year) == TWO_DIGITS)


def _known_year(known: Known) -> int | None:
    return known[0] or None if known else None


def _checked(parts: _Parts, today: date) -> DateRead:
    if parts.unclear is not None:
        year = _full_year(parts, parts.year or 0, today) if parts.short_year else parts.year
        return DateRead(unclear=parts.unclear, known=(year, 0, 0) if year else None)
    if not _exists(2000, parts.month, parts.day):
        return DateRead(unclear=Unclear.IMPOSSIBLE)
    if parts.year is None:
        return DateRead(unclear=Unclear.NO_YEAR, known=(0, parts.month, parts.day))
    year = _full_year(parts, parts.year, today) if parts.short_year else parts.year
    if not _exists(year, parts.month, parts.day):
        return DateRead(unclear=Unclear.IMPOSSIBLE)
    return _lived(date(year, parts.month, parts.day), today)


def _lived(day: date, today: date) -> DateRead:
    if day > today:
        return DateRead(unclear=Unclear.FUTURE)
    if day.year < today.year - OLDEST:
        return DateRead(unclear=Unclear.TOO_OLD)
    return DateRead(day=day)


def _full_year(parts: _Parts, two_digits: int, today: date) -> int:
    """The latest year with these two digits in which the day has come: '90 is 1990."""
    year = today.year - today.year % 100 + two_digits
    come = (year, parts.month, parts.day) <= (today.year, today.month, today.day)
    return year if come else year - 100


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
