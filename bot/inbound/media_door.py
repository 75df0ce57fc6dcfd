"""``/media/…``: where a provider fetches a file that we send, for ten minutes and by a signed link.

Whatever is wrong with a link, and whatever has become of its file, the answer is one and the same.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Sequence
from pathlib import PurePath

import structlog
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.faults import where
from bot.metrics import Metrics
from bot.outbound.media_files import StoredFile, StoredFiles
from bot.outbound.media_links import MediaLinks
from storage.media_store import STORE_TROUBLES
from storage.sealing import Damaged

log = structlog.get_logger(__name__)

_Rest = AsyncGenerator[bytes, None]
LONGEST_NAME = 20
"""What WhatsApp shows of a file's name, without spaces."""
_SHOWN = ("GET", "HEAD")
_METHODS = (*_SHOWN, "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_SUFFIXES = {
    "application/pdf": ".pdf",
    "image/heic": ".heic",
    "image/heif": ".heif",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
}


class MediaDoor:
    """Shows our files to whoever has a link that we made."""

    def __init__(self, links: MediaLinks, files: StoredFiles, metrics: Metrics) -> None:
        """``links`` tells which file a link stands for, ``files`` reads it."""
        self._links = links
        self._files = files
        self._metrics = metrics

    def routes(self) -> Sequence[Route]:
        """GET and HEAD of the address that ``MediaLinks.url`` makes; 404 for anything else."""
        return [Route("/media/{token:path}", self._show, methods=_METHODS)]

    async def _show(self, request: Request) -> Response:
        if request.method not in _SHOWN:
            return _nothing()
        media_id = self._links.media_id(request.path_params["token"])
        if media_id is None:
            self._metrics.rejected("media", "link")
            return _nothing()
        file = await self._files.find(media_id)
        first = await self._first_piece(file) if file else None
        if file is None or first is None:
            log.warning("file_not_shown", media_id=media_id)
            return _nothing()
        beginning, body = first
        if request.method == "HEAD":
            await body.aclose()
            return Response(headers=_headers(file))
        return StreamingResponse(_all(beginning, body), headers=_headers(file))

    async def _first_piece(self, file: StoredFile) -> tuple[bytes, _Rest] | None:
        """The file's beginning and the rest; None when the store does not have it."""
        body = self._files.open(file)
        try:
            return await anext(body, b""), body
        except (Damaged, *STORE_TROUBLES) as error:
            log.error("file_not_readable", media_id=file.media_id, **where(error))
            return None


def short_name(file_name: str, content_type: str) -> str:
    """The name with which a file arrives: at most LONGEST_NAME plain characters, no spaces, and a
    suffix that says what it is."""
    suffix = _SUFFIXES.get(content_type) or PurePath(file_name).suffix
    suffix = re.sub(r"[^A-Za-z0-9.]", "", suffix)[:6]
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", PurePath(file_name).stem).strip("-_")
    return (stem[: LONGEST_NAME - len(suffix)].rstrip("-_") or "file") + suffix


async def _all(first: bytes, rest: _Rest) -> AsyncGenerator[bytes, None]:
    yield first
    async for piece in rest:
        yield piece


def _headers(file: StoredFile) -> dict[str, str]:
    name = short_name(file.file_name, file.content_type)
    return {
        "Content-Type": file.content_type,
        "Content-Length": str(file.size),
        "Content-Disposition": f'inline; filename="{name}"',
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }


def _nothing() -> Response:
    return PlainTextResponse("not found\n", 404)
