"""The facts that are read as more than text: what they look like, for the import and for readers.

A fact with any other key is plain text. One that cannot be read, because it was stored before its
form was known, say, counts as unset; that is logged once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

import structlog

from insurance.claim_documents import ClaimDocument, read_documents
from insurance.errors import BadFact
from insurance.model import BenefitType
from insurance.office_exceptions import Exceptions, read_exceptions
from insurance.ports import Facts

T = TypeVar("T")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class KnownFact(Generic[T]):
    """A fact of a known form."""

    key: str
    read: Callable[[str], T]
    """From its text in one language; raises BadFact."""
    core: Callable[[T], object]
    """What both languages must agree on."""


def _days(text: str) -> int:
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text):
        raise BadFact("a number of days, like 90")
    return int(text)


def _link(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s\"<>]+", text):
        raise BadFact("an address like https://example.com/privacy")
    return text


def _number_of_days(key: str) -> KnownFact[int]:
    return KnownFact(key, _days, lambda days: days)


def _address(key: str) -> KnownFact[str]:
    return KnownFact(key, _link, lambda _: None)


def _documents(kind: BenefitType) -> KnownFact[Sequence[ClaimDocument]]:
    return KnownFact(
        f"claim_documents_{kind.value}",
        read_documents,
        lambda documents: [(document.id, document.required) for document in documents],
    )


CLAIM_DEADLINE_DAYS = _number_of_days("claim_deadline_days")
"""Days from the treatment within which a claim has to be submitted."""
CLAIM_PROCESSING_DAYS = _number_of_days("claim_processing_days")
"""Working days from complete documents in which a claim is usually processed."""
PRIVACY_URL, EULA_URL = _address("privacy_url"), _address("eula_url")
ANDROID_APP_URL, IOS_APP_URL = _address("android_app_url"), _address("ios_app_url")
OFFICE_HOURS_EXCEPTIONS: KnownFact[Exceptions] = KnownFact(
    "office_hours_exceptions",
    read_exceptions,
    lambda days: {day: exception.hours for day, exception in days.items()},
)
CLAIM_DOCUMENTS = {kind: _documents(kind) for kind in BenefitType}
"""By type of benefit, in the order in which a member reads them."""

_ALL: tuple[KnownFact[Any], ...] = (
    CLAIM_DEADLINE_DAYS,
    CLAIM_PROCESSING_DAYS,
    PRIVACY_URL,
    EULA_URL,
    ANDROID_APP_URL,
    IOS_APP_URL,
    OFFICE_HOURS_EXCEPTIONS,
    *CLAIM_DOCUMENTS.values(),
)
KNOWN = {known.key: known for known in _ALL}
"""By key."""


def known_fact(facts: Facts, known: KnownFact[T], language: str) -> T | None:
    """The fact's value in ``language`` (``id`` or ``en``); None when unset or not readable."""
    fact = facts.fact(known.key)
    value: T | None = None if fact is None else _read(known.key, fact.value(language))
    return value


def wrong_values(key: str, value_id: str, value_en: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a fact's texts: the column, and what was expected of it."""
    known = KNOWN.get(key)
    if known is None or not value_id:
        return
    cores = []
    for column, value in (("value_id", value_id), ("value_en", value_en)):
        try:
            cores.append(known.core(known.read(value.strip())))
        except BadFact as bad:
            yield column, bad.expected
    if len(cores) == 2 and cores[0] != cores[1]:  # noqa: PLR2004  # both languages
        yield "value_en", "the same numbers, days and ids as in value_id"


@lru_cache(maxsize=256)
def _read(key: str, value: str) -> Any:
    """Read once; what cannot be read is complained of once."""
    try:
        return KNOWN[key].read(value.strip())
    except BadFact as bad:
        log.warning("fact_malformed", key=key, expected=bad.expected)
        return None
