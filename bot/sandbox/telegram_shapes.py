"""The Bot API's types as far as the sandbox shows or reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.chats import Chat
from bot.sandbox.telegram_errors import bad_request
from bot.sandbox.telegram_html import parse_html, trimmed, utf16_length

TEXT_LIMIT = 4096
"""Of sendMessage and editMessageText, counted after the entities were parsed."""


def formatted_text(params: Mapping[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The text of a call and its entities; refused as the Bot API refuses it."""
    text = str(params.get("text", ""))
    entities: list[dict[str, Any]] = []
    mode = str(params.get("parse_mode", "")).lower()
    if mode not in ("", "html"):
        raise bad_request("unsupported parse_mode")
    if mode == "html":
        text, entities = parse_html(text)
    text, entities = trimmed(text, entities)
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > TEXT_LIMIT:
        raise bad_request("message is too long")
    return text, entities


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


def chat_instance(chat: Chat) -> str:
    """A number that stays the same for a chat."""
    return str(int(chat.id, 16) >> 1)


def chat_member(user: Mapping[str, Any], status: str) -> dict[str, Any]:
    """The bot's standing in a chat as a ChatMember."""
    member: dict[str, Any] = {"user": dict(user), "status": status}
    if status == "kicked":
        member["until_date"] = 0
    return member
