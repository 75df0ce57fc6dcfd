"""What may stand in one cell of a CSV file: text in, value out, or BadCell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from insurance.periods import JAKARTA

T = TypeVar("T")
Parser = Callable[[str], T]

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)


class BadCell(Exception):
    """A cell does not hold what was expected of it; ``expected`` says what that is."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def text(most: int = 200, *, lines: bool = False) -> Parser[str]:
    """Text of 1 to ``most`` characters, on one line unless ``lines``."""

    def parse(cell: str) -> str:
        value = unicodedata.normalize("NFC", cell)
        if not 1 <= len(value) <= most:
            raise BadCell(f"1 to {most} characters")
        allowed = "\n\r\t" if lines else ""
        if any(unicodedata.category(char) == "Cc" and char not in allowed for char in value):
            raise BadCell("text without line breaks and control characters")
        return value.replace("\r\n", "\n")

    return parse


def or_empty(parse: Parser[str]) -> Parser[str]:
    """The same, or nothing at all."""
    return lambda cell: parse(cell) if cell else ""


def or_none(parse: Parser[T]) -> Parser[T | None]:
    """The same; an empty cell is None."""
    return lambda cell: parse(cell) if cell else None


def number(cell: str) -> str:
    """The number of a policy, participant, claim …: up to 64 characters without a space."""
    if not re.fullmatch(r"[^\s,;\"']{1,64}", cell) or not cell.isprintable():
        raise BadCell("a number or code of up to 64 characters, without spaces")
    return cell


def rupiah(cell: str) -> int:
    """A whole amount of rupiah, from 0."""
    if not re.fullmatch(r"[0-9]{1,15}", cell):
        raise BadCell("whole rupiah without separators, like 1500000")
    return int(cell)


def percent(cell: str) -> int:
    """A whole number from 0 to 100."""
    if not re.fullmatch(r"[0-9]{1,3}", cell) or int(cell) > 100:  # noqa: PLR2004
        raise BadCell("a whole number from 0 to 100")
    return int(cell)


def iso_date(cell: str) -> date:
    """A calendar date, ISO 8601."""
    try:
        value = date.fromisoformat(cell) if re.fullmatch(r"[0-9-]{10}", cell) else None
    except ValueError:
        value = None
    if value is None or not EARLIEST <= value <= LATEST:
        raise BadCell("a date like 1990-05-31")
    return value


def moment(cell: str) -> datetime:
    """A date and time, ISO 8601; Western Indonesian time where no offset is given."""
    try:
        value = _moment(cell)
    except ValueError:
        value = None
    if value is None or not EARLIEST.year < value.year <= LATEST.year:
        raise BadCell("a date and time like 2025-05-31T14:30:00+07:00")
    return value.astimezone(UTC)


def _moment(cell: str) -> datetime | None:
    if re.fullmatch(r"[0-9-]{10}", cell):
        return datetime.combine(date.fromisoformat(cell), time(), JAKARTA)
    if not re.fullmatch(r"[0-9-]{10}[T ][0-9:.]{5,15}(Z|[+-][0-9]{2}:?[0-9]{2})?", cell):
        return None
    value = datetime.fromisoformat(cell)
    return value if value.tzinfo else value.replace(tzinfo=JAKARTA)


def time_of_day(cell: str) -> str:
    """A time of day, like ``08:30``; ``24:00``, the end of a day, is its beginning."""
    if cell == "24:00":
        return "00:00"
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", cell):
        raise BadCell("a time of day like 08:30")
    return cell


def stars(cell: str) -> float:
    """A rating from 1 to 5, with up to two decimals; an empty cell, 0: nobody has rated yet."""
    if cell in ("", "0"):
        return 0.0
    if not re.fullmatch(r"[1-4]([.][0-9]{1,2})?|5([.]0{1,2})?", cell):
        raise BadCell("a rating from 1 to 5 with a decimal point, like 4.7, or nothing")
    return float(cell)


def whole_stars(cell: str) -> int:
    """Whole stars, from 1 to 5."""
    if not re.fullmatch(r"[1-5]", cell):
        raise BadCell("a whole number from 1 to 5")
    return int(cell)


def count(cell: str) -> int:
    """How many people there may be, from 1."""
    if not re.fullmatch(r"[1-9][0-9]{0,6}", cell):
        raise BadCell("a whole number from 1")
    return int(cell)


def language(cell: str) -> str:
    """One of the languages in which the assistant answers: ``id`` or ``en``."""
    if cell not in ("id", "en"):
        raise BadCell("id or en")
    return cell


def languages(cell: str) -> str:
    """Codes of languages as ISO 639-1 has them, each once; separated by single spaces."""
    codes = re.split(r"[;,|/ ]+", cell.strip().lower())
    if not all(re.fullmatch(r"[a-z]{2}", code) for code in codes):
        raise BadCell("codes of languages like id;en")
    return " ".join(dict.fromkeys(codes))


def web_address(cell: str) -> str:
    """The https address of a page, of up to 500 characters."""
    if not re.fullmatch(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][!-~]*)?", cell):
        raise BadCell("an address like https://example.com/page")
    if len(cell) > 500:  # noqa: PLR2004
        raise BadCell("an address of up to 500 characters")
    return cell


def boolean(cell: str) -> bool:
    """``true`` or ``false``."""
    if cell not in ("true", "false"):
        raise BadCell("true or false")
    return cell == "true"


def one_of(kind: type[StrEnum]) -> Parser[str]:
    """One of the values of an enum."""
    values = [member.value for member in kind]

    def parse(cell: str) -> str:
        if cell not in values:
            raise BadCell(f"one of {', '.join(values)}")
        return cell

    return parse


def email(cell: str) -> str:
    """An e-mail address, as far as its looks can tell."""
    if len(cell) > 254 or not re.fullmatch(  # noqa: PLR2004
        r"[^@\s\"<>,;]{1,64}@([^@\s.\"<>,;]+\.)+[^@\s.\"<>,;]{2,}", cell
    ):
        raise BadCell("an e-mail address")
    return cell


def phone(cell: str) -> str:
    """A telephone number; any usual way of writing it."""
    if not re.fullmatch(r"[+(]?[0-9][0-9 ().-]{4,28}", cell):
        raise BadCell("a telephone number like +6281234567890")
    return cell


def degrees(most: int) -> Parser[float]:
    """Degrees between ``-most`` and ``most``, with a decimal point."""

    def parse(cell: str) -> float:
        value = float(cell) if re.fullmatch(r"-?[0-9]{1,3}([.][0-9]{1,20})?", cell) else None
        if value is None or not -most <= value <= most:
            raise BadCell(f"degrees between -{most} and {most}, like -6.1972")
        return value

    return parse


def shape(cell: str) -> str:
    """What a cell looks like, without telling what it says: ``31 Mei`` is ``99 Xxx``."""
    return "".join(_shape(char) for char in cell[:40])


def _shape(char: str) -> str:
    if char.isalpha():
        return "X" if char.isupper() else "x"
    return "9" if char.isnumeric() else char
