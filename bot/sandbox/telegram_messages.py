"""The messages of one bot's private chats: bubbles on the phones, Messages in the API."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.messages import Channel
from bot.sandbox.chats import Bubble, Chat, Chats
from bot.sandbox.telegram_errors import TelegramError, bad_request
from bot.sandbox.telegram_keyboard import rows_of_buttons
from bot.sandbox.telegram_shapes import member_user, private_chat

Params = Mapping[str, Any]
CAPTIONED = frozenset({"photo", "document", "video", "voice", "audio"})


@dataclass(frozen=True)
class Kept:
    """What the API tells of a message beside its bubble."""

    date: int
    content: Mapping[str, Any]
    """Its file, place or contact in the API's shape; empty for a text."""
    forward_origin: Mapping[str, Any] | None = None
    edit_date: int | None = None


class TelegramMessages:
    """Numbers messages, shows them, and finds them again."""

    def __init__(self, bot_id: int, chats: Chats) -> None:
        """Begin without messages; ``bot_id`` is the number before the token's colon."""
        self._bot_id = bot_id
        self._chats = chats
        self._ids = itertools.count(1)
        self._kept: dict[str, Kept] = {}
        self.bot_name = "Gen iClick"

    def bot_user(self) -> dict[str, Any]:
        """The bot as a User."""
        return {
            "id": self._bot_id,
            "is_bot": True,
            "first_name": self.bot_name,
            "username": "gen_iclick_sandbox_bot",
        }

    def add(
        self,
        chat: Chat,
        author: Literal["member", "bot"],
        *,
        content: Mapping[str, Any] | None = None,
        forward_origin: Mapping[str, Any] | None = None,
        **about: Any,
    ) -> Bubble:
        """A new message in ``chat``, with ``content`` in the API's shape unless it is a text."""
        message_id = str(next(self._ids))
        self._kept[message_id] = Kept(int(time.time()), content or {}, forward_origin)
        about.setdefault("text", "")
        return self._chats.show(Bubble(chat.id, message_id, author, **about))

    def edit(self, chat: Chat, bubble: Bubble, **changes: Any) -> dict[str, Any]:
        """Change a message, and return it as the API shows it."""
        changed = self._chats.change(bubble, **changes)
        self._kept[bubble.id] = replace(self._kept[bubble.id], edit_date=int(time.time()))
        return self.shown(chat, changed)

    def shown(self, chat: Chat, bubble: Bubble) -> dict[str, Any]:
        """The message as the API shows it."""
        kept = self._kept[bubble.id]
        message: dict[str, Any] = {
            "message_id": int(bubble.id),
            "from": self.bot_user() if bubble.author == "bot" else member_user(chat),
            "chat": private_chat(chat),
            "date": kept.date,
        }
        message |= dict(kept.content) | _words(bubble)
        if kept.edit_date is not None:
            message["edit_date"] = kept.edit_date
        if kept.forward_origin is not None:
            message["forward_origin"] = kept.forward_origin
        if bubble.album is not None:
            message["media_group_id"] = bubble.album
        if bubble.buttons:
            message["reply_markup"] = {"inline_keyboard": rows_of_buttons(bubble.buttons)}
        answered = self._chats.bubble(chat, bubble.reply_to) if bubble.reply_to else None
        if answered is not None:
            message["reply_to_message"] = self.shown(chat, replace(answered, reply_to=None))
        return message

    # --- finding what a call is about ---------------------------------------------------------

    def chat(self, params: Params) -> Chat:
        """The chat that a call names; refused when there is none."""
        address = str(params.get("chat_id", ""))
        if not address:
            raise bad_request("chat_id is empty")
        chat = self._chats.find(Channel.TELEGRAM, address)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def reachable(self, params: Params) -> Chat:
        """The chat that a call names, if the bot may write there."""
        chat = self.chat(params)
        if chat.blocked:
            raise TelegramError(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise TelegramError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def editable(self, params: Params) -> tuple[Chat, Bubble]:
        """The chat and the bot's own message that a call wants to change."""
        chat = self.reachable(params)
        if "message_id" not in params:
            raise bad_request("message identifier is not specified")
        bubble = self._chats.bubble(chat, str(params["message_id"]))
        if bubble is None:
            raise bad_request("message to edit not found")
        if bubble.author != "bot":
            raise bad_request("message can't be edited")
        return chat, bubble

    def answered(self, chat: Chat, params: Params) -> str | None:
        """The id of the message that a call answers, if it answers one."""
        wanted = params.get("reply_parameters")
        if not wanted:
            return None
        if self._chats.bubble(chat, str(wanted["message_id"])) is not None:
            return str(wanted["message_id"])
        if wanted.get("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")


def _words(bubble: Bubble) -> dict[str, Any]:
    if not bubble.text:
        return {}
    name, entities = (
        ("caption", "caption_entities") if bubble.type in CAPTIONED else ("text", "entities")
    )
    words: dict[str, Any] = {name: bubble.text}
    if bubble.entities:
        words[entities] = list(bubble.entities)
    return words
