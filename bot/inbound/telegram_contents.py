"""What a Telegram message holds: files, a place, a contact, or what we have no use for. Pure.

python-telegram-bot checks that what must be there is there, not what it is; so does this module.
A value of a wrong type ends in one of Python's own errors, which ``bot.inbound.telegram`` turns
into its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from telegram import Contact as TelegramContact
from telegram import Location as TelegramLocation
from telegram import Message, PhotoSize

from bot.inbound.files import LONGEST_NAME, content_type, file_kind
from bot.inbound.text import line, storable
from bot.messages import Attachment, AttachmentKind, Contact, Location

MOST_BYTES = 20_000_000
"""What bots may fetch (Bot API, getFile)."""
LONGEST_PLACE = 256
_STORABLE = range(2**63)
"""Numbers that a database takes: no other may hold up the updates behind it."""
_PHONE_NUMBER = re.compile(r"\+?[0-9]{5,20}")

_FILES = {
    "animation": AttachmentKind.VIDEO,  # before ``document``, which comes with it
    "video": AttachmentKind.VIDEO,
    "video_note": AttachmentKind.VIDEO,
    "voice": AttachmentKind.VOICE,
    "audio": AttachmentKind.AUDIO,
    "document": AttachmentKind.DOCUMENT,
}
READ = ("photo", "live_photo", *_FILES, "location", "venue", "contact")
"""The fields of a message that are read here."""
_NO_USE = {
    "sticker": "sticker",
    "dice": "sticker",
    "poll": "poll",
    "story": "other",
    "game": "other",
    "checklist": "other",
    "paid_media": "other",
    "rich_message": "other",
    "gift": "other",
    "unique_gift": "other",
    "giveaway": "other",
    "invoice": "other",
}


def attachment(message: Message) -> Attachment | None:
    """The file that came with a message; the items of an album come one to a message."""
    sizes = message.photo or (message.live_photo.photo if message.live_photo else ())
    if sizes:
        return _photo(sizes)
    for field, kind in _FILES.items():
        file = getattr(message, field)
        if file is not None:
            return _file(kind, file)
    return None


def location(message: Message) -> Location | None:
    """The place that was sent: a point, a live location as it is now, or a venue."""
    venue = message.venue
    if venue is not None:
        name, address = (line(said, LONGEST_PLACE) for said in (venue.title, venue.address))
        return _place(venue.location, name, address)
    return None if message.location is None else _place(message.location)


def contact(message: Message) -> Contact | None:
    """The contact card that was sent. Another's number goes no further than here.

    Telegram finds the card's ``user_id`` by the number, and whoever shares their own shares it
    themselves: forwarded, or by way of another bot, it may be anybody's.
    """
    card = message.contact
    if card is None:
        return None
    sender = message.from_user
    at_first_hand = message.forward_origin is None and message.via_bot is None
    if sender is None or card.user_id != sender.id or not at_first_hand:
        return Contact(is_own=False)
    return Contact(is_own=True, phone_number=_phone_number(card))


def no_use(raw: Mapping[str, Any]) -> str | None:
    """What we call a kind of message that nobody here can answer to; None for service messages.

    ``raw`` is the message as it came: what it is tells its field, whatever that holds.
    """
    return next((kind for field, kind in _NO_USE.items() if raw.get(field)), None)


def _photo(sizes: Sequence[PhotoSize]) -> Attachment:
    """The largest size of those that may be fetched."""
    fetched = [one for one in sizes if (_size(one) or 0) < MOST_BYTES] or list(sizes)[:1]
    largest = max(fetched, key=lambda size: size.width * size.height)
    return Attachment(AttachmentKind.PHOTO, _file_id(largest), size=_size(largest))


def _file(kind: AttachmentKind, file: Any) -> Attachment:
    said = content_type(getattr(file, "mime_type", None))
    return Attachment(
        kind=file_kind(kind, said),
        source=_file_id(file),
        content_type=said,
        file_name=line(getattr(file, "file_name", None), LONGEST_NAME) or None,
        size=_size(file),
    )


def _file_id(file: Any) -> str:
    given = file.file_id
    if not isinstance(given, str) or not given:
        raise ValueError("a file without an id")
    return storable(given)


def _size(file: Any) -> int | None:
    given = file.file_size
    return given if type(given) is int and given in _STORABLE else None


def _place(point: TelegramLocation, name: str = "", address: str = "") -> Location:
    degrees = float(point.latitude), float(point.longitude)
    if not all(isfinite(one) for one in degrees):
        degrees = 0.0, 0.0  # nowhere
    return Location(*degrees, name, address)


def _phone_number(card: TelegramContact) -> str:
    digits = re.sub(r"[\s().-]", "", card.phone_number)
    return digits if _PHONE_NUMBER.fullmatch(digits) else ""
