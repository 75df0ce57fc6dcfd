"""Messages as the JSON that stands, encrypted, in rows of the inbox, the outbox and choices.

Unknown keys are ignored and missing ones take their default, so that rows written by another
version of the gateway can still be read.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from bot.messages import (
    Attachment,
    AttachmentKind,
    Channel,
    Choice,
    Contact,
    Draft,
    Inbound,
    InboundKind,
    Language,
    Location,
    News,
    OutgoingMedia,
)


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
        attachments=tuple(_attachment(one) for one in raw.get("attachments", ())),
        location=_location(raw.get("location")),
        contact=_contact(raw.get("contact")),
        command=raw.get("command"),
        reply_to=raw.get("reply_to"),
        tapped_ref=raw.get("tapped_ref"),
        edit_of=raw.get("edit_of"),
        album=raw.get("album"),
        is_forwarded=raw.get("is_forwarded", False),
        profile_name=raw.get("profile_name"),
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
        close_ref=raw.get("close_ref"),
        numbered=raw.get("numbered", ""),
        descriptions=tuple(raw.get("descriptions", ())),
        list_label=raw.get("list_label", ""),
        media=_media(raw.get("media")),
        location=_location(raw.get("location")),
        location_button=raw.get("location_button", ""),
        hides_keyboard=raw.get("hides_keyboard", False),
        language=Language(raw["language"]) if raw.get("language") else None,
        news=_news(raw.get("news")),
    )


def choice_to_json(choice: Choice) -> str:
    """For ``choices.content``."""
    return _dump(asdict(choice) | {"entities": dict(choice.entities)})


def choice_from_json(content: str) -> Choice:
    """From ``choices.content``."""
    raw = _load(content)
    return Choice(raw["title"], raw["intent"], raw.get("entities", {}), raw.get("description", ""))


def _attachment(raw: dict[str, Any]) -> Attachment:
    return Attachment(
        kind=AttachmentKind(raw["kind"]),
        source=raw["source"],
        content_type=raw.get("content_type"),
        file_name=raw.get("file_name"),
        size=raw.get("size"),
    )


def _location(raw: dict[str, Any] | None) -> Location | None:
    if raw is None:
        return None
    return Location(raw["latitude"], raw["longitude"], raw.get("name", ""), raw.get("address", ""))


def _contact(raw: dict[str, Any] | None) -> Contact | None:
    return None if raw is None else Contact(raw["is_own"], raw.get("phone_number", ""))


def _media(raw: dict[str, Any] | None) -> OutgoingMedia | None:
    if raw is None:
        return None
    return OutgoingMedia(raw["media_id"], raw["content_type"], raw["file_name"])


def _news(raw: dict[str, Any] | None) -> News | None:
    return None if raw is None else News(raw["name"], tuple(raw["values"]))


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _load(content: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(content)
    return raw
