"""How amounts, days and hours are written to a member, in Indonesian and in English."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from insurance.formats import day, day_of, rupiah
from insurance.periods import JAKARTA

__all__ = [
    "day",
    "day_and_month",
    "day_of",
    "hour",
    "percent",
    "rupiah",
    "title",
    "weekday_and_day",
]

LONGEST_TITLE = 20
"""Characters that a button's title may have: WhatsApp's reply buttons, which come later."""


def weekday_and_day(moment: date, language: str) -> str:
    """A calendar day with its weekday: ``Senin, 23 November 2026``."""
    return format_date(moment, "EEEE, d MMMM y", locale="en" if language == "en" else "id")


def day_and_month(moment: date, language: str) -> str:
    """A day without its year, for a date of birth that is repeated: ``12 Mei`` or ``12 May``."""
    return format_date(moment, "d MMMM", locale="en" if language == "en" else "id")


def hour(moment: datetime) -> str:
    """The time of an aware moment in Jakarta, to the next full minute: ``15.42 WIB``."""
    local = moment.astimezone(JAKARTA)
    minutes = local.hour * 60 + local.minute + (1 if local.second or local.microsecond else 0)
    return f"{minutes // 60 % 24:02}.{minutes % 60:02} WIB"


def percent(part: int, whole: int) -> str:
    """A share in whole per cent, never rounded up to all or down to nothing: ``16%``."""
    if whole <= 0 or part >= whole:
        return "100%"
    if part <= 0:
        return "0%"
    return f"{min(max(round(part * 100 / whole), 1), 99)}%"


def title(words: str) -> str:
    """Words as a button's title: 20 characters at most, cut between words where there are any."""
    cut = words.strip()
    if len(cut) <= LONGEST_TITLE:
        return cut
    whole, _, _ = cut[: LONGEST_TITLE + 1].rpartition(" ")
    return whole.rstrip() or cut[:LONGEST_TITLE]
