"""Fetching the file of a MediaUrl as Twilio does: HEAD, then GET, type and size checked."""

from __future__ import annotations

from email.message import Message as Headers

import filetype
import httpx

from bot.sandbox.config import SandboxConfig
from bot.sandbox.media import KeptFile, MediaShelf

MAX_BYTES, MAX_IMAGE_BYTES = 16_000_000, 5_000_000
TIMEOUT_S = 15.0
CAPTIONED = frozenset({"image/jpeg", "image/png", "video/mp4"})
"""A text beside a file of any other type is lost."""
KINDS = {
    "image/jpeg": "photo",
    "image/jpg": "photo",
    "image/png": "photo",
    "image/webp": "sticker",
    "audio/ogg": "audio",
    "audio/amr": "audio",
    "audio/3gpp": "audio",
    "audio/aac": "audio",
    "audio/mpeg": "audio",
    "video/mp4": "video",
    "text/vcard": "contact",
    "application/pdf": "document",
    "application/msword": "document",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "document",
}


class NotFetched(Exception):
    """The file is not there, or not one that WhatsApp takes."""


async def fetch(
    url: str, config: SandboxConfig, shelf: MediaShelf, http: httpx.AsyncClient
) -> KeptFile:
    """The file at ``url``, kept on ``shelf``; NotFetched when Twilio would give up."""
    try:
        return await _fetch(config.reachable(url), shelf, http)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise NotFetched from error


async def _fetch(url: str, shelf: MediaShelf, http: httpx.AsyncClient) -> KeptFile:
    head = await http.head(url, timeout=TIMEOUT_S, follow_redirects=True)
    _check(head)
    content = bytearray()
    async with http.stream("GET", url, timeout=TIMEOUT_S, follow_redirects=True) as answer:
        kind = _check(answer)
        longest = MAX_IMAGE_BYTES if kind.startswith("image/") else MAX_BYTES
        async for chunk in answer.aiter_bytes():
            content += chunk
            if len(content) > longest:
                raise NotFetched
    found = filetype.guess_mime(bytes(content))
    if not content or (found is not None and found != kind and not _is_office(found, kind)):
        raise NotFetched
    return shelf.keep(bytes(content), kind, _name(answer, kind))


def _check(answer: httpx.Response) -> str:
    kind: str = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not answer.is_success or kind not in KINDS:
        raise NotFetched
    return kind


def _is_office(found: str, kind: str) -> bool:
    """Office files are archives, and may be taken for one."""
    return found == "application/zip" and "openxmlformats" in kind


def _name(answer: httpx.Response, kind: str) -> str:
    headers = Headers()
    headers["content-disposition"] = answer.headers.get("content-disposition", "inline")
    return headers.get_filename() or f"file.{kind.rpartition('/')[2]}"
