"""Keyboards: inline ones and those under the chat, checked as the Bot API checks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram_errors import bad_request

Rows = Sequence[Sequence[Mapping[str, str]]]
MEANINGS = ("callback_data", "url", "copy_text", "web_app", "login_url")
"""What a button of an inline keyboard may do; with none of them it does nothing."""


@dataclass(frozen=True)
class Markup:
    """What a ``reply_markup`` asks for."""

    buttons: Rows = ()
    """The inline keyboard: rows of ``{title, data}``, and ``url`` where a button opens one."""
    keyboard: Rows | None = None
    """The keyboard under the chat: rows of ``{title, asks}``."""
    is_one_time: bool = False
    removes_keyboard: bool = False


def read_markup(markup: Mapping[str, Any] | None) -> Markup:
    """What a ``reply_markup`` says that has the declared shape; None says nothing."""
    if not markup:
        return Markup()
    if "inline_keyboard" in markup:
        rows = markup["inline_keyboard"]
        return Markup(buttons=tuple(tuple(_button(one) for one in row) for row in rows if row))
    if "keyboard" in markup:
        keyboard = tuple(tuple(_key(one) for one in row) for row in markup["keyboard"] if row)
        if not keyboard:
            raise bad_request("reply keyboard is empty")
        return Markup(keyboard=keyboard, is_one_time=markup.get("one_time_keyboard") is True)
    return Markup(removes_keyboard=markup.get("remove_keyboard") is True)


def rows_of_buttons(rows: Rows) -> list[list[dict[str, str]]]:
    """The inline keyboard as the API shows it."""
    return [[_shown(button) for button in row] for row in rows]


def _shown(button: Mapping[str, str]) -> dict[str, str]:
    if url := button.get("url"):
        return {"text": button["title"], "url": url}
    return {"text": button["title"], "callback_data": button["data"]}


def _button(button: Mapping[str, Any]) -> Mapping[str, str]:
    _require_title(button, "inline keyboard button")
    meanings = [name for name in MEANINGS if name in button]
    if len(meanings) != 1:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    shown = {"title": str(button["text"]), "data": str(button.get("callback_data", ""))}
    return shown | {"url": str(button["url"])} if "url" in button else shown


def _key(button: Mapping[str, Any]) -> Mapping[str, str]:
    _require_title(button, "keyboard button")
    asks = "location" if button.get("request_location") else "text"
    return {"title": str(button["text"]), "asks": asks}


def _require_title(button: Mapping[str, Any], what: str) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request(f'can\'t parse {what}: Field "text" must be non-empty')
