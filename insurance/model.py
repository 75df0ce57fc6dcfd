"""What a group-health insurer talks about: policies, plans, members, usages, claims, facts.

Amounts are whole rupiah. Dates are calendar dates in Indonesia; moments are aware UTC datetimes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class BenefitType(StrEnum):
    """The kinds of benefit that a plan can hold."""

    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"
    DENTAL = "dental"
    MATERNITY = "maternity"
    OPTICAL = "optical"
    CHECKUP = "checkup"


class Relation(StrEnum):
    """Who a participant is to the principal (the employee)."""

    SELF = "self"
    SPOUSE = "spouse"
    CHILD = "child"
    PARENT = "parent"


class Gender(StrEnum):
    """As on the member's card."""

    MALE = "M"
    FEMALE = "F"


class PolicyStatus(StrEnum):
    """Whether the insurer honours a policy at all; its period is checked besides."""

    ACTIVE = "active"
    LAPSED = "lapsed"


class LimitScope(StrEnum):
    """Whose usages count against an annual limit."""

    PARTICIPANT = "participant"
    FAMILY = "family"


class ClaimStatus(StrEnum):
    """A claim's life, in order; rejected and cancelled end it."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    PENDING_DOCUMENTS = "pending_documents"
    APPROVED = "approved"
    PAID = "paid"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Policy:
    """A company's contract."""

    policy_number: str
    company: str
    product: str
    status: PolicyStatus
    start_date: date
    end_date: date

    def is_active(self, on: date) -> bool:
        """Whether the policy covers anyone on that day."""
        return self.status is PolicyStatus.ACTIVE and self.start_date <= on <= self.end_date


@dataclass(frozen=True)
class Benefit:
    """One benefit of a plan; a limit of None means as charged."""

    policy_number: str
    plan_code: str
    plan_name: str
    benefit_type: BenefitType
    name_id: str
    name_en: str
    annual_limit: int | None
    per_visit_limit: int | None
    room_class: str
    coverage_percent: int
    cashless: bool
    limit_scope: LimitScope


@dataclass(frozen=True)
class Member:
    """One insured person (a participant). Personal data: never log it."""

    participant_number: str
    policy_number: str
    full_name: str
    date_of_birth: date
    gender: Gender
    relation: Relation
    principal_participant_number: str
    """Their own number for a principal."""
    plan_code: str
    email: str
    phone: str
    card_number: str
    card_active: bool
    start_date: date
    end_date: date

    @property
    def is_principal(self) -> bool:
        """Whether this is the employee, who may see the whole family."""
        return self.relation is Relation.SELF

    @property
    def first_name(self) -> str:
        """The name to greet with; the Balinese "I" and "Ni" are not it."""
        words = self.full_name.title().split()
        return next((word for word in words if word not in ("I", "Ni")), "".join(words[:1]))


@dataclass(frozen=True)
class Usage:
    """A benefit that was paid out."""

    reference: str
    participant_number: str
    benefit_type: BenefitType
    treatment_date: date
    provider_name: str
    amount_paid: int


@dataclass(frozen=True)
class Claim:
    """A claim as it stands now."""

    claim_number: str
    participant_number: str
    benefit_type: BenefitType
    treatment_date: date
    provider_name: str
    amount_claimed: int
    amount_approved: int | None
    status: ClaimStatus
    status_reason: str
    submitted_at: datetime
    updated_at: datetime
    documents: tuple[str, ...] = ()
    """What is still missing while the status is pending_documents."""
    filed_by: str | None = None
    """Participant number of who filed it in a chat; None when it came otherwise."""


@dataclass(frozen=True)
class ClaimEvent:
    """One step in a claim's life."""

    claim_number: str
    status: ClaimStatus
    reason: str
    at: datetime
    actor: str = ""
    """``member``, ``operator`` or ``tpa``, with a name behind a colon where one is known; empty
    for a step that was imported."""
    amount_approved: int | None = None


@dataclass(frozen=True)
class BankAccount:
    """Where a reimbursement is paid to. Personal data: never log it."""

    bank: str
    """As members call it: ``BCA``, ``Mandiri`` …"""
    number: str
    """Digits only."""
    holder: str


@dataclass(frozen=True)
class ClaimDetails:
    """What a claim that was filed in a chat says beyond ``Claim``. Personal data."""

    diagnosis: str
    """The diagnosis or complaint in the member's words."""
    contact_phone: str
    bank_account: BankAccount
    provider_code: str | None
    """Of the partner provider that was meant; None for any other place."""
    language: str
    declared_at: datetime
    """When the member declared that all of it is true."""


@dataclass(frozen=True)
class ClaimFile:
    """One file of a claim that was submitted."""

    media_id: str
    document_id: str
    """Which document of the checklist it is: ``receipt``, ``diagnosis`` …, or ``other``."""
    position: int
    """From 1, over all files of the claim."""
    content_type: str
    size: int
    """In bytes."""
    sha256: str
    """Keyed digest of what was sent, hex."""
    added_at: datetime


class ProviderType(StrEnum):
    """The kinds of partners that a member can go to."""

    HOSPITAL = "hospital"
    CLINIC = "clinic"
    PHARMACY = "pharmacy"
    DENTAL = "dental"
    OPTICAL = "optical"
    LABORATORY = "laboratory"


@dataclass(frozen=True)
class Provider:
    """A hospital, clinic, pharmacy … that works with the insurer."""

    code: str
    name: str
    type: ProviderType
    address: str
    city: str
    province: str
    phone: str
    latitude: float | None
    longitude: float | None
    """In degrees; both None where the point is unknown."""
    cashless_inpatient: bool
    cashless_outpatient: bool
    open_24h: bool
    emergency: bool


@dataclass(frozen=True)
class Fact:
    """Something about the product that an operator has vouched for."""

    key: str
    value_id: str
    value_en: str
    source: str
    as_of: date

    def value(self, language: str) -> str:
        """The text in ``language`` (``id`` or ``en``)."""
        return self.value_en if language == "en" else self.value_id
