"""Where the channels keep what members send, and how it is got from there.

Telegram tells a file's address anew each time; it holds the bot's token, so that it is neither kept
nor logged, and no error that knows it leaves this module.
"""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from enum import StrEnum
from typing import Protocol
from urllib.parse import quote

import httpx

from bot.inbound.safe_addresses import Refused
from bot.inbound.safe_http import SafeHttp
from bot.telegram_api import (
    TelegramApi,
    TelegramOutOfReach,
    TelegramRefused,
    TelegramSilent,
)
from insurance.ports import LARGEST_UPLOAD_MB

MOST_BYTES = LARGEST_UPLOAD_MB * 1024 * 1024
"""The largest file that is taken, in bytes."""


class Missing(StrEnum):
    """Why a file is not kept: states of its row."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_MANY_PAGES = "too_many_pages"
    PASSWORD = "password"  # noqa: S105 (no secret: it says that there is one)
    ACTIVE = "active"
    """A PDF with scripts, launch actions or files in it."""
    GONE = "gone"
    """The channel does not have it, or not any more."""
    REFUSED = "refused"
    """It is said to be where we do not go."""
    UNAVAILABLE = "unavailable"
    """It could not be got, for now or for too long."""


class NotFetched(Exception):
    """The file could not be got."""

    def __init__(self, state: Missing, why: str, *, may_come: bool = False) -> None:
        """``why``: a few words for the log, without content. ``may_come``: another try may do,
        because the provider is still spreading the file, or is away."""
        super().__init__(why)
        self.state = state
        self.why = why
        self.may_come = may_come


class MediaSource(Protocol):
    """One channel's files."""

    def open(self, source: str) -> AbstractAsyncContextManager[AsyncIterator[bytes]]:
        """The bytes of the file that ``source`` (of an ``Attachment``) names, as they come.

        Raises NotFetched, when it is entered and while the bytes come; never tries twice, and
        knows no bound but a length told beforehand.
        """


class TwilioMedia:
    """Files on WhatsApp: an address under Twilio's API, with Basic auth."""

    def __init__(self, account_sid: str, auth_token: str, http: SafeHttp) -> None:
        """``http`` with ``TWILIO_API_URL`` as its base address."""
        pair = base64.b64encode(f"{account_sid}:{auth_token}".encode()).decode()
        self._headers = {"Authorization": f"Basic {pair}"}
        self._http = http

    @asynccontextmanager
    async def open(self, source: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """``source`` is the ``MediaUrl`` of Twilio's webhook."""
        async with _body(self._http, source, self._headers) as body:
            yield body


class TelegramMedia:
    """Files on Telegram: a ``file_id``, for which ``getFile`` tells where the file stands."""

    def __init__(self, bot_token: str, api_url: str, api: TelegramApi, http: SafeHttp) -> None:
        """``http`` with ``api_url``, that is ``TELEGRAM_API_URL``, as its base address."""
        self._base = f"{api_url.rstrip('/')}/file/bot{bot_token}/"
        self._api = api
        self._http = http

    @asynccontextmanager
    async def open(self, source: str) -> AsyncIterator[AsyncIterator[bytes]]:
        """``source`` is a ``file_id``."""
        file = await self._get_file(source)
        size = file.get("file_size")
        if isinstance(size, int) and size > MOST_BYTES:
            raise NotFetched(Missing.TOO_LARGE, "Telegram says so")
        path = file.get("file_path")
        if not isinstance(path, str) or not path:
            raise NotFetched(Missing.GONE, "without a file_path", may_come=True)
        if path.startswith("/"):
            raise NotFetched(Missing.REFUSED, "a place on the server: it runs with --local")
        async with _body(self._http, self._base + quote(path), {}) as body:
            yield body

    async def _get_file(self, file_id: str) -> Mapping[str, object]:
        try:
            file = await self._api.call("getFile", {"file_id": file_id})
        except TelegramRefused as error:
            raise _refused_by_telegram(error) from None
        except (TelegramOutOfReach, TelegramSilent):
            raise NotFetched(Missing.UNAVAILABLE, "Telegram is away", may_come=True) from None
        return file if isinstance(file, dict) else {}


def _refused_by_telegram(error: TelegramRefused) -> NotFetched:
    why = f"getFile answers {error.code}"
    if "too big" in error.description.lower():
        return NotFetched(Missing.TOO_LARGE, why)
    if error.code == httpx.codes.BAD_REQUEST:
        is_passing = "temporarily" in error.description.lower()
        return NotFetched(Missing.GONE, why, may_come=is_passing)
    return _answered(error.code, why)


@asynccontextmanager
async def _body(
    http: SafeHttp, address: str, headers: Mapping[str, str]
) -> AsyncIterator[AsyncIterator[bytes]]:
    # No error of httpx's is kept as the cause of ours: it knows the address.
    try:
        async with http.get(address, headers) as response:
            _check(response)
            yield response.aiter_raw()
    except Refused as error:
        raise NotFetched(Missing.REFUSED, error.why) from None
    except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL) as error:
        why = type(error).__name__
        raise NotFetched(Missing.UNAVAILABLE, why, may_come=True) from None


def _check(response: httpx.Response) -> None:
    if response.status_code != httpx.codes.OK:
        raise _answered(response.status_code, f"answers {response.status_code}")
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        # What it unpacks to has no bound, and nobody asked for it.
        raise NotFetched(Missing.UNAVAILABLE, "compressed")
    length = response.headers.get("content-length", "")
    if length.isascii() and length.isdecimal() and int(length) > MOST_BYTES:
        raise NotFetched(Missing.TOO_LARGE, "says its Content-Length")


_NOT_YET: Sequence[int] = (404, 409)
"""What a provider answers while a file that was just sent is still spreading."""
_BUSY: Sequence[int] = (408, 425, 429)
_SERVER_ERROR = 500


def _answered(status: int, why: str) -> NotFetched:
    if status in _NOT_YET:
        return NotFetched(Missing.GONE, why, may_come=True)
    if status == httpx.codes.GONE:
        return NotFetched(Missing.GONE, why)
    is_passing = status in _BUSY or status >= _SERVER_ERROR
    return NotFetched(Missing.UNAVAILABLE, why, may_come=is_passing)
