"""What kind of attachment a file is, by the word of whoever sent it."""

from __future__ import annotations

from bot.inbound.text import line
from bot.messages import AttachmentKind

LONGEST_NAME = 255
_LONGEST_TYPE = 127
_RECORDINGS = {"video": AttachmentKind.VIDEO, "audio": AttachmentKind.AUDIO}


def content_type(given: object) -> str | None:
    """``Image/JPEG; q=1`` as ``image/jpeg``; None when nothing was said."""
    essence = given.partition(";")[0].lower() if isinstance(given, str) else ""
    return line(essence, _LONGEST_TYPE) or None


def file_kind(kind: AttachmentKind, said: str | None) -> AttachmentKind:
    """``kind``, unless a recording was sent as a file: that is no document to be fetched."""
    if kind is not AttachmentKind.DOCUMENT or said is None:
        return kind
    return _RECORDINGS.get(said.partition("/")[0], kind)
