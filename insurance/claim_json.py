"""A claim as JSON, the same wherever it leaves the house: claims API, export, insurer's system.

docs/openapi/ says what the fields mean. Amounts are whole rupiah, moments ISO 8601 in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from insurance.claim_papers import ClaimPapers, file_name, safe_type
from insurance.model import Claim, ClaimDetails, ClaimEvent, ClaimFile, Member

Json = dict[str, Any]


def papers_json(papers: ClaimPapers) -> Json:
    """Everything about one claim."""
    participant, details = papers.participant, papers.details
    return {
        **claim_json(papers.claim),
        "participant": None if participant is None else member_json(participant),
        "filing": None if details is None else details_json(details),
        "documents": [file_json(file) for file in papers.files],
        "history": [event_json(event) for event in papers.history],
    }


def claim_json(claim: Claim) -> Json:
    """A claim as it stands."""
    return {
        **state_json(claim),
        "participant_number": claim.participant_number,
        "filed_by": claim.filed_by,
        "benefit_type": claim.benefit_type.value,
        "treatment_date": claim.treatment_date.isoformat(),
        "provider_name": claim.provider_name,
        "amount_claimed": claim.amount_claimed,
        "submitted_at": moment(claim.submitted_at),
    }


def state_json(claim: Claim) -> Json:
    """What has been decided about a claim so far."""
    return {
        "claim_number": claim.claim_number,
        "status": claim.status.value,
        "status_reason": claim.status_reason,
        "amount_approved": claim.amount_approved,
        "missing_documents": list(claim.documents),
        "updated_at": moment(claim.updated_at),
    }


def details_json(details: ClaimDetails) -> Json:
    """What a member said when filing it in a chat."""
    account = details.bank_account
    return {
        "diagnosis": details.diagnosis,
        "contact_phone": details.contact_phone,
        "bank_account": {
            "bank": account.bank,
            "number": account.number,
            "holder": account.holder,
        },
        "provider_code": details.provider_code,
        "language": details.language,
        "declared_at": moment(details.declared_at),
    }


def member_json(member: Member) -> Json:
    """Whose treatment it was."""
    return {
        "participant_number": member.participant_number,
        "full_name": member.full_name,
        "date_of_birth": member.date_of_birth.isoformat(),
        "gender": member.gender.value,
        "relation": member.relation.value,
        "principal_participant_number": member.principal_participant_number,
        "policy_number": member.policy_number,
        "plan_code": member.plan_code,
        "card_number": member.card_number,
    }


def file_json(file: ClaimFile) -> Json:
    """What stands about one file."""
    return {
        "id": file.media_id,
        "document": file.document_id,
        "position": file.position,
        "file_name": file_name(file),
        "content_type": safe_type(file.content_type),
        "size": file.size,
        "added_at": moment(file.added_at),
    }


def event_json(event: ClaimEvent) -> Json:
    """One step, and who took it."""
    return {
        "status": event.status.value,
        "reason": event.reason,
        "amount_approved": event.amount_approved,
        "at": moment(event.at),
        "by": event.actor,
    }


def moment(at: datetime) -> str:
    """As in ``2026-03-12T02:30:00Z``."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
