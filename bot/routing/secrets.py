"""One-time codes are taken out here, before the dialogue, its tracker or a log could see them.

While a code is awaited, a message with a code in it is checked and only what came of it goes on.
What looks like a code is for ``insurance.typed_codes`` to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import anyio.to_thread

from bot.messages import ConversationId, InboundId
from insurance.typed_codes import find_code


class CodeDesk(Protocol):
    """What is needed of ``insurance.identity.Identity``; blocking, so called in a thread."""

    def code_awaited(self, conversation_id: str) -> object | None:
        """Not None while a code is awaited, and for 15 minutes after it expired or was locked."""

    def check_code(self, conversation_id: str, inbound_id: str, code: str) -> Any:
        """Check a code once per inbound id; has ``kind`` and ``tries_left``."""

    def note_activity(self, conversation_id: str) -> None:
        """The member did something: an unlocked chat stays unlocked."""


@dataclass(frozen=True)
class CodeChecked:
    """What the dialogue learns of a message that held a code: the outcome, never the code."""

    entities: Mapping[str, str] = field(default_factory=dict)


class Secrets:
    """Stands between a member's text and the dialogue."""

    def __init__(self, desk: CodeDesk) -> None:
        """``desk`` knows whether a code is awaited, and checks it."""
        self._desk = desk

    async def take(
        self, conversation_id: ConversationId, inbound_id: InboundId, text: str | None
    ) -> CodeChecked | None:
        """Check the code in ``text``; None when it holds none, and may be handed on.

        Called for every turn, with a text or without, for each is a sign of life. Asked again
        with the same inbound id, the same outcome comes back, uncounted.
        """
        return await anyio.to_thread.run_sync(self._take, conversation_id, inbound_id, text)

    def _take(
        self, conversation_id: ConversationId, inbound_id: InboundId, text: str | None
    ) -> CodeChecked | None:
        self._desk.note_activity(conversation_id)
        if text is None:
            return None
        typed = find_code(text)
        if typed is None:
            return None
        if typed.digits:
            # Asked even when no code is awaited: after a crash the code may be used up already,
            # and only the desk remembers that it was this very message that did it.
            result = self._desk.check_code(conversation_id, inbound_id, typed.digits)
            return None if str(result.kind) == "not_awaited" else CodeChecked(_entities(result))
        is_awaited = self._desk.code_awaited(conversation_id) is not None
        return CodeChecked({"outcome": "malformed"}) if is_awaited else None


def _entities(result: Any) -> dict[str, str]:
    entities = {"outcome": str(result.kind)}
    if result.tries_left is not None:
        entities["tries_left"] = str(result.tries_left)
    return entities
