"""The course of a WhatsApp message after Twilio took it over: shown and read, or undelivered."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.messages import Channel
from bot.sandbox.chats import Chat
from bot.sandbox.flood import Buckets
from bot.sandbox.ground import Ground
from bot.sandbox.twilio_contents import TwilioContents
from bot.sandbox.twilio_errors import (
    BLOCKED_BY_USER,
    CONTENT_REFUSED,
    MEDIA_FAILED,
    RATE_EXCEEDED,
    UNKNOWN_RECIPIENT,
    WINDOW_CLOSED,
)
from bot.sandbox.twilio_fetch import CAPTIONED, KINDS, NotFetched, fetch
from bot.sandbox.twilio_messages import KeptMessages, Message
from bot.sandbox.twilio_rendering import NotDeliverable, Rendered, rendered
from bot.sandbox.twilio_webhooks import TwilioWebhooks

WINDOW_S = 24 * 3600
PER_MEMBER, PER_MEMBER_EVERY_S = 60, 6.0
"""Clearly more than Meta allows to one member: one in 6 s, and bursts of some 45."""


class TwilioDelivery:
    """Delivers what the account sends, and reports it to the callbacks."""

    def __init__(
        self,
        ground: Ground,
        contents: TwilioContents,
        messages: KeptMessages,
        webhooks: TwilioWebhooks,
    ) -> None:
        """Begin with nothing under way."""
        self._ground = ground
        self._contents = contents
        self._messages = messages
        self._webhooks = webhooks
        self._running: set[asyncio.Task[None]] = set()
        self._rates = Buckets(PER_MEMBER, PER_MEMBER_EVERY_S)

    def accept(self, message: Message) -> None:
        """Let the delivery of ``message`` take its course."""
        try:
            chat = self._deliverable(message)
            shown = self._rendered(message)
        except NotDeliverable as refusal:
            course = self._fail(message, refusal.code)
        else:
            if shown.media_url is None:  # what needs no fetching overtakes what does
                self._show(chat, message, shown)
            course = self._deliver(chat, message, shown)
        task = asyncio.ensure_future(course)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _deliverable(self, message: Message) -> Chat:
        """The chat that it may go to, by rules that do not look at what it says."""
        here = self._ground
        chat = here.chats.find(Channel.WHATSAPP, message.to)
        if chat is None:
            raise NotDeliverable(UNKNOWN_RECIPIENT)
        if chat.blocked:
            raise NotDeliverable(BLOCKED_BY_USER)
        fault = here.faults.take("twilio.delivery", chat.address)
        if fault is not None:
            raise NotDeliverable(fault.code)
        if here.config.faults and self._rates.wait_s(chat.id):
            raise NotDeliverable(RATE_EXCEEDED)
        if not self._is_approved(message) and not self._is_in_window(chat):
            raise NotDeliverable(WINDOW_CLOSED)
        return chat

    def _is_in_window(self, chat: Chat) -> bool:
        if self._ground.faults.take("twilio.window", chat.address) is not None:
            return False
        last_wrote = self._ground.chats.last_wrote(chat)
        return last_wrote is not None and self._ground.now() - last_wrote < WINDOW_S

    def _is_approved(self, message: Message) -> bool:
        content = self._contents.find(message.content_sid or "")
        return content is not None and content.is_approved

    def _rendered(self, message: Message) -> Rendered:
        content = self._contents.find(message.content_sid or "")
        if content is not None:
            return rendered(content, message.variables)
        if message.content_sid:  # deleted in the meantime
            raise NotDeliverable(CONTENT_REFUSED)
        about = {"type": "location", "place": message.place} if message.place else {}
        return Rendered(message.body, about, message.media_url)

    def _show(self, chat: Chat, message: Message, shown: Rendered) -> None:
        self._ground.chats.show(shown.bubble(chat.id, message.sid))

    async def _deliver(self, chat: Chat, message: Message, shown: Rendered) -> None:
        here = self._ground
        if shown.media_url is not None:
            try:
                self._show(chat, message, await self._fetched(shown, shown.media_url))
            except NotFetched:
                await self._fail(message, MEDIA_FAILED)
                return
        for status in ("sent", "delivered", "read"):
            await asyncio.sleep(here.config.status_delay_s)
            bubble = here.chats.bubble(chat, message.sid)
            if bubble is not None:
                here.chats.change(bubble, status=status)
            await self._webhooks.tell_status(self._messages.set_status(message.sid, status))

    async def _fetched(self, shown: Rendered, url: str) -> Rendered:
        here = self._ground
        file = await fetch(url, here.config, here.shelf, here.http)
        text = shown.text if file.content_type in CAPTIONED else ""
        about = {"type": KINDS[file.content_type], "media": file.shown()}
        return replace(shown, text=text, about=about)

    async def _fail(self, message: Message, code: int) -> None:
        here = self._ground
        await asyncio.sleep(here.config.status_delay_s)
        await self._webhooks.tell_status(
            self._messages.set_status(message.sid, "undelivered", code)
        )
