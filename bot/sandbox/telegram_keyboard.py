"""Inline keyboards: checked as the Bot API checks them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.sandbox.telegram_errors import bad_request

CALLBACK_BYTES = 64
Rows = Sequence[Sequence[Mapping[str, str]]]


def inline_keyboard(markup: Any) -> Rows:
    """The rows of ``{title, data}`` in a ``reply_markup``; empty when there is none."""
    if isinstance(markup, str):
        try:
            markup = json.loads(markup)
        except ValueError as error:
            raise bad_request("can't parse reply keyboard markup JSON object") from error
    if not markup:
        return ()
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    return tuple(tuple(_button(button) for button in row) for row in rows)


def rows_of_buttons(rows: Rows) -> list[list[dict[str, str]]]:
    """The keyboard as the API shows it."""
    return [
        [{"text": button["title"], "callback_data": button["data"]} for button in row]
        for row in rows
    ]


def _button(button: Any) -> Mapping[str, str]:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if "callback_data" not in button:
        raise bad_request("Text buttons are unallowed in the inline keyboard")
    data = str(button["callback_data"])
    if not 1 <= len(data.encode()) <= CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    return {"title": str(button["text"]), "data": data}
