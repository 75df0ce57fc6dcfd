"""What every channel's door does with a message: store it, then let its turn begin."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from bot.inbound.inbox import Inbox
from bot.messages import ConversationId, Inbound

log = structlog.get_logger(__name__)


class Intake:
    """Store first, work later: when ``take`` returns, the provider may be answered."""

    def __init__(self, inbox: Inbox, wake: Callable[[ConversationId], None]) -> None:
        """``wake`` tells that a conversation has something waiting; it returns at once."""
        self._inbox = inbox
        self._wake = wake

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
        if received.is_new:
            self._wake(received.conversation_id)
