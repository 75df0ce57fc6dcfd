"""Out to WhatsApp through Twilio: texts, and menus as numbered lines."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import structlog

from bot.faults import NEVER_SENT
from bot.messages import Channel, Draft, Language, OfferedChoice, Reply
from bot.outbound.sender import Ambiguous, RetryLater
from bot.outbound.splitting import split, utf16_length
from bot.outbound.twilio_errors import FAILED, as_send_error

log = structlog.get_logger(__name__)

TEXT_LIMIT = 1599
"""Twilio takes 1,600 characters."""
CONNECT_TIMEOUT_S = 5.0
CALL_TIMEOUT_S = 12.0
"""Shorter than the gateway takes to stop, so that no call is cut off half-way."""
PAGE_SIZE = 100
MOST_PAGES = 20
CLOCK_SKEW = timedelta(seconds=60)
"""By how much Twilio's clock may be behind ours."""

Recorded = Callable[[Collection[str]], Awaitable[Collection[str]]]
"""Which of these message ids already belong to other rows of the outbox."""


NO_HINT: Mapping[Language, str] = {}


async def none_recorded(_sids: Collection[str]) -> Collection[str]:
    """For a sender without an outbox."""
    return ()


class WhatsAppSender:
    """Sends drafts from one WhatsApp number of one Twilio account."""

    channel = Channel.WHATSAPP
    grace_s = 10.0

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        *,
        from_: str,
        api_url: str,
        status_callback_base: str,
        http: httpx.AsyncClient,
        recorded: Recorded = none_recorded,
        how_to_choose: Mapping[Language, str] = NO_HINT,
    ) -> None:
        """``status_callback_base`` is our public address; ``http`` is shared, not closed here.

        ``recorded`` keeps ``find`` from taking an earlier message of the same text for this one;
        ``how_to_choose`` is the line under a menu that says how to answer it.
        """
        self._auth = httpx.BasicAuth(account_sid, auth_token)
        self._from = from_
        self._api_url = api_url.rstrip("/")
        self._messages = f"/2010-04-01/Accounts/{account_sid}/Messages.json"
        self._callback = f"{status_callback_base.rstrip('/')}/webhooks/whatsapp/status"
        self._http = http
        self._recorded = recorded
        self._how_to_choose = how_to_choose

    def compose(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        """The reply in pieces; the numbered lines stay together at its end."""
        pieces = split(reply.text, TEXT_LIMIT)
        menu = split(self._menu(reply.language, offered), TEXT_LIMIT)
        if pieces and menu:
            joined = f"{pieces[-1]}\n\n{menu[0]}"
            if utf16_length(joined) <= TEXT_LIMIT:
                pieces[-1:], menu[:1] = [joined], []
        return [Draft(text=piece) for piece in (*pieces, *menu)]

    def _menu(self, language: Language | None, offered: Sequence[OfferedChoice]) -> str:
        if not offered:
            return ""
        lines = "\n".join(f"{one.position}. {one.choice.title}" for one in offered)
        hint = self._how_to_choose.get(language) if language else None
        return f"{lines}\n\n{hint}" if hint else lines

    async def send(self, address: str, draft: Draft, outbox_id: int) -> str | None:
        """Send one message; see ``Sender.send``. Nothing can be deleted on WhatsApp."""
        if draft.delete_ref is not None:
            return None
        form = {
            "From": self._from,
            "To": address,
            "Body": draft.text,
            "StatusCallback": f"{self._callback}?outbox={outbox_id}",
        }
        response = await self._call("POST", self._messages, data=form)
        if response.is_success:
            return _sid(_json(response))
        if response.is_server_error or response.status_code == httpx.codes.REQUEST_TIMEOUT:
            # Twilio itself says that a message answered with 5xx may have gone out.
            log.warning("twilio_error", status=response.status_code)
            raise Ambiguous
        raise as_send_error(response.status_code, _json(response), _retry_after(response))

    async def find(self, address: str, draft: Draft, outbox_id: int, since: datetime) -> str | None:
        """A message to ``address`` with this very text, made since then and no other row's."""
        try:
            return await self._find(address, draft.text, since.astimezone(UTC) - CLOCK_SKEW)
        except Ambiguous:  # a question may be asked again without harm
            raise RetryLater from None

    async def _find(self, address: str, text: str, since: datetime) -> str | None:
        # Not filtered by DateSent: a message still in the queue has none.
        query = {"To": address, "From": self._from, "PageSize": str(PAGE_SIZE)}
        path = f"{self._messages}?{httpx.QueryParams(query)}"
        for _ in range(MOST_PAGES):
            page = await self._page(path)
            recent = list(_made_since(page, since))
            sids = [_sid(message) for message in recent if _is_ours(message, text)]
            known = await self._recorded(sids) if sids else ()
            for sid in sids:
                if sid not in known:
                    return sid
            path = page.get("next_page_uri") or ""
            if not path or not recent:
                break
        return None

    async def _page(self, path: str) -> Mapping[str, Any]:
        response = await self._call("GET", path)
        if not response.is_success:
            log.warning("twilio_look_up_failed", status=response.status_code)
            raise RetryLater(_retry_after(response))
        page = _json(response)
        if not isinstance(page.get("messages"), list):
            log.warning("twilio_look_up_unreadable")
            raise RetryLater  # not to be taken for "no such message"
        return page

    async def _call(
        self, method: str, path: str, data: Mapping[str, str] | None = None
    ) -> httpx.Response:
        try:
            async with asyncio.timeout(CALL_TIMEOUT_S):
                return await self._http.request(
                    method,
                    f"{self._api_url}{path}",
                    data=data,
                    auth=self._auth,
                    timeout=httpx.Timeout(CALL_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
                )
        except NEVER_SENT:
            raise RetryLater from None
        except (httpx.HTTPError, TimeoutError):
            raise Ambiguous from None


def _json(response: httpx.Response) -> Mapping[str, Any]:
    try:
        answer = response.json()
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _sid(message: Mapping[str, Any]) -> str:
    sid = message.get("sid")
    if not isinstance(sid, str):
        raise Ambiguous  # it was taken, and we cannot read under which id
    return sid


def _made_since(page: Mapping[str, Any], since: datetime) -> Iterator[Mapping[str, Any]]:
    for message in page.get("messages") or ():
        try:
            made = parsedate_to_datetime(message.get("date_created") or "")
        except ValueError:
            continue
        if made >= since:
            yield message


def _is_ours(message: Mapping[str, Any], text: str) -> bool:
    outbound = str(message.get("direction", "")).startswith("outbound")
    # One that failed reached nobody: it may be the try before this one.
    alive = message.get("status") not in FAILED
    return outbound and alive and str(message.get("body") or "").strip() == text.strip()


def _retry_after(response: httpx.Response) -> float | None:
    seconds = response.headers.get("retry-after", "")
    return float(seconds) if seconds.isdecimal() else None
