"""Twilio's REST APIs: one call, its answer or what went wrong; the token stays in here.

TwilioTrouble
├── TwilioRefused      Twilio (or somebody on the way) answered, and the answer is no
├── TwilioOutOfReach   no connection: the call was surely not made
└── TwilioSilent       no answer, one that nobody can read, or 5xx: the call may have been made
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

from bot.faults import NEVER_SENT

CONNECT_TIMEOUT_S = 5.0
CALL_TIMEOUT_S = 12.0
"""Shorter than the gateway takes to stop, so that no call is cut off half-way."""
API_URL = "https://api.twilio.com"
CONTENT_URL = "https://content.twilio.com"
MESSAGING_URL = "https://messaging.twilio.com"
MOST_PAGES = 20
_MOST_DIGITS = 6


class TwilioTrouble(Exception):
    """A call to Twilio came to nothing, or nobody knows."""


class TwilioRefused(TwilioTrouble):
    """The answer was an error (3xx, 4xx)."""

    def __init__(
        self, status: int, code: int | None = None, retry_after: float | None = None
    ) -> None:
        """``status`` as in HTTP; ``code`` Twilio's own, None when it was not Twilio that spoke;
        ``retry_after`` in seconds."""
        super().__init__(code or status)
        self.status = status
        self.code = code
        self.retry_after = retry_after


class TwilioOutOfReach(TwilioTrouble):
    """No connection could be made, so nothing was asked."""


class TwilioSilent(TwilioTrouble):
    """Nobody knows whether the call was made: Twilio says so itself of its own 5xx."""


@dataclass(frozen=True)
class TwilioUrls:
    """Where the three APIs are."""

    api: str = API_URL
    content: str = CONTENT_URL
    messaging: str = MESSAGING_URL


class TwilioApi:
    """One account's access to messages, contents and typing indicators."""

    def __init__(
        self, account_sid: str, auth_token: str, urls: TwilioUrls, http: httpx.AsyncClient
    ) -> None:
        """``http`` is shared and not closed here."""
        self._auth = httpx.BasicAuth(account_sid, auth_token)
        self._urls = urls
        self._http = http
        self._messages = f"/2010-04-01/Accounts/{account_sid}/Messages.json"

    async def send(self, form: Mapping[str, str]) -> str:
        """Create a Message; its sid."""
        return _sid(await self._call("POST", self._urls.api, self._messages, data=form))

    async def messages(self, to: str, from_: str) -> AsyncIterator[list[Mapping[str, Any]]]:
        """Messages between the two numbers, newest first, a page at a time."""
        # Not filtered by DateSent: a message still in the queue has none.
        query = {"To": to, "From": from_, "PageSize": "100"}
        path = f"{self._messages}?{httpx.QueryParams(query)}"
        for _ in range(MOST_PAGES):
            page = await self._call("GET", self._urls.api, path)
            yield _listed(page, "messages")
            query_of_next = _query_of(page.get("next_page_uri"))
            if not query_of_next:
                return
            path = f"{self._messages}?{query_of_next}"

    async def show_typing(self, message_sid: str) -> None:
        """Let the member see that their message is being answered; it counts as read."""
        form = {"channel": "whatsapp", "messageId": message_sid}
        await self._call("POST", self._urls.messaging, "/v2/Indicators/Typing.json", data=form)

    async def create_content(self, content: Mapping[str, Any]) -> str:
        """Create a Content resource (``ContentCreateRequest``); its sid."""
        return _sid(await self._call("POST", self._urls.content, "/v1/Content", json=content))

    async def contents(self) -> AsyncIterator[Mapping[str, Any]]:
        """The account's Content resources."""
        path = "/v1/Content?PageSize=500"
        for _ in range(MOST_PAGES):
            page = await self._call("GET", self._urls.content, path)
            for content in _listed(page, "contents"):
                yield content
            meta = page.get("meta")
            query = _query_of(meta.get("next_page_url")) if isinstance(meta, dict) else ""
            if not query:
                return
            path = f"/v1/Content?{query}"

    async def approval(self, content_sid: str) -> Mapping[str, Any]:
        """WhatsApp's word on a content, as far as there is one: ``status`` and more."""
        path = f"/v1/Content/{content_sid}/ApprovalRequests"
        answer = (await self._call("GET", self._urls.content, path)).get("whatsapp")
        return answer if isinstance(answer, dict) else {}

    async def ask_for_approval(self, content_sid: str, name: str, category: str) -> None:
        """Submit a content to WhatsApp."""
        path = f"/v1/Content/{content_sid}/ApprovalRequests/whatsapp"
        wanted = {"name": name, "category": category}
        await self._call("POST", self._urls.content, path, json=wanted)

    async def _call(
        self, method: str, base: str, path: str, **body: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                response = await self._http.request(
                    method,
                    base.rstrip("/") + path,
                    auth=self._auth,
                    timeout=httpx.Timeout(CALL_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
                    **body,  # type: ignore[arg-type]
                )
        except NEVER_SENT:
            raise TwilioOutOfReach from None
        except (httpx.HTTPError, TimeoutError):
            raise TwilioSilent from None
        return _answer(response)


def read_code(value: object) -> int | None:
    """An error code as Twilio's JSON or forms give it; None when there is none."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def _answer(response: httpx.Response) -> Mapping[str, Any]:
    if response.is_server_error or response.status_code == httpx.codes.REQUEST_TIMEOUT:
        raise TwilioSilent(response.status_code)
    answer = _json(response)
    if not response.is_success:
        raise TwilioRefused(
            response.status_code, read_code((answer or {}).get("code")), _retry_after(response)
        )
    if answer is None:
        raise TwilioSilent(response.status_code)
    return answer


def _json(response: httpx.Response) -> Mapping[str, Any] | None:
    try:
        answer = response.json()
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _sid(answer: Mapping[str, Any]) -> str:
    sid = answer.get("sid")
    if not isinstance(sid, str):
        raise TwilioSilent  # it was taken, and we cannot read under which id
    return sid


def _listed(page: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = page.get(name)
    if not isinstance(found, list):
        raise TwilioSilent  # not to be taken for an empty list
    return [one for one in found if isinstance(one, dict)]


def _query_of(next_page: object) -> str:
    """The next page's query; to another address than ours our credentials do not go."""
    return urlsplit(next_page).query if isinstance(next_page, str) else ""


def _retry_after(response: httpx.Response) -> float | None:
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isdecimal() else None
