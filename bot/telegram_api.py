"""Telegram's Bot API: one call, its answer or what went wrong; the token stays in here.

TelegramTrouble
├── TelegramRefused      Telegram answered, and the answer is no
├── TelegramOutOfReach   no connection: the call was surely not made
└── TelegramSilent       the connection broke or took too long: the call may have been made
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.faults import NEVER_SENT

CONNECT_TIMEOUT_S = 5.0
CALL_TIMEOUT_S = 12.0
"""Shorter than the gateway takes to stop, so that no call is cut off half-way."""
_TOKEN = re.compile(r"/bot[^/\s]+")


class TelegramTrouble(Exception):
    """A call to Telegram came to nothing, or nobody knows."""


class TelegramRefused(TelegramTrouble):
    """Telegram answered with an error."""

    def __init__(self, code: int, description: str = "", retry_after: float | None = None) -> None:
        """``code`` as in HTTP; ``description`` Telegram's words; ``retry_after`` in seconds."""
        super().__init__(code)
        self.code = code
        self.description = description
        self.retry_after = retry_after


class TelegramOutOfReach(TelegramTrouble):
    """No connection could be made, so nothing was asked."""


class TelegramSilent(TelegramTrouble):
    """The answer never came: what was asked may or may not have been done."""


@dataclass(frozen=True)
class Upload:
    """A file that goes along with a call."""

    argument: str
    """Which of the method's arguments it is: ``photo``, ``document`` …"""
    file_name: str
    content_type: str
    data: bytes = field(repr=False)


class TelegramApi:
    """Calls methods of the Bot API for one bot."""

    def __init__(self, bot_token: str, api_url: str, http: httpx.AsyncClient) -> None:
        """``api_url`` is the base address, without the token; ``http`` is not closed here."""
        self._base = f"{api_url.rstrip('/')}/bot{bot_token}"
        self._http = http
        logging.getLogger("httpx").addFilter(hide_token)  # it logs every address it calls

    async def call(
        self,
        method: str,
        arguments: Mapping[str, Any],
        timeout_s: float = CALL_TIMEOUT_S,
        upload: Upload | None = None,
    ) -> Any:
        """Make one call, once, and return its result, or raise TelegramTrouble."""
        # No error of httpx's is kept as the cause of ours: it knows the address, hence the token.
        try:
            async with asyncio.timeout(timeout_s):
                response = await self._http.post(
                    f"{self._base}/{method}",
                    **_body(arguments, upload),
                    timeout=httpx.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S),
                )
        except NEVER_SENT:
            raise TelegramOutOfReach from None
        except (httpx.HTTPError, TimeoutError):
            raise TelegramSilent from None
        return _result(response)


def _body(arguments: Mapping[str, Any], upload: Upload | None) -> dict[str, Any]:
    """JSON, or a form in parts with the file in one of them."""
    if upload is None:
        return {"json": dict(arguments)}
    fields = {name: _form_value(value) for name, value in arguments.items()}
    file = (upload.file_name, upload.data, upload.content_type)
    return {"data": fields, "files": {upload.argument: file}}


def _form_value(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _result(response: httpx.Response) -> Any:
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):  # a proxy's page, most likely
        raise TelegramRefused(max(response.status_code, httpx.codes.BAD_GATEWAY))
    if answer.get("ok") is not True:
        raise TelegramRefused(
            int(answer.get("error_code") or response.status_code),
            str(answer.get("description") or ""),
            (answer.get("parameters") or {}).get("retry_after"),
        )
    return answer.get("result")


def hide_token(record: logging.LogRecord) -> bool:
    """A filter for httpx's log: the address without the bot's token."""
    record.msg = _TOKEN.sub("/bot…", record.getMessage())
    record.args = ()
    return True
