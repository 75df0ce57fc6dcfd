"""What the claim form's buttons do to the draft."""

from __future__ import annotations

from datetime import date

from actions.claim_choices import (
    choose_benefit,
    choose_date,
    choose_participant,
    choose_provider,
)
from actions.claim_form_documents import (
    all_sent,
    keep_poor_photos,
    name_files,
    skip,
    start_again,
)
from actions.claim_form_words import account_of
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
from insurance.claim_checks import LARGEST_AMOUNT, SMALLEST_AMOUNT
from insurance.model import BenefitType

_EDITS = {
    "participant": PARTICIPANT,
    "contact": DETAILS,
    "phone": PHONE,
    "account": ACCOUNT,
    "benefit": BENEFIT,
    "date": DATE,
    "provider": PROVIDER,
    "diagnosis": DIAGNOSIS,
    "amount": AMOUNT,
    "documents": DOCUMENTS,
    "summary": SUMMARY,
}
"""Which question each edit button asks again."""


def tapped(sitting: Sitting) -> str | None:
    """Do what the button says; returns the question to ask next, None for whatever is missing."""
    entities = sitting.said.entities
    match sitting.said.intent:
        case "claim_choice":
            return _chosen(sitting, entities.get("field", ""), entities.get("value", ""))
        case "claim_edit":
            return _edited(sitting, entities.get("field", ""))
        case "claim_files_done":
            all_sent(sitting)
        case "claim_skip_document":
            skip(sitting, entities.get("document", ""))
        case "claim_document_kind":
            name_files(sitting, entities.get("document", ""))
        case "claim_keep_file":
            keep_poor_photos(sitting)
    return None


def _edited(sitting: Sitting, field: str) -> str | None:
    if field == "files":
        start_again(sitting)
        return DOCUMENTS
    if field == "participant":
        sitting.partial.pop("among", None)
    if field == "account":
        sitting.put(bank=None, account_number=None, account_holder=None)
    if field == "account" and not sitting.draft.details_confirmed:
        # The question after it is answered is the next that is missing, not this bubble again.
        sitting.put(details_confirmed=True)
        sitting.put(contact_phone=sitting.draft.contact_phone or sitting.member.phone or None)
    if field == "phone" and not sitting.draft.details_confirmed:
        confirm_details(sitting)
        sitting.put(contact_phone=None)
    return _EDITS.get(field)


def _chosen(sitting: Sitting, field: str, value: str) -> str | None:
    match field:
        case "participant" if value.isdigit() and 0 < int(value) <= len(sitting.family):
            choose_participant(sitting, sitting.family[int(value) - 1])
        case "details":
            confirm_details(sitting)
        case "holder":
            sitting.put(account_holder=sitting.member.full_name.upper())
        case "benefit" if value in set(BenefitType):
            choose_benefit(sitting, BenefitType(value))
        case "date":
            choose_date(sitting, date.fromisoformat(value))
        case "amount" if value.isdigit() and SMALLEST_AMOUNT <= int(value) <= LARGEST_AMOUNT:
            sitting.put(amount=int(value))
            sitting.partial.pop("amounts", None)
        case "provider":
            _choose_provider(sitting, value)
        case "summary":
            return DECLARATION
    return None


def _choose_provider(sitting: Sitting, code: str) -> None:
    written = sitting.partial.get("provider") or ""
    matches = sitting.filing.find_providers(written) if written else ()
    named = next((one.provider for one in matches if one.provider.code == code), None)
    if named is not None:
        choose_provider(sitting, named.name, named.code)
    elif written:
        choose_provider(sitting, written, None)


def confirm_details(sitting: Sitting) -> None:
    """What was shown is right: the phone and the account on file are this claim's."""
    draft = sitting.draft
    account = account_of(draft) or sitting.filing.known_account(sitting.member)
    sitting.put(details_confirmed=True)
    sitting.put(contact_phone=draft.contact_phone or sitting.member.phone or None)
    if account is not None:
        sitting.put(bank=account.bank, account_number=account.number, account_holder=account.holder)
