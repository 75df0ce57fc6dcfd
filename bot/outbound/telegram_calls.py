"""Drafts as calls of the Bot API; pure."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from bot.messages import Draft, Location, OutgoingMedia
from bot.outbound.telegram_html import plain
from bot.telegram_api import Upload

PAIR = 2
SHORT_TITLE = 12
"""Up to this many characters, two buttons stand side by side on the narrowest phone."""
PHOTO_TYPES = frozenset({"image/jpeg", "image/png"})
PHOTO_LIMIT = 10_000_000
"""In bytes, of what is sent as a photo."""
DOCUMENT_LIMIT = 50_000_000
"""In bytes, of what is sent as a file."""
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Call:
    """One call of the Bot API."""

    method: str
    arguments: Mapping[str, Any]
    upload: Upload | None = None

    def without_markup(self) -> Call:
        """The same, its text as the reader was to see it but without anything bold."""
        bare = {name: value for name, value in self.arguments.items() if name != "parse_mode"}
        texts = {name: plain(bare[name]) for name in ("text", "caption") if name in bare}
        return Call(self.method, bare | texts, self.upload)


def tidying(address: str, draft: Draft) -> Call:
    """Deletes the message that ``delete_ref`` names, or takes the buttons away from that of
    ``close_ref``."""
    if draft.delete_ref is not None:
        return Call("deleteMessage", _of_message(address, draft.delete_ref))
    message = _of_message(address, draft.close_ref or "")
    if not draft.text:
        return Call("editMessageReplyMarkup", message)
    if draft.media is not None:
        return Call("editMessageCaption", message | _written("caption", draft.text))
    return Call("editMessageText", message | _text(draft.text))


def sending(address: str, draft: Draft, cancel_button: str) -> Call:
    """Sends a text or a place. ``cancel_button`` stands under the one that sends a location."""
    message = _chat(address) | _markup(draft, cancel_button)
    if draft.location is not None:
        return _place(message, draft.location)
    return Call("sendMessage", message | _text(draft.text))


def uploading(
    address: str, draft: Draft, cancel_button: str, *, kind: str, media: OutgoingMedia, data: bytes
) -> Call:
    """Sends a file as ``kind``: a ``photo`` or a ``document``."""
    message = _chat(address) | _markup(draft, cancel_button)
    if draft.text:
        message |= _written("caption", draft.text)
    upload = Upload(kind, upload_name(media), media.content_type, data)
    return Call(f"send{kind.capitalize()}", message, upload)


def is_photo(media: OutgoingMedia, size: int) -> bool:
    """Whether Telegram may take it as a photo; it has more conditions than these."""
    return media.content_type in PHOTO_TYPES and size <= PHOTO_LIMIT


def upload_name(media: OutgoingMedia) -> str:
    """The file's name as the member sees it: no folders, and an ending that fits its type."""
    shown = "".join(letter for letter in media.file_name if letter.isprintable())
    name = PurePosixPath(shown.replace("\\", "/")).name.strip() or "file"
    ending = PurePosixPath(name).suffix or mimetypes.guess_extension(media.content_type) or ""
    return name.removesuffix(ending)[: _LONGEST_NAME - len(ending)] + ending


def _chat(address: str) -> dict[str, Any]:
    return {"chat_id": int(address)}


def _of_message(address: str, message_ref: str) -> dict[str, Any]:
    return _chat(address) | {"message_id": int(message_ref)}


def _text(text: str) -> dict[str, Any]:
    return _written("text", text) | {"link_preview_options": {"is_disabled": True}}


def _written(name: str, text: str) -> dict[str, Any]:
    return {name: text, "parse_mode": "HTML"}


def _place(message: Mapping[str, Any], place: Location) -> Call:
    point = {"latitude": place.latitude, "longitude": place.longitude}
    if not (place.name and place.address):  # a venue needs both
        return Call("sendLocation", {**message, **point})
    words = {"title": place.name, "address": place.address}
    return Call("sendVenue", {**message, **point, **words})


def _markup(draft: Draft, cancel_button: str) -> dict[str, Any]:
    """What stands under the message; there is room for one thing only."""
    if draft.buttons:
        return {"reply_markup": {"inline_keyboard": _inline(draft.buttons)}}
    if draft.location_button:
        return {"reply_markup": _location_keyboard(draft.location_button, cancel_button)}
    return {"reply_markup": {"remove_keyboard": True}} if draft.hides_keyboard else {}


def _inline(buttons: Sequence[tuple[str, str]]) -> list[list[dict[str, str]]]:
    """One button a row, but a short pair (yes, no) side by side."""
    keys = [{"text": title, "callback_data": token} for title, token in buttons]
    if len(keys) == PAIR and all(len(title) <= SHORT_TITLE for title, _ in buttons):
        return [keys]
    return [[key] for key in keys]


def _location_keyboard(title: str, cancel_button: str) -> dict[str, Any]:
    rows: list[list[dict[str, Any]]] = [[{"text": title, "request_location": True}]]
    if cancel_button:
        rows.append([{"text": cancel_button}])
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
