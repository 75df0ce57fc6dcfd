"""What the insurer knows; filled by ``iclick import``."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from insurance.matching import plain_number
from storage.tables.base import Base, Imported
from storage.types import Encrypted


class PolicyRow(Imported, Base):
    """A company's contract."""

    __tablename__ = "policies"

    policy_number: Mapped[str] = mapped_column(primary_key=True)
    company: Mapped[str]
    product: Mapped[str]
    status: Mapped[str]
    start_date: Mapped[date]
    end_date: Mapped[date]


class BenefitRow(Imported, Base):
    """One benefit of one plan of a policy; a null limit means as charged."""

    __tablename__ = "benefits"

    policy_number: Mapped[str] = mapped_column(
        ForeignKey("policies.policy_number"), primary_key=True
    )
    plan_code: Mapped[str] = mapped_column(primary_key=True)
    benefit_type: Mapped[str] = mapped_column(primary_key=True)
    plan_name: Mapped[str]
    name_id: Mapped[str]
    name_en: Mapped[str]
    annual_limit: Mapped[int | None] = mapped_column(BigInteger)
    per_visit_limit: Mapped[int | None] = mapped_column(BigInteger)
    room_class: Mapped[str]
    coverage_percent: Mapped[int]
    cashless: Mapped[bool]
    limit_scope: Mapped[str]


def _number_key(context: Any) -> str:
    return plain_number(context.get_current_parameters()["participant_number"])


class MemberRow(Imported, Base):
    """One insured person."""

    __tablename__ = "members"

    participant_number: Mapped[str] = mapped_column(primary_key=True)
    number_key: Mapped[str] = mapped_column(default=_number_key, index=True)
    """The participant number as it reads without case and separators: what is typed finds it."""
    policy_number: Mapped[str] = mapped_column(ForeignKey("policies.policy_number"), index=True)
    full_name: Mapped[str] = mapped_column(Encrypted)
    date_of_birth: Mapped[str] = mapped_column(Encrypted)
    """ISO 8601; text, because it is encrypted."""
    gender: Mapped[str]
    relation: Mapped[str]
    principal_participant_number: Mapped[str] = mapped_column(
        ForeignKey("members.participant_number"), index=True
    )
    plan_code: Mapped[str]
    email: Mapped[str] = mapped_column(Encrypted)
    phone: Mapped[str] = mapped_column(Encrypted)
    card_number: Mapped[str] = mapped_column(Encrypted)
    card_active: Mapped[bool]
    start_date: Mapped[date]
    end_date: Mapped[date]


class UsageRow(Imported, Base):
    """A benefit that was paid out."""

    __tablename__ = "usages"
    __table_args__ = (Index(None, "participant_number", "treatment_date"),)

    reference: Mapped[str] = mapped_column(primary_key=True)
    participant_number: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    benefit_type: Mapped[str]
    treatment_date: Mapped[date]
    provider_name: Mapped[str] = mapped_column(Encrypted)
    amount_paid: Mapped[int] = mapped_column(BigInteger)


class FactRow(Imported, Base):
    """Something about the product that an operator has vouched for."""

    __tablename__ = "facts"

    key: Mapped[str] = mapped_column(primary_key=True)
    value_id: Mapped[str]
    value_en: Mapped[str]
    source: Mapped[str]
    as_of: Mapped[date]


class ProviderRow(Imported, Base):
    """A hospital, clinic, pharmacy … that works with the insurer. Nothing personal."""

    __tablename__ = "providers"
    __table_args__ = (Index(None, "latitude", "longitude"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    type: Mapped[str]
    address: Mapped[str]
    city: Mapped[str]
    province: Mapped[str]
    phone: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    """In degrees; both are null where the point is unknown."""
    cashless_inpatient: Mapped[bool]
    cashless_outpatient: Mapped[bool]
    open_24h: Mapped[bool]
    emergency: Mapped[bool]


class DoctorRow(Imported, Base):
    """A doctor of the telemedicine partner's, as the insurer has them on its list."""

    __tablename__ = "doctors"

    code: Mapped[str] = mapped_column(primary_key=True)
    """As the partner calls them."""
    name: Mapped[str]
    specialty: Mapped[str] = mapped_column(index=True)
    languages: Mapped[str]
    """ISO 639-1, separated by single spaces: ``id en``."""
    guaranteed: Mapped[bool]
    """Whether the insurer pays for the consultation."""
    rating: Mapped[float]
    """From 1 to 5; 0 where nobody has rated them."""
    online_from: Mapped[str]
    online_to: Mapped[str]
    """Usual hours in Jakarta, ``HH:MM``; both the same: round the clock."""
    consultation_url: Mapped[str]
