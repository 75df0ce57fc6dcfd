"""What a member wants of a protected action: now, or before they had to prove who they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from actions.turn import CLAIM_FORM, REQUESTED, Event, Turn, go_on_with, remember

MOST_WAITING = 3
"""Wishes that wait for a verification; the oldest is given up for another."""


RESUME_CLAIM: Mapping[str, Any] = {
    "action": "action_file_claim",
    "intent": "claim_resume",
    "entities": {"choice": "continue"},
}
"""What comes after a wish that interrupts the filing of a claim and needs a code."""


@dataclass(frozen=True)
class Wish:
    """What was said, and what it named."""

    entities: Mapping[str, str]
    text: str
    repeated: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """All values of the entities that were named more than once."""


def wish_of(turn: Turn) -> Wish:
    """The latest message's wish; right after a code, the one that had to wait for it."""
    waiting = turn.slots.get("wish")
    if turn.intent == "code_checked" and waiting:
        return Wish(
            waiting.get("entities") or {}, waiting.get("text") or "", waiting.get("repeated") or {}
        )
    return Wish(turn.entities, turn.text, turn.repeated)


def inbound_of(turn: Turn) -> str:
    """The message in which the wish of ``wish_of`` was said."""
    waiting = turn.slots.get("wish")
    if turn.intent == "code_checked" and waiting:
        return str(waiting.get("inbound_id") or "")
    return turn.inbound_id


def with_files(turn: Turn, actions: Collection[str]) -> list[Event]:
    """Give this message's files to the wish that waits for one of these actions; nothing when none
    does."""
    waiting = _waiting(turn)
    for wish in waiting:
        if wish["action"] in actions:
            entities = dict(wish.get("entities") or {})
            known = [one for one in entities.get("files_of", "").split(",") if one]
            entities["files_of"] = ",".join(dict.fromkeys([*known, turn.inbound_id]))
            return _remember(
                [{**one, "entities": entities} if one is wish else one for one in waiting]
            )
    return []


def noted(turn: Turn, action: str) -> list[Event]:
    """Remember the wish for an action until it is known whose chat this is.

    Wishes of the same message stay beside it, and so do those of the verification under way.
    """
    wish = {
        "action": action,
        "entities": dict(turn.entities),
        "text": turn.text,
        "repeated": dict(turn.repeated),
        "intent": turn.intent,
        "inbound_id": turn.inbound_id if turn.attachments else "",
        "asked": turn.slots.get(REQUESTED) if turn.form == CLAIM_FORM else None,
    }
    waiting = _waiting(turn) if turn.form or turn.is_further_request else []
    others = [each for each in waiting if _same(each) != _same(wish)]
    resumed = [RESUME_CLAIM] if turn.form == CLAIM_FORM and action != RESUME_CLAIM["action"] else []
    return _remember([*others, wish, *resumed][-MOST_WAITING:])


def fulfilled(turn: Turn) -> list[Event]:
    """Forget what had to wait, now that it was answered; right after a code go on to the next."""
    if not turn.slots.get("wish"):
        return []
    left = _waiting(turn)[1:] if turn.intent == "code_checked" else []
    return [*_remember(left), *(go_on_with(each["action"]) for each in left[:1])]


def come_last(turn: Turn) -> list[Event]:
    """Right after a code, let the other wishes that wait be answered before this one, which will
    ask something back; nothing when there are none."""
    waiting = _waiting(turn)
    own = [each for each in waiting if each["action"] == waiting[0]["action"]]
    others = [each for each in waiting if each["action"] != waiting[0]["action"]]
    if turn.intent != "code_checked" or not others:
        return []
    return [*_remember([*others, *own]), go_on_with(others[0]["action"])]


def _waiting(turn: Turn) -> list[dict[str, Any]]:
    first = turn.slots.get("wish")
    return [first, *(first.get("then") or [])] if first else []


def _remember(wishes: Sequence[Mapping[str, Any]]) -> list[Event]:
    if not wishes:
        return remember(wish=None)
    first, *others = [{**each, "then": []} for each in wishes]
    return remember(wish={**first, "then": others})


def _same(wish: Mapping[str, Any]) -> tuple[object, ...]:
    return wish["action"], wish["entities"], wish.get("repeated") or {}
