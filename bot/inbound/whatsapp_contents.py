"""What a WhatsApp message from Twilio holds: files, a place, or what we have no use for. Pure.

How many files there are is read from their own fields: ``NumMedia`` is not needed, and may lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.inbound.files import LONGEST_NAME, content_type, file_kind
from bot.inbound.text import line
from bot.messages import Attachment, AttachmentKind, Location

MOST_FILES = 10
"""Twilio puts no more into one message."""
LONGEST_PLACE = 256
STICKER = "sticker"
_LONGEST_SOURCE = 2_000
_DEGREES = re.compile(r"[+-]?[0-9]{1,20}(?:\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,2})?")
_CONTACTS = ("contact", "contacts")
_CARDS = ("text/vcard", "text/x-vcard", "text/directory")
_NAMED_LIKE_A_FILE = re.compile(
    r"[^\n/\\]{1,200}\.(?:pdf|jpe?g|png|webp|gif|heic|heif|tiff?|docx?|xlsx?|pptx?|txt|csv|zip)",
    re.IGNORECASE,
)

_BY_TYPE = {
    "image": AttachmentKind.PHOTO,
    "video": AttachmentKind.VIDEO,
    "audio": AttachmentKind.AUDIO,
    "voice": AttachmentKind.VOICE,
    "document": AttachmentKind.DOCUMENT,
}
_NO_USE = {STICKER: "sticker", "poll": "poll"}


@dataclass(frozen=True)
class Files:
    """What came in the media fields of one message."""

    attachments: tuple[Attachment, ...] = ()
    has_card: bool = False
    """Whether somebody's contact card was among it: that is left where it is."""


def message_type(form: Mapping[str, str]) -> str:
    """Twilio's word for the kind of message; empty when it says none."""
    return form.get("MessageType", "").strip().lower()


def files(form: Mapping[str, str]) -> Files:
    """The files of a message.

    Where Twilio calls it a photo, say, but names no file, one without an address stands for it:
    the member sent something, even if nobody can fetch it.
    """
    named = message_type(form)
    if named in _CONTACTS:
        return Files(has_card=True)
    given = list(_media(form))
    attachments = tuple(
        Attachment(_kind(said, named), source, said) for source, said in given if said not in _CARDS
    )
    if not given and named in _BY_TYPE:
        attachments = (Attachment(_BY_TYPE[named], source=""),)
    return Files(attachments, has_card=len(attachments) < len(given))


def location(form: Mapping[str, str]) -> Location | None:
    """The place that was sent; coordinates that are none make it 0,0, which is nowhere."""
    given = form.get("Latitude", ""), form.get("Longitude", "")
    if not any(given) and message_type(form) != "location":
        return None
    degrees = [float(one) for one in given if _DEGREES.fullmatch(one.strip())]
    latitude, longitude = degrees if len(degrees) == len(given) else (0.0, 0.0)
    name = line(form.get("Label") or form.get("Body"), LONGEST_PLACE)
    return Location(latitude, longitude, name, line(form.get("Address"), LONGEST_PLACE))


def no_use(form: Mapping[str, str]) -> str:
    """What we call a kind of message that nobody here can answer to."""
    return _NO_USE.get(message_type(form), "other")


def file_name(attachments: tuple[Attachment, ...], body: str) -> str | None:
    """The name of the one document that a message brought, where its ``Body`` is no more than that.

    WhatsApp writes a document's name under it, as if the member had.
    """
    if [one.kind for one in attachments] != [AttachmentKind.DOCUMENT]:
        return None
    said = body.strip()
    return line(said, LONGEST_NAME) if _NAMED_LIKE_A_FILE.fullmatch(said) else None


def _media(form: Mapping[str, str]) -> Iterator[tuple[str, str | None]]:
    """Address and type of each file, where it tells."""
    for place in range(MOST_FILES):
        source = line(form.get(f"MediaUrl{place}"), _LONGEST_SOURCE)
        said = content_type(form.get(f"MediaContentType{place}"))
        if source or said:
            yield source, said


def _kind(said: str | None, named: str) -> AttachmentKind:
    """The type of the file counts, and what WhatsApp calls the message says the rest."""
    family = (said or "").partition("/")[0]
    if family == "image":
        is_file = named == "document"
        return AttachmentKind.DOCUMENT if is_file else AttachmentKind.PHOTO
    if family == "audio":
        is_voice = named == "voice" or (said == "audio/ogg" and named != "audio")
        return AttachmentKind.VOICE if is_voice else AttachmentKind.AUDIO
    if said in (None, "application/octet-stream"):
        return _BY_TYPE.get(named, AttachmentKind.DOCUMENT)
    return file_kind(AttachmentKind.DOCUMENT, said)
