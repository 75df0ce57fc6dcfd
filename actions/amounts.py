"""Amounts of money as people write them, in Indonesian and in English: "1,2 juta", "350rb".

Whole rupiah. What could be several amounts is not guessed but asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from actions.chat_text import BECOMES, plain
from actions.money_parts import MILLION, Part, find_parts

MOST = 999_999_999_999
"""Rupiah; whatever is more was mistyped."""
MOST_CANDIDATES = 3
THOUSAND = 1_000
LONGEST = 600
"""Characters that are read."""


class AmountTrouble(StrEnum):
    """Why a text is not one amount."""

    NOT_AN_AMOUNT = "not_an_amount"
    TOO_SMALL = "too_small"
    """Nothing, or less than nothing."""
    TOO_LARGE = "too_large"
    """More than ``MOST``."""
    AMBIGUOUS = "ambiguous"
    """Could be several: see ``candidates``."""


@dataclass(frozen=True)
class AmountRead:
    """What a text says about an amount: whole rupiah, or why not."""

    amount: int | None = None
    candidates: tuple[int, ...] = ()
    """What it could mean, likeliest first, three at most; only with ``AMBIGUOUS``."""
    trouble: AmountTrouble | None = None
    span: tuple[int, int] | None = None
    """Where it stands in the text."""


NOTHING = AmountRead(trouble=AmountTrouble.NOT_AN_AMOUNT)

LOOKS_LIKE_MONEY = re.compile(
    r"[1-9]\d{1,2}[.,]\d{3}|[1-9]\d{0,2}(?:[.,]\d{3}){2,}(?:[.,]\d{2})?|[1-9]\d{2,6}00"
)
REPLACED = re.compile(
    r"\b(?:bukan(?:nya)?|bkn|not|dari|from|instead of|drpd|daripada)(?:\s+(?:rp|cuma|just))?\s*$"
)
TOTAL = re.compile(
    r"\b(?:total\w*|ttl\w*|jumlah\w*|jml\w*|semua\w*|seluruh\w*|keseluruhan|altogether|all in|sum)"
    r"\b[^\d+]{0,20}$"
)
PLUS = re.compile(r"\s*(?:\+|plus|ditambah|tambah)\s*")
RANGE = re.compile(r"\s*(?:-|s/d|sd|sampai|sampe|to|atau|or)\s*")
AND = re.compile(r"\s*,?\s*(?:dan\s+|and\s+)?")


def read_amount(text: str, asked: bool = True) -> AmountRead:
    """Read one amount.

    ``asked``: the message answers "how much": "850000" and "dua ratus lima puluh" count too, and
    "850" is AMBIGUOUS (Rp850.000 or Rp850). Otherwise only what says that it is money does
    ("850rb", "Rp 850.000", "850000"), and NOT_AN_AMOUNT is what most messages are. Several
    amounts are AMBIGUOUS, unless joined by a plus or one of them is called the total.
    """
    lowered = plain(text[:LONGEST])
    found = list(_whole(_sharing_units(find_parts(lowered), lowered), lowered))
    sure = [part for part in found if part.says_so or LOOKS_LIKE_MONEY.fullmatch(part.written)]
    meant = sure or (found if asked else [])
    kept = [part for part in meant if not _is_replaced(part, meant, lowered)]
    return _one_of(kept or meant, lowered) if meant else NOTHING


def _is_replaced(part: Part, parts: Sequence[Part], text: str) -> bool:
    """ "bukan 850rb", and the first in "850rb jadi 900rb"."""
    following = next((each for each in parts if each.start > part.start), None)
    becomes = following and BECOMES.search(text[part.end : following.start])
    is_total = following and TOTAL.search(text[: following.start])
    return bool(REPLACED.search(text[: part.start]) or (becomes and not is_total))


def _sharing_units(parts: Sequence[Part], text: str) -> Sequence[Part]:
    """ "500-600rb": the first has the unit of the second."""
    shared = list(parts)
    for at, (one, other) in enumerate(pairwise(parts)):
        if one.unit is None and other.unit and RANGE.fullmatch(text[one.end : other.start]):
            shared[at] = replace(one, unit=other.unit, says_so=True)
    return shared


def _whole(parts: Sequence[Part], text: str) -> Iterator[Part]:
    """The parts with "1 juta" and "200 ribu" behind it made one."""
    grown: Part | None = None
    for part in parts:
        added = _added(grown, part, text) if grown else None
        if grown and added is None:
            yield grown
        grown = added or part
    if grown:
        yield grown


def _added(before: Part, part: Part, text: str) -> Part | None:
    """The two as one number: "satu juta dua ratus" is 1.200.000; None when they are two."""
    between = text[before.end : part.start]
    unit = part.unit or _unit_left_out(before, part, text)
    fits = before.unit and unit and unit < before.unit and part.value * unit < before.unit
    if not fits or not AND.fullmatch(between) or part.is_negative:
        return None
    value = before.value * (before.unit or 1) / (unit or 1) + part.value
    return replace(before, value=value, unit=unit, end=part.end)


def _unit_left_out(before: Part, part: Part, text: str) -> int | None:
    """Of the "200" in "1 juta 200" and the "500" in "850 ribu 500"."""
    ends = not text[part.end : part.end + 2].strip(" .,!")
    is_round = part.value >= 100 or (part.value % 10 == 0 and part.value and ends)  # noqa: PLR2004
    if before.unit is None or not is_round:
        return None
    return before.unit // THOUSAND if part.value < THOUSAND else None


def _one_of(parts: Sequence[Part], text: str) -> AmountRead:
    totals = [part for part in parts if TOTAL.search(text[: part.start])]
    if len(totals) == 1 or len(parts) == 1:
        return _single((totals or parts)[0])
    span = (parts[0].start, parts[-1].end)
    meant = [_likeliest(part) for part in parts]
    if len(set(meant)) == 1:
        return replace(_single(parts[0]), span=span)
    gaps = [text[one.end : other.start] for one, other in pairwise(parts)]
    if all(PLUS.fullmatch(gap) for gap in gaps):
        return _checked(sum(meant), span)
    is_range = all(RANGE.fullmatch(gap) for gap in gaps)
    ways = meant if is_range else [sum(meant), *sorted(meant, reverse=True)]
    return _either(ways, span)


def _likeliest(part: Part) -> int:
    read = _single(part)
    return read.amount or next(iter(read.candidates), part.rupiah)


def _single(part: Part) -> AmountRead:
    span = (part.start, part.end)
    if part.is_negative:
        return AmountRead(trouble=AmountTrouble.TOO_SMALL, span=span)
    if part.either:
        return _either(part.either, span)
    if part.unit is None and 0 < part.value < THOUSAND:
        return _either(_readings(part), span)
    return _checked(part.rupiah, span)


def _readings(part: Part) -> Sequence[int]:
    """What a number below a thousand means: thousands, or millions where it is small."""
    small = part.value < 10  # noqa: PLR2004
    if part.value >= 100:  # noqa: PLR2004
        return int(part.value * THOUSAND), int(part.value)
    ways = int(part.value * THOUSAND), int(part.value * MILLION)
    return ways[::-1] if small else ways


def _either(ways: Sequence[int], span: tuple[int, int]) -> AmountRead:
    usable = [way for way in dict.fromkeys(ways) if 0 < way <= MOST]
    if len(usable) < 2:  # noqa: PLR2004
        return _checked(usable[0] if usable else max(ways), span)
    candidates = tuple(usable[:MOST_CANDIDATES])
    return AmountRead(candidates=candidates, trouble=AmountTrouble.AMBIGUOUS, span=span)


def _checked(amount: int, span: tuple[int, int]) -> AmountRead:
    if amount < 1:
        return AmountRead(trouble=AmountTrouble.TOO_SMALL, span=span)
    if amount > MOST:
        return AmountRead(trouble=AmountTrouble.TOO_LARGE, span=span)
    return AmountRead(amount, span=span)
