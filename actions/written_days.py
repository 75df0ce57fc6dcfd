"""Days that are written with their number: "12 maret", "12/3/26", "tgl 12 bulan lalu"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from actions.day_words import MONTH, MONTHS, YESTERDAY_WORD

MONTHS_IN_YEAR, DAYS_IN_MONTH = 12, 31
LONGEST_BACK = 8
"""Years after which 29 February has come again."""

NO_UNIT = (
    r"(?!\d|[.,:]\d|\s*(?:rb|ribu|rbu|rebu|k|jt|juta|jeti|thousand|million|hari|jam|"
    rf"{MONTH})(?![^\W\d])|[/-]\d)"
)
YEAR = rf"(?:\W*(?P<year>(?:19|20)\d\d){NO_UNIT}|[\s'/-]*(?P<short>\d\d){NO_UNIT})?"
TH = r"(?:\s*(?:st|nd|rd|th)\b)?"
UNTIL = (
    r"\s*(?:-|s/d|s\.d\.?|sd|sampai|sampe|smp|hingga|until|to|till|dan|&)\s*(?:tgl\s*|tanggal\s*)?"
)
TGL = r"(?:tangg?al(?:nya)?|tgll?(?:nya)?|tnggl|date|the)"
PATTERNS: dict[str, str] = {
    "range": rf"(?<![\d/.])(?P<day>\d{{1,2}}){UNTIL}\d{{1,2}}\s*(?P<name>{MONTH})(?![^\W\d])"
    rf"{YEAR}",
    "year_first": r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)\s*[-/. ]\s*(?P<month>\d{1,2})\s*[-/. ]\s*"
    r"(?P<day>\d{1,2})(?!\d)",
    "named": rf"(?<![\d/.,])(?P<day>\d{{1,2}}){TH}[^\w\n]*(?:of\s+)?(?:bulan\s+)?(?P<name>{MONTH})"
    rf"(?![^\W\d]){YEAR}",
    "name_first": rf"\b(?P<name>{MONTH})\s*(?P<day>\d{{1,2}}){TH}{NO_UNIT}(?!\s*(?:hari|x|kali)\b)"
    rf"(?:\s*,?\s*(?P<year>(?:19|20)\d\d)(?!\d))?",
    "numbers": r"(?<![\d/.,-])(?P<day>\d{1,2})\s*(?P<mark>[-/. ])\s*(?P<month>\d{1,2})"
    r"\s*(?P=mark)\s*(?:(?P<year>(?:19|20)\d\d)|(?P<short>\d\d))(?![\d/]|[.,-]\d)",
    "slash": r"(?<![\d/.,-])(?<!\d )(?P<day>[0-3]?\d)/(?P<month>1[0-2]|0?[1-9])(?![\d/]|[.,-]\d)"
    r"(?!\s*(?:tab\w*|kapsul|botol|sdm|sdt|jam|hari|butir|x|pcs|strip|dari|porsi|gelas)\b)",
    "said": rf"\b{TGL}\s*(?:ke\s*)?(?P<day>\d{{1,2}})(?:{UNTIL}\d{{1,2}})?{TH}\s*,?\s*"
    rf"(?:of\s+)?(?:(?P<of>bulan|bln|month)\s*(?P<month>\d{{1,2}})(?!\d)"
    rf"|(?:(?:bulan|bln)\s*(?P<last>lalu|kemarin|{YESTERDAY_WORD}|yang lalu|yg lalu|sebelumnya)|"
    r"(?P<last_en>last month)|(?P<this>bulan ini|bln ini|this month))"
    rf"|/\s*(?P<slash>\d{{1,2}})|){NO_UNIT}",
}  # fmt: skip
WHEN_ASKED: dict[str, str] = {
    "packed": r"(?<![\d/.,-])(?P<day>\d\d)(?P<month>\d\d)(?:(?P<year>(?:19|20)\d\d)|"
    r"(?P<short>\d\d))(?!\d)",
    "day_month": r"(?<![\d/.,-])(?P<day>\d{1,2})\s*(?P<mark>[-/. ])\s*(?P<month>\d{1,2})(?![\d/]|"
    r"[.,-]\d)",
    "ordinal": r"(?<!\w)(?P<day>\d{1,2})(?:st|nd|rd|th)\b",
    "bare": r"^\D{0,12}(?<![\d/.,-])(?P<day>\d{1,2})(?:\s*(?:kemarin|kmrn|kemaren|ya|yah|kak|min|"
    r"lalu))*\W*$",
}
COMPILED = {name: re.compile(pattern) for name, pattern in (PATTERNS | WHEN_ASKED).items()}


@dataclass(frozen=True)
class WrittenDay:
    """A day as it stands in the text."""

    span: tuple[int, int]
    days: tuple[date, ...]
    """What it means; several where it is not clear, none where no calendar has it."""


def find_written_days(
    text: str, today: date, asked: bool, month: tuple[int, int] | None
) -> Iterator[WrittenDay]:
    """All days of a lower-cased text with digits for numbers, in no order.

    ``month`` is the one in which a day without month lies, if that is known.
    """
    for name in (*PATTERNS, *(WHEN_ASKED if asked else ())):
        for match in COMPILED[name].finditer(text):
            days = _days(match.groupdict(), today, month)
            if not days and name == "packed":
                continue
            yield WrittenDay(match.span(), tuple(days))
            text = text[: match.start()] + " " * len(match.group()) + text[match.end() :]


def _days(told: dict[str, str | None], today: date, month: tuple[int, int] | None) -> list[date]:
    day = int(told["day"] or 0)
    number = _month(told)
    if number is None:
        return _in_month(day, _said_month(told, today) or month, today)
    year = _year(told, today)
    readings = _both_ways(day, number, swap=told.get("name") is None and "mark" in told)
    if told.get("mark") == "-" and year is None and number > MONTHS_IN_YEAR:
        return _in_month(day, month, today)  # "12-15" are the days of a stay
    if year is not None:
        return _not_in_the_future([(year, m, d) for m, d in readings], today)
    return [found for m, d in readings[:1] for found in _last(today, m, d)]


def _month(told: dict[str, str | None]) -> int | None:
    name = told.get("name")
    if name:
        return MONTHS[name]
    digits = told.get("month") or told.get("slash")
    return int(digits) if digits else None


def _year(told: dict[str, str | None], today: date) -> int | None:
    full, short = told.get("year"), told.get("short")
    if full:
        return int(full)
    if not short:
        return None
    year = today.year - today.year % 100 + int(short)
    return year if year <= today.year + 1 else year - 100


def _both_ways(day: int, month: int, swap: bool) -> list[tuple[int, int]]:
    """(month, day) with the day first; the other way round where only that can be."""
    if swap and month > MONTHS_IN_YEAR >= day:
        return [(day, month)]
    return [(month, day), (day, month)] if swap and day <= MONTHS_IN_YEAR else [(month, day)]


def _not_in_the_future(ways: list[tuple[int, int, int]], today: date) -> list[date]:
    """The first way; where that is still to come and the other is not, both."""
    days = [day for way in ways if (day := _exists(*way)) is not None]
    if len(days) > 1 and days[0] > today >= days[1]:
        return [days[1], days[0]]
    return days[:1]


def _said_month(told: dict[str, str | None], today: date) -> tuple[int, int] | None:
    if told.get("last") or told.get("last_en"):
        before = today.replace(day=1) - timedelta(days=1)
        return before.year, before.month
    return (today.year, today.month) if told.get("this") else None


def _in_month(day: int, month: tuple[int, int] | None, today: date) -> list[date]:
    if month is not None:
        found = _exists(*month, day)
        return [found] if found else []
    if not 1 <= day <= DAYS_IN_MONTH:
        return []
    return _search(today, lambda each: each.day == day, DAYS_IN_MONTH * 2)


def _last(today: date, month: int, day: int) -> list[date]:
    """The last such day that has come."""
    years = range(today.year, today.year - LONGEST_BACK - 1, -1)
    found = [each for year in years if (each := _exists(year, month, day)) and each <= today]
    return found[:1]


def _search(today: date, fits: Callable[[date], bool], most: int) -> list[date]:
    days = (today - timedelta(days=back) for back in range(most))
    return [found] if (found := next(filter(fits, days), None)) else []


def _exists(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
