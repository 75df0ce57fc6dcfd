"""Telegram's files: ids that name them, paths where they are fetched, and what is told of them."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from dataclasses import dataclass
from typing import Any

from bot.sandbox.media import KeptFile, MediaShelf
from bot.sandbox.picture_size import picture_size
from bot.sandbox.telegram_errors import bad_request

MAX_DOWNLOAD = 20_000_000
FOLDERS = {
    "photo": "photos",
    "document": "documents",
    "video": "videos",
    "voice": "voice",
    "audio": "music",
    "sticker": "stickers",
}
UNKNOWN_SIZE = (800, 600)
"""Of a picture that is none; a real app would not have sent it as a photo."""
THUMBNAIL, STICKER = 90, 512
"""In pixels."""


@dataclass(frozen=True)
class Named:
    """A file under one of its ids."""

    file: KeptFile
    unique: str
    path: str


class TelegramFiles:
    """Gives files their ids, and finds them again."""

    def __init__(self, shelf: MediaShelf) -> None:
        """Name what is on ``shelf``."""
        self._shelf = shelf
        self._by_id: dict[str, Named] = {}
        self._by_path: dict[str, str] = {}
        self._numbers = itertools.count(1)

    def described(self, kind: str, file: KeptFile) -> dict[str, Any]:
        """The field of a Message that a file of that kind stands in."""
        match kind:
            case "photo":
                return {"photo": self._photo_sizes(file)}
            case "video":
                size = {"width": 640, "height": 480, "duration": 5}
                return {"video": self._file(kind, file) | size | _named(file)}
            case "voice":
                about = self._file(kind, file) | {"duration": 3, "mime_type": file.content_type}
                return {"voice": about}
            case "audio":
                return {"audio": self._file(kind, file) | {"duration": 60} | _named(file)}
            case "sticker":
                return {"sticker": self._file(kind, file) | _sticker()}
        return {"document": self._file("document", file) | _named(file)}

    def find(self, file_id: str) -> KeptFile | None:
        """The file which that id names, as for sending it again."""
        named = self._by_id.get(file_id)
        return named.file if named else None

    def get_file(self, file_id: str) -> dict[str, Any]:
        """The API's File; refused when there is none, or when it is too big for bots."""
        named = self._by_id.get(file_id)
        if named is None or self._shelf.get(named.file.id) is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if named.file.size > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        return {
            "file_id": file_id,
            "file_unique_id": named.unique,
            "file_size": named.file.size,
            "file_path": named.path,
        }

    def at(self, path: str) -> KeptFile | None:
        """The file to be fetched at ``path``."""
        file_id = self._by_path.get(path)
        return self._shelf.get(file_id) if file_id else None

    def _photo_sizes(self, file: KeptFile) -> list[dict[str, Any]]:
        """The picture in two sizes, smaller one first; both are the same bytes here."""
        width, height = picture_size(file.content) or UNKNOWN_SIZE
        shrunk = THUMBNAIL / max(width, height, THUMBNAIL)
        sizes = [(max(1, round(width * shrunk)), max(1, round(height * shrunk)))]
        if sizes[0] != (width, height):
            sizes.append((width, height))
        return [self._file("photo", file, f"{w}x{h}") | {"width": w, "height": h} for w, h in sizes]

    def _file(self, kind: str, file: KeptFile, size: str = "") -> dict[str, Any]:
        file_id = secrets.token_urlsafe(45)
        unique = hashlib.sha256(size.encode() + file.content).hexdigest()[:16]
        ending = file.name.rpartition(".")[2] if "." in file.name else "bin"
        path = f"{FOLDERS[kind]}/file_{next(self._numbers)}.{ending}"
        self._by_id[file_id] = Named(file, unique, path)
        self._by_path[path] = file.id
        return {"file_id": file_id, "file_unique_id": unique, "file_size": file.size}


def _named(file: KeptFile) -> dict[str, Any]:
    return {"file_name": file.name, "mime_type": file.content_type}


def _sticker() -> dict[str, Any]:
    return {
        "type": "regular",
        "width": STICKER,
        "height": STICKER,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
        "set_name": "Sandbox",
    }
