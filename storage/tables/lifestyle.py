"""GenTalks and who comes to them, articles, and what members say of the insurer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import ROW_ID, Base, Imported
from storage.types import Encrypted


class EventRow(Imported, Base):
    """A GenTalks event, webinar …"""

    __tablename__ = "events"

    code: Mapped[str] = mapped_column(primary_key=True)
    title_id: Mapped[str]
    title_en: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    speaker: Mapped[str]
    url: Mapped[str]
    capacity: Mapped[int | None]
    """How many chats may register; null: as many as want to."""


class EventRegistrationRow(Base):
    """A chat that has registered for an event, or did so and cancelled it."""

    __tablename__ = "event_registrations"
    __table_args__ = (
        UniqueConstraint("event_code", "conversation_id"),
        Index(None, "conversation_id"),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    event_code: Mapped[str] = mapped_column(ForeignKey("events.code"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    state: Mapped[str] = mapped_column(default="registered")
    """``registered`` or ``cancelled``."""
    changed_by: Mapped[str] = mapped_column(String(32))
    """The inbound id of the message that registered or cancelled last."""
    changed_at: Mapped[datetime]
    day_told_of: Mapped[datetime | None]
    """The beginning of which the chat was reminded a day ahead: an event that was moved since is
    reminded of again."""
    hour_told_of: Mapped[datetime | None]
    """The same, an hour ahead."""


class ArticleRow(Imported, Base):
    """An article of the insurer's, to be read by its link."""

    __tablename__ = "articles"

    code: Mapped[str] = mapped_column(primary_key=True)
    title_id: Mapped[str]
    title_en: Mapped[str]
    summary_id: Mapped[str] = mapped_column(Text)
    summary_en: Mapped[str] = mapped_column(Text)
    url: Mapped[str]
    published_on: Mapped[date] = mapped_column(index=True)


class TestimonialRow(Imported, Base):
    """What a member has said in public, as the insurer has published it."""

    __tablename__ = "testimonials"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Digest of name and text, hex: the same words of the same person are one testimonial."""
    name: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    stars: Mapped[int]
    published_on: Mapped[date] = mapped_column(index=True)


class GivenTestimonialRow(Base):
    """What a member has said in a chat; shown to others only once somebody has approved it."""

    __tablename__ = "given_testimonials"
    __table_args__ = (
        UniqueConstraint("participant_number", "month"),
        CheckConstraint("stars BETWEEN 1 AND 5", name="stars"),
        Index(None, "state", "given_at"),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    participant_number: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    month: Mapped[str] = mapped_column(String(7))
    """``2026-11``, in Western Indonesian time: one a month."""
    inbound_id: Mapped[str] = mapped_column(String(32), unique=True)
    """The message that agreed to have it published: asked again, it gives it once."""
    name: Mapped[str] = mapped_column(Encrypted)
    """First name and initial, as others will read it."""
    text: Mapped[str | None] = mapped_column(Encrypted)
    """Null once it was rejected and past its retention."""
    language: Mapped[str]
    stars: Mapped[int]
    state: Mapped[str] = mapped_column(default="pending")
    """``pending`` → ``approved`` or ``rejected``."""
    given_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
