"""The Bot API's parameters, as declared in its documentation: names, types, lengths.

One line declares one parameter: ``name! Type|Type shortest-longest``. ``!`` marks what is
required, ``[Type]`` a list, and ``b`` after the lengths that bytes are counted, not characters.
A test holds every line against the specification.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

LINE = re.compile(r"(\w+)(!?) (\S+)(?: (\d+)-(\d+)(b?))?")


@dataclass(frozen=True)
class Param:
    """One parameter of a method, or one field of a type."""

    name: str
    types: tuple[str, ...]
    """As the documentation calls them; ``[X]`` is an array of X."""
    required: bool = False
    shortest: int = 0
    longest: int | None = None
    counts_bytes: bool = False


def _declared(*blocks: str) -> Mapping[str, Param]:
    found = [LINE.fullmatch(line.strip()) for block in blocks for line in block.split(";")]
    params = []
    for line in found:
        if line is None:
            raise ValueError("a declaration is not well-formed")
        name, required, types, shortest, longest, counted = line.groups()
        params.append(
            Param(
                name,
                tuple(types.split("|")),
                bool(required),
                int(shortest or 0),
                int(longest) if longest else None,
                bool(counted),
            )
        )
    return {param.name: param for param in params}


_SENDING = (
    "chat_id! Integer|String;business_connection_id String;message_thread_id Integer;"
    "direct_messages_topic_id Integer;disable_notification Boolean;protect_content Boolean;"
    "allow_paid_broadcast Boolean;message_effect_id String;"
    "suggested_post_parameters SuggestedPostParameters;reply_parameters ReplyParameters;"
    "reply_markup InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply"
)
_CAPTION = "caption String 0-1024;parse_mode String;caption_entities [MessageEntity]"
_EDITING = (
    "business_connection_id String;chat_id Integer|String;message_id Integer;"
    "inline_message_id String;reply_markup InlineKeyboardMarkup"
)
_PLACE = "latitude! Float;longitude! Float"
_LANGUAGE = "language_code String"
_COMMANDS = "scope BotCommandScope;language_code String"

METHODS: Mapping[str, Mapping[str, Param]] = {
    "getMe": {},
    "getUpdates": _declared(
        "offset Integer;limit Integer;timeout Integer;allowed_updates [String]"
    ),
    "setWebhook": _declared(
        "url! String;certificate InputFile;ip_address String;max_connections Integer;"
        "allowed_updates [String];drop_pending_updates Boolean;secret_token String 1-256"
    ),
    "deleteWebhook": _declared("drop_pending_updates Boolean"),
    "getWebhookInfo": {},
    "sendMessage": _declared(
        _SENDING,
        "text! String 1-4096;parse_mode String;entities [MessageEntity];"
        "link_preview_options LinkPreviewOptions",
    ),
    "sendPhoto": _declared(
        _SENDING,
        _CAPTION,
        "photo! InputFile|String;show_caption_above_media Boolean;has_spoiler Boolean",
    ),
    "sendDocument": _declared(
        _SENDING,
        _CAPTION,
        "document! InputFile|String;thumbnail InputFile|String;"
        "disable_content_type_detection Boolean",
    ),
    "sendLocation": _declared(
        _SENDING,
        _PLACE,
        "horizontal_accuracy Float;live_period Integer;heading Integer;"
        "proximity_alert_radius Integer",
    ),
    "sendVenue": _declared(
        _SENDING,
        _PLACE,
        "title! String;address! String;foursquare_id String;foursquare_type String;"
        "google_place_id String;google_place_type String",
    ),
    "editMessageText": _declared(
        _EDITING,
        "text String 1-4096;parse_mode String;entities [MessageEntity];"
        "link_preview_options LinkPreviewOptions;rich_message InputRichMessage",
    ),
    "editMessageCaption": _declared(_EDITING, _CAPTION, "show_caption_above_media Boolean"),
    "editMessageReplyMarkup": _declared(_EDITING),
    "deleteMessage": _declared("chat_id! Integer|String;message_id! Integer"),
    "answerCallbackQuery": _declared(
        "callback_query_id! String;text String 0-200;show_alert Boolean;url String;"
        "cache_time Integer"
    ),
    "sendChatAction": _declared(
        "business_connection_id String;chat_id! Integer|String;message_thread_id Integer;"
        "action! String"
    ),
    "getFile": _declared("file_id! String"),
    "getChat": _declared("chat_id! Integer|String"),
    "leaveChat": _declared("chat_id! Integer|String"),
    "setMyCommands": _declared("commands! [BotCommand]", _COMMANDS),
    "deleteMyCommands": _declared(_COMMANDS),
    "getMyCommands": _declared(_COMMANDS),
    "setMyName": _declared("name String 0-64", _LANGUAGE),
    "getMyName": _declared(_LANGUAGE),
    "setMyDescription": _declared("description String 0-512", _LANGUAGE),
    "getMyDescription": _declared(_LANGUAGE),
    "setMyShortDescription": _declared("short_description String 0-120", _LANGUAGE),
    "getMyShortDescription": _declared(_LANGUAGE),
    "setChatMenuButton": _declared("chat_id Integer;menu_button MenuButton"),
    "getChatMenuButton": _declared("chat_id Integer"),
}
"""Every method of the stand-in; the real API has more, for what no private chat needs."""

TYPES: Mapping[str, Mapping[str, Param]] = {
    "InlineKeyboardMarkup": _declared("inline_keyboard! [[InlineKeyboardButton]]"),
    "InlineKeyboardButton": _declared(
        "text! String;icon_custom_emoji_id String;style String;url String;"
        "callback_data String 1-64b;web_app WebAppInfo;login_url LoginUrl;"
        "switch_inline_query String;switch_inline_query_current_chat String;"
        "switch_inline_query_chosen_chat SwitchInlineQueryChosenChat;"
        "copy_text CopyTextButton;callback_game CallbackGame;pay Boolean"
    ),
    "ReplyKeyboardMarkup": _declared(
        "keyboard! [[KeyboardButton]];is_persistent Boolean;resize_keyboard Boolean;"
        "one_time_keyboard Boolean;input_field_placeholder String 1-64;selective Boolean"
    ),
    "KeyboardButton": _declared(
        "text! String;icon_custom_emoji_id String;style String;"
        "request_users KeyboardButtonRequestUsers;request_chat KeyboardButtonRequestChat;"
        "request_managed_bot KeyboardButtonRequestManagedBot;request_contact Boolean;"
        "request_location Boolean;request_poll KeyboardButtonPollType;web_app WebAppInfo"
    ),
    "ReplyKeyboardRemove": _declared("remove_keyboard! Boolean;selective Boolean"),
    "ForceReply": _declared(
        "force_reply! Boolean;input_field_placeholder String 1-64;selective Boolean"
    ),
    "BotCommand": _declared("command! String 1-32;description! String 1-256"),
    "ReplyParameters": _declared(
        "message_id! Integer;chat_id Integer|String;allow_sending_without_reply Boolean;"
        "quote String 0-1024;quote_parse_mode String;quote_entities [MessageEntity];"
        "quote_position Integer;checklist_task_id Integer;poll_option_id String"
    ),
    "LinkPreviewOptions": _declared(
        "is_disabled Boolean;url String;prefer_small_media Boolean;"
        "prefer_large_media Boolean;show_above_text Boolean"
    ),
}
"""The types of which the stand-in reads the inside; of any other it only knows that it is one."""
