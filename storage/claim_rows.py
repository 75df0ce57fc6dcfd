"""Rows of claims and their steps ↔ what the insurance talks about."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime

from insurance.claim_drafts import ClaimDraft, DraftFile
from insurance.claims import event_of
from insurance.model import (
    BankAccount,
    BenefitType,
    Claim,
    ClaimDetails,
    ClaimEvent,
    ClaimStatus,
)
from storage.tables import AuditRow, ClaimEventRow, ClaimRow


def claim_of(row: ClaimRow) -> Claim:
    """The claim as it stands."""
    return Claim(
        claim_number=row.claim_number,
        participant_number=row.participant_number,
        benefit_type=BenefitType(row.benefit_type),
        treatment_date=row.treatment_date,
        provider_name=row.provider_name,
        amount_claimed=row.amount_claimed,
        amount_approved=row.amount_approved,
        status=ClaimStatus(row.status),
        status_reason=row.status_reason,
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
        documents=tuple(json.loads(row.documents)) if row.documents else (),
        filed_by=row.filed_by,
    )


def new_claim_row(claim: Claim, details: ClaimDetails, draft_id: str) -> ClaimRow:
    """The row of a claim that was filed in a chat."""
    return ClaimRow(
        claim_number=claim.claim_number,
        participant_number=claim.participant_number,
        benefit_type=claim.benefit_type.value,
        treatment_date=claim.treatment_date,
        provider_name=claim.provider_name,
        amount_claimed=claim.amount_claimed,
        amount_approved=claim.amount_approved,
        status=claim.status.value,
        status_reason=claim.status_reason,
        submitted_at=claim.submitted_at,
        updated_at=claim.updated_at,
        documents=json.dumps(claim.documents) if claim.documents else None,
        details=details_to_json(details),
        filed_by=claim.filed_by,
        draft_id=draft_id,
    )


def write_claim(row: ClaimRow, claim: Claim) -> None:
    """Put into the row what may change of a claim."""
    row.status = claim.status.value
    row.status_reason = claim.status_reason
    row.amount_approved = claim.amount_approved
    row.documents = json.dumps(claim.documents) if claim.documents else None
    row.updated_at = claim.updated_at
    row.row_digest = ""


def event_row(claim: Claim, actor: str) -> ClaimEventRow:
    """The step that has brought the claim to where it stands."""
    event = event_of(claim, actor)
    return ClaimEventRow(
        claim_number=event.claim_number,
        status=event.status.value,
        reason=event.reason,
        at=event.at,
        actor=event.actor,
        amount_approved=event.amount_approved,
    )


def claim_event_of(row: ClaimEventRow) -> ClaimEvent:
    """The step."""
    return ClaimEvent(
        claim_number=row.claim_number,
        status=ClaimStatus(row.status),
        reason=row.reason,
        at=row.at,
        actor=row.actor,
        amount_approved=row.amount_approved,
    )


def status_audit(before: Claim, after: Claim, actor: str) -> AuditRow:
    """The audit's line of a change, without its content."""
    detail = {"claim": after.claim_number, "from": before.status.value, "to": after.status.value}
    return AuditRow(
        at=after.updated_at,
        actor=actor.partition(":")[0],
        action="claim_status_set",
        participant_number=after.participant_number,
        detail=json.dumps(detail | ({"by": actor} if ":" in actor else {})),
    )


def draft_to_json(draft: ClaimDraft) -> str:
    """A draft as text, to be encrypted."""
    return json.dumps(asdict(draft), default=date.isoformat)


def draft_from_json(text: str, version: int) -> ClaimDraft:
    """The draft that was made into this text, as of that version."""
    values = json.loads(text)
    kind, treated = values["benefit_type"], values["treatment_date"]
    values |= {
        "benefit_type": None if kind is None else BenefitType(kind),
        "treatment_date": None if treated is None else date.fromisoformat(treated),
        "files": tuple(DraftFile(**file) for file in values["files"]),
        "skipped": tuple(values["skipped"]),
        "version": version,
    }
    return ClaimDraft(**values)


def details_to_json(details: ClaimDetails) -> str:
    """A claim's details as text, to be encrypted."""
    return json.dumps(asdict(details), default=datetime.isoformat)


def details_from_json(text: str) -> ClaimDetails:
    """The details that were made into this text."""
    values = json.loads(text)
    values["bank_account"] = BankAccount(**values["bank_account"])
    values["declared_at"] = datetime.fromisoformat(values["declared_at"])
    return ClaimDetails(**values)


def account_to_json(account: BankAccount) -> str:
    """A bank account as text, to be encrypted."""
    return json.dumps(asdict(account))


def account_from_json(text: str) -> BankAccount:
    """The bank account that was made into this text."""
    return BankAccount(**json.loads(text))
