"""What a bot says of itself: name, descriptions, menu of commands, in every language."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.journal import Journal
from bot.sandbox.telegram_errors import bad_request
from bot.sandbox.telegram_messages import TelegramMessages

COMMAND = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
MAX_COMMANDS = 100
SCOPES = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
    | {"chat", "chat_administrators", "chat_member"}
)
MENU_BUTTONS = frozenset({"commands", "web_app", "default"})
TEXTS = ("name", "description", "short_description")
Params = Mapping[str, Any]
Method = Callable[[Params], Awaitable[Any]]


class TelegramProfile:
    """The bot's profile; what it becomes is told to the journal."""

    def __init__(self, messages: TelegramMessages, journal: Journal) -> None:
        """Begin with nothing but the name."""
        self._messages = messages
        self._journal = journal
        self._texts: dict[tuple[str, str], str] = {("name", ""): messages.bot_name}
        self._commands: dict[tuple[str, str], list[Mapping[str, str]]] = {}
        self._menu_buttons: dict[str, Mapping[str, Any]] = {}

    def methods(self) -> dict[str, Method]:
        """The API's methods that concern the profile; they get checked parameters."""
        found: dict[str, Method] = {
            "setMyCommands": self._set_commands,
            "getMyCommands": self._get_commands,
            "deleteMyCommands": self._delete_commands,
            "setChatMenuButton": self._set_menu_button,
            "getChatMenuButton": self._get_menu_button,
        }
        for text in TEXTS:
            spelt = "".join(part.capitalize() for part in text.split("_"))
            found |= {f"setMy{spelt}": self._setter(text), f"getMy{spelt}": self._getter(text)}
        return found

    def _setter(self, text: str) -> Method:
        async def set_text(params: Params) -> Any:
            language = _language(params)
            self._texts[(text, language)] = str(params.get(text, ""))
            if text == "name" and not language:
                self._messages.bot_name = self._text("name", "")
            shown = {name: self._text(name, language) for name in TEXTS}
            self._journal.add("profile", language=language, **shown)
            return True

        return set_text

    def _getter(self, text: str) -> Method:
        async def get_text(params: Params) -> Any:
            return {text: self._text(text, _language(params))}

        return get_text

    def _text(self, text: str, language: str) -> str:
        return self._texts.get((text, language)) or self._texts.get((text, ""), "")

    async def _set_commands(self, params: Params) -> Any:
        commands = params["commands"]
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for one in commands:
            if not COMMAND.fullmatch(one["command"]):
                raise bad_request("BOT_COMMAND_INVALID")
        return self._keep_commands(params, list(commands))

    async def _delete_commands(self, params: Params) -> Any:
        return self._keep_commands(params, [])

    async def _get_commands(self, params: Params) -> Any:
        return self._commands.get((_scope(params), _language(params)), [])

    def _keep_commands(self, params: Params, commands: list[Mapping[str, str]]) -> bool:
        language = _language(params)
        self._commands[(_scope(params), language)] = commands
        self._journal.add("commands", commands=commands, language=language)
        return True

    async def _set_menu_button(self, params: Params) -> Any:
        button = params.get("menu_button", {"type": "default"})
        if button.get("type") not in MENU_BUTTONS:
            raise bad_request("MenuButton has unsupported type")
        self._menu_buttons[str(params.get("chat_id", ""))] = button
        return True

    async def _get_menu_button(self, params: Params) -> Any:
        ours = self._menu_buttons.get("", {"type": "default"})
        return self._menu_buttons.get(str(params.get("chat_id", "")), ours)


def _language(params: Params) -> str:
    language = str(params.get("language_code", ""))
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("LANG_CODE_INVALID")
    return language


def _scope(params: Params) -> str:
    scope = params.get("scope", {"type": "default"})
    if scope.get("type") not in SCOPES:
        raise bad_request("BotCommandScope has unsupported type")
    return json.dumps(scope, sort_keys=True)
