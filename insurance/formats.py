"""How amounts, days and hours are written to a member, in Indonesian and in English."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date
from babel.numbers import format_decimal

from insurance.periods import JAKARTA


def rupiah(amount: int) -> str:
    """An amount in whole rupiah: ``Rp1.250.000``, in both languages."""
    return f"Rp{format_decimal(amount, locale='id')}"


def day(moment: date, language: str) -> str:
    """A calendar day: ``12 Maret 2026`` or ``12 March 2026``."""
    return format_date(moment, "d MMMM y", locale="en" if language == "en" else "id")


def day_of(moment: datetime, language: str) -> str:
    """The day on which an aware moment falls in Jakarta."""
    return day(moment.astimezone(JAKARTA).date(), language)


def day_and_hour(moment: datetime, language: str) -> str:
    """An aware moment in Jakarta, to the minute begun: ``12 Maret 2026, 15.42 WIB``."""
    return f"{day_of(moment, language)}, {moment.astimezone(JAKARTA):%H.%M} WIB"
