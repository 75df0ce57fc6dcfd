"""What a member wants of a protected action: now, or before they had to prove who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.turn import Event, Turn, remember


@dataclass(frozen=True)
class Wish:
    """What was said, and what it named."""

    entities: Mapping[str, str]
    text: str


def wish_of(turn: Turn) -> Wish:
    """The latest message's wish; right after a code, the one that had to wait for it."""
    waiting = turn.slots.get("wish")
    if turn.intent == "code_checked" and waiting:
        return Wish(waiting.get("entities") or {}, waiting.get("text") or "")
    return Wish(turn.entities, turn.text)


def fulfilled(turn: Turn) -> list[Event]:
    """Forget what had to wait, now that it was answered."""
    return remember(wish=None) if turn.slots.get("wish") else []
