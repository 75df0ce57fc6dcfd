"""Out to Telegram: HTML, inline keyboards with our tokens, deletions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from bot.messages import Channel, Draft, OfferedChoice, Reply
from bot.outbound.sender import Ambiguous, Paused, Refused, RetryLater, SendError, Unreachable
from bot.outbound.telegram_html import html_pieces, plain
from bot.telegram_api import (
    TelegramApi,
    TelegramOutOfReach,
    TelegramRefused,
    TelegramSilent,
    TelegramTrouble,
)

log = structlog.get_logger(__name__)

TEXT_LIMIT = 4096
"""What Telegram takes in one message, in UTF-16 units, after its entities are parsed."""
PAIR = 2
SHORT_TITLE = 12
"""Up to this many characters, two buttons stand side by side on the narrowest phone."""
MISCONFIGURED_PAUSE_S = 60.0
_POINTER = "👇"
_GONE = ("chat not found", "user not found", "peer_id_invalid", "user is deactivated")


class TelegramSender:
    """Sends drafts as one bot."""

    channel = Channel.TELEGRAM
    grace_s = 0.0

    def __init__(self, bot_token: str, api_url: str, http: httpx.AsyncClient) -> None:
        """``http`` is shared and not closed here."""
        self._api = TelegramApi(bot_token, api_url, http)

    def compose(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        """The reply in HTML, in pieces; the buttons stand under the last."""
        pieces = html_pieces(reply.text, TEXT_LIMIT)
        if not offered:
            return [Draft(text=piece) for piece in pieces]
        *first, last = pieces or [_POINTER]
        buttons = tuple((choice.choice.title, choice.token) for choice in offered)
        return [*(Draft(text=piece) for piece in first), Draft(text=last, buttons=buttons)]

    async def send(self, address: str, draft: Draft, outbox_id: int) -> str | None:
        """Send or delete one message; see ``Sender.send``."""
        try:
            if draft.delete_ref is None:
                return await self._send(address, draft)
            await self._delete(address, draft.delete_ref)
        except TelegramTrouble as trouble:
            raise _as_send_error(trouble) from None
        return None

    async def find(self, address: str, draft: Draft, outbox_id: int, since: datetime) -> str | None:
        """None: Telegram tells a bot nothing about what it has sent, so it is sent again."""
        return None

    async def _send(self, address: str, draft: Draft) -> str:
        message = _message(address, draft)
        try:
            sent = await self._api.call("sendMessage", message)
        except TelegramRefused as refusal:
            if not _is_about_markup(refusal):
                raise
            log.error("telegram_markup_refused")
            sent = await self._api.call("sendMessage", _without_markup(message))
        return str(sent["message_id"])

    async def _delete(self, address: str, message_ref: str) -> None:
        arguments = {"chat_id": int(address), "message_id": int(message_ref)}
        try:
            await self._api.call("deleteMessage", arguments)
        except TelegramRefused as refusal:
            if refusal.code != HTTPStatus.BAD_REQUEST:
                raise
            # Already gone, or older than 48 hours: there is nothing left to do about it.
            log.info("telegram_deletion_refused")


def _message(address: str, draft: Draft) -> dict[str, Any]:
    message: dict[str, Any] = {
        "chat_id": int(address),
        "text": draft.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if draft.buttons:
        message["reply_markup"] = {"inline_keyboard": _keyboard(draft.buttons)}
    return message


def _keyboard(buttons: Sequence[tuple[str, str]]) -> list[list[dict[str, str]]]:
    """One button a row, but a short pair (yes, no) side by side."""
    keys = [{"text": title, "callback_data": token} for title, token in buttons]
    if len(keys) == PAIR and all(len(title) <= SHORT_TITLE for title, _ in buttons):
        return [keys]
    return [[key] for key in keys]


def _without_markup(message: dict[str, Any]) -> dict[str, Any]:
    bare = {name: value for name, value in message.items() if name != "parse_mode"}
    return bare | {"text": plain(message["text"])}


def _is_about_markup(refusal: TelegramRefused) -> bool:
    bad_request = refusal.code == HTTPStatus.BAD_REQUEST
    return bad_request and "parse entities" in refusal.description.lower()


def _as_send_error(trouble: TelegramTrouble) -> SendError:
    if isinstance(trouble, TelegramRefused):
        return _refusal(trouble)
    by_kind: dict[type[TelegramTrouble], Callable[[], SendError]] = {
        TelegramOutOfReach: RetryLater,
        TelegramSilent: Ambiguous,
    }
    return by_kind[type(trouble)]()


def _refusal(refusal: TelegramRefused) -> SendError:
    code = str(refusal.code)
    if refusal.code == HTTPStatus.TOO_MANY_REQUESTS:
        return RetryLater(refusal.retry_after)
    if refusal.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return RetryLater()
    if refusal.code == HTTPStatus.FORBIDDEN:
        return Unreachable(code)
    if refusal.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
        log.error("telegram_token_refused", code=refusal.code)
        return Paused(MISCONFIGURED_PAUSE_S)
    if any(words in refusal.description.lower() for words in _GONE):
        return Unreachable(code)
    return Refused(code)
