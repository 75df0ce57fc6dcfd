"""Who is who."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import ROW_ID, Base


class LinkRow(Base):
    """A chat that has proved to be a member's."""

    __tablename__ = "links"
    __table_args__ = (
        Index(
            "uq_links_live",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    participant_number: Mapped[str] = mapped_column(
        ForeignKey("members.participant_number"), index=True
    )
    consent_version: Mapped[str]
    linked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    unlocked_until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_because: Mapped[str | None]


class OneTimeCodeRow(Base):
    """A code that was asked for; only its hash is ever kept."""

    __tablename__ = "one_time_codes"
    __table_args__ = (
        Index(None, "conversation_id", "requested_at"),
        Index(None, "participant_number", "requested_at"),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    inbound_id: Mapped[str] = mapped_column(String(32), unique=True)
    """The message that asked for it: asked again, the same row answers."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    participant_number: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    language: Mapped[str]
    consent_version: Mapped[str]
    state: Mapped[str] = mapped_column(default="requested", index=True)
    """``requested`` → ``sent`` → ``accepted``; ``superseded``, ``withdrawn`` and ``locked`` end it;
    ``sent`` and past ``expires_at`` is expired; ``dropped`` when no mail could be sent for long."""
    code_hash: Mapped[str | None]
    requested_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    notice_sent_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]


class CodeCheckRow(Base):
    """What came of a message with a code or with identity data, so that asked again it is not
    counted twice."""

    __tablename__ = "code_checks"

    inbound_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    """``code`` or ``identity``: a message may be tried as both."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    outcome: Mapped[str]
    """JSON, without the code."""
    checked_at: Mapped[datetime]


class TriesRow(Base):
    """Wrong tries, counted per chat and what was tried: a stranger's count is not the owner's."""

    __tablename__ = "tries"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    """``identity`` for wrong member data; ``code:`` and the participant number for codes."""
    count: Mapped[int]
    last_at: Mapped[datetime]
    """When the last wrong one came; 15 minutes later the count starts anew."""
    locked_until: Mapped[datetime | None]


class AuditRow(Base):
    """Who did what and when; ids only, never content."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "participant_number", "at"),)

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    """``member``, ``operator`` or ``system``."""
    action: Mapped[str]
    conversation_id: Mapped[str | None] = mapped_column(String(32))
    participant_number: Mapped[str | None]
    detail: Mapped[str] = mapped_column(default="{}")
