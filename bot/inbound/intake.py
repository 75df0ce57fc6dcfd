"""What every channel's door does with a message: store it, then let its turn begin."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.inbound.inbox import Inbox
from bot.messages import FETCHED, ConversationId, Inbound

log = structlog.get_logger(__name__)


class Intake:
    """Store first, work later: when ``take`` returns, the provider may be answered."""

    def __init__(
        self,
        inbox: Inbox,
        wake: Callable[[ConversationId], None],
        wake_media: Callable[[ConversationId], None] = lambda _: None,
    ) -> None:
        """``wake`` tells that a conversation has something waiting; it returns at once.

        ``wake_media`` tells that there is a file to be fetched, and returns at once too.
        """
        self._inbox = inbox
        self._wake = wake
        self._wake_media = wake_media

    async def take(self, inbound: Inbound) -> None:
        """Store one message; a repeat changes nothing. Raises the database's errors."""
        received = await self._inbox.receive(inbound)
        log.info(
            "received",
            channel=inbound.channel.value,
            kind=inbound.kind.value,
            conversation_id=received.conversation_id,
            inbound_id=received.inbound_id,
            repeat=not received.is_new,
        )
        if not received.is_new:
            return
        if any(one.kind in FETCHED for one in inbound.attachments):
            self._wake_media(received.conversation_id)
        self._wake(received.conversation_id)
