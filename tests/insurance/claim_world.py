"""One family and its claims, for tests of what is written about a claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from insurance.claim_summary import ClaimSummary, claim_summary
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.model import (
    BankAccount,
    Benefit,
    BenefitType,
    Claim,
    ClaimDetails,
    ClaimFile,
    ClaimStatus,
    Fact,
    Gender,
    LimitScope,
    Member,
    Policy,
    PolicyStatus,
    Relation,
)

FILED_AT = datetime(2026, 3, 11, 20, 42, 59, tzinfo=UTC)
"""In Jakarta it is the 12th already, 03.42."""
BUDI = Member(
    participant_number="100200-0001-0",
    policy_number="GN-100200",
    full_name="Budi Santoso",
    date_of_birth=date(1985, 5, 12),
    gender=Gender.MALE,
    relation=Relation.SELF,
    principal_participant_number="100200-0001-0",
    plan_code="GOLD",
    email="budi@contoh.example",
    phone="+6281200000001",
    card_number="",
    card_active=True,
    start_date=date(2026, 1, 1),
    end_date=date(2026, 12, 31),
)
SITI = replace(
    BUDI,
    participant_number="100200-0001-1",
    full_name="Siti Rahmawati",
    gender=Gender.FEMALE,
    relation=Relation.SPOUSE,
    email="",
)
POLICY = Policy(
    policy_number="GN-100200",
    company="PT Contoh Sejahtera",
    product="Group",
    status=PolicyStatus.ACTIVE,
    start_date=date(2026, 1, 1),
    end_date=date(2026, 12, 31),
)
OUTPATIENT = Benefit(
    policy_number="GN-100200",
    plan_code="GOLD",
    plan_name="Gold",
    benefit_type=BenefitType.OUTPATIENT,
    name_id="Rawat Jalan",
    name_en="Outpatient care",
    annual_limit=None,
    per_visit_limit=None,
    room_class="",
    coverage_percent=100,
    cashless=False,
    limit_scope=LimitScope.PARTICIPANT,
)
CLAIM = Claim(
    claim_number="KLM-12345678",
    participant_number=SITI.participant_number,
    benefit_type=BenefitType.OUTPATIENT,
    treatment_date=date(2026, 3, 10),
    provider_name="RS Siloam Semanggi",
    amount_claimed=850_000,
    amount_approved=None,
    status=ClaimStatus.SUBMITTED,
    status_reason="",
    submitted_at=FILED_AT,
    updated_at=FILED_AT,
    filed_by=BUDI.participant_number,
)
DETAILS = ClaimDetails(
    diagnosis="Demam dan batuk",
    contact_phone="+6281200000001",
    bank_account=BankAccount("BCA", "1234567890", "Budi Santoso"),
    provider_code=None,
    language="id",
    declared_at=FILED_AT,
)
DOCUMENTS = Fact(
    "claim_documents_outpatient",
    "receipt: Kuitansi asli; prescription?: Salinan resep, bila obat diklaim",
    "receipt: Original receipt; prescription?: Copy of the prescription, if medicine is claimed",
    "test",
    date(2026, 1, 1),
)
DAYS = Fact("claim_processing_days", "14", "14", "test", date(2026, 1, 1))


def file(
    position: int, document_id: str = "receipt", content_type: str = "image/jpeg"
) -> ClaimFile:
    """A file of the claim."""
    media_id, sha256 = f"{position:032x}", f"{position:064x}"
    return ClaimFile(media_id, document_id, position, content_type, 1_258_291, sha256, FILED_AT)


FILES = (file(1), file(2, "prescription"), file(3, "other", "application/pdf"))


class Book:
    """What stands about claims, in memory."""

    def __init__(self, details: ClaimDetails | None = DETAILS, files: object = FILES) -> None:
        self._details = details
        self._files = files

    def details(self, _claim_number: str) -> ClaimDetails | None:
        return self._details

    def files(self, _claim_number: str) -> tuple[ClaimFile, ...]:
        return self._files  # type: ignore[return-value]


def core(*more: Claim | Member | Fact) -> InMemoryCoreSystem:
    """The insurer's book, with the claim and whatever else the test puts into it."""
    return InMemoryCoreSystem(
        policies=[POLICY],
        members=[BUDI, SITI],
        benefits=[OUTPATIENT],
        claims=[CLAIM],
        facts=[DOCUMENTS, DAYS],
    ).add(*more)


def summary(language: str = "id", **changed: object) -> ClaimSummary:
    """The claim as papers are written of it, or with something changed."""
    book = core()
    return replace(claim_summary(book, book, Book(), CLAIM.claim_number, language), **changed)
