"""What a message says of a claim, and which of it goes into the draft.

What is already known is only changed when the member corrects it, or was asked for it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from actions.claim_reading import (
    ClaimField,
    ClaimReading,
    field_named,
    is_correction,
    read_claim,
)
from actions.claim_sitting import (
    ACCOUNT,
    AMOUNT,
    BENEFIT,
    DATE,
    DECLARATION,
    DETAILS,
    DIAGNOSIS,
    DOCUMENTS,
    PARTICIPANT,
    PHONE,
    PROVIDER,
    SUMMARY,
    Sitting,
)
from actions.claim_taking import TAKERS, Hearing, is_known, names_someone, tells_of_account
from actions.document_words import without_documents
from insurance.model import Relation

FIELD_OF: Mapping[str, ClaimField] = {
    PARTICIPANT: ClaimField.PARTICIPANT,
    PHONE: ClaimField.PHONE,
    ACCOUNT: ClaimField.ACCOUNT,
    BENEFIT: ClaimField.BENEFIT,
    DATE: ClaimField.DATE,
    PROVIDER: ClaimField.PROVIDER,
    DIAGNOSIS: ClaimField.DIAGNOSIS,
    AMOUNT: ClaimField.AMOUNT,
    DOCUMENTS: ClaimField.DOCUMENTS,
}
"""What each question asks for."""
QUESTION_OF = {field: question for question, field in FIELD_OF.items()}
_NOT_THEM = re.compile(
    r"\b(?:bukan(?:nya)?|bkn|not|instead of)\s+(?:(?:buat|untuk|utk|bwt|for|my|the|si)\s+)*\w+"
    r"(?:\s+(?:saya|sy|aku))?",
    re.IGNORECASE,
)
_ABOUT_WHO = frozenset({None, PARTICIPANT, DETAILS, SUMMARY})
MOST_BESIDE = 2
"""Words beside the name, which is one of them, up to which it is a person that is corrected."""
CORRECTING = frozenset({SUMMARY, DECLARATION})
"""Questions to which a value is a correction, whatever stands beside it."""


def read(sitting: Sitting) -> ClaimReading:
    """What the message says, as far as the question that is open helps to read it."""
    text, part = sitting.said.text, _missing_part_of_account(sitting)
    text = without_documents(text) if sitting.said.files_of else text
    corrected = _corrected_person(sitting)
    if corrected is not None:
        return corrected
    reading = read_claim(text, sitting.today, FIELD_OF.get(sitting.said.asked or ""), part)
    if sitting.said.asked == PARTICIPANT and reading.relation is not None:
        return replace(reading, provider=read_message(text, None, sitting.today).provider)
    if sitting.said.asked != ACCOUNT or tells_of_account(reading.account):
        return reading
    return read_message(text, None, sitting.today)  # they speak of something else altogether


def _corrected_person(sitting: Sitting) -> ClaimReading | None:
    """ "eh bukan buat Ayu, buat Dimas": neither a complaint nor a hospital, whatever was asked."""
    text, asked = sitting.said.text, sitting.said.asked
    if asked in (None, PARTICIPANT, ACCOUNT) or not is_correction(text):
        return None
    meant = _NOT_THEM.sub(lambda found: " " * len(found.group()), text)
    told = read_message(meant, None, sitting.today)
    about_it = {field for field in told.fields if field is not ClaimField.PARTICIPANT}
    named = names_someone(told.names, sitting.family) or told.relation is not None
    if not named or about_it or field_named(text) not in (None, ClaimField.PARTICIPANT):
        return None
    return (
        replace(told, corrects=ClaimField.PARTICIPANT) if told.other_words <= MOST_BESIDE else None
    )


def _missing_part_of_account(sitting: Sitting) -> str | None:
    """The one part that is still missing: a bare answer is that."""
    draft = sitting.draft
    parts = {"bank": draft.bank, "number": draft.account_number, "holder": draft.account_holder}
    missing = [name for name, value in parts.items() if not value]
    return missing[0] if len(missing) == 1 else None


def read_message(text: str, asked: str | None, today: date) -> ClaimReading:
    """What a text says, as an answer to a question of the form or to none."""
    return read_claim(text, today, FIELD_OF.get(asked or ""))


def hear(sitting: Sitting, reading: ClaimReading) -> Hearing:
    """Take over what the reading holds."""
    hearing = Hearing()
    if _means_somebody_unseen(sitting, reading):
        told = reading.relation or Relation.SELF
        is_alone = sitting.member.relation is Relation.SELF
        part = "claim_no_such_participant" if is_alone else "claim_only_yourself"
        relation = sitting.turn.part(f"relation_{told.value}").lower()
        sitting.note(part, **({"relation": relation} if is_alone else {}))
        hearing.has_trouble, reading = True, replace(reading, relation=None, names=" ")
    for each, take in TAKERS.items():
        if _may_change(sitting, reading, each):
            take(sitting, reading, hearing)
    named = reading.corrects
    if named is not None and named not in hearing.settled and hearing.ask is None:
        hearing.ask = QUESTION_OF[named]
    return hearing


def _means_somebody_unseen(sitting: Sitting, reading: ClaimReading) -> bool:
    """Whether somebody who sees nobody but themself speaks of another one's treatment."""
    is_told = reading.relation not in (None, Relation.SELF)
    return is_told and len(sitting.family) == 1 and sitting.said.asked in _ABOUT_WHO


def _may_change(sitting: Sitting, reading: ClaimReading, each: ClaimField) -> bool:
    asked = sitting.said.asked
    if reading.corrects is not None:
        return reading.corrects is each or not is_known(sitting, each)
    if FIELD_OF.get(asked or "") is each or not is_known(sitting, each):
        return True
    if asked == DETAILS:
        return each in (ClaimField.PARTICIPANT, ClaimField.PHONE, ClaimField.ACCOUNT)
    return asked in CORRECTING and each in reading.fields
