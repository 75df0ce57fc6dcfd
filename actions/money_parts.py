"""The numbers of a text that may be money, each with its unit, from left to right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.money_words import (
    COUNTED,
    CURRENCY,
    EITHER,
    HALF,
    LABELS,
    MULTIPLES,
    NUMBER_WORDS,
    POINT,
    SCALES,
    SLANG,
    WHOLE,
)
from actions.number_words import UNITS, digits_for_words

TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\s\w]")
NOT_MONEY = re.compile(
    r"\S+@\S+|\b[a-z]{1,6}\d*[-/]\d[\w/-]*|\d+(?:[.,]\d+)?%|\b\d{1,2}[:]\d{2}\b|[\d^]+\^[\d^]+"
    r"|(?<![\w/-])\d{1,4}[-/]\d{1,2}(?:[-/]\d{2,4})?(?![\d.,]|\s*[a-z])"
    r"|(?<![\w/-])\d{1,2}[-/]\d{1,2}[-/]\d{2,4}(?!\d)"
    r"|\+62[\d -]{7,}|\b(?:0|62)8\d{1,2}[ -]?\d{3,4}[ -]?\d{2,5}\b|\b\d+e\d+\b"
)
"""Addresses, codes, shares, times, days, telephone numbers."""
GROUPED = re.compile(r"(\d{1,3}(?:([.,])\d{3})(?:\2\d{3})*)(?:[.,]\d{2})?")
DECIMAL = re.compile(r"\d+(?:[.,]\d{1,3})?")
HUNDRED, MILLION = 100, 1_000_000


@dataclass(frozen=True)
class Part:
    """A number with its unit."""

    value: Decimal
    unit: int | None
    start: int
    end: int
    written: str = ""
    """Its digits as they stand; empty when it was written in words."""
    says_so: bool = False
    """Whether a currency or a unit says that it is money."""
    is_negative: bool = False
    either: tuple[int, ...] = ()
    """What "1,2 M" could mean, in rupiah."""

    @property
    def rupiah(self) -> int:
        """Whole rupiah; whatever is less is dropped."""
        return int(self.value * (self.unit or 1))


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int


def find_parts(text: str) -> Sequence[Part]:
    """All numbers of a lower-cased text that could be money, in order."""
    cleaned = NOT_MONEY.sub(lambda found: " " * len(found.group()), text)
    tokens = [_Token(found.group(), *found.span()) for found in TOKEN.finditer(cleaned)]
    return list(iter(_Reader(tokens).next_part, None))


class _Reader:
    """Walks over the tokens of one text."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    def next_part(self) -> Part | None:
        """The next number that could be money; None at the end."""
        while self._at < len(self._tokens):
            first = self._at
            part = self._part()
            if part is not None:
                return part
            self._at = max(self._at, first + 1)
        return None

    def _word(self, ahead: int = 0) -> str:
        place = self._at + ahead
        return self._tokens[place].text if 0 <= place < len(self._tokens) else ""

    def _is_glued(self) -> bool:
        """Whether nothing stands between this token and the one before."""
        at = self._at
        return 0 < at < len(self._tokens) and self._tokens[at - 1].end == self._tokens[at].start

    def _part(self) -> Part | None:
        first = self._at
        negative = self._sign()
        has_currency = self._currency()
        negative = self._sign() or negative
        number = self._at
        if not has_currency and not negative and self._is_inside_a_word():
            return None
        read = self._number()
        if read is None:
            return None
        value, unit, either = self._scaled(*read)
        says_so = has_currency or bool(unit or either)
        says_so = self._currency_behind() or says_so
        if not says_so and (self._word() in COUNTED or self._tokens[first - 1].text in LABELS):
            return None
        start, end = self._tokens[first].start, self._tokens[self._at - 1].end
        digits = self._tokens[number].text
        written = digits if digits[0].isdigit() else ""
        return Part(value, unit, start, end, written, says_so, negative, either)

    def _is_inside_a_word(self) -> bool:
        """ "covid19" and "a4" are no amounts; "rp850" and "1jt200" are."""
        before = self._word(-1)
        return self._is_glued() and before.isalpha() and before not in {*MULTIPLES, *CURRENCY}

    def _sign(self) -> bool:
        if self._word() in ("minus", "negatif", "negative"):
            self._at += 1
            return True
        before = self._word(-1)
        starts = self._at == 0 or not self._is_glued() or before in (*CURRENCY, ".", "(")
        if self._word() != "-" or not starts or not self._next_is_glued():
            return False
        self._at += 1
        return True

    def _next_is_glued(self) -> bool:
        after = self._tokens[self._at + 1 : self._at + 2]
        return bool(after) and after[0].start == self._tokens[self._at].end

    def _currency(self) -> bool:
        if self._word() not in CURRENCY:
            return False
        self._at += 1
        if self._word() in (".", ":"):
            self._at += 1
        return True

    def _currency_behind(self) -> bool:
        """ "rupiah", and the ",-" behind a price."""
        if self._word() in (",", ".") and self._word(1) == "-":
            self._at += 2
            while self._word() == "-":
                self._at += 1
        ends_here = self._word() in CURRENCY and not self._word(1)[:1].isdigit()
        self._at += ends_here
        return ends_here

    # --- the number and its unit --------------------------------------------------------------

    def _number(self) -> tuple[Decimal, int | None] | None:
        """A value, and its unit where one word says both."""
        word = self._word()
        if word in WHOLE:
            self._at += 1
            value, unit = WHOLE[word]
            return Decimal(value), unit
        if word in HALF and (self._word(1) in MULTIPLES or self._word(2) in MULTIPLES):
            self._at += 1 if self._word(1) in MULTIPLES else 2
            return HALF[word], None
        if word[:1].isdigit():
            return self._digits()
        return self._words()

    def _digits(self) -> tuple[Decimal, int | None] | None:
        written = self._word()
        self._at += 1
        spaced = self._thousands_behind() if re.fullmatch(r"\d{1,3}", written) else ""
        value = _from_digits(written + spaced, self._word())
        if value is not None and self._word() in SCALES:
            value *= 10 if self._word().startswith("puluh") else HUNDRED
            self._at += 1
        return None if value is None else (value, None)

    def _thousands_behind(self) -> str:
        """ "250 000" behind "1", where the groups are told by spaces."""
        groups: list[str] = []
        while re.fullmatch(r"\d{3}", self._word(len(groups))):
            groups.append(self._word(len(groups)))
        if not groups or not (len(groups) > 1 or groups[0] == "000"):
            return ""
        self._at += len(groups)
        return "".join(groups)

    def _words(self) -> tuple[Decimal, int | None] | None:
        first = self._at
        while self._continues(first):
            self._at += 1
        value = _from_words([token.text for token in self._tokens[first : self._at]])
        return None if value is None else (value, None)

    def _continues(self, first: int) -> bool:
        word, goes_on = self._word(), self._word(1) in NUMBER_WORDS
        inside = self._at > first and goes_on
        return _is_number_word(word) or (inside and word in {*POINT, "and", "-"})

    def _scaled(
        self, value: Decimal, unit: int | None
    ) -> tuple[Decimal, int | None, tuple[int, ...]]:
        """The value with the unit behind it, and the halves around that."""
        value += self._half()
        if unit is None and self._word() in ("-", "an") and self._word(1) in MULTIPLES:
            self._at += 1
        if unit is None and self._word() in MULTIPLES:
            unit = MULTIPLES[self._word()]
            self._at += 1
        elif unit is None and self._word() == EITHER[0] and self._is_glued():
            self._at += 1
            return value, None, tuple(int(value * each) for each in EITHER[1:])
        if self._word() == "-" and self._word(1) == "an":
            self._at += 2
        return value + (self._half() if unit else 0), unit, ()

    def _half(self) -> Decimal:
        ahead = 2 if self._word() == "and" and self._word(1) == "a" else 0
        if self._word(ahead) not in HALF:
            return Decimal(0)
        self._at += ahead + 1
        return HALF[self._word(-1)]


SPLIT = re.compile(rf"({'|'.join(UNITS)})(belas|puluh|ratus)(?:an)?")


def _is_number_word(word: str) -> bool:
    return word in NUMBER_WORDS or SPLIT.fullmatch(word) is not None


def _from_words(words: Sequence[str]) -> Decimal | None:
    """ "dua ratus lima puluh" or "satu koma dua lima"; None when they are not one number."""
    plainer = [SLANG.get(word, SPLIT.sub(r"\1 \2", word)) for word in words if word != "-"]
    said = re.sub(r"\b((?:se)?ratus|puluh|belas)an\b", r"\1", " ".join(plainer))
    whole, _, behind = re.sub(rf"\b(?:{'|'.join(POINT)})\b", ".", said).partition(".")
    read, decimals = digits_for_words(whole), digits_for_words(behind).replace(" ", "")
    if not read.isdigit() or not (decimals.isdigit() or not behind):
        return None
    return Decimal(f"{read}.{decimals or 0}")


def _from_digits(written: str, following: str) -> Decimal | None:
    """Grouped by dots or commas, or with decimals; "1.250 juta" has decimals."""
    grouped = GROUPED.fullmatch(written)
    is_single = len(re.findall(r"[.,]", written)) == 1
    if grouped and not (is_single and MULTIPLES.get(following, 0) >= MILLION):
        return Decimal(re.sub(r"[.,]", "", grouped.group(1)))
    return Decimal(written.replace(",", ".")) if DECIMAL.fullmatch(written) else None
