"""A claim as it was handed in, put together from the insurer's book: what papers are written of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from insurance.claim_papers import ClaimFilesBook
from insurance.errors import ClaimNotFound
from insurance.known_facts import CLAIM_DOCUMENTS, CLAIM_PROCESSING_DAYS, known_fact
from insurance.model import Benefit, Claim, ClaimDetails, ClaimFile, Member, Policy
from insurance.ports import CoreSystem, Facts

LANGUAGE = "id"
"""Of a claim that does not say in which it was filed."""


@dataclass(frozen=True)
class NamedFile:
    """A file of the claim, and which document it is in words."""

    file: ClaimFile
    document: str | None
    """As the checklist calls it; None where the checklist knows no such document (any more)."""


@dataclass(frozen=True)
class ClaimSummary:
    """All that a paper about a claim may say. Personal data: never log it."""

    claim: Claim
    details: ClaimDetails | None
    """None for a claim that was not filed in a chat."""
    participant: Member
    filed_by: Member | None
    """Whose chat it was filed in; None for a claim that was not."""
    policy: Policy | None
    benefit: Benefit | None
    """As the participant's plan has it now."""
    files: Sequence[NamedFile]
    processing_days: int | None
    """Working days in which a claim is usually processed; None while no operator has said."""
    language: str
    """``id`` or ``en``."""


def claim_summary(
    core: CoreSystem,
    facts: Facts,
    book: ClaimFilesBook,
    claim_number: str,
    language: str | None = None,
) -> ClaimSummary:
    """The claim of that number, whoever's it is: callers check whose. Raises ClaimNotFound.

    In ``language``, or else in the one in which it was filed.
    """
    claim = core.claim(claim_number)
    participant = None if claim is None else core.member(claim.participant_number)
    if claim is None or participant is None:
        raise ClaimNotFound
    details = book.details(claim_number)
    spoken = language or (details.language if details else LANGUAGE)
    return ClaimSummary(
        claim=claim,
        details=details,
        participant=participant,
        filed_by=core.member(claim.filed_by) if claim.filed_by else None,
        policy=core.policy(participant.policy_number),
        benefit=_benefit(core, participant, claim),
        files=_named(facts, claim, book.files(claim_number), spoken),
        processing_days=known_fact(facts, CLAIM_PROCESSING_DAYS, spoken),
        language=spoken,
    )


def _benefit(core: CoreSystem, participant: Member, claim: Claim) -> Benefit | None:
    plan = core.benefits(participant.policy_number, participant.plan_code)
    return next((benefit for benefit in plan if benefit.benefit_type is claim.benefit_type), None)


def _named(
    facts: Facts, claim: Claim, files: Sequence[ClaimFile], language: str
) -> Sequence[NamedFile]:
    checklist = known_fact(facts, CLAIM_DOCUMENTS[claim.benefit_type], language) or ()
    names = {document.id: document.short_name for document in checklist}
    return [NamedFile(file, names.get(file.document_id)) for file in files]
