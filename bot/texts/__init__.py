"""What the gateway itself says, when the dialogue cannot or need not: waiting, trouble, kinds.

Everything else is Rasa's, in ``domain/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from bot.messages import Choice, Language, Reply

_FOLDER = Path(__file__).parent


class Texts:
    """The gateway's own sentences in both languages."""

    def __init__(self, replies: Mapping[Language, Mapping[str, Reply]]) -> None:
        """Refuses a language that lacks what another one says."""
        keys = {language: set(said) for language, said in replies.items()}
        if len({frozenset(said) for said in keys.values()}) > 1:
            raise ValueError("the gateway's texts do not say the same in every language")
        self._replies = replies

    @classmethod
    def load(cls) -> Texts:
        """The texts beside this module."""
        return cls({language: _read(_FOLDER / f"{language}.yml") for language in Language})

    def say(self, key: str, language: Language) -> Reply:
        """One of the texts; a kind of message that has none of its own gets the general one."""
        said = self._replies[language]
        reply = said.get(key) or said[f"{key.split('_', maxsplit=1)[0]}_other"]
        return replace(reply, language=language)

    def keys(self) -> frozenset[str]:
        """Everything that can be said."""
        return frozenset(self._replies[Language.INDONESIAN])


def _read(path: Path) -> dict[str, Reply]:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    menus = raw.pop("choices")
    return {key: _reply(entry, menus) for key, entry in raw.items()}


def _reply(entry: Mapping[str, Any], menus: Mapping[str, str]) -> Reply:
    choices = tuple(Choice(menus[intent], intent) for intent in entry.get("choices", ()))
    return Reply(entry["text"].strip(), choices)
