"""The files that went through the sandbox: kept in memory, and shown to the page harmlessly."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.page import SAFE, plain_name

MAX_TOTAL_BYTES = 300_000_000
SHOWN = frozenset(
    {
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "video/mp4",
        "audio/ogg",
        "audio/mpeg",
        "audio/mp4",
    }
)
"""What a browser may show in place; everything else it may only save."""
POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True)
class KeptFile:
    """One file, as it was sent."""

    id: str
    """Not to be guessed: whoever knows it may fetch the file."""
    content: bytes = field(repr=False)
    content_type: str
    """The sender's word for it."""
    name: str
    kept_at: float
    """Unix time."""
    owner: str = ""
    """The address of the member who sent it; empty when the assistant did."""

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.content)

    def shown(self) -> dict[str, Any]:
        """The file as a bubble names it."""
        return {
            "url": f"/sandbox/media/{self.id}",
            "content_type": self.content_type,
            "name": self.name,
            "size": self.size,
        }


class MediaShelf:
    """Every file, until there are too many: then the oldest ones go."""

    def __init__(self, max_total_bytes: int = MAX_TOTAL_BYTES) -> None:
        """Begin empty; never keep more than ``max_total_bytes`` in all."""
        self._max_total = max_total_bytes
        self._total = 0
        self._files: dict[str, KeptFile] = {}

    def keep(self, content: bytes, content_type: str, name: str, owner: str = "") -> KeptFile:
        """Put a file on the shelf."""
        file_id = secrets.token_hex(16)
        file = KeptFile(file_id, content, content_type, name, time.time(), owner)
        self._files[file.id] = file
        self._total += file.size
        while self._total > self._max_total:
            oldest = self._files.pop(next(iter(self._files)))
            self._total -= oldest.size
        return file

    def get(self, file_id: str) -> KeptFile | None:
        """The file of that id; None when there is none, or not any more."""
        return self._files.get(file_id)

    def routes(self) -> list[Route]:
        """``/sandbox/media/{id}``, for the page."""
        return [Route("/sandbox/media/{id}", self._show, methods=["GET"])]

    async def _show(self, request: Request) -> Response:
        file = self.get(request.path_params["id"])
        if file is None:
            raise HTTPException(404)
        return Response(file.content, headers=_headers(file))


def _headers(file: KeptFile) -> Mapping[str, str]:
    kind = file.content_type.partition(";")[0].strip().lower()
    is_shown = kind in SHOWN
    how = "inline" if is_shown else "attachment"
    return SAFE | {
        "Content-Security-Policy": POLICY,
        "Content-Type": kind if is_shown else "application/octet-stream",
        "Content-Disposition": f'{how}; filename="{plain_name(file.name)}"',
    }
