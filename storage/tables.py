"""The tables. Personal data stand in ``Encrypted`` columns; ids and amounts in the clear.

Insurer data come from ``iclick import``; the rest is written by the gateway and the actions.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from insurance.matching import plain_number
from storage.types import Encrypted, Moment

ROW_ID = BigInteger().with_variant(Integer, "sqlite")


class Base(DeclarativeBase):
    """All tables, with constraint names that migrations can refer to."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment(), str: String()}  # noqa: RUF012


# --- what the insurer knows -------------------------------------------------------------------


class Imported:
    """What every table has that is filled by ``iclick import``."""

    row_digest: Mapped[str] = mapped_column(default="", sort_order=1)
    """Keyed digest of the CSV row: the same row again changes nothing. Empty once changed
    otherwise, so that the next import has its say."""


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


class ClaimEventRow(Base):
    """One step in a claim's life."""

    __tablename__ = "claim_events"
    __table_args__ = (UniqueConstraint("claim_number", "status", "at"),)

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    claim_number: Mapped[str] = mapped_column(ForeignKey("claims.claim_number"))
    status: Mapped[str]
    reason: Mapped[str] = mapped_column(Encrypted)
    at: Mapped[datetime]


class FactRow(Imported, Base):
    """Something about the product that an operator has vouched for."""

    __tablename__ = "facts"

    key: Mapped[str] = mapped_column(primary_key=True)
    value_id: Mapped[str]
    value_en: Mapped[str]
    source: Mapped[str]
    as_of: Mapped[date]


# --- conversations and the messages in them ---------------------------------------------------


class ConversationRow(Base):
    """One chat on one channel."""

    __tablename__ = "conversations"
    __table_args__ = (UniqueConstraint("channel", "address_digest"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str]
    address_digest: Mapped[str]
    """Keyed digest of the address: finds the chat without revealing whose it is."""
    address: Mapped[str] = mapped_column(Encrypted)
    language: Mapped[str | None]
    """None until it is clear from what the member writes."""
    language_chosen: Mapped[bool] = mapped_column(default=False)
    """Whether the member asked for it, so that no guess may change it."""
    owner: Mapped[str] = mapped_column(default="bot")
    profile_name: Mapped[str | None] = mapped_column(Encrypted)
    """What the member calls themselves in the app."""
    keyboard_shown: Mapped[bool] = mapped_column(default=False)
    """Whether a keyboard of ours (to send a location) stands under the chat (Telegram)."""
    created_at: Mapped[datetime]
    last_inbound_at: Mapped[datetime | None]
    suppressed_at: Mapped[datetime | None]
    """Since when nothing may be sent, because the member has blocked us."""


class InboxRow(Base):
    """One message received, and whether its turn is over."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("channel", "provider_message_id"),
        Index(
            "ix_inbox_waiting",
            "conversation_id",
            "id",
            sqlite_where=text("state = 'received'"),
            postgresql_where=text("state = 'received'"),
        ),
        Index(None, "conversation_id", "message_ref"),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    inbound_id: Mapped[str] = mapped_column(String(32), unique=True)
    channel: Mapped[str]
    provider_message_id: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    message_ref: Mapped[str | None]
    """The message's own id in its chat (Telegram), by which an edit finds what it replaces."""
    burst_id: Mapped[str | None] = mapped_column(String(32), index=True)
    """The ``inbound_id`` of the first of the messages that are answered together with this one,
    an album or a burst of photos; its own for that first one. Set when their turn begins."""
    content: Mapped[str | None] = mapped_column(Encrypted)
    """The Inbound as JSON; null once past its retention."""
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="received")
    """``received`` or ``done``."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    notice_sent_at: Mapped[datetime | None]
    """When the member was told that it takes longer."""
    done_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    """The kind of failure that ended the turn with an apology."""


class OutboxRow(Base):
    """One call of a channel's API, to be made once and in order."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("inbound_id", "position"),
        Index(None, "conversation_id", "id"),
        Index(
            "ix_outbox_waiting",
            "conversation_id",
            "id",
            sqlite_where=text("state IN ('pending', 'sending', 'unknown')"),
            postgresql_where=text("state IN ('pending', 'sending', 'unknown')"),
        ),
    )

    id: Mapped[int] = mapped_column(ROW_ID, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    inbound_id: Mapped[str | None] = mapped_column(String(32))
    position: Mapped[int]
    """Place within the turn's answer; -1 for the interim notice."""
    content: Mapped[str | None] = mapped_column(Encrypted)
    """The Draft as JSON; null once past its retention."""
    state: Mapped[str] = mapped_column(default="pending")
    """``pending`` → ``sending`` → ``sent``; ``unknown`` after an ambiguous time-out; ``failed``,
    ``suppressed`` and ``mailed`` (the channel's window was closed) end it too."""
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    provider_message_id: Mapped[str | None] = mapped_column(index=True)
    delivery_status: Mapped[str | None]
    delivery_rank: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None]


class ChoiceRow(Base):
    """A choice that was offered to a conversation; a tap on it is trusted, typed text is not."""

    __tablename__ = "choices"
    __table_args__ = (Index(None, "conversation_id", "outbox_id"),)

    token: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    outbox_id: Mapped[int] = mapped_column(ForeignKey("outbox.id", ondelete="CASCADE"))
    position: Mapped[int]
    content: Mapped[str] = mapped_column(Encrypted)
    """The Choice as JSON."""
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    """When the tap came that it answered to last."""


class MediaRow(Base):
    """A file that a member sent, or that is to be sent to one; its bytes are in the media store.

    The bytes are encrypted under ``data_key``: without this row nobody can read them.
    """

    __tablename__ = "media"
    __table_args__ = (
        UniqueConstraint("inbound_id", "position"),
        Index(
            "ix_media_waiting",
            "conversation_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """The beginning of its name in the media store."""
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    inbound_id: Mapped[str | None] = mapped_column(String(32))
    """The message it came with; null for a file of ours."""
    position: Mapped[int] = mapped_column(default=0)
    """Place among the attachments of its message."""
    kind: Mapped[str]
    """``photo`` or ``document``."""
    source: Mapped[str | None] = mapped_column(Encrypted)
    """Where the channel keeps it; null once that does not matter any more."""
    state: Mapped[str]
    """``waiting`` → ``stored``, or why it is not: ``empty``, ``too_large``, ``wrong_type``,
    ``gone``, ``refused``, ``unavailable``; ``erased`` once it is past its retention."""
    content_type: Mapped[str | None]
    """As its content says."""
    file_name: Mapped[str | None] = mapped_column(Encrypted)
    size: Mapped[int | None] = mapped_column(BigInteger)
    """In bytes."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of its content, keyed, in hex: the same file again is noticed, and nobody else's compared."""
    data_key: Mapped[str | None] = mapped_column(Encrypted)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    erase_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it is erased, unless somebody has a use for it by then and puts this off."""


class ContentRow(Base):
    """A template that Twilio's Content API keeps for us."""

    __tablename__ = "contents"

    digest: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of what was asked for, in hex: the same shape is never created twice."""
    name: Mapped[str]
    """``menu`` for the shape of a menu, else the template of that name."""
    language: Mapped[str]
    content_sid: Mapped[str]
    approval: Mapped[str | None]
    """WhatsApp's word on a template (``received``, ``pending``, ``approved``, ``rejected`` …)."""
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """One delivery status that a channel reported, so that a repeat changes nothing."""

    __tablename__ = "deliveries"

    provider_message_id: Mapped[str] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(primary_key=True)
    received_at: Mapped[datetime]


class LeaseRow(Base):
    """Who may do a thing that one gateway at a time does: one conversation's turns, its sends,
    polling Telegram."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    until: Mapped[datetime]


# --- who is who -------------------------------------------------------------------------------


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
