"""One turn: who asked what, what was loaded for it, and whether it may be stored.

Rasa hands no context from the channel to the tracker store, so a context variable does.
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

TURN_SECONDS = 8.0
"""How long all calls to the action server of one turn may take together."""


class TurnAborted(BaseException):
    """The turn cannot be finished; nothing of it is stored.

    Not an ``Exception``, because Rasa swallows those of an action and goes on as if the action had
    had nothing to say.
    """

    def __init__(self, reason: str) -> None:
        """``reason`` is what the gateway is told: ``actions_unavailable`` or ``internal``."""
        super().__init__(reason)
        self.reason = reason


@dataclass
class Turn:
    """What the tracker store needs to know of the turn that it loads and saves for."""

    conversation_id: str
    inbound_id: str
    language: str
    messages: list[dict[str, Any]] = field(default_factory=list)
    """What the assistant has said so far in this turn."""
    deadline: float = field(default_factory=lambda: time.monotonic() + TURN_SECONDS)
    stored: bool = False
    more_follows: bool = False
    """Whether the message holds another request after the one that is being answered."""
    put_off: str | None = None
    """The action that is to run once all requests of the message are answered."""

    def seconds_left(self) -> float:
        """Seconds until the action server must have answered; never negative."""
        return max(0.0, self.deadline - time.monotonic())


current_turn: ContextVar[Turn | None] = ContextVar("current_turn", default=None)
