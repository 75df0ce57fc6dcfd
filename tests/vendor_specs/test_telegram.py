"""The check of the Bot API's calls finds what the specification forbids, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.vendor_specs.calls import Call
from tests.vendor_specs.telegram import TelegramSpecification


@pytest.fixture(scope="session")
def specification(shared: Path) -> TelegramSpecification:
    return TelegramSpecification(json.loads((shared / "specs/telegram_api.json").read_text()))


def message(**params: Any) -> Call:
    return Call("telegram", "sendMessage", {"chat_id": 7, "text": "Halo"} | params)


def menu(**button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Cek manfaat"} | button]]}


GOOD = [
    message(),
    message(text="a" * 4096),
    message(text="<b>" + "a" * 4096 + "</b>", parse_mode="HTML"),
    message(reply_markup=menu(callback_data="t" * 64)),
    message(reply_markup=json.dumps(menu(callback_data="t"))),
    message(reply_markup={"remove_keyboard": True}),
    message(
        reply_markup={
            "keyboard": [[{"text": "Kirim lokasi", "request_location": True}], ["Batal"]],
            "one_time_keyboard": True,
        }
    ),
    message(link_preview_options={"is_disabled": True}),
    Call("telegram", "getMe"),
    Call("telegram", "sendLocation", {"chat_id": 7, "latitude": -6.2, "longitude": 106}),
    Call("telegram", "editMessageText", {"chat_id": 7, "message_id": 3, "text": "Baik"}),
    Call("telegram", "sendChatAction", {"chat_id": 7, "action": "upload_document"}),
    Call(
        "telegram",
        "setMyCommands",
        {
            "commands": [{"command": "menu", "description": "Menu utama"}],
            "scope": {"type": "all_private_chats"},
            "language_code": "id",
        },
    ),
    Call("telegram", "sendPhoto", {"chat_id": "7", "caption": "x"}, False, {"photo": 9}),
    Call("telegram", "sendPhoto", {"chat_id": 7, "photo": "AgACAgQ"}),
    Call(
        "telegram",
        "sendMediaGroup",
        {
            "chat_id": "7",
            "media": json.dumps([{"type": "photo", "media": f"attach://{n}"} for n in "ab"]),
        },
        False,
        {"a": 1, "b": 1},
    ),
]

BAD = {
    "sendMesage is no method": Call("telegram", "sendMesage", {"chat_id": 7, "text": "x"}),
    "sendMessage.disable_preview is unknown": message(disable_preview=True),
    "sendMessage.text is missing": Call("telegram", "sendMessage", {"chat_id": 7}),
    "sendMessage.chat_id: 7.5 is no": message(chat_id=7.5),
    "sendMessage.text: 7 is no String": message(text=7),
    "sendMessage.disable_notification: 'yes' is no Boolean": message(disable_notification="yes"),
    "sendMessage.text: 4097 characters": message(text="a" * 4097),
    "sendMessage.text: 4098 characters": message(text="😀" * 2049),
    "sendMessage.text: 0 characters": message(text=" \n "),
    "sendMessage.text: <table> is no tag": message(text="<table></table>x", parse_mode="HTML"),
    "sendMessage.text: <b> is not closed": message(text="<b>x", parse_mode="HTML"),
    "sendMessage.text: </b> closes nothing": message(text="x</b>", parse_mode="HTML"),
    "sendMessage.parse_mode: 'html' is none of": message(parse_mode="html"),
    "sendMessage.link_preview_options.disabled is unknown": message(
        link_preview_options={"disabled": True}
    ),
    "inline_keyboard[0][0].callback_data: 65 bytes": message(
        reply_markup=menu(callback_data="t" * 65)
    ),
    "inline_keyboard[0][0].callback_data: 0 bytes": message(reply_markup=menu(callback_data="")),
    "inline_keyboard[0][0].callback_data: 66 bytes": message(
        reply_markup=menu(callback_data="é" * 33)
    ),
    "inline_keyboard[0][0]: a button that does nothing": message(reply_markup=menu()),
    "inline_keyboard[0][0]: a button that does ['callback_data', 'url']": message(
        reply_markup=menu(callback_data="t", url="https://a.example")
    ),
    "inline_keyboard[0][0].style: 'blue' is none of": message(
        reply_markup=menu(callback_data="t", style="blue")
    ),
    "sendMessage.reply_markup.inline_keyboard[0]: {'text'": message(
        reply_markup={"inline_keyboard": [{"text": "x", "callback_data": "t"}]}
    ),
    "sendLocation.latitude: 91 degrees": Call(
        "telegram", "sendLocation", {"chat_id": 7, "latitude": 91, "longitude": 0.5}
    ),
    "sendPhoto.caption: 1025 characters": Call(
        "telegram", "sendPhoto", {"chat_id": 7, "caption": "x" * 1025, "photo": "id"}
    ),
    "sendPhoto.photo: 10000001 bytes": Call(
        "telegram", "sendPhoto", {"chat_id": "7"}, False, {"photo": 10_000_001}
    ),
    "sendPhoto.photo is missing": Call("telegram", "sendPhoto", {"chat_id": 7}),
    "sendPhoto: file part picture belongs to no parameter": Call(
        "telegram", "sendPhoto", {"chat_id": "7", "photo": "id"}, False, {"picture": 3}
    ),
    "there is no file part a": Call(
        "telegram",
        "sendMediaGroup",
        {"chat_id": 7, "media": [{"type": "photo", "media": "attach://a"}] * 2},
    ),
    "sendMediaGroup.media: 11 items": Call(
        "telegram",
        "sendMediaGroup",
        {"chat_id": 7, "media": [{"type": "photo", "media": "id"}] * 11},
    ),
    "sendChatAction.action: 'thinking' is none of": Call(
        "telegram", "sendChatAction", {"chat_id": 7, "action": "thinking"}
    ),
    "getUpdates.limit: 101 as a number": Call("telegram", "getUpdates", {"limit": 101}),
    "getUpdates.allowed_updates: 'edit' is no kind of update": Call(
        "telegram", "getUpdates", {"allowed_updates": ["message", "edit"]}
    ),
    "setWebhook.secret_token: 'a:b' has characters": Call(
        "telegram", "setWebhook", {"url": "https://a.example", "secret_token": "a:b"}
    ),
    "commands[0].command: 'Menu' has characters": Call(
        "telegram", "setMyCommands", {"commands": [{"command": "Menu", "description": "x"}]}
    ),
    "commands[0].description: 0 characters": Call(
        "telegram", "setMyCommands", {"commands": [{"command": "menu", "description": ""}]}
    ),
    "setMyCommands.commands: 101 items": Call(
        "telegram", "setMyCommands", {"commands": [{"command": "a", "description": "x"}] * 101}
    ),
    "setMyCommands.language_code: 'id-ID' is no two-letter code": Call(
        "telegram", "setMyCommands", {"commands": [], "language_code": "id-ID"}
    ),
    "setMyShortDescription.short_description: 121 characters": Call(
        "telegram", "setMyShortDescription", {"short_description": "x" * 121}
    ),
    "editMessageText.message_id is missing": Call(
        "telegram", "editMessageText", {"chat_id": 7, "text": "x"}
    ),
    "answerCallbackQuery.text: 201 characters": Call(
        "telegram", "answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}
    ),
    "sendDocument.chat_id: {'a': 1} is no": Call(
        "telegram", "sendDocument", {"chat_id": {"a": 1}, "document": "id"}
    ),
}


@pytest.mark.parametrize("call", GOOD, ids=lambda call: call.method)
def test_what_the_specification_allows_is_not_found_fault_with(
    specification: TelegramSpecification, call: Call
) -> None:
    assert specification.problems(call) == []


@pytest.mark.parametrize("problem", BAD)
def test_what_the_specification_forbids_is_named(
    specification: TelegramSpecification, problem: str
) -> None:
    found = specification.problems(BAD[problem])
    assert len(found) == 1
    assert problem in found[0]
