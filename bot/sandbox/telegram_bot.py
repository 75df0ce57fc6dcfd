"""The bot and its chats: what it says to members, and what they do to it."""

from __future__ import annotations

import itertools
import json
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.messages import Channel
from bot.sandbox.chats import Bubble, Chat, Chats
from bot.sandbox.journal import Journal
from bot.sandbox.telegram_errors import TelegramError, bad_request
from bot.sandbox.telegram_html import utf16_length
from bot.sandbox.telegram_keyboard import inline_keyboard, rows_of_buttons
from bot.sandbox.telegram_shapes import (
    chat_instance,
    chat_member,
    formatted_text,
    member_user,
    private_chat,
)
from bot.sandbox.telegram_updates import Updates

ANSWER_LIMIT = 200
CALLBACK_QUEUE = "callbacks:"
ACTIONS = frozenset(
    {"typing", "upload_photo", "upload_document", "find_location", "choose_sticker"}
    | {f"{verb}_{what}" for verb in ("record", "upload") for what in ("video", "voice")}
)
Params = Mapping[str, Any]


class TelegramBot:
    """One bot in private chats."""

    def __init__(self, bot_id: int, chats: Chats, updates: Updates, journal: Journal) -> None:
        """Begin without messages; ``bot_id`` is the number before the token's colon."""
        self._id = bot_id
        self._chats = chats
        self._updates = updates
        self._journal = journal
        self._message_ids = itertools.count(1)
        self._dates: dict[str, int] = {}
        self._queries: set[str] = set()

    def methods(self) -> dict[str, Callable[[Params], Awaitable[Any]]]:
        """The API's methods that concern chats."""
        return {
            "sendMessage": self._send_message,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback,
            "setMyCommands": self._set_commands,
            "sendChatAction": self._chat_action,
        }

    def user(self) -> dict[str, Any]:
        """The bot as a User."""
        return {
            "id": self._id,
            "is_bot": True,
            "first_name": "Gen iClick",
            "username": "gen_iclick_sandbox_bot",
        }

    # --- what members do ----------------------------------------------------------------------

    def member_writes(self, chat: Chat, text: str) -> Bubble:
        """The member sends a text."""
        chat = self._chats.set_started(chat)
        bubble = self._chats.show(self._new_bubble(chat, "member", text, status="delivered"))
        content = self._message(chat, bubble)
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        if command:
            content["entities"] = [
                {"type": "bot_command", "offset": 0, "length": utf16_length(command)}
            ]
        self._updates.add("message", content, chat.address)
        return bubble

    def member_taps(self, chat: Chat, message_id: str, data: str) -> str:
        """The member taps a button (or pretends to: ``data`` is the client's word for it)."""
        query_id = str(secrets.randbelow(10**18) + 10**17)
        content: dict[str, Any] = {
            "id": query_id,
            "from": member_user(chat),
            "chat_instance": chat_instance(chat),
            "data": data,
        }
        bubble = self._chats.bubble(chat, message_id)
        if bubble is not None:
            content["message"] = self._message(chat, bubble)
        self._queries.add(query_id)
        self._journal.add("tap", chat=chat.id, id=message_id, data=data, query=query_id)
        self._updates.add("callback_query", content, CALLBACK_QUEUE + chat.address)
        return query_id

    def member_blocks(self, chat: Chat, blocked: bool) -> None:
        """The member blocks the bot, or lets it back in."""
        states = ("member", "kicked") if blocked else ("kicked", "member")
        old, new = (chat_member(self.user(), state) for state in states)
        self._chats.set_blocked(chat, blocked)
        content = {
            "chat": private_chat(chat),
            "from": member_user(chat),
            "date": int(time.time()),
            "old_chat_member": old,
            "new_chat_member": new,
        }
        self._updates.add("my_chat_member", content, chat.address)

    # --- what the bot does --------------------------------------------------------------------

    async def _send_message(self, params: Params) -> Any:
        chat = self._reachable(params)
        text, entities = formatted_text(params)
        buttons = inline_keyboard(params.get("reply_markup"))
        bubble = self._new_bubble(chat, "bot", text, entities=entities, buttons=buttons)
        return self._message(chat, self._chats.show(bubble))

    async def _edit_text(self, params: Params) -> Any:
        chat, bubble = self._editable(params)
        text, entities = formatted_text(params)
        buttons = inline_keyboard(params.get("reply_markup"))
        return self._edit(chat, bubble, text=text, entities=entities, buttons=buttons)

    async def _edit_markup(self, params: Params) -> Any:
        chat, bubble = self._editable(params)
        return self._edit(chat, bubble, buttons=inline_keyboard(params.get("reply_markup")))

    def _edit(self, chat: Chat, bubble: Bubble, **changes: Any) -> dict[str, Any]:
        if all(getattr(bubble, name) == value for name, value in changes.items()):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        return self._message(chat, self._chats.change(bubble, **changes))

    async def _delete_message(self, params: Params) -> Any:
        chat = self._chat(params)
        bubble = self._chats.bubble(chat, str(params.get("message_id", "")))
        if bubble is None:
            raise bad_request("message to delete not found")
        self._chats.delete(bubble)
        return True

    async def _answer_callback(self, params: Params) -> Any:
        query, text = str(params.get("callback_query_id", "")), str(params.get("text", ""))
        if query not in self._queries:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        if len(text) > ANSWER_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")
        self._queries.discard(query)
        self._journal.add("tap_answered", query=query, text=text)
        return True

    async def _set_commands(self, params: Params) -> Any:
        value = params.get("commands", "[]")
        commands = json.loads(value) if isinstance(value, str) else value
        for one in commands:
            if not 1 <= len(one.get("command", "")) <= 32:  # noqa: PLR2004 (the API's limit)
                raise bad_request("BOT_COMMAND_INVALID")
        self._journal.add(
            "commands", commands=commands, language=str(params.get("language_code", ""))
        )
        return True

    async def _chat_action(self, params: Params) -> Any:
        chat = self._reachable(params)
        if params.get("action") not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._journal.add("typing", chat=chat.id)
        return True

    # --- their common ground ------------------------------------------------------------------

    def _chat(self, params: Params) -> Chat:
        address = str(params.get("chat_id", ""))
        if not address:
            raise bad_request("chat_id is empty")
        chat = self._chats.find(Channel.TELEGRAM, address)
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def _reachable(self, params: Params) -> Chat:
        chat = self._chat(params)
        if chat.blocked:
            raise TelegramError(403, "Forbidden: bot was blocked by the user")
        if not chat.started:
            raise TelegramError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def _editable(self, params: Params) -> tuple[Chat, Bubble]:
        chat = self._reachable(params)
        bubble = self._chats.bubble(chat, str(params.get("message_id", "")))
        if bubble is None:
            raise bad_request("message to edit not found")
        if bubble.author != "bot":
            raise bad_request("message can't be edited")
        return chat, bubble

    def _new_bubble(self, chat: Chat, author: Any, text: str, **more: Any) -> Bubble:
        bubble = Bubble(chat.id, str(next(self._message_ids)), author, text, **more)
        self._dates[bubble.id] = int(time.time())
        return bubble

    def _message(self, chat: Chat, bubble: Bubble) -> dict[str, Any]:
        message: dict[str, Any] = {
            "message_id": int(bubble.id),
            "from": self.user() if bubble.author == "bot" else member_user(chat),
            "chat": private_chat(chat),
            "date": self._dates[bubble.id],
            "text": bubble.text,
        }
        if bubble.entities:
            message["entities"] = list(bubble.entities)
        if bubble.buttons:
            message["reply_markup"] = {"inline_keyboard": rows_of_buttons(bubble.buttons)}
        return message
