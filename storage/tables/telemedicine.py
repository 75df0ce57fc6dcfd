"""Consultations with doctors online, and the medicine that they prescribe."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base
from storage.types import Encrypted


class ConsultationRow(Base):
    """A consultation that a member has asked for.

    It is written down before the partner hears of it: asked again, it is the same consultation.
    """

    __tablename__ = "consultations"
    __table_args__ = (
        Index(None, "state", "next_attempt_at"),
        Index(None, "asked_by", "created_at"),
        Index(None, "participant_number", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The inbound id of the message that asked for it: the partner's idempotency key."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    asked_by: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    participant_number: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    """Who is ill."""
    specialty: Mapped[str]
    doctor_code: Mapped[str | None]
    """Null where a request is kept of which no doctor was chosen."""
    complaint: Mapped[str | None] = mapped_column(Encrypted)
    """In the member's words; null once the partner has it."""
    language: Mapped[str]
    state: Mapped[str]
    """``asked`` → the partner's ``waiting`` → ``active`` → ``ended``, ``cancelled``, ``expired``;
    ``refused`` by the partner. ``kept`` for a retry that the member wanted → ``waiting``,
    ``offered`` (the member is to choose now), ``withdrawn`` (by the member), ``given_up``."""
    partner_id: Mapped[str | None] = mapped_column(unique=True)
    """The partner's id of it, once it has one."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Of the newest event whose status stands here."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    """For ``kept``: when the partner is asked again."""
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(index=True)


class ConsultationEventRow(Base):
    """An event that the partner has told us of; the same event again is none."""

    __tablename__ = "consultation_events"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The partner's id of it."""
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultations.id"), index=True)
    kind: Mapped[str]
    sequence: Mapped[int]
    """The partner's order, for each consultation; they may come in any."""
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]


class PrescriptionRow(Base):
    """Medicine that a doctor has prescribed in a consultation."""

    __tablename__ = "prescriptions"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The partner's id of it."""
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultations.id"), index=True)
    medicines: Mapped[str] = mapped_column(Encrypted)
    """JSON: a list of name, quantity, directions."""
    sequence: Mapped[int]
    issued_at: Mapped[datetime]


class MedicineDeliveryRow(Base):
    """The medicine of a prescription on its way, which may be heard of before the prescription."""

    __tablename__ = "medicine_deliveries"

    id: Mapped[str] = mapped_column(primary_key=True)
    """The partner's id of it."""
    consultation_id: Mapped[str] = mapped_column(ForeignKey("consultations.id"), index=True)
    prescription_id: Mapped[str] = mapped_column(index=True)
    status: Mapped[str]
    """``preparing`` → ``on_the_way`` → ``delivered``, or ``failed`` and on the way again."""
    courier: Mapped[str]
    tracking_number: Mapped[str] = mapped_column(Encrypted)
    tracking_url: Mapped[str] = mapped_column(Encrypted)
    sequence: Mapped[int]
    """Of the newest event, which stands here whole."""
    expected_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
