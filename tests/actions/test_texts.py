"""What the domain says: in both languages, within the channels' bounds, and nothing unused."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import yaml

from actions.catalogue import Insurance, all_actions
from actions.texts import Texts, fill, load_texts

ROOT = Path(__file__).resolve().parents[2]
DOMAIN_FILES = sorted((ROOT / "domain").glob("*.yml"))
TITLE = 20
"""Characters that a WhatsApp button shows of its title."""
HOTLINE = "15000-37"


def responses() -> dict[str, list[dict[str, Any]]]:
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in DOMAIN_FILES]
    return {name: each for domain in read for name, each in domain.get("responses", {}).items()}


def languages(variations: list[dict[str, Any]]) -> list[str]:
    return [each["condition"][0]["value"] for each in variations]


RESPONSES = responses()


def told(text: str) -> str:
    """A text with the ways out that stand in it."""
    return text.replace("{ways}", RESPONSES["utter_part_ways_out"][0]["text"])


@pytest.mark.parametrize("name", RESPONSES)
def test_every_response_exists_in_both_languages(name: str) -> None:
    assert languages(RESPONSES[name]) == ["id", "en"]


@pytest.mark.parametrize("name", RESPONSES)
def test_both_languages_use_the_same_values_and_choices(name: str) -> None:
    placeholders = [sorted(set(re.findall(r"\{(\w+)\}", each["text"]))) for each in RESPONSES[name]]
    assert placeholders[0] == placeholders[1]
    intents = [
        [button["payload"].partition("{")[0] for button in each.get("buttons", [])]
        for each in RESPONSES[name]
    ]
    assert intents[0] == intents[1]


@pytest.mark.parametrize("name", RESPONSES)
def test_titles_of_buttons_fit(name: str) -> None:
    titles = [b["title"] for each in RESPONSES[name] for b in each.get("buttons", [])]
    assert [title for title in titles if len(title) > TITLE] == []


STEPS = [
    *(name for name in RESPONSES if name.startswith(("utter_question_", "utter_help_"))),
    *(name for name in RESPONSES if re.match("utter_code_(?!gone)", name)),
    *("utter_question_identity_checked", "utter_too_many_tries", "utter_too_many_codes"),
    *("utter_policy_type_individual", "utter_policy_type_other", "utter_consent_declined"),
    "utter_no_email_on_file",
]


@pytest.mark.parametrize("name", STEPS)
def test_every_step_of_the_verification_offers_help(name: str) -> None:
    for each in RESPONSES[name]:
        payloads = [button["payload"] for button in each.get("buttons", [])]
        assert "/ask_field_help" in payloads or HOTLINE in told(each["text"])


def test_no_response_stands_in_two_files() -> None:
    names = [
        name
        for path in DOMAIN_FILES
        for name in yaml.safe_load(path.read_text(encoding="utf-8")).get("responses", {})
    ]
    assert len(names) == len(set(names))


def test_every_action_of_the_domain_exists_and_no_other() -> None:
    named = {
        action
        for path in DOMAIN_FILES
        for action in yaml.safe_load(path.read_text(encoding="utf-8")).get("actions", [])
    }
    nothing: Any = Mock()
    insurance = Insurance(*[nothing] * len(fields(Insurance)))
    assert {action.name() for action in all_actions(insurance, Texts({}))} == named


def test_every_response_said_by_an_action_exists() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "actions").glob("*.py"))
    said = set(re.findall(r'"(utter_\w+[a-z])"', code))
    parts = {f"utter_part_{part}" for part in re.findall(r'part\(\s*"(\w+)"', code)}
    assert sorted((said | parts) - set(RESPONSES)) == []


def test_values_are_put_in_once_and_never_read_as_templates() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": "{0.__class__}"}) == "{b} {0.__class__}"


def test_buttons_carry_entities() -> None:
    texts = load_texts(ROOT / "domain")
    payloads = [button["payload"] for button in texts.buttons("utter_menu", "id")]
    assert '/change_language{"language":"en"}' in payloads
