"""The table of commands: every word means one thing, and Telegram takes it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commands import COMMANDS, START, menu, named
from bot.messages import Language

DOMAIN = Path(__file__).parents[2] / "domain.yml"
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256


def test_every_word_means_one_command() -> None:
    words = [word for command in COMMANDS for word in command.words]
    assert len(words) == len(set(words))
    assert START not in words
    assert [named(word) for word in words] == [
        command for command in COMMANDS for _ in command.words
    ]


def test_every_word_can_be_a_command_and_a_deep_link_of_telegrams() -> None:
    assert [
        word
        for command in COMMANDS
        for word in command.words
        if not re.fullmatch(r"[a-z0-9_]{1,32}", word)
    ] == []


def test_a_command_is_found_by_its_name_in_any_case_and_nothing_else_is() -> None:
    assert [named(command.name.upper()) for command in COMMANDS] == list(COMMANDS)
    assert [named(word) for word in ("", "start", "/menu", "123456", "menus")] == [None] * 5


def test_every_command_asks_for_something_that_the_dialogue_knows() -> None:
    domain: dict[str, Any] = yaml.safe_load(DOMAIN.read_text())
    entities = {entity for command in COMMANDS for entity in command.entities}
    assert {command.intent for command in COMMANDS} <= set(domain["intents"])
    assert entities <= set(domain["entities"])


@pytest.mark.parametrize("language", Language)
def test_the_menu_is_as_telegram_takes_it(language: Language) -> None:
    shown = menu(language)
    assert 1 <= len(shown) <= MOST_COMMANDS
    assert len({one.word for one in shown}) == len(shown)
    assert all(1 <= len(one.description) <= LONGEST_DESCRIPTION for one in shown)


def test_both_languages_offer_the_same_in_the_same_order() -> None:
    indonesian, english = (
        [named(one.word) for one in menu(language)]
        for language in (Language.INDONESIAN, Language.ENGLISH)
    )
    assert indonesian == english
    assert [one.word for one in menu(Language.INDONESIAN)][:3] == ["menu", "manfaat", "klaim"]
    assert [one.word for one in menu(Language.ENGLISH)][:3] == ["menu", "benefits", "claims"]
