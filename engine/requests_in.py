"""Reads the gateway's request; what does not fit the channel's contract is refused as malformed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_TEXT = 4096
"""Characters of a message that are kept: the longest that either channel shows in one piece."""
MOST_ATTACHMENTS = 1000

_ID = re.compile(r"[\w-]{1,64}")
_CHANNELS = frozenset({"whatsapp", "telegram"})
_LANGUAGES = frozenset({"id", "en"})


class Malformed(ValueError):
    """The request does not fit the channel's contract."""


@dataclass(frozen=True)
class TurnRequest:
    """One message to answer: either text, or an intent with entities that needs no reading."""

    conversation_id: str
    inbound_id: str
    channel: str
    language: str
    text: str | None = None
    intent: str | None = None
    entities: Mapping[str, Any] = field(default_factory=dict)
    attachments: int = 0
    """How many files came with the message; actions look them up by the inbound id."""


def read_request(body: Any) -> TurnRequest:
    """The request in its JSON body; raises ``Malformed``."""
    if not isinstance(body, dict):
        raise Malformed("the body is no object")
    text, intent = body.get("text"), body.get("intent")
    if (text is None) == (intent is None):
        raise Malformed("either text or intent is needed")
    common: dict[str, Any] = {
        "conversation_id": _matching(body, "conversation_id", _ID),
        "inbound_id": _matching(body, "inbound_id", _ID),
        "channel": _one_of(body, "channel", _CHANNELS),
        "language": _one_of(body, "language", _LANGUAGES),
        "attachments": _count(body, "attachments"),
    }
    if intent is None:
        return TurnRequest(text=neutral(_string(text, "text")), **common)
    name, entities = _intent(intent)
    return TurnRequest(intent=name, entities=entities, **common)


def neutral(text: str) -> str:
    """Text that Rasa cannot take for an intent: without control characters or leading slashes.

    Invisible characters before a slash go too, since whoever strips them later must not uncover
    it.
    """
    readable = "".join(char for char in text[:LONGEST_TEXT] if char in "\n\t" or _visible(char))
    return readable.lstrip("/／⁄∕ \n\t\u00a0\u3000").strip()


def _visible(char: str) -> bool:
    return char in "\u200d\ufe0f" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co")


def _intent(intent: Any) -> tuple[str, Mapping[str, Any]]:
    if not isinstance(intent, dict):
        raise Malformed("intent is no object")
    entities = intent.get("entities", {})
    if not isinstance(entities, dict):
        raise Malformed("entities is no object")
    return _string(intent.get("name"), "intent.name"), entities


def _count(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name, 0)
    if type(value) is not int or not 0 <= value <= MOST_ATTACHMENTS:
        raise Malformed(f"{name} is no count")
    return value


def _string(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise Malformed(f"{name} is no text")
    return value


def _matching(body: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> str:
    value = _string(body.get(name), name)
    if not pattern.fullmatch(value):
        raise Malformed(f"{name} is no id")
    return value


def _one_of(body: Mapping[str, Any], name: str, allowed: frozenset[str]) -> str:
    value = _string(body.get(name), name)
    if value not in allowed:
        raise Malformed(f"{name} is none of {', '.join(sorted(allowed))}")
    return value
