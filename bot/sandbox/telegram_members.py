"""What members do in their chats with the bot, and the updates that come of it."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.chats import Bubble, Chat
from bot.sandbox.ground import Ground
from bot.sandbox.media import KeptFile
from bot.sandbox.telegram_errors import bad_request
from bot.sandbox.telegram_files import TelegramFiles
from bot.sandbox.telegram_html import utf16_length
from bot.sandbox.telegram_messages import CAPTIONED, TelegramMessages
from bot.sandbox.telegram_shapes import (
    chat_instance,
    chat_member,
    member_user,
    placed,
    private_chat,
)
from bot.sandbox.telegram_updates import Updates

CALLBACK_QUEUE = "callbacks:"
ALBUM_SIZE = 10
STRANGER = 799_999_999
"""The user whose contact card members pass on."""
FIRST_GROUP = -100_000_000


class TelegramMembers:
    """The members' side of one bot."""

    def __init__(
        self,
        ground: Ground,
        messages: TelegramMessages,
        files: TelegramFiles,
        updates: Updates,
    ) -> None:
        """Tell ``updates`` what happens in the chats."""
        self._chats = ground.chats
        self._journal = ground.journal
        self._messages = messages
        self._files = files
        self._updates = updates
        self._queries: set[str] = set()
        self._groups: set[str] = set()
        self._group_ids = itertools.count(FIRST_GROUP, -1)
        self.is_keyboard_one_time: dict[str, bool] = {}
        """By chat id: whether the keyboard there goes away when it was used."""

    # --- messages -----------------------------------------------------------------------------

    def writes(
        self, chat: Chat, text: str, reply_to: str | None = None, *, forwarded: bool = False
    ) -> Bubble:
        """The member sends a text."""
        return self._sends(
            chat,
            text=text,
            entities=_command_entities(text),
            reply_to=reply_to,
            forwarded=forwarded,
        )

    async def sends_files(
        self, chat: Chat, kind: str, files: Sequence[KeptFile], caption: str, burst_ms: int = 0
    ) -> list[Bubble]:
        """The member sends files at once, the caption under the first: albums of up to ten.

        The last one comes ``burst_ms`` after the first.
        """
        pause_s = burst_ms / 1000 / max(len(files) - 1, 1)
        sent: list[Bubble] = []
        for number, file in enumerate(files):
            if number % ALBUM_SIZE == 0:
                is_alone = kind == "voice" or number == len(files) - 1
                album = None if is_alone else str(secrets.randbelow(10**17) + 10**16)
            if number:
                await asyncio.sleep(pause_s)
            sent.append(self._sends_file(chat, kind, file, album, "" if number else caption))
        return sent

    def _sends_file(
        self, chat: Chat, kind: str, file: KeptFile, album: str | None, caption: str
    ) -> Bubble:
        return self._sends(
            chat,
            content=self._files.described(kind, file),
            type=kind,
            media=file.shown(),
            album=album,
            text=caption,
        )

    def sends_place(self, chat: Chat, place: Mapping[str, Any]) -> Bubble:
        """The member sends a location, or a venue if the place has a name."""
        return self._sends(chat, content=placed(place), type="location", place=place)

    def sends_contact(self, chat: Chat, name: str, phone_number: str, *, own: bool) -> Bubble:
        """The member sends a contact card; whose it is the server knows, not the client."""
        card = {
            "phone_number": phone_number,
            "first_name": name,
            "user_id": int(chat.address) if own else STRANGER,
        }
        shown = {"name": name, "phone_number": phone_number}
        return self._sends(chat, content={"contact": card}, type="contact", contact=shown)

    def sends_sticker(self, chat: Chat, file: KeptFile) -> Bubble:
        """The member sends a sticker."""
        content = self._files.described("sticker", file)
        return self._sends(chat, content=content, type="sticker", media=file.shown())

    def edits(self, chat: Chat, message_id: str, text: str) -> Bubble:
        """The member changes the text or caption of a message that is their own."""
        bubble = self._chats.bubble(chat, message_id)
        if bubble is None or bubble.author != "member" or bubble.forwarded:
            raise bad_request("message can't be edited")
        if bubble.type != "text" and bubble.type not in CAPTIONED:
            raise bad_request("message can't be edited")
        entities = _command_entities(text) if bubble.type == "text" else ()
        content = self._messages.edit(chat, bubble, text=text, entities=entities, edited=True)
        self._updates.add("edited_message", content, chat.address)
        return bubble

    def _sends(self, chat: Chat, *, forwarded: bool = False, **about: Any) -> Bubble:
        chat = self._chats.set_started(chat)
        origin = _hidden_user() if forwarded else None
        bubble = self._messages.add(
            chat, "member", status="delivered", forward_origin=origin, forwarded=forwarded, **about
        )
        self._put_keyboard_away(chat, bubble)
        self._updates.add("message", self._messages.shown(chat, bubble), chat.address)
        return bubble

    def _put_keyboard_away(self, chat: Chat, bubble: Bubble) -> None:
        if not chat.keyboard or not self.is_keyboard_one_time.get(chat.id):
            return
        keys = [key for row in chat.keyboard for key in row]
        if any(_is_of(key, bubble) for key in keys):
            self._chats.set_keyboard(chat, None)

    # --- taps ---------------------------------------------------------------------------------

    def taps(self, chat: Chat, message_id: str, data: str) -> str:
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
            content["message"] = self._messages.shown(chat, bubble)
        self._queries.add(query_id)
        self._journal.add("tap", chat=chat.id, id=message_id, data=data, query=query_id)
        self._updates.add("callback_query", content, CALLBACK_QUEUE + chat.address)
        return query_id

    def take_query(self, query_id: str) -> None:
        """The bot answers a tap: once, and only one that there was."""
        if query_id not in self._queries:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        self._queries.discard(query_id)

    # --- the bot's standing -------------------------------------------------------------------

    def blocks(self, chat: Chat, blocked: bool) -> None:
        """The member blocks the bot, or lets it back in."""
        self._chats.set_blocked(chat, blocked)
        states = ("member", "kicked") if blocked else ("kicked", "member")
        self._updates.add(
            "my_chat_member", self._standing(chat, private_chat(chat), states), chat.address
        )

    def adds_to_group(self, chat: Chat) -> str:
        """The member takes the bot into a group, which is not what it is for; the group's id."""
        group_id = str(next(self._group_ids))
        self._groups.add(group_id)
        group = {"id": int(group_id), "type": "group", "title": f"Grup {chat.name}"}
        content = self._standing(chat, group, ("left", "member"))
        self._updates.add("my_chat_member", content, group_id)
        return group_id

    def leave_group(self, group_id: str) -> bool:
        """Whether the bot was in that group, and has left it now."""
        if group_id not in self._groups:
            return False
        self._groups.discard(group_id)
        self._journal.add("left_group", group=group_id)
        return True

    def _standing(
        self, chat: Chat, where: Mapping[str, Any], states: tuple[str, str]
    ) -> dict[str, Any]:
        old, new = (chat_member(self._messages.bot_user(), state) for state in states)
        return {
            "chat": where,
            "from": member_user(chat),
            "date": int(time.time()),
            "old_chat_member": old,
            "new_chat_member": new,
        }


def _command_entities(text: str) -> Sequence[Mapping[str, Any]]:
    if not text.startswith("/"):
        return ()
    command = text.split(maxsplit=1)[0]
    return ({"type": "bot_command", "offset": 0, "length": utf16_length(command)},)


def _hidden_user() -> dict[str, Any]:
    return {"type": "hidden_user", "date": int(time.time()) - 3600, "sender_user_name": "Tetangga"}


def _is_of(key: Mapping[str, str], bubble: Bubble) -> bool:
    if key["asks"] == "location":
        return bubble.type == "location"
    return bubble.text == key["title"]
