"""Telegram's updates → ``Inbound``. Pure: what to do about them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from bot.inbound import telegram_contents as contents
from bot.inbound.telegram_rich import plain_words
from bot.inbound.text import line, storable, typed
from bot.messages import Channel, Inbound, InboundKind

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST_NAME = 128

_WHICH = ("message_id", "date", "chat")
"""What is read of a message that is only referred to."""
_READ = (
    *_WHICH,
    *("from", "via_bot", "forward_origin", "reply_to_message", "media_group_id"),
    *("text", "caption", *contents.READ),
)
_READ_OF_TAPS = ("id", "from", "message", "inline_message_id", "chat_instance", "data")

_MEMBERSHIPS = {
    ChatMember.BANNED: InboundKind.BLOCKED,
    ChatMember.LEFT: InboundKind.BLOCKED,
    ChatMember.MEMBER: InboundKind.RETURNED,
}
"""What our own membership of a private chat tells about the member."""
_PRESENT = (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED)
_PUBLIC = (Chat.GROUP, Chat.SUPERGROUP, Chat.CHANNEL)


class MalformedUpdate(Exception):
    """This is not an update as the Bot API describes them."""


def parse(update: object) -> Inbound | None:
    """What a member sent; None for what is none of our business (groups, service messages …).

    Raises MalformedUpdate, and nothing else, whatever ``update`` is.
    """
    try:
        return _parse(update)
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        OSError,
        RecursionError,
        TypeError,
        ValueError,
        TelegramError,
    ) as error:
        raise MalformedUpdate(type(error).__name__) from None


def callback_id(update: object) -> str | None:
    """The id of the tap that wants ``answerCallbackQuery``, if this is one."""
    answer_to = _inner(update, "callback_query", "id")
    return storable(answer_to) if isinstance(answer_to, str) else None


def chat_to_leave(update: object) -> int | None:
    """The group or channel in which this update shows us to be, if it does: we do not belong there.

    Any message will do, for the update that told of our being added may have been missed.
    """
    for kind in ("my_chat_member", "message", "edited_message"):
        chat_id = _inner(update, kind, "chat", "id")
        if type(chat_id) is int and _inner(update, kind, "chat", "type") in _PUBLIC:
            standing = _inner(update, kind, "new_chat_member", "status")
            is_there = kind != "my_chat_member" or standing in _PRESENT
            return chat_id if is_there else None
    return None


def _inner(value: object, *way: str) -> object:
    """What a JSON value holds behind some keys; None where it holds nothing."""
    for key in way:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _parse(raw: object) -> Inbound | None:
    if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
        raise MalformedUpdate("no update_id")
    update = Update.de_json(_pared(raw), None)
    if update.message is not None:
        return _message(update.update_id, update.message, raw["message"])
    if update.edited_message is not None:
        return _edited(update.update_id, update.edited_message, raw["edited_message"])
    if update.callback_query is not None:
        return _tap(update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    return None


def _pared(raw: Mapping[str, Any]) -> dict[str, Any]:
    """An update with no more than is read here.

    What python-telegram-bot stumbles over in a part that means nothing to us (a gift of a kind
    that came after it, the look of a link) must not cost us the message.
    """
    return {
        "update_id": raw["update_id"],
        "message": _only(raw.get("message"), _READ, reply_to_message=_WHICH),
        "edited_message": _only(raw.get("edited_message"), _READ, reply_to_message=_WHICH),
        "callback_query": _only(raw.get("callback_query"), _READ_OF_TAPS, message=_WHICH),
        "my_chat_member": raw.get("my_chat_member"),
    }


def _only(value: object, keys: Iterable[str], **inner: Iterable[str]) -> object:
    """A JSON object with these keys only, and some of their values alike; other values whole."""
    if not isinstance(value, Mapping):
        return value
    return {
        key: _only(value[key], inner[key]) if key in inner else value[key]
        for key in keys
        if key in value
    }


def _message(update_id: int, message: Message, raw: Mapping[str, Any]) -> Inbound | None:
    what = _what(message, raw) if _is_a_members(message) else None
    return None if what is None else _inbound(update_id, message, what)


def _edited(update_id: int, message: Message, raw: Mapping[str, Any]) -> Inbound | None:
    """What a message says now. A live location that moves on is no news to us."""
    is_place = message.location is not None or message.venue is not None
    if is_place or not _is_a_members(message):
        return None
    what = _what(message, raw)
    if what is None or what["kind"] is InboundKind.UNSUPPORTED:
        return None
    return _inbound(update_id, message, what | {"edit_of": _number(message.message_id)})


def _what(message: Message, raw: Mapping[str, Any]) -> dict[str, Any] | None:
    """The fields of Inbound that tell what was sent; None when nothing was."""
    if message.text:
        return _typed(message.text)
    if file := contents.attachment(message):
        caption = storable(message.caption or "")
        return {"kind": InboundKind.MEDIA, "attachments": (file,), "text": caption}
    if place := contents.location(message):
        return {"kind": InboundKind.LOCATION, "location": place}
    if card := contents.contact(message):
        return {"kind": InboundKind.CONTACT, "contact": card}
    # A rich message, or the caption of a kind that we know nothing of.
    if words := plain_words(raw.get("rich_message")) or message.caption:
        return _typed(words)
    name = contents.no_use(raw)
    return {"kind": InboundKind.UNSUPPORTED, "unsupported": name} if name else None


def _typed(text: str) -> dict[str, Any]:
    found = typed(text)
    return {"kind": found.kind, "text": found.text, "command": found.command}


def _inbound(update_id: int, message: Message, what: Mapping[str, Any]) -> Inbound:
    replied_to, album = message.reply_to_message, message.media_group_id
    return Inbound(
        channel=Channel.TELEGRAM,
        address=_number(message.chat.id),
        # After a quiet week Telegram starts its update ids anew, anywhere; the message's own id
        # keeps a collision from swallowing a message.
        provider_message_id=f"{update_id}.{_number(message.message_id)}",
        language_hint=_language(message.from_user),
        message_ref=_number(message.message_id),
        reply_to=_number(replied_to.message_id) if replied_to is not None else None,
        album=None if album is None else storable(_string(album)),
        is_forwarded=message.forward_origin is not None,
        profile_name=_profile_name(message.from_user),
        **what,
    )


def _tap(query: CallbackQuery) -> Inbound | None:
    """A tap on an inline button. ``data`` may be anything, and the message may be gone."""
    if query.message is not None and not _is_private(query.message.chat):
        return None
    if not isinstance(query.data, str) or query.inline_message_id is not None:
        return None
    return Inbound(
        channel=Channel.TELEGRAM,
        address=_number(query.from_user.id),
        provider_message_id=f"callback.{storable(_string(query.id))}",
        kind=InboundKind.CHOICE,
        choice_token=storable(query.data),
        language_hint=_language(query.from_user),
        tapped_ref=None if query.message is None else _number(query.message.message_id),
        profile_name=_profile_name(query.from_user),
    )


def _membership(update_id: int, change: ChatMemberUpdated) -> Inbound | None:
    kind = _MEMBERSHIPS.get(change.new_chat_member.status)
    if kind is None or not _is_private(change.chat):
        return None
    return Inbound(
        channel=Channel.TELEGRAM,
        address=_number(change.chat.id),
        provider_message_id=f"{update_id}.member",
        kind=kind,
    )


def _is_a_members(message: Message) -> bool:
    """Whether it was written in a private chat, and by a person: two bots would never end."""
    sender = message.from_user
    return _is_private(message.chat) and (sender is None or sender.is_bot is not True)


def _is_private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _language(user: User | None) -> str | None:
    code = user.language_code if user is not None else None
    return storable(code) if isinstance(code, str) else None


def _profile_name(user: User | None) -> str | None:
    if user is None:
        return None
    names = (line(name, LONGEST_NAME) for name in (user.first_name, user.last_name))
    return line(" ".join(names), LONGEST_NAME) or None


def _number(value: object) -> str:
    if type(value) is not int:
        raise MalformedUpdate("an id is not a number")
    return str(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedUpdate("an id is not a text")
    return value
