"""“… is typing”: shown while a member's message is being answered, if that takes a moment.

It is a courtesy: nothing waits for it, and nothing fails because of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import structlog

from bot.faults import where
from bot.messages import Channel, ConversationId
from bot.outbound.sender import Sender

log = structlog.get_logger(__name__)

DELAY_S = 0.5
"""Answers that come sooner need no announcement."""
MOST_S = 60.0
"""For how long it is shown at most; whoever works on longer has something else to say."""
_SHORTEST_S = 0.01
"""However often a channel wants it shown again."""
MOST_AT_ONCE = 200
"""Chats in which it is shown; further ones go without."""


class Presence:
    """Shows in chats that we are typing. A ``Loop``: what it shows ends with the gateway."""

    def __init__(
        self,
        senders: Mapping[Channel, Sender],
        *,
        most_s: float = MOST_S,
        most_at_once: int = MOST_AT_ONCE,
    ) -> None:
        """``senders``: the channels that are switched on."""
        self._senders = senders
        self._most_s = most_s
        self._most_at_once = most_at_once
        self._showing: dict[ConversationId, asyncio.Task[None]] = {}
        self._stopped = asyncio.Event()

    def begin(
        self,
        conversation_id: ConversationId,
        channel: Channel,
        address: str,
        provider_message_id: str,
        *,
        delay_s: float = DELAY_S,
    ) -> None:
        """After ``delay_s`` show it, again and again until ``end``; returns at once.

        ``provider_message_id``: the message that is being answered. A second ``begin`` of the
        same chat changes nothing. To be called in the event loop.
        """
        sender = self._senders.get(channel)
        if sender is None or self._stopped.is_set() or conversation_id in self._showing:
            return
        if len(self._showing) >= self._most_at_once:
            return
        showing = self._show(sender, address, provider_message_id, delay_s)
        task = asyncio.get_running_loop().create_task(showing)
        self._showing[conversation_id] = task
        task.add_done_callback(lambda done: self._forget(conversation_id, done))

    def end(self, conversation_id: ConversationId) -> None:
        """Show it no more; nothing happens where it was not shown."""
        task = self._showing.pop(conversation_id, None)
        if task is not None:
            task.cancel()

    @property
    def shown_in(self) -> frozenset[ConversationId]:
        """The chats in which it is shown, or soon will be."""
        return frozenset(self._showing)

    async def run(self) -> None:
        """Until ``stop``; the work is done by ``begin``."""
        await self._stopped.wait()

    async def stop(self) -> None:
        """Show nothing any more, anywhere."""
        self._stopped.set()
        tasks = list(self._showing.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, conversation_id: ConversationId, done: asyncio.Task[None]) -> None:
        # After ``end`` the chat may be shown typing again, by another task.
        if self._showing.get(conversation_id) is done:
            del self._showing[conversation_id]

    async def _show(self, sender: Sender, address: str, message_id: str, delay_s: float) -> None:
        try:
            async with asyncio.timeout(self._most_s):
                pause: float | None = delay_s
                while pause is not None:
                    await asyncio.sleep(max(pause, _SHORTEST_S))
                    pause = await sender.show_typing(address, message_id)
        except TimeoutError:
            pass  # that long is enough
        except Exception as error:
            log.warning("typing_not_shown", **where(error))
