"""Finds amounts of money in Indonesian and English text and reads them as whole rupiah."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from engine.dates import Found

_UNITS = {
    "ribu": 1_000,
    "rb": 1_000,
    "rebu": 1_000,
    "rbu": 1_000,
    "k": 1_000,
    "thousand": 1_000,
    "juta": 1_000_000,
    "jt": 1_000_000,
    "jeti": 1_000_000,
    "million": 1_000_000,
    "mio": 1_000_000,
    "miliar": 1_000_000_000,
    "milyar": 1_000_000_000,
    "billion": 1_000_000_000,
}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_AMOUNT = re.compile(
    rf"(?P<currency>\b(?:rp|idr)\.?\s*)?(?<![\w.,/-])(?P<number>\d[\d.,]*)"
    rf"(?:\s*(?P<unit>{_UNIT})\b)?(?P<rupiah>\s*(?:rupiah|idr)\b)?",
    re.IGNORECASE,
)
_GLUED = re.compile(r"\b(rp|idr)(?=\d)", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{2})?")

_WRITTEN_AS_MONEY = re.compile(r"[1-9]\d{1,2}\.\d{3}|[1-9]\d{0,2}(?:\.\d{3}){2,}")
"""Grouped by dots, 10.000 at least; what begins with 0 is a telephone number."""


def find_amounts(text: str) -> Iterator[Found]:
    """Amounts that say so: by Rp or IDR, by a unit ("1,2 juta"), by "rupiah", or by being written
    as one ("2.350.000")."""
    for match in _AMOUNT.finditer(_GLUED.sub(lambda found: " " * len(found.group()), text)):
        glued = text[: match.start("number")].lower().endswith(("rp", "idr"))
        says_so = match["currency"] or match["unit"] or match["rupiah"] or glued
        if not says_so and not _WRITTEN_AS_MONEY.fullmatch(match["number"].rstrip(".,")):
            continue
        value = _rupiah(match["number"].rstrip(".,"), match["unit"])
        if value is not None:
            end = match.end() if match["unit"] or match["rupiah"] else match.end("number")
            yield Found(str(value), match.start(), end)


def _rupiah(number: str, unit: str | None) -> int | None:
    if _GROUPED.fullmatch(number):
        whole = re.sub(r"[.,]\d{2}$", "", number)
        plain = Decimal(re.sub(r"[.,]", "", whole))
    elif re.fullmatch(r"\d+([.,]\d{1,2})?", number):
        plain = Decimal(number.replace(",", "."))
    else:
        return None
    return int(plain * _UNITS[unit.lower()]) if unit else int(plain)
