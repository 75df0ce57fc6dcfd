"""The vocabulary of the gateway: what comes in from a channel and what goes out to it.

Everything here is frozen and free of I/O. Channels translate their vendor's shapes into these
and back; no other module of ``bot`` knows what Telegram or Twilio call a thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

ConversationId = NewType("ConversationId", str)
"""Opaque id of one chat on one channel: 32 hex digits, never a phone number or chat id."""

InboundId = NewType("InboundId", str)
"""Opaque id of one message received: 32 hex digits; the idempotency key of its whole turn."""


class Channel(StrEnum):
    """The channels on which members chat."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"


class Language(StrEnum):
    """The languages in which the assistant answers (ISO 639-1)."""

    INDONESIAN = "id"
    ENGLISH = "en"


class InboundKind(StrEnum):
    """What sort of thing a member sent."""

    TEXT = "text"
    CHOICE = "choice"
    """A tap on a button; ``choice_token`` holds what the button carried, verified later."""
    START = "start"
    """The first hello of a channel: Telegram's ``/start``."""
    MENU = "menu"
    """A command for the main menu: Telegram's ``/menu`` or ``/help``."""
    UNSUPPORTED = "unsupported"
    """A kind that is not understood yet; ``unsupported`` names it (``photo``, ``voice`` …)."""
    BLOCKED = "blocked"
    """The member has blocked us: nothing may be sent until they return."""
    RETURNED = "returned"
    """The member has let us back in, without writing: something may be sent again."""


@dataclass(frozen=True)
class Inbound:
    """One message, as a channel delivered it and before anything was thought about it."""

    channel: Channel
    address: str
    """Where answers go: Telegram's chat id, or WhatsApp's ``whatsapp:…`` (BSUID or number)."""
    provider_message_id: str
    """The provider's own id, unique within the channel; a repeat carries the same."""
    kind: InboundKind
    text: str = ""
    choice_token: str | None = None
    unsupported: str | None = None
    language_hint: str | None = None
    """The language of the member's app, where the channel tells (ISO 639-1, maybe with region)."""
    message_ref: str | None = None
    """What the channel needs to delete this message (Telegram's message id)."""


@dataclass(frozen=True)
class Choice:
    """One button or numbered line of a reply, and the intent that it stands for."""

    title: str
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reply:
    """One message bubble to the member: text, and what they can choose next."""

    text: str
    choices: tuple[Choice, ...] = ()
    language: Language | None = field(default=None, compare=False)
    """What ``text`` is written in, for a channel that must add a word of its own."""


@dataclass(frozen=True)
class OfferedChoice:
    """A choice that was given to a conversation under a token kept on our side."""

    token: str
    position: int
    """From 1, as numbered in a text menu."""
    choice: Choice


@dataclass(frozen=True)
class Draft:
    """One call of a channel's API, ready to be made: what an outbox row holds."""

    text: str = ""
    buttons: tuple[tuple[str, str], ...] = ()
    """(title, token) in rows of one, where the channel shows real buttons."""
    delete_ref: str | None = None
    """Instead of sending: delete this message of the member's (Telegram only)."""
