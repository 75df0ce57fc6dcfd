"""Days of treatment as people write them: "kemarin", "2 hari lalu", "senin lalu", "tgl 12".

Day before month; without a year, the last such day that has come. What could be several days is
not guessed but asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from actions.chat_text import BECOMES, plain
from actions.day_words import (
    AGO,
    CLEAR_WEEKDAY,
    MONTH,
    MONTHS,
    RELATIVE_DAYS,
    RELATIVE_WHEN_ASKED,
    SUNDAY,
    WEEKDAY,
    WEEKDAYS,
    with_digits,
)
from actions.written_days import UNTIL, WrittenDay, find_written_days

LONGEST = 600
"""Characters that are read."""
MOST_CANDIDATES = 3
A_WEEK = 7


class DayTrouble(StrEnum):
    """Why a text is not one day of treatment."""

    NOT_A_DATE = "not_a_date"
    AMBIGUOUS = "ambiguous"
    """Could be several, or is hardly what was meant: see ``candidates``."""
    NO_DAY = "no_day"
    """Only a month or a vague time ("bulan lalu", "awal maret"): the day has to be asked."""
    IMPOSSIBLE = "impossible"
    """No day of the calendar: 31 February."""


@dataclass(frozen=True)
class TreatmentDateRead:
    """What a text says about the day: a day, which may be in the future, or why not."""

    day: date | None = None
    candidates: tuple[date, ...] = ()
    """What it could mean, likeliest first, two or three; only with ``AMBIGUOUS``."""
    trouble: DayTrouble | None = None
    month: tuple[int, int] | None = None
    """(year, month) with ``NO_DAY`` where that much is known; hand it in with the next message."""
    span: tuple[int, int] | None = None
    """Where it stands in the text."""


NOTHING = TreatmentDateRead(trouble=DayTrouble.NOT_A_DATE)

REPLACED = re.compile(
    r"\b(?:bukan(?:nya)?|bkn|not|dari|from|instead of|drpd|daripada)(?:\s+(?:tgl|tanggal|the|"
    r"pada))?\s*$"
)
BORN = re.compile(r"\b(?:lahir\w*|ttl|dob|birth\w*|born|ultah)\b[^\d]{0,25}$")
STAY = re.compile(rf"{UNTIL}(?:tgl|tanggal|the)?\s*")
SEVERAL_DAYS = re.compile(rf"\b(\d{{1,3}})\s*(?:hari|hr|hri|days?|dino)\s*{AGO}\b")
SEVERAL_WEEKS = re.compile(
    rf"(?:\b(\d{{1,2}})\s*(?:minggu|mgg|mggu|pekan|weeks?)|\b(?:se(?:minggu|pekan)|"
    rf"an?\s+week))\s*{AGO}\b"
)
SEVERAL_MONTHS = re.compile(
    rf"(?:\b(\d{{1,2}})\s*(?:bulan|bln|months?)|\b(?:sebulan|an?\s+month|bulan|bln))\s*{AGO}\b|"
    rf"\blast month\b"
)
LAST = rf"(?:{AGO}|last)"
DAY_OF_LAST_WEEK = re.compile(
    rf"\b(?P<name>{WEEKDAY})\s*(?:,\s*)?(?:(?:minggu|mgg|pekan)\s*{AGO}|last week)\b"
)
EVENING_BEFORE = re.compile(
    r"\b(?:malam|malem|mlm)\s+(?P<name>minggu|jumat|jum'at|senin|selasa|rabu|kamis|sabtu)\b"
)
LAST_WEEK = re.compile(rf"\b(?:(?P<week>minggu|mgg|mggu)\s*{AGO}|last week|pekan\s*{AGO})\b")
NAMED_DAY = re.compile(
    rf"\b(?P<hari>(?:hari|hr|on|last|past|"
    rf"this)\s+)?(?P<name>{WEEKDAY})\b(?P<last>\s*{LAST}\b)?(?P<this>\s*(?:ini|tadi)\b)?"
)
VAGUE_MONTH = re.compile(
    rf"\b(?:(?P<part>awal|akhir|pertengahan|tengah|early|late|mid|end of|beginning of|bulan|bln|"
    rf"in|sekitar|around)[\s-]+"
    rf"(?:bulan\s+)?)(?P<name>{MONTH})\b(?:\s+(?P<year>20\d\d))?"
)
ONLY_MONTH = re.compile(rf"^\W*(?:bulan\s+)?(?P<name>{MONTH})(?:\s+(?P<year>20\d\d))?\b")
VAGUE = re.compile(
    r"\b(?:(?:awal|akhir|pertengahan|tengah)\s+(?:bulan|bln|tahun|minggu)(?:\s+ini)?|tahun lalu|"
    r"last year)\b"
)


def read_treatment_date(
    text: str, today: date, asked: bool = True, month: tuple[int, int] | None = None
) -> TreatmentDateRead:
    """Read one day; ``today`` in Jakarta.

    ``asked``: the message answers "when": a bare "12" or "12/3" is a day too. ``month`` is what an
    earlier message told, in which "tgl 12" then lies. Of a stay ("12-15 maret") the first day.
    Nothing is checked against cover: "besok" and 1900 are read as what they are.
    """
    lowered = with_digits(plain(text[:LONGEST]))
    written = _written(lowered, today, asked, month)
    if written:
        return _one_of(written, lowered)
    for read in (*_relative(lowered, today, asked), *_vague(lowered, today, asked)):
        return read
    return NOTHING


def _written(
    text: str, today: date, asked: bool, month: tuple[int, int] | None
) -> Sequence[WrittenDay]:
    found = sorted(find_written_days(text, today, asked, month), key=lambda day: day.span)
    found = [each for each in found if not BORN.search(text[: each.span[0]])]
    kept = [each for each in found if not REPLACED.search(text[: each.span[0]])] or found
    changes = [BECOMES.search(text[one.span[1] : two.span[0]]) for one, two in pairwise(kept)]
    return kept[-1:] if any(changes) else kept


def _one_of(found: Sequence[WrittenDay], text: str) -> TreatmentDateRead:
    first, last = found[0], found[-1]
    if len(found) == 2 and STAY.fullmatch(text[first.span[1] : last.span[0]]):  # noqa: PLR2004
        return _read(first.days[:1], (first.span[0], last.span[1]))
    span = (first.span[0], last.span[1]) if len(found) > 1 else first.span
    return _read(tuple(dict.fromkeys(day for each in found for day in each.days)), span)


def _read(days: tuple[date, ...], span: tuple[int, int]) -> TreatmentDateRead:
    if not days:
        return TreatmentDateRead(trouble=DayTrouble.IMPOSSIBLE, span=span)
    if len(days) == 1:
        return TreatmentDateRead(days[0], span=span)
    candidates = days[:MOST_CANDIDATES]
    return TreatmentDateRead(None, candidates, DayTrouble.AMBIGUOUS, span=span)


# --- told from today --------------------------------------------------------------------------


def _relative(text: str, today: date, asked: bool) -> Iterator[TreatmentDateRead]:
    for match in SEVERAL_DAYS.finditer(text):
        yield _read((today - timedelta(days=int(match.group(1))),), match.span())
    for match in SEVERAL_WEEKS.finditer(text):
        about = today - timedelta(weeks=int(match.group(1) or 1))
        yield _read((about, about - timedelta(days=1), about + timedelta(days=1)), match.span())
    yield from _weekdays(text, today, asked)
    words = (*RELATIVE_DAYS, *(RELATIVE_WHEN_ASKED if asked else ()))
    for days, pattern in words:
        for match in re.finditer(rf"(?<!bulan )(?<!tahun )(?<!bln )\b(?:{pattern})\b", text):
            yield _read((today + timedelta(days=days),), match.span())


def _weekdays(text: str, today: date, asked: bool) -> Iterator[TreatmentDateRead]:
    for match in DAY_OF_LAST_WEEK.finditer(text):
        monday = today - timedelta(days=today.weekday() + A_WEEK)
        yield _read((monday + timedelta(days=WEEKDAYS[match["name"]]),), match.span())
    for match in EVENING_BEFORE.finditer(text):
        yield _read((_last_weekday((WEEKDAYS[match["name"]] - 1) % A_WEEK, today),), match.span())
    for match in LAST_WEEK.finditer(text):
        if text[: match.start()].rstrip().endswith(("hari", "hr")):
            continue
        yield _last_week(match, today)
    for match in NAMED_DAY.finditer(text):
        clear = match["hari"] or match["last"] or re.fullmatch(CLEAR_WEEKDAY, match["name"])
        if asked or clear:
            yield _named_day(match, today)


def _last_week(match: re.Match[str], today: date) -> TreatmentDateRead:
    """ "minggu lalu" is last Sunday or last week; "last week" is no day."""
    if match["week"] is None:
        return TreatmentDateRead(trouble=DayTrouble.NO_DAY, span=match.span())
    sunday = _last_weekday(SUNDAY, today - timedelta(days=1))
    week_ago = today - timedelta(days=A_WEEK)
    days = (sunday, week_ago, week_ago + timedelta(days=1))
    return _read(tuple(dict.fromkeys(days))[:2], match.span())


def _named_day(match: re.Match[str], today: date) -> TreatmentDateRead:
    name = WEEKDAYS[match["name"]]
    is_past = match["last"] or (match["hari"] or "").strip() in ("last", "past")
    if name != today.weekday() or is_past:
        return _read((_last_weekday(name, today - timedelta(days=1)),), match.span())
    days = (today,) if match["this"] else (today, today - timedelta(days=A_WEEK))
    return _read(days, match.span())


def _last_weekday(number: int, until: date) -> date:
    return until - timedelta(days=(until.weekday() - number) % A_WEEK)


# --- not told exactly -------------------------------------------------------------------------


def _vague(text: str, today: date, asked: bool) -> Iterator[TreatmentDateRead]:
    for match in SEVERAL_MONTHS.finditer(text):
        yield _no_day(_months_back(today, int(match.group(1) or 1)), match)
    patterns = (VAGUE_MONTH, ONLY_MONTH) if asked else (VAGUE_MONTH,)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield _no_day(_month_meant(match, today), match)
    for match in VAGUE.finditer(text):
        this_month = "bulan" in match.group() or "bln" in match.group()
        yield _no_day((today.year, today.month) if this_month else None, match)


def _no_day(month: tuple[int, int] | None, match: re.Match[str]) -> TreatmentDateRead:
    return TreatmentDateRead(trouble=DayTrouble.NO_DAY, month=month, span=match.span())


def _months_back(today: date, months: int) -> tuple[int, int]:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    return year, month + 1


def _month_meant(match: re.Match[str], today: date) -> tuple[int, int]:
    month = MONTHS[match["name"]]
    if match["year"]:
        return int(match["year"]), month
    return (today.year if month <= today.month else today.year - 1), month
