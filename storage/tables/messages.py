"""Conversations and the messages and files in them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import ROW_ID, Base
from storage.types import Encrypted


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
    """Place within the turn's answer; -1 for the interim notice, -2 for news nobody asked for,
    -3 for such news to a chat that need not be anybody's."""
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
    ``broken``, ``too_many_pixels``, ``too_many_pages``, ``password``, ``active``, ``gone``,
    ``refused``, ``unavailable``; ``erased`` once it is past its retention."""
    content_type: Mapped[str | None]
    """As its content says."""
    file_name: Mapped[str | None] = mapped_column(Encrypted)
    size: Mapped[int | None] = mapped_column(BigInteger)
    """In bytes."""
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of its content, keyed, in hex: the same file again is noticed, and nobody else's compared."""
    pages: Mapped[int | None]
    """Of a PDF."""
    findings: Mapped[str] = mapped_column(default="", server_default="")
    """What is wrong with a picture, separated by commas; see ``insurance.ports.Finding``."""
    likeness: Mapped[str | None]
    """What the picture looks like, hex: near for the same paper photographed alike."""
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
