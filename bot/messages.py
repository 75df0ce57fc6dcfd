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
    COMMAND = "command"
    """Another command that our own menu of commands offers; ``command`` names it."""
    MEDIA = "media"
    """Photos, files, recordings: ``attachments``, and in ``text`` what was written under them."""
    LOCATION = "location"
    """A place, in ``location``."""
    CONTACT = "contact"
    """Somebody's contact card, in ``contact``."""
    UNSUPPORTED = "unsupported"
    """A kind that nobody can answer to; ``unsupported`` names it (``sticker``, ``poll`` …)."""
    BLOCKED = "blocked"
    """The member has blocked us: nothing may be sent until they return."""
    RETURNED = "returned"
    """The member has let us back in, without writing: something may be sent again."""


class AttachmentKind(StrEnum):
    """What an attachment is, as far as the channel says."""

    PHOTO = "photo"
    """An image that the channel has made smaller."""
    DOCUMENT = "document"
    """A file as it was, which may be an image too."""
    VIDEO = "video"
    VOICE = "voice"
    AUDIO = "audio"


FETCHED = frozenset({AttachmentKind.PHOTO, AttachmentKind.DOCUMENT})
"""The kinds that are downloaded; of the others we only know that they were sent."""


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message, by reference: nothing of it is here yet.

    Everything but ``source`` is the sender's word for it.
    """

    kind: AttachmentKind
    source: str
    """Where the channel keeps it: Telegram's ``file_id``, or the address that Twilio gave."""
    content_type: str | None = None
    file_name: str | None = None
    size: int | None = None
    """In bytes."""


@dataclass(frozen=True)
class Location:
    """A point on the earth, in degrees; ``Inbound`` may hold one that no point on earth has."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""

    @property
    def is_somewhere(self) -> bool:
        """Whether it is a point on the earth, and not the 0,0 of a phone that does not know."""
        on_earth = abs(self.latitude) <= 90 and abs(self.longitude) <= 180  # noqa: PLR2004
        return on_earth and (self.latitude, self.longitude) != (0.0, 0.0)


@dataclass(frozen=True)
class Contact:
    """A contact card; only the sender's own is kept, of another's nothing but that it came."""

    is_own: bool
    phone_number: str = ""


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
    """What the channel calls this message when it is deleted, edited or replied to (Telegram's
    message id; None on WhatsApp, where ``provider_message_id`` serves)."""
    attachments: tuple[Attachment, ...] = ()
    location: Location | None = None
    contact: Contact | None = None
    command: str | None = None
    """For COMMAND the command, for START the payload of a deep link: known words, nothing else."""
    reply_to: str | None = None
    """The provider's id of the earlier message that this one replies to."""
    tapped_ref: str | None = None
    """For CHOICE: the provider's id of our message whose button was tapped, where it tells."""
    edit_of: str | None = None
    """The ``message_ref`` of an earlier message that this one replaces."""
    album: str | None = None
    """What the channel calls the album that this message is one item of."""
    is_forwarded: bool = False
    profile_name: str | None = None
    """What the member calls themselves in the app; not verified by anybody."""


@dataclass(frozen=True)
class Choice:
    """One button or numbered line of a reply, and the intent that it stands for."""

    title: str
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict)
    description: str = ""
    """A second line, where the channel shows one (a WhatsApp list: 72 characters)."""


@dataclass(frozen=True)
class OutgoingMedia:
    """A file of ours to be sent: one that the media store holds."""

    media_id: str
    content_type: str
    file_name: str


@dataclass(frozen=True)
class News:
    """A message that nobody asked for, so that the channel may want it in approved words.

    Which words ``name`` stands for, and how many ``values`` they take, is told by
    ``bot.outbound.templates``.
    """

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Reply:
    """One message bubble to the member: text, and what they can choose next."""

    text: str
    choices: tuple[Choice, ...] = ()
    media: OutgoingMedia | None = None
    """A picture or file; ``text`` stands under it."""
    location: Location | None = None
    """A place to be shown on a map; ``text`` goes before it."""
    asks_location: bool = False
    """Whether the member is asked where they are: a button sends it, where the channel has one."""
    news: News | None = None
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
    close_ref: str | None = None
    """Instead of sending: make this message of ours say ``text``, without buttons (Telegram)."""
    numbered: str = ""
    """What to send instead of ``text`` and ``buttons`` where the channel refuses the buttons."""
    descriptions: tuple[str, ...] = ()
    """Second lines of ``buttons``, one each or none at all."""
    list_label: str = ""
    """What the button that opens a list says (WhatsApp)."""
    media: OutgoingMedia | None = None
    location: Location | None = None
    location_button: str = ""
    """The title of a keyboard's button that sends the member's location (Telegram)."""
    hides_keyboard: bool = False
    """Whether that keyboard goes away with this message (Telegram)."""
    language: Language | None = None
    news: News | None = None
