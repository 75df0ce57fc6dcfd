"""Messages as the JSON that stands, encrypted, in rows of the inbox, the outbox and choices.

Unknown keys are ignored and missing ones take their default, so that rows written by another
version of the gateway can still be read.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.messages import Channel, Choice, Draft, Inbound, InboundKind


def inbound_to_json(inbound: Inbound) -> str:
    """For ``inbox.content``."""
    return _dump(asdict(inbound))


def inbound_from_json(content: str) -> Inbound:
    """From ``inbox.content``."""
    raw = _load(content)
    return Inbound(
        channel=Channel(raw["channel"]),
        address=raw["address"],
        provider_message_id=raw["provider_message_id"],
        kind=InboundKind(raw["kind"]),
        text=raw.get("text", ""),
        choice_token=raw.get("choice_token"),
        unsupported=raw.get("unsupported"),
        language_hint=raw.get("language_hint"),
        message_ref=raw.get("message_ref"),
    )


def draft_to_json(draft: Draft) -> str:
    """For ``outbox.content``."""
    return _dump(asdict(draft))


def draft_from_json(content: str) -> Draft:
    """From ``outbox.content``."""
    raw = _load(content)
    return Draft(
        text=raw.get("text", ""),
        buttons=tuple((title, token) for title, token in raw.get("buttons", ())),
        delete_ref=raw.get("delete_ref"),
    )


def choice_to_json(choice: Choice) -> str:
    """For ``choices.content``."""
    return _dump(
        {"title": choice.title, "intent": choice.intent, "entities": dict(choice.entities)}
    )


def choice_from_json(content: str) -> Choice:
    """From ``choices.content``."""
    raw = _load(content)
    return Choice(raw["title"], raw["intent"], raw.get("entities", {}))


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _load(content: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(content)
    return raw
