"""Out to Telegram: texts, files, places, keyboards; deletions and the closing of menus."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any

import httpx
import structlog

from bot.messages import Channel, Draft, Language, OfferedChoice, OutgoingMedia, Reply
from bot.outbound import telegram_calls as calls
from bot.outbound.pace import Pacing
from bot.outbound.sender import Ambiguous, OutgoingFiles, Refused
from bot.outbound.telegram_calls import Call
from bot.outbound.telegram_composing import (
    TEXT_LIMIT,
    closed_menu,
    drafts_of,
    keyboard_hidden,
)
from bot.outbound.telegram_errors import (
    as_send_error,
    is_about_contents,
    is_about_markup,
    is_about_photo,
)
from bot.outbound.telegram_html import html_pieces
from bot.telegram_api import (
    CALL_TIMEOUT_S,
    TelegramApi,
    TelegramOutOfReach,
    TelegramRefused,
    TelegramSilent,
    TelegramTrouble,
)

log = structlog.get_logger(__name__)

TYPING_AGAIN_S = 4.0
"""Telegram shows it for five seconds."""
UPLOAD_TIMEOUT_S = 25.0
"""For one file; what a gateway that stops cannot wait for is sent again after its start."""
SEND_LIMIT_S = 28.0
"""For everything that one draft takes; ``Sender.send`` promises 30."""
_COURTESY_TIMEOUT_S = 3.0
"""For a chat action: nothing is worth waiting for it."""


@dataclass(frozen=True)
class TelegramWords:
    """What the sender has to say on its own, in one language."""

    send_location: str
    """The button that sends one's location."""
    cancel: str
    """The button beneath it, for who does not want to."""
    file_not_sent: str
    """Instead of a file that cannot be sent."""


_NO_WORDS = TelegramWords("", "", "")


class TelegramSender:
    """Sends drafts as one bot."""

    channel = Channel.TELEGRAM
    grace_s = 0.0
    # Telegram's FAQ: one message a second to a chat, short bursts allowed, 30 a second in all.
    pace = Pacing(burst=5, seconds_per_message=1.0, messages_per_s=25.0)
    keeps_order_by_receipts = False

    def __init__(
        self,
        bot_token: str,
        api_url: str,
        http: httpx.AsyncClient,
        files: OutgoingFiles | None = None,
        words: Mapping[Language, TelegramWords] | None = None,
    ) -> None:
        """``http`` is shared and not closed here; ``files`` are what drafts may name.

        In a language without ``words``, no location is asked for by a button.
        """
        self._api = TelegramApi(bot_token, api_url, http)
        self._files = files
        self._words = words or {}

    def compose(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        """The reply in HTML, in pieces; the buttons stand under the last."""
        return drafts_of(reply, offered, self._words_in(reply.language).send_location)

    def compose_closed(self, draft: Draft, chosen_title: str | None, message_ref: str) -> Draft:
        """The same message without its buttons; see ``Sender.compose_closed``."""
        return closed_menu(draft, chosen_title, message_ref)

    def hide_keyboard(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The same calls, and the keyboard goes away; see ``Sender.hide_keyboard``."""
        return keyboard_hidden(drafts)

    async def send(
        self, address: str, draft: Draft, outbox_id: int, *, in_window: bool = True
    ) -> str | None:
        """Send, close or delete one message; see ``Sender.send``. No window ever closes here."""
        try:
            async with asyncio.timeout(SEND_LIMIT_S):
                return await self._send(address, draft)
        except TelegramTrouble as trouble:
            raise as_send_error(trouble) from None
        except TimeoutError:
            raise Ambiguous from None

    async def find(self, address: str, draft: Draft, outbox_id: int, since: datetime) -> str | None:
        """None: Telegram tells a bot nothing about what it has sent, so it is sent again."""
        return None

    async def show_typing(self, address: str, provider_message_id: str) -> float | None:
        """Show that we are typing; see ``Sender.show_typing``. Not again once it was refused."""
        try:
            await self._show(address, "typing")
        except TelegramRefused as refusal:
            return refusal.retry_after
        except (TelegramOutOfReach, TelegramSilent):
            pass
        return TYPING_AGAIN_S

    async def _send(self, address: str, draft: Draft) -> str | None:
        if draft.delete_ref is not None or draft.close_ref is not None:
            await self._tidy(calls.tidying(address, draft))
            return None
        if draft.media is None:
            sent = await self._send_text(address, draft)
        else:
            sent = await self._send_file(address, draft, draft.media)
        return str(sent["message_id"])

    async def _tidy(self, call: Call) -> None:
        """Delete or edit; that it cannot be done (any more) is as good as done.

        The message may be gone, unchanged by the edit, or older than the 48 hours in which it can
        be deleted.
        """
        try:
            await self._call(call)
        except TelegramRefused as refusal:
            if refusal.code != HTTPStatus.BAD_REQUEST:
                raise
            log.info("telegram_tidying_refused", method=call.method, why=refusal.description)

    async def _send_text(self, address: str, draft: Draft) -> Any:
        cancel = self._words_in(draft.language).cancel
        return await self._call(calls.sending(address, draft, cancel))

    async def _send_file(self, address: str, draft: Draft, media: OutgoingMedia) -> Any:
        """The file; and where that cannot be, ever, its text with a word of regret."""
        try:
            return await self._upload(address, draft, media)
        except TelegramRefused as refusal:
            if not is_about_contents(refusal):
                raise
            code = str(refusal.code)
        except _Unsendable as error:
            code = str(error)
        log.error("telegram_file_not_sent", why=code)
        regret = html_pieces(self._words_in(draft.language).file_not_sent, TEXT_LIMIT)
        if not regret:
            raise Refused(code)
        text = "\n\n".join(filter(None, (draft.text, *regret)))
        return await self._send_text(address, replace(draft, text=text, media=None))

    async def _upload(self, address: str, draft: Draft, media: OutgoingMedia) -> Any:
        """As a photo where Telegram takes it as one, else as a document."""
        data = await self._read(address, media)
        cancel = self._words_in(draft.language).cancel
        uploading = partial(calls.uploading, address, draft, cancel, media=media, data=data)
        if calls.is_photo(media, len(data)):
            try:
                return await self._call(uploading(kind="photo"))
            except TelegramRefused as refusal:
                if not is_about_photo(refusal):
                    raise
                log.info("telegram_photo_refused", why=refusal.description)
        return await self._call(uploading(kind="document"))

    async def _read(self, address: str, media: OutgoingMedia) -> bytes:
        """The file, while the member sees that one is coming."""
        if self._files is None:
            raise _Unsendable("no_files")
        what = "photo" if media.content_type in calls.PHOTO_TYPES else "document"
        reading = self._files.read(media.media_id)
        showing = self._show(address, f"upload_{what}")
        data, _ = await asyncio.gather(reading, showing, return_exceptions=True)
        if isinstance(data, FileNotFoundError):
            raise _Unsendable("file_gone")
        if isinstance(data, BaseException):
            raise data
        if not 0 < len(data) <= calls.DOCUMENT_LIMIT:
            raise _Unsendable("file_size")
        return data

    async def _show(self, address: str, action: str) -> None:
        arguments = {"chat_id": int(address), "action": action}
        await self._api.call("sendChatAction", arguments, timeout_s=_COURTESY_TIMEOUT_S)

    async def _call(self, call: Call) -> Any:
        try:
            return await self._make(call)
        except TelegramRefused as refusal:
            if not is_about_markup(refusal):
                raise
            log.error("telegram_markup_refused")
            return await self._make(call.without_markup())

    async def _make(self, call: Call) -> Any:
        limit_s = CALL_TIMEOUT_S if call.upload is None else UPLOAD_TIMEOUT_S
        return await self._api.call(call.method, call.arguments, limit_s, call.upload)

    def _words_in(self, language: Language | None) -> TelegramWords:
        return self._words.get(language or Language.INDONESIAN, _NO_WORDS)


class _Unsendable(Exception):
    """A file that no call can send; the argument says why."""
