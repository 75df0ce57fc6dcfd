"""What the bot does in its chats: sends, edits, deletes, answers taps, fetches files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.chats import Bubble, Chat
from bot.sandbox.ground import Ground
from bot.sandbox.telegram_errors import bad_request
from bot.sandbox.telegram_files import TelegramFiles
from bot.sandbox.telegram_html import utf16_length
from bot.sandbox.telegram_keyboard import Markup, read_markup
from bot.sandbox.telegram_members import TelegramMembers
from bot.sandbox.telegram_messages import CAPTIONED, TelegramMessages
from bot.sandbox.telegram_params import SentFile
from bot.sandbox.telegram_shapes import formatted_caption, formatted_text, full_chat, placed
from bot.sandbox.telegram_tables import METHODS
from bot.sandbox.telegram_uploads import checked_document, checked_photo

ANSWER_LIMIT = METHODS["answerCallbackQuery"]["text"].longest or 0
ACTION_S = 5
"""How long a chat action is shown."""
MAX_ACCURACY_M = 1500
ACTIONS = frozenset(
    {"typing", "upload_photo", "upload_document", "find_location", "choose_sticker"}
    | {
        f"{verb}_{what}"
        for verb in ("record", "upload")
        for what in ("video", "voice", "video_note")
    }
)
Params = Mapping[str, Any]


class TelegramBot:
    """One bot in private chats."""

    def __init__(
        self,
        ground: Ground,
        messages: TelegramMessages,
        files: TelegramFiles,
        members: TelegramMembers,
    ) -> None:
        """Write into ``messages``; answer the taps of ``members``."""
        self._chats = ground.chats
        self._shelf = ground.shelf
        self._journal = ground.journal
        self._messages = messages
        self._files = files
        self._members = members

    def methods(self) -> dict[str, Callable[[Params], Awaitable[Any]]]:
        """The API's methods that concern chats; they get checked parameters."""
        return {
            "sendMessage": self._send_message,
            "sendPhoto": self._send_photo,
            "sendDocument": self._send_document,
            "sendLocation": self._send_location,
            "sendVenue": self._send_venue,
            "editMessageText": self._edit_text,
            "editMessageCaption": self._edit_caption,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete_message,
            "answerCallbackQuery": self._answer_callback,
            "sendChatAction": self._chat_action,
            "getFile": self._get_file,
            "getChat": self._get_chat,
            "leaveChat": self._leave_chat,
        }

    # --- sending ------------------------------------------------------------------------------

    async def _send_message(self, params: Params) -> Any:
        chat = self._messages.reachable(params)
        text, entities = formatted_text(params)
        return self._send(chat, params, text=text, entities=entities)

    async def _send_photo(self, params: Params) -> Any:
        return self._send_file("photo", params, checked_photo)

    async def _send_document(self, params: Params) -> Any:
        return self._send_file("document", params, checked_document)

    def _send_file(
        self, kind: str, params: Params, check: Callable[[SentFile], SentFile]
    ) -> dict[str, Any]:
        chat = self._messages.reachable(params)
        text, entities = formatted_caption(params)
        given = params[kind]
        if isinstance(given, SentFile):
            sent = check(given)
            file = self._shelf.keep(sent.content, sent.content_type, sent.name)
        else:
            known = self._files.find(given)
            if known is None:
                raise bad_request(f"wrong {_source(given)}")
            file = known
        content = self._files.described(kind, file)
        return self._send(
            chat,
            params,
            content=content,
            type=kind,
            media=file.shown(),
            text=text,
            entities=entities,
        )

    async def _send_location(self, params: Params) -> Any:
        if not 0 <= params.get("horizontal_accuracy", 0) <= MAX_ACCURACY_M:
            raise bad_request("wrong horizontal accuracy specified")
        return self._send_place(params, name="", address="")

    async def _send_venue(self, params: Params) -> Any:
        return self._send_place(params, name=params["title"], address=params["address"])

    def _send_place(self, params: Params, **words: str) -> dict[str, Any]:
        chat = self._messages.reachable(params)
        place = {"latitude": params["latitude"], "longitude": params["longitude"]} | words
        if abs(place["latitude"]) > 90 or abs(place["longitude"]) > 180:  # noqa: PLR2004 (degrees)
            raise bad_request("wrong latitude or longitude specified")
        return self._send(chat, params, content=placed(place), type="location", place=place)

    def _send(self, chat: Chat, params: Params, **about: Any) -> dict[str, Any]:
        markup = read_markup(params.get("reply_markup"))
        reply_to = self._messages.answered(chat, params)
        bubble = self._messages.add(chat, "bot", buttons=markup.buttons, reply_to=reply_to, **about)
        self._set_keyboard(chat, markup)
        return self._messages.shown(chat, bubble)

    def _set_keyboard(self, chat: Chat, markup: Markup) -> None:
        if markup.keyboard is not None:
            self._members.is_keyboard_one_time[chat.id] = markup.is_one_time
            self._chats.set_keyboard(chat, markup.keyboard)
        elif markup.removes_keyboard:
            self._chats.set_keyboard(chat, None)

    # --- changing what was sent ---------------------------------------------------------------

    async def _edit_text(self, params: Params) -> Any:
        chat, bubble = self._messages.editable(params)
        if bubble.type != "text":
            raise bad_request("there is no text in the message to edit")
        text, entities = formatted_text(params)
        return self._edit(chat, bubble, params, text=text, entities=entities)

    async def _edit_caption(self, params: Params) -> Any:
        chat, bubble = self._messages.editable(params)
        if bubble.type not in CAPTIONED:
            raise bad_request("there is no caption in the message to edit")
        text, entities = formatted_caption(params)
        return self._edit(chat, bubble, params, text=text, entities=entities)

    async def _edit_markup(self, params: Params) -> Any:
        chat, bubble = self._messages.editable(params)
        return self._edit(chat, bubble, params)

    def _edit(self, chat: Chat, bubble: Bubble, params: Params, **changes: Any) -> dict[str, Any]:
        changes["buttons"] = read_markup(params.get("reply_markup")).buttons
        if all(_same(getattr(bubble, name), value) for name, value in changes.items()):
            raise bad_request(
                "message is not modified: specified new message content and reply markup are "
                "exactly the same as a current content and reply markup of the message"
            )
        if "text" in changes and not _same(bubble.text, changes["text"]):
            changes["edited"] = True
        return self._messages.edit(chat, bubble, **changes)

    async def _delete_message(self, params: Params) -> Any:
        chat = self._messages.chat(params)
        bubble = self._chats.bubble(chat, str(params["message_id"]))
        if bubble is None:
            raise bad_request("message to delete not found")
        self._chats.delete(bubble)
        return True

    # --- the rest -----------------------------------------------------------------------------

    async def _answer_callback(self, params: Params) -> Any:
        text = str(params.get("text", ""))
        if utf16_length(text) > ANSWER_LIMIT:
            raise bad_request("MESSAGE_TOO_LONG")
        self._members.take_query(params["callback_query_id"])
        self._journal.add("tap_answered", query=params["callback_query_id"], text=text)
        return True

    async def _chat_action(self, params: Params) -> Any:
        chat = self._messages.reachable(params)
        if params["action"] not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self._journal.add("typing", chat=chat.id, seconds=ACTION_S)
        return True

    async def _get_file(self, params: Params) -> Any:
        return self._files.get_file(params["file_id"])

    async def _get_chat(self, params: Params) -> Any:
        return full_chat(self._messages.chat(params))

    async def _leave_chat(self, params: Params) -> Any:
        if self._members.leave_group(str(params["chat_id"])):
            return True
        self._messages.chat(params)
        raise bad_request("chat member status can't be changed in private chats")


def _same(left: Any, right: Any) -> bool:
    """Tuples and lists of the same things are the same here."""
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(map(_same, left, right))
    return bool(left == right)


def _source(given: str) -> str:
    is_address = given.startswith(("http://", "https://"))
    return "HTTP URL specified" if is_address else "remote file identifier specified"
