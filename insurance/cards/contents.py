"""All that an eCard says, in one language; where it stands is for ``front`` and ``back`` to say."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

import yaml
from babel.dates import format_date

from insurance.ecard_model import ECard

WORDS = Path(__file__).parent / "words.yml"
DESIGN = 1
"""Raise it with every change of how a card looks: pictures kept of older designs are not used."""

Field = tuple[str, str]
"""A label and what stands under it."""


@dataclass(frozen=True)
class CardBenefit:
    """One line of the list of benefits."""

    name: str
    mark: str
    """Whether it is cashless, in words."""
    is_cashless: bool


@dataclass(frozen=True)
class CardContents:
    """All words of a card, in one language, and its QR code's address. Personal data."""

    brand: str
    kind: str
    insurer: str
    name: Field
    company: str
    fields: Sequence[Field]
    """Numbers, dates and plan, in order of rows."""
    benefits_heading: str
    benefits: Sequence[CardBenefit]
    address: str
    scan: str
    show: str
    tpa: Field
    hotline: Field
    legal: str

    @property
    def fingerprint(self) -> str:
        """Text that differs whenever the picture would."""
        return json.dumps([DESIGN, asdict(self)], ensure_ascii=False)


def contents_of(card: ECard, address: str, language: str) -> CardContents:
    """What the card says in ``language`` (``id`` or ``en``); ``address`` stands in its QR code."""
    words, member = _words(language), card.member
    period = words["period"].format(
        start=_short_day(card.valid_from, language), end=_short_day(card.valid_until, language)
    )
    optional = [(words["card_number"], member.card_number)] if member.card_number else []
    return CardContents(
        brand=words["brand"],
        kind=words["kind"],
        insurer=words["insurer"],
        name=(words["participant"], member.full_name),
        company=card.policy.company if card.policy else "",
        fields=(
            (words["participant_number"], member.participant_number),
            (words["policy_number"], member.policy_number),
            (words["date_of_birth"], _short_day(member.date_of_birth, language)),
            (words["validity"], period),
            (words["plan"], card.plan_name),
            (words["room"], card.room_class or words["as_in_policy"]),
            *optional,
        ),
        benefits_heading=words["benefits"],
        benefits=tuple(_benefits(card, words, language)),
        address=address,
        scan=words["scan"],
        show=words["show"],
        tpa=(words["tpa"], words["tpa_name"]),
        hotline=(words["hotline"], words["hotline_number"]),
        legal=words["legal"],
    )


def _benefits(card: ECard, words: Mapping[str, str], language: str) -> Sequence[CardBenefit]:
    return [
        CardBenefit(
            benefit.name_en if language == "en" else benefit.name_id,
            words["cashless" if benefit.cashless else "reimbursed"],
            benefit.cashless,
        )
        for benefit in card.plan
    ]


def _short_day(moment: date, language: str) -> str:
    """A day in few signs: ``12 Mar 2026``."""
    return format_date(moment, "d MMM y", locale="en" if language == "en" else "id")


@cache
def _words(language: str) -> Mapping[str, str]:
    words: Mapping[str, Mapping[str, str]] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return words["en" if language == "en" else "id"]
