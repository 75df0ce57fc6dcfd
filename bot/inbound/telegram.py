"""Telegram's updates → ``Inbound``. Pure: what to do about them is decided elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.error import TelegramError

from bot.inbound.text import kind_of, storable
from bot.messages import Channel, Inbound, InboundKind

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
EDITED = "edited"
"""A text that the member changed after sending it: what was first written has been answered."""

_KINDS = {
    "animation": "video",  # before ``document``, which comes with it
    "photo": "photo",
    "live_photo": "photo",
    "video": "video",
    "video_note": "video",
    "voice": "voice",
    "audio": "audio",
    "document": "document",
    "sticker": "sticker",
    "dice": "sticker",
    "venue": "location",
    "location": "location",
    "contact": "contact",
    "poll": "poll",
    "story": "other",
    "game": "other",
    "checklist": "other",
    "paid_media": "other",
    "gift": "other",
}

_MEMBERSHIPS = {
    ChatMember.BANNED: InboundKind.BLOCKED,
    ChatMember.LEFT: InboundKind.BLOCKED,
    ChatMember.MEMBER: InboundKind.RETURNED,
}
"""What our own membership of a private chat tells about the member."""


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
    query = update.get("callback_query") if isinstance(update, Mapping) else None
    answer_to = query.get("id") if isinstance(query, Mapping) else None
    return storable(answer_to) if isinstance(answer_to, str) else None


def _parse(raw: object) -> Inbound | None:
    if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
        raise MalformedUpdate("no update_id")
    update = Update.de_json(raw, None)
    if update.message is not None:
        return _message(update.update_id, update.message)
    if update.edited_message is not None:
        return _edited(update.update_id, update.edited_message)
    if update.callback_query is not None:
        return _tap(update.callback_query)
    if update.my_chat_member is not None:
        return _membership(update.update_id, update.my_chat_member)
    return None


def _message(update_id: int, message: Message) -> Inbound | None:
    if not _is_private(message.chat):
        return None
    text = message.text or message.caption
    if text:
        return _inbound(update_id, message, kind_of(text), text=storable(text))
    kind = _unsupported(message)
    if kind is None:
        return None
    return _inbound(update_id, message, InboundKind.UNSUPPORTED, unsupported=kind)


def _edited(update_id: int, message: Message) -> Inbound | None:
    """An edit is not done over again, for its first wording was answered; but say so.

    Edits of other kinds come by themselves (a live location moves) and mean nothing to us.
    """
    if not _is_private(message.chat) or not (message.text or message.caption):
        return None
    return _inbound(update_id, message, InboundKind.UNSUPPORTED, unsupported=EDITED)


def _inbound(update_id: int, message: Message, kind: InboundKind, **what: Any) -> Inbound:
    return Inbound(
        channel=Channel.TELEGRAM,
        address=_number(message.chat.id),
        provider_message_id=_message_key(update_id, message, kind),
        kind=kind,
        language_hint=_language(message.from_user),
        message_ref=_number(message.message_id),
        **what,
    )


def _message_key(update_id: int, message: Message, kind: InboundKind) -> str:
    if kind is InboundKind.UNSUPPORTED and isinstance(message.media_group_id, str):
        # An album comes as one update per item; one kind word answers them all.
        return f"album.{storable(message.media_group_id)}"
    # After a quiet week Telegram starts its update ids anew, anywhere; the message's own id
    # keeps a collision from swallowing a message.
    return f"{update_id}.{message.message_id}"


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


def _is_private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _unsupported(message: Message) -> str | None:
    present: Mapping[str, Any] = message.api_kwargs
    for field, kind in _KINDS.items():
        if getattr(message, field, None) or present.get(field):
            return kind
    return None


def _language(user: User | None) -> str | None:
    code = user.language_code if user is not None else None
    return storable(code) if isinstance(code, str) else None


def _number(value: object) -> str:
    if type(value) is not int:
        raise MalformedUpdate("an id is not a number")
    return str(value)


def _string(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedUpdate("an id is not a text")
    return value
