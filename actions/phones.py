"""Telephone numbers as people write them: "0812-3456-7890", "+62 812 …"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from actions.chat_text import plain

COUNTRY = "ID"
LONGEST = 600
"""Characters that are read."""
MANY_DIGITS = re.compile(r"\+?\d(?:[\s().-]{0,3}\d){6,}")
SPELLED_ZERO = re.compile(r"(?<![a-z\d])(?:nol|kosong|o)(?=[\s-]?8\d)")


class PhoneTrouble(StrEnum):
    """Why a text is not a number that can be called."""

    NOT_A_PHONE = "not_a_phone"
    INVALID = "invalid"
    """Digits enough, but no number of that country."""


@dataclass(frozen=True)
class PhoneRead:
    """What a text says about a telephone number. Personal data."""

    phone: str | None = None
    """E.164: ``+6281234567890``."""
    trouble: PhoneTrouble | None = None
    span: tuple[int, int] | None = None
    """Where it stands in the text."""


def read_phone(text: str) -> PhoneRead:
    """Read the first telephone number of a text; Indonesian unless it names another country.

    "81234567890" and "62812…" count, as people leave out the zero and the plus.
    """
    lowered = plain(text[:LONGEST])
    lowered = SPELLED_ZERO.sub(lambda found: "0".rjust(len(found.group())), lowered)
    for match in PhoneNumberMatcher(lowered, COUNTRY, leniency=Leniency.POSSIBLE, max_tries=20):
        if phonenumbers.is_valid_number(match.number):
            written = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
            return PhoneRead(written, span=(match.start, match.end))
    return _written_together(lowered)


def _written_together(text: str) -> PhoneRead:
    """Digits that the library does not take as they stand: "62 812…", "812 3456 7890"."""
    found = MANY_DIGITS.search(text)
    if found is None:
        return PhoneRead(trouble=PhoneTrouble.NOT_A_PHONE)
    digits = re.sub(r"\D", "", found.group()).removeprefix("0062").removeprefix("62").lstrip("0")
    try:
        number = phonenumbers.parse(f"+62{digits}", None)
    except phonenumbers.NumberParseException:
        return PhoneRead(trouble=PhoneTrouble.INVALID, span=found.span())
    if found.group().startswith("+") or not phonenumbers.is_valid_number(number):
        return PhoneRead(trouble=PhoneTrouble.INVALID, span=found.span())
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return PhoneRead(written, span=found.span())
