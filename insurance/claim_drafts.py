"""A claim while it is being filed: what the member has said so far, in any order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurance.model import BenefitType


@dataclass(frozen=True)
class DraftFile:
    """One file that was sent for it."""

    media_id: str
    document_id: str | None = None
    """Which document of the checklist it is; None while that is not clear."""
    is_kept: bool = False
    """Whether the member keeps it, although it is hard to read or was sent before."""


@dataclass(frozen=True)
class ClaimDraft:
    """What is known of the claim; None or empty is what is still missing. Personal data."""

    id: str
    """32 hex digits; the inbound id of the message that began it."""
    filed_by: str
    """Participant number of the member whose chat it is."""
    participant_number: str | None = None
    """Whose treatment it was."""
    details_confirmed: bool = False
    """Whether the member has seen participant, phone and account, and said that they are right."""
    contact_phone: str | None = None
    bank: str | None = None
    account_number: str | None = None
    account_holder: str | None = None
    benefit_type: BenefitType | None = None
    treatment_date: date | None = None
    provider_name: str | None = None
    provider_code: str | None = None
    diagnosis: str | None = None
    amount: int | None = None
    """Whole rupiah."""
    files: tuple[DraftFile, ...] = ()
    skipped: tuple[str, ...] = ()
    """Ids of optional documents that the member does not have."""
    documents_done: bool = False
    """Whether the member has said that all documents are there."""
    declared: bool = False
    """Whether the member has declared that all of it is true."""
    version: int = 0
    """How often messages have changed it; kept by whoever keeps drafts, and set by nobody else."""
