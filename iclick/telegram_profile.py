"""What the bot is to look like on Telegram: commands, menu button, profile texts, as wishes.

Indonesian is what Telegram shows to members whose app is in a language of which it knows nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.commands import menu
from bot.messages import Language

DESCRIPTION_LIMIT = 512
SHORT_DESCRIPTION_LIMIT = 120
"""In characters (Bot API)."""
_FILE = Path(__file__).with_name("telegram_profile.yml")
_PRIVATE_CHATS = {"scope": {"type": "all_private_chats"}}
_LANGUAGES = {"": Language.INDONESIAN, **{str(language): language for language in Language}}
"""Telegram's language codes, the empty one for all others, and what is said in them."""


@dataclass(frozen=True)
class Wish:
    """One thing that Telegram keeps about a bot, and what we want it to be."""

    title: str
    method: str
    """Of the Bot API: what stands behind its ``get`` and its ``set``."""
    of: Mapping[str, Any]
    """Which one: language and scope; the same for both."""
    wanted: Mapping[str, Any]
    """The argument of ``set``."""
    says: str = ""
    """What is wanted, in a few words for the operator."""

    def is_met_by(self, found: Any) -> bool:
        """Whether ``found``, the result of ``get``, is what we want already."""
        (name, wanted), *_ = self.wanted.items()
        if name in ("commands", "menu_button"):  # which come bare
            return bool(found == wanted)
        return isinstance(found, Mapping) and found.get(name) == wanted


def wishes(name: str | None = None) -> list[Wish]:
    """Everything that we want; the bot's ``name`` is left alone unless it is given."""
    texts = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    found = [_commands(code, language) for code, language in _LANGUAGES.items()]
    button = {"menu_button": {"type": "commands"}}
    found.append(Wish("menu button", "ChatMenuButton", {}, button, "opens the commands"))
    for what in ("description", "short_description"):
        found += [
            _text(what, code, texts[str(language)][what].strip())
            for code, language in _LANGUAGES.items()
        ]
    if name is not None:
        found.append(Wish("name", "MyName", {}, {"name": name}, name))
    return found


def _commands(code: str, language: Language) -> Wish:
    commands = [
        {"command": shown.word, "description": shown.description} for shown in menu(language)
    ]
    says = " ".join(f"/{one['command']}" for one in commands)
    which = _PRIVATE_CHATS | _language(code)
    return Wish(_title("commands", code), "MyCommands", which, {"commands": commands}, says)


def _text(what: str, code: str, text: str) -> Wish:
    method = "My" + what.title().replace("_", "")
    says = f"{len(text)} characters"
    return Wish(_title(what.replace("_", " "), code), method, _language(code), {what: text}, says)


def _language(code: str) -> dict[str, str]:
    return {"language_code": code} if code else {}


def _title(what: str, code: str) -> str:
    return f"{what} ({code or 'default'})"
