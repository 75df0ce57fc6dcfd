"""A draft as the form of Twilio's ``CreateMessageRequest``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Protocol

from sqlalchemy import select

from bot.messages import Location, OutgoingMedia
from bot.outbound.sender import ContentRefused
from storage.database import Database
from storage.tables import MediaRow

IMAGES = frozenset({"image/jpeg", "image/png"})
OTHERS = frozenset(
    {
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "audio/ogg",
        "audio/amr",
        "audio/3gpp",
        "audio/aac",
        "audio/mpeg",
        "video/mp4",
        "text/vcard",
    }
)
"""What else Twilio brings to WhatsApp, as its guidance on media messages lists it."""
MOST_OF_AN_IMAGE = 5_000_000
MOST_OF_ANOTHER = 16_000_000
"""In bytes."""
LABEL_LIMIT = 1000

FileSize = Callable[[str], Awaitable[int | None]]
"""The size of a file of ours, by its id; None when there is none."""


class MediaAddresses(Protocol):
    """Makes the addresses at which Twilio fetches our files."""

    def url(self, media_id: str) -> str:
        """A signed address of ours that soon expires."""


def check_file(media: OutgoingMedia, size: int | None) -> None:
    """ContentRefused, with the reason as its code, for what Twilio would not take."""
    if media.content_type not in IMAGES | OTHERS:
        raise ContentRefused("media_type")
    if size is None:
        raise ContentRefused("media_gone")
    if size > (MOST_OF_AN_IMAGE if media.content_type in IMAGES else MOST_OF_ANOTHER) or not size:
        raise ContentRefused("media_size")


def pin(place: Location) -> str:
    """``PersistentAction`` for a place: where it is, and the line under the map."""
    label = " ".join((place.address or place.name).split())[:LABEL_LIMIT]
    where = f"geo:{place.latitude:.6f},{place.longitude:.6f}"
    return f"{where}|{label}" if label else where


def size_in(db: Database) -> FileSize:
    """Tells the sizes of files that stand in ``db``."""

    async def size(media_id: str) -> int | None:
        stored = select(MediaRow.size).where(MediaRow.id == media_id, MediaRow.state == "stored")
        return await db.read(lambda session: session.scalar(stored))

    return size
