"""The members' phones: which chats there are, and which bubbles stand in them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from bot.messages import Channel
from bot.sandbox.journal import Journal

FIRST_TELEGRAM_USER = 700_000_001
FIRST_NUMBER = 6_281_200_000_001


@dataclass(frozen=True)
class Chat:
    """One member's chat with the assistant on one channel."""

    id: str
    channel: Channel
    name: str
    """The name in the member's profile."""
    address: str
    """Whom the assistant answers: a Telegram chat id, or ``whatsapp:+…`` / ``whatsapp:ID.…``."""
    other_address: str = ""
    """WhatsApp: the business-scoped id, which is always told beside the number."""
    language: str = "id"
    blocked: bool = False
    started: bool = False
    """Whether the member has ever written: before that a bot may not."""
    keyboard: Sequence[Sequence[Mapping[str, str]]] | None = None
    """Telegram's reply keyboard under the chat: rows of ``{title, asks}``, ``asks`` being
    ``text`` or ``location``; None when there is none."""


@dataclass(frozen=True)
class Bubble:
    """One message as the member sees it."""

    chat: str
    id: str
    """Telegram's message id, or Twilio's MessageSid."""
    author: Literal["member", "bot"]
    text: str
    entities: Sequence[Mapping[str, Any]] = ()
    """Telegram's entities: offsets in UTF-16 units, as JavaScript counts."""
    buttons: Sequence[Sequence[Mapping[str, str]]] = ()
    """Rows of ``{title, data}``: an inline keyboard, or WhatsApp's quick replies."""
    status: str = "sent"
    type: str = "text"
    """``text`` ``photo`` ``document`` ``video`` ``voice`` ``audio`` ``sticker`` ``location`` or
    ``contact``; of the ones with a file ``text`` is the caption."""
    media: Mapping[str, Any] | None = None
    """``{url, content_type, name, size}`` of its file, at an address for the page."""
    place: Mapping[str, Any] | None = None
    """``{latitude, longitude, name, address}``."""
    contact: Mapping[str, str] | None = None
    """``{name, phone_number}``."""
    list: Mapping[str, Any] | None = None
    """A WhatsApp list: ``{label, items}`` with items ``{title, description, data}``."""
    reply_to: str | None = None
    """The id of the bubble that this one answers."""
    edited: bool = False
    forwarded: bool = False
    album: str | None = None
    """What the items of one album share."""


@dataclass
class Chats:
    """Every chat and bubble; each change is told to the journal."""

    journal: Journal
    _chats: dict[str, Chat] = field(default_factory=dict)
    _bubbles: dict[tuple[str, str], Bubble] = field(default_factory=dict)
    _last_wrote: dict[str, float] = field(default_factory=dict)
    _first: int = field(default_factory=lambda: secrets.randbelow(90_000) * 1000)
    """Where the numbers begin: a sandbox started anew must not hand out phones that the gateway
    has chatted with, and perhaps linked to a member."""

    def open(
        self, channel: Channel, name: str = "", language: str = "id", hidden_number: bool = False
    ) -> Chat:
        """Open a chat from a phone that the assistant has never heard of."""
        number = sum(chat.channel is channel for chat in self._chats.values())
        address, other = _addresses(channel, self._first + number, hidden_number)
        chat = Chat(
            secrets.token_hex(8), channel, name or f"Ponsel {number + 1}", address, other, language
        )
        self._keep(chat)
        return chat

    def get(self, chat_id: str) -> Chat | None:
        """The chat of that id."""
        return self._chats.get(chat_id)

    def find(self, channel: Channel, address: str) -> Chat | None:
        """The chat which that address reaches, by either of its addresses."""
        for chat in self._chats.values():
            if chat.channel is channel and address in (chat.address, chat.other_address):
                return chat
        return None

    def set_blocked(self, chat: Chat, blocked: bool) -> Chat:
        """Let the member block the assistant, or take it back."""
        return self._keep(replace(chat, blocked=blocked))

    def set_started(self, chat: Chat) -> Chat:
        """Note that the member has written."""
        return chat if chat.started else self._keep(replace(chat, started=True))

    def set_keyboard(
        self, chat: Chat, keyboard: Sequence[Sequence[Mapping[str, str]]] | None
    ) -> Chat:
        """Show that reply keyboard under the chat from now on, or none."""
        return chat if keyboard == chat.keyboard else self._keep(replace(chat, keyboard=keyboard))

    def note_writing(self, chat: Chat, at: float) -> None:
        """Remember that the member wrote at Unix time ``at``: WhatsApp's window opens then."""
        self._last_wrote[chat.id] = at

    def last_wrote(self, chat: Chat) -> float | None:
        """When the member last wrote, in Unix time; None if never."""
        return self._last_wrote.get(chat.id)

    def show(self, bubble: Bubble) -> Bubble:
        """Put a new bubble into its chat."""
        self._bubbles[(bubble.chat, bubble.id)] = bubble
        self.journal.add("message", **asdict(bubble))
        return bubble

    def bubble(self, chat: Chat, message_id: str) -> Bubble | None:
        """The bubble with that id in ``chat``."""
        return self._bubbles.get((chat.id, message_id))

    def of_member(self, chat: Chat) -> Sequence[Bubble]:
        """Everything that the member has sent in ``chat``, oldest first."""
        return [
            bubble
            for bubble in self._bubbles.values()
            if bubble.chat == chat.id and bubble.author == "member"
        ]

    def change(self, bubble: Bubble, **changes: Any) -> Bubble:
        """Show the bubble with other text, buttons or status."""
        changed = replace(bubble, **changes)
        self._bubbles[(bubble.chat, bubble.id)] = changed
        self.journal.add("change", chat=bubble.chat, id=bubble.id, **changes)
        return changed

    def delete(self, bubble: Bubble) -> None:
        """Take the bubble out of the chat."""
        del self._bubbles[(bubble.chat, bubble.id)]
        self.journal.add("delete", chat=bubble.chat, id=bubble.id)

    def _keep(self, chat: Chat) -> Chat:
        self._chats[chat.id] = chat
        self.journal.add("chat", **asdict(chat))
        return chat


def _addresses(channel: Channel, number: int, hidden_number: bool) -> tuple[str, str]:
    if channel is Channel.TELEGRAM:
        return str(FIRST_TELEGRAM_USER + number), ""
    phone = f"whatsapp:+{FIRST_NUMBER + number}"
    scoped = f"whatsapp:ID.{1_064_000_000_000_000 + number}"
    # A member with a username hides the number: then the scoped id is all that is told.
    return (scoped, scoped) if hidden_number else (phone, scoped)
