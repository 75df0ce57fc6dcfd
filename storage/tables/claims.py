"""Claims, from the draft in a chat to what the insurer has decided."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import ROW_ID, Base, Imported
from storage.types import Encrypted


class ClaimRow(Imported, Base):
    """A claim as it stands now."""

    __tablename__ = "claims"
    __table_args__ = (Index(None, "participant_number", "updated_at"),)

    claim_number: Mapped[str] = mapped_column(primary_key=True)
    participant_number: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    benefit_type: Mapped[str]
    treatment_date: Mapped[date]
    provider_name: Mapped[str] = mapped_column(Encrypted)
    amount_claimed: Mapped[int] = mapped_column(BigInteger)
    amount_approved: Mapped[int | None] = mapped_column(BigInteger)
    status: Mapped[str]
    status_reason: Mapped[str] = mapped_column(Encrypted)
    submitted_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    documents: Mapped[str | None] = mapped_column(Encrypted)
    """JSON list of what is missing while the status is ``pending_documents``."""
    details: Mapped[str | None] = mapped_column(Encrypted)
    """``ClaimDetails`` as JSON; null for a claim that was not filed in a chat."""
    filed_by: Mapped[str | None] = mapped_column(ForeignKey("members.participant_number"))
    """Who filed it in a chat: the participant, or their principal."""
    draft_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    """The draft that it was: submitted again, the same draft is the same claim."""


class ClaimEventRow(Base):
    """One step in a claim's life."""

    __tablename__ = "claim_events"
    __table_args__ = (UniqueConstraint("claim_number", "status", "at"),)

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    claim_number: Mapped[str] = mapped_column(ForeignKey("claims.claim_number"))
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(Encrypted)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(default="", server_default="")
    """Who took it: ``member``, ``operator``, ``tpa`` with a name behind a colon, or nothing for
    steps that were imported."""
    amount_approved: Mapped[int | None] = mapped_column(BigInteger)


class ClaimDraftRow(Base):
    """A claim that a member is filing; at most one of each member's is open.

    ``before`` is what it was before the message ``turn_inbound_id`` was heard: asked again, the
    same turn starts from the same.
    """

    __tablename__ = "claim_drafts"
    __table_args__ = (
        Index(
            "uq_claim_drafts_open",
            "filed_by",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(None, "filed_by", "turn_inbound_id"),
        Index(None, "state", "updated_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    filed_by: Mapped[str] = mapped_column(ForeignKey("members.participant_number"))
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    """Where it was worked on last."""
    state: Mapped[str] = mapped_column(default="open")
    """``open`` → ``submitted``, ``discarded`` (by the member) or ``abandoned`` (erased)."""
    content: Mapped[str | None] = mapped_column(Encrypted)
    """The ClaimDraft as JSON; null once it is over."""
    before: Mapped[str | None] = mapped_column(Encrypted)
    turn_inbound_id: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1)
    claim_number: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    """When the member was told that it will be erased."""


class ClaimFileRow(Base):
    """A file of a claim that was submitted; its bytes are in the media store."""

    __tablename__ = "claim_files"
    __table_args__ = (UniqueConstraint("claim_number", "media_id"),)

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    claim_number: Mapped[str] = mapped_column(ForeignKey("claims.claim_number"))
    media_id: Mapped[str] = mapped_column(ForeignKey("media.id"), index=True)
    """One photo may belong to two claims: a bill for both children, say."""
    position: Mapped[int]
    document_id: Mapped[str]
    """Which document of the checklist it is: ``receipt``, ``diagnosis`` …, or ``other``."""
    added_at: Mapped[datetime]
    inbound_id: Mapped[str] = mapped_column(String(32))
    """The message that handed it in."""


class BankAccountRow(Base):
    """Where a member last wanted claims to be paid to."""

    __tablename__ = "bank_accounts"

    participant_number: Mapped[str] = mapped_column(
        ForeignKey("members.participant_number"), primary_key=True
    )
    account: Mapped[str] = mapped_column(Encrypted)
    """The BankAccount as JSON."""
    updated_at: Mapped[datetime]


class ClaimLetterRow(Base):
    """The mail that confirms a claim, with what was submitted as a PDF; due once for each."""

    __tablename__ = "claim_letters"

    claim_number: Mapped[str] = mapped_column(ForeignKey("claims.claim_number"), primary_key=True)
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default="pending", index=True)
    """``pending`` → ``sent``, or ``given_up`` (no address, refused for days)."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class ClaimForwardRow(Base):
    """Something that a member did to a claim, to be told to the insurer's own system, in order."""

    __tablename__ = "claim_forwards"
    __table_args__ = (Index(None, "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    claim_number: Mapped[str] = mapped_column(ForeignKey("claims.claim_number"), index=True)
    kind: Mapped[str]
    """``submitted``, ``documents_added`` or ``cancelled``."""
    idempotency_key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[str] = mapped_column(default="pending")
    """``pending`` → ``done``, or ``refused``: the system will not have it, somebody must look."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    error: Mapped[str | None]


class NewsChoiceRow(Base):
    """Whether a member wants to be told of claims without having asked; yes unless it says no."""

    __tablename__ = "news_choices"

    participant_number: Mapped[str] = mapped_column(
        ForeignKey("members.participant_number"), primary_key=True
    )
    claim_news: Mapped[bool]
    changed_at: Mapped[datetime]


class ApiCallRow(Base):
    """A call of our API that changed something, so that the same call again changes nothing."""

    __tablename__ = "api_calls"

    key: Mapped[str] = mapped_column(primary_key=True)
    """Keyed digest of path and ``Idempotency-Key``, hex."""
    request_digest: Mapped[str]
    """Keyed digest of what was asked: the same key must ask the same."""
    status: Mapped[int]
    body: Mapped[str | None] = mapped_column(Encrypted)
    created_at: Mapped[datetime] = mapped_column(index=True)
