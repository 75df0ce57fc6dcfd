"""eCards: which address stands in a card's QR code, who activated it, and pictures made of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base
from storage.types import Encrypted


class EcardRow(Base):
    """What we know of a participant's card beyond what the insurer's file says."""

    __tablename__ = "ecards"

    participant_number: Mapped[str] = mapped_column(
        ForeignKey("members.participant_number"), primary_key=True
    )
    card_id: Mapped[str] = mapped_column(String(32), unique=True)
    """Random: what stands, signed, in the QR code. A new one voids every picture made before."""
    created_at: Mapped[datetime]
    activated_at: Mapped[datetime | None]
    """When it was activated in a chat; null when it was not, or the insurer ended that."""
    activated_by: Mapped[str | None] = mapped_column(ForeignKey("members.participant_number"))
    """The participant, or their principal."""
    activated_inbound_id: Mapped[str | None] = mapped_column(String(32))
    """The message that consented; asked again, it activates nothing twice."""
    suspended_at: Mapped[datetime | None]
    """Since when an operator has it suspended."""


class EcardPictureRow(Base):
    """A card that was painted, kept sealed in the media store until its data change."""

    __tablename__ = "ecard_pictures"
    __table_args__ = (Index(None, "participant_number", "language"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The beginning of its name in the media store."""
    participant_number: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    language: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64))
    """Keyed digest (hex) of all that the picture shows."""
    data_key: Mapped[str] = mapped_column(Encrypted)
    size: Mapped[int] = mapped_column(BigInteger)
    """In bytes."""
    made_at: Mapped[datetime]
    used_at: Mapped[datetime] = mapped_column(index=True)
    """When it was asked for last, to the day."""
