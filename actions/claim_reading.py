"""What a message says about a claim: who, what, when, where, how much, several at once.

"mau klaim rawat jalan istri saya kemarin di RS Siloam 850rb" gives five of them, and "salah,
tanggalnya 3 maret" corrects one. Nothing is checked here but the form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from actions.amounts import AmountRead, AmountTrouble, read_amount
from actions.answers import is_unknown, needs_time
from actions.bank_accounts import AccountRead, find_account, read_account
from actions.chat_text import cut, plain
from actions.claim_vocabulary import (
    BARE_INPATIENT,
    BARE_OUTPATIENT,
    BARE_RELATIONS,
    BENEFITS,
    CORRECTING,
    FIELD_NAMES,
    FILING,
    NO_CORRECTION,
    RELATIONS,
    SPECIAL,
)
from actions.own_words import find_diagnosis, find_provider, whole_answer
from actions.phones import PhoneRead, read_phone
from actions.questions import asks_anything
from actions.treatment_dates import DayTrouble, TreatmentDateRead, read_treatment_date
from insurance.model import BenefitType, Relation

MOST_CHARACTERS = 600
"""Of a message that are read: nobody's claim is longer, and reading costs more than it is long."""
LONGEST_PROVIDER, LONGEST_DIAGNOSIS = 80, 200
"""Characters that are kept of own words."""


class ClaimField(StrEnum):
    """What a claim consists of, as far as a member can say or correct it."""

    PARTICIPANT = "participant"
    PHONE = "phone"
    ACCOUNT = "account"
    BENEFIT = "benefit"
    DATE = "date"
    PROVIDER = "provider"
    DIAGNOSIS = "diagnosis"
    AMOUNT = "amount"
    DOCUMENTS = "documents"


@dataclass(frozen=True)
class ClaimReading:
    """What one message gave; None is what it does not speak of. Personal data."""

    relation: Relation | None = None
    """Whose treatment it was, as far as a word for it is there ("istri saya", "anak kedua")."""
    names: str = ""
    """The message without provider, diagnosis, account: where to look for first names and
    "kedua" (``who_is_meant`` takes it as the wish's text)."""
    benefit: BenefitType | None = None
    date: TreatmentDateRead | None = None
    """None where nothing was meant as a date; NOT_A_DATE only where a date was asked for."""
    provider: str | None = None
    """As written: "RS Siloam", "klinik dr. Budi"."""
    diagnosis: str | None = None
    """As written: "demam tifoid"."""
    amount: AmountRead | None = None
    """None where nothing was meant as an amount; NOT_AN_AMOUNT only where one was asked for."""
    account: AccountRead | None = None
    phone: PhoneRead | None = None
    corrects: ClaimField | None = None
    """What the member wants changed ("ganti jumlahnya"); the new value is beside it, if told."""
    other_words: int = 0
    """How many words of the message are none of this, nor words of filing a claim."""

    @property
    def fields(self) -> frozenset[ClaimField]:
        """Those for which the message holds something usable: a value, or candidates."""
        told: Mapping[ClaimField, object] = {
            ClaimField.PARTICIPANT: self.relation,
            ClaimField.PHONE: self.phone and self.phone.phone,
            ClaimField.ACCOUNT: self.account and self.account.has_something,
            ClaimField.BENEFIT: self.benefit,
            ClaimField.DATE: self.date and (self.date.day or self.date.candidates),
            ClaimField.PROVIDER: self.provider,
            ClaimField.DIAGNOSIS: self.diagnosis,
            ClaimField.AMOUNT: self.amount and (self.amount.amount or self.amount.candidates),
        }
        return frozenset(field for field, value in told.items() if value)


OWN_WORDS = frozenset({ClaimField.PROVIDER, ClaimField.DIAGNOSIS})
"""Answered in own words, in which dates and persons are hardly meant as such."""
NEGATED = re.compile(
    r"(?<![^\W_])(?:bukan(?:nya)?|bkn|not|dari|instead of)\s+(?:untuk\s+|my\s+|the\s+|for\s+)*$"
)
WITHOUT_PLACES = frozenset(
    {ClaimField.PARTICIPANT, ClaimField.PHONE, ClaimField.ACCOUNT, ClaimField.AMOUNT}
)
"""Answers in which "di" or "ke" hardly names where somebody was treated."""
BECOMES = re.compile(
    r"(?<![^\W_])(?:jadi(?:nya)?|menjadi|jd|(?:se)?harusnya|should be|to|yang benar|yg benar|"
    r"tapi|melainkan|"
    r"but|maksud(?:nya)?|actually|it's|ke)(?![^\W_])\s*:?|:"
)

Span = tuple[int, int]


def read_claim(
    text: str, today: date, asked: ClaimField | None = None, account_part: str | None = None
) -> ClaimReading:
    """Read a message; ``today`` in Jakarta.

    ``asked`` is what was asked for last, for which bare answers count ("850", "12", "Siloam",
    "demam"); the rest is read beside it. ``account_part``: the one part of an account that is
    still missing (``bank``, ``number``, ``holder``), where that was asked for.
    """
    text = text[:MOST_CHARACTERS]
    return _Reader(text, plain(text), today, asked, account_part).read()


def is_correction(text: str) -> bool:
    """Whether the words put something right: "eh salah", "bukan", "actually"."""
    return bool(CORRECTING.search(NO_CORRECTION.sub(" ", plain(text[:MOST_CHARACTERS]))))


def field_named(text: str) -> ClaimField | None:
    """The field that the words name ("tanggalnya", "nominal", "nomor rekening"); None if none
    or several."""
    lowered = plain(text[:MOST_CHARACTERS])
    named = [ClaimField(name) for name, words in FIELD_NAMES.items() if words.search(lowered)]
    others = [each for each in named if each is not ClaimField.DOCUMENTS] or named
    return others[0] if len(others) == 1 else None


class _Reader:
    """Reads one message, cutting out of it what is known already."""

    def __init__(
        self,
        text: str,
        lowered: str,
        today: date,
        asked: ClaimField | None,
        account_part: str | None,
    ) -> None:
        self._text, self._lowered, self._rest = text, lowered, lowered
        self._today, self._account_part = today, account_part
        self._is_correction = is_correction(text)
        self._named = field_named(text)
        self._open = asked
        changes_another = self._is_correction and self._named not in (None, asked)
        self._asked = self._named if changes_another else asked

    def read(self) -> ClaimReading:
        """What the message gives."""
        account, phone = self._account(), self._phone()
        when, amount = self._date(), self._amount()
        benefit = self._benefit()
        provider, place = self._provider()
        self._rest = cut(self._rest, place)
        diagnosis, illness = self._diagnosis()
        self._rest = cut(self._rest, illness)
        reading = ClaimReading(
            relation=self._relation(),
            names=self._as_written(),
            benefit=benefit,
            date=when,
            provider=provider,
            diagnosis=diagnosis,
            amount=amount,
            account=account,
            phone=phone,
            other_words=self._other_words(),
        )
        return replace(reading, corrects=self._corrects(reading))

    def _take(self, span: Span | None) -> None:
        self._rest = cut(self._rest, span)

    def _as_written(self) -> str:
        """What is left of the message, as it was written."""
        return "".join(
            written if kept != " " else " "
            for written, kept in zip(self._text, self._rest, strict=True)
        )

    # --- what has a form ----------------------------------------------------------------------

    def _account(self) -> AccountRead | None:
        asked = self._asked is ClaimField.ACCOUNT
        read = read_account(self._text, self._account_part) if asked else find_account(self._text)
        if not asked and not (read.has_something or read.trouble):
            return None
        for span in read.spans:
            self._take(span)
        return read if asked or read.has_something or read.trouble else None

    def _phone(self) -> PhoneRead | None:
        asked = self._asked is ClaimField.PHONE
        if not asked and not FIELD_NAMES["phone"].search(self._rest):
            return None
        read = read_phone(self._rest)
        self._take(read.span)
        return read if asked or read.phone else None

    def _date(self) -> TreatmentDateRead | None:
        asked = self._asked is ClaimField.DATE
        if self._asked in OWN_WORDS:
            return None
        read = read_treatment_date(self._rest, self._today, asked)
        self._take(read.span)
        return read if asked or read.trouble is not DayTrouble.NOT_A_DATE else None

    def _amount(self) -> AmountRead | None:
        asked = self._asked is ClaimField.AMOUNT
        if self._asked in (ClaimField.ACCOUNT, ClaimField.PHONE):
            return None
        read = read_amount(self._rest, asked)
        self._take(read.span)
        return read if asked or read.trouble is not AmountTrouble.NOT_AN_AMOUNT else None

    # --- what is told in words ----------------------------------------------------------------

    def _benefit(self) -> BenefitType | None:
        found = [kind for kind, words in BENEFITS.items() if self._says(words)]
        special = [kind for kind in found if kind in SPECIAL]
        if not found and self._asked is ClaimField.BENEFIT:
            return self._bare_benefit()
        meant = special or found
        return meant[0] if len(meant) == 1 else None

    def _bare_benefit(self) -> BenefitType | None:
        if BARE_INPATIENT.search(self._rest):
            return BenefitType.INPATIENT
        return BenefitType.OUTPATIENT if BARE_OUTPATIENT.search(self._rest) else None

    def _relation(self) -> Relation | None:
        if self._asked in OWN_WORDS:
            return None
        asked = self._asked is ClaimField.PARTICIPANT
        found = [relation for relation, words in RELATIONS.items() if self._says(words)]
        others = [each for each in found if each is not Relation.SELF] or found
        if not found and asked:
            others = [each for each, words in BARE_RELATIONS.items() if self._says(words)]
        return others[0] if len(others) == 1 else None

    def _says(self, words: re.Pattern[str]) -> bool:
        """Whether one of the words is there, and is not what is corrected ("bukan istri")."""
        matches = words.finditer(self._rest)
        return any(not NEGATED.search(self._rest[: match.start()]) for match in matches)

    # --- own words ----------------------------------------------------------------------------

    def _provider(self) -> tuple[str | None, Span | None]:
        asked = self._asked is ClaimField.PROVIDER
        if asked:
            span = self._own_words(ClaimField.PROVIDER)
        elif self._asked is ClaimField.DIAGNOSIS:
            return None, None
        else:
            span = find_provider(self._rest, only_told=self._asked in WITHOUT_PLACES)
        return self._quoted(span, LONGEST_PROVIDER), span

    def _diagnosis(self) -> tuple[str | None, Span | None]:
        if self._asked is ClaimField.PROVIDER:
            return None, None
        asked = self._asked is ClaimField.DIAGNOSIS
        span = self._own_words(ClaimField.DIAGNOSIS) if asked else find_diagnosis(self._rest)
        return self._quoted(span, LONGEST_DIAGNOSIS), span

    def _own_words(self, field: ClaimField) -> Span | None:
        """The answer to a question, or what stands behind the field's name in a correction."""
        asks_back = asks_anything(self._text) or is_unknown(self._text) or needs_time(self._text)
        rest = self._behind_the_name(field) if self._is_correction else self._rest
        if asks_back:
            return find_provider(rest, only_told=True) if field is ClaimField.PROVIDER else None
        return whole_answer(rest)

    def _behind_the_name(self, field: ClaimField) -> str:
        """Of "ganti rumah sakitnya jadi Hermina" the last word, in its place."""
        named = FIELD_NAMES[field.value].search(self._rest) if self._named is field else None
        start = named.end() if named and named.group().endswith("nya") else 0
        becomes = BECOMES.search(self._rest, start)
        start = becomes.end() if becomes else start
        return " " * start + self._rest[start:]

    def _quoted(self, span: Span | None, longest: int) -> str | None:
        if span is None:
            return None
        said = re.sub(r"\s+", " ", self._text[span[0] : span[1]]).strip()
        return said[:longest].strip() or None

    # --- the message as a whole ---------------------------------------------------------------

    def _corrects(self, reading: ClaimReading) -> ClaimField | None:
        if not self._is_correction:
            is_told = self._open is not None and self._named is not self._open
            return self._named if is_told and self._named in reading.fields else None
        if self._named is not None:
            return self._named
        return next(iter(reading.fields)) if len(reading.fields) == 1 else None

    def _other_words(self) -> int:
        known = (*RELATIONS.values(), *BENEFITS.values(), *FIELD_NAMES.values(), CORRECTING, FILING)
        rest = self._rest
        for words in known:
            rest = words.sub(" ", rest)
        return len(re.findall(r"[^\W\d_]{2,}", rest))
