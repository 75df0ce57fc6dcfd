"""The claim that a complete draft becomes."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from insurance.claim_checks import OTHER
from insurance.claim_drafts import ClaimDraft
from insurance.model import BankAccount, Claim, ClaimDetails, ClaimStatus
from insurance.ports import NewClaim


def new_claim(
    draft: ClaimDraft, conversation_id: str, inbound_id: str, language: str, now: datetime
) -> NewClaim:
    """The claim as it is submitted ``now``; of a draft that is complete, and of no other."""
    assert draft.participant_number and draft.benefit_type and draft.treatment_date
    assert draft.provider_name and draft.amount and draft.diagnosis and draft.contact_phone
    assert draft.bank and draft.account_number and draft.account_holder
    claim = Claim(
        claim_number=proposed_number(draft.id),
        participant_number=draft.participant_number,
        benefit_type=draft.benefit_type,
        treatment_date=draft.treatment_date,
        provider_name=draft.provider_name,
        amount_claimed=draft.amount,
        amount_approved=None,
        status=ClaimStatus.SUBMITTED,
        status_reason="",
        submitted_at=now,
        updated_at=now,
        filed_by=draft.filed_by,
    )
    details = ClaimDetails(
        diagnosis=draft.diagnosis,
        contact_phone=draft.contact_phone,
        bank_account=BankAccount(draft.bank, draft.account_number, draft.account_holder),
        provider_code=draft.provider_code,
        language=language,
        declared_at=now,
    )
    files = [(file.media_id, file.document_id or OTHER) for file in draft.files]
    return NewClaim(draft.id, claim, details, files, conversation_id, inbound_id, draft.version)


def proposed_number(draft_id: str) -> str:
    """A claim number that members can read out: ``KLM-`` and eight digits, the same for the same
    draft. It may be taken."""
    digest = int.from_bytes(sha256(draft_id.encode()).digest())
    return f"KLM-{10_000_000 + digest % 90_000_000}"


def has_all_words(draft: ClaimDraft) -> bool:
    """Whether nothing that a member has to write is missing."""
    return all(
        (
            draft.provider_name,
            draft.diagnosis,
            draft.contact_phone,
            draft.bank,
            draft.account_number,
            draft.account_holder,
        )
    )
