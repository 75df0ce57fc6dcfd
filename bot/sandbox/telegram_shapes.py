"""The Bot API's types as far as the sandbox shows or reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.telegram_errors import bad_request
from bot.sandbox.telegram_html import parse_html, trimmed, utf16_length
from bot.sandbox.telegram_tables import METHODS

TEXT_LIMIT = METHODS["sendMessage"]["text"].longest or 0
"""Of sendMessage and editMessageText, counted after the entities were parsed."""
CAPTION_LIMIT = METHODS["sendPhoto"]["caption"].longest or 0
Entities = list[dict[str, Any]]


def formatted_text(params: Mapping[str, Any]) -> tuple[str, Entities]:
    """The text of a call and its entities; refused as the Bot API refuses it."""
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


def formatted_caption(params: Mapping[str, Any]) -> tuple[str, Entities]:
    """The caption of a call, maybe empty, and its entities."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if utf16_length(text) > CAPTION_LIMIT:
        raise bad_request("message caption is too long")
    return text, entities


def _formatted(params: Mapping[str, Any], name: str, entities: str) -> tuple[str, Entities]:
    text = str(params.get(name, ""))
    mode = str(params.get("parse_mode", "")).lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        return trimmed(*parse_html(text))
    return trimmed(text, [dict(one) for one in params.get(entities, ())])


def member_user(chat: Chat) -> dict[str, Any]:
    """The member as a User."""
    return {
        "id": int(chat.address),
        "is_bot": False,
        "first_name": chat.name,
        "language_code": chat.language,
    }


def private_chat(chat: Chat) -> dict[str, Any]:
    """The chat as a Chat."""
    return {"id": int(chat.address), "first_name": chat.name, "type": "private"}


def full_chat(chat: Chat) -> dict[str, Any]:
    """The chat as a ChatFullInfo."""
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    return private_chat(chat) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
    }


def chat_instance(chat: Chat) -> str:
    """A number that stays the same for a chat."""
    return str(int(chat.id, 16) >> 1)


def chat_member(user: Mapping[str, Any], status: str) -> dict[str, Any]:
    """The bot's standing in a chat as a ChatMember."""
    member: dict[str, Any] = {"user": dict(user), "status": status}
    if status == "kicked":
        member["until_date"] = 0
    return member


def location(place: Mapping[str, Any]) -> dict[str, Any]:
    """A bubble's place as a Location."""
    return {"latitude": float(place["latitude"]), "longitude": float(place["longitude"])}


def placed(place: Mapping[str, Any]) -> dict[str, Any]:
    """A bubble's place as a message holds it: a location, and a venue if it has a name."""
    shown: dict[str, Any] = {"location": location(place)}
    if place.get("name"):
        shown["venue"] = {
            "location": location(place),
            "title": place["name"],
            "address": place.get("address", ""),
        }
    return shown
