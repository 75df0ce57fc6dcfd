"""Help at every question of every form, those to come included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.form_help import FormHelp
from actions.texts import Texts, load_texts

ROOT = Path(__file__).resolve().parents[2]
FILES = [ROOT / "domain.yml", *sorted((ROOT / "domain").glob("*.yml"))]
DOMAINS: list[dict[str, Any]] = [yaml.safe_load(file.read_text("utf-8")) for file in FILES]
RESPONSES: dict[str, Any] = {
    name: response for domain in DOMAINS for name, response in domain.get("responses", {}).items()
}
TEXTS = load_texts(ROOT / "domain")
TITLES = {"id": "Butuh bantuan", "en": "Need help"}
EXAMPLE = {"id": r"\b(?:misalnya|contohnya)\b", "en": r"\b(?:for example|say|like)\b"}
WAYS_OUT = {"id": ("*batal*", "15000-37", "08.00–17.00"), "en": ("*cancel*", "15000-37", "Monday")}
BUTTON = "/ask_field_help"
MOST_IN_A_LIST = 10
"""Rows of a list, which WhatsApp shows where there are more than three buttons."""
LONGEST = 800
"""Characters of a help text with everything in it: about ten lines on a phone."""


def questions() -> Iterator[tuple[str, str]]:
    """Each form with each of its slots."""
    for domain in DOMAINS:
        for form, described in (domain.get("forms") or {}).items():
            for slot in described["required_slots"]:
                yield form, slot


def named(*names: str) -> str:
    """The first of the responses that exists."""
    found = [name for name in names if name in RESPONSES]
    assert found, f"none of {names} is in the domain"
    return found[0]


def question(form: str, slot: str) -> str:
    return named(f"utter_ask_{form}_{slot}", f"utter_ask_{slot}", f"utter_question_{slot}")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("form", "slot"), list(questions()))
def test_every_question_of_every_form_has_the_button(form: str, slot: str, language: str) -> None:
    buttons = TEXTS.buttons(question(form, slot), language)
    titles = {button["payload"]: button["title"] for button in buttons}
    assert titles.get(BUTTON) == TITLES[language]
    assert len(buttons) <= MOST_IN_A_LIST


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize(("form", "slot"), list(questions()))
def test_every_question_is_explained_with_an_example_and_the_ways_out(
    form: str, slot: str, language: str
) -> None:
    name = named(f"utter_help_{form}_{slot}", f"utter_help_{slot}")
    mend = TEXTS.text("utter_part_mend", language, datum="nomor peserta")
    ways = TEXTS.text("utter_part_ways_out", language, mend=mend)
    text = TEXTS.text(name, language, ways=ways, masked_email="b***@c***.example")
    assert re.search(EXAMPLE[language], text)
    assert [each for each in WAYS_OUT[language] if each not in text] == []
    assert len(text) <= LONGEST


@pytest.mark.parametrize("name", RESPONSES)
def test_the_button_is_called_the_same_everywhere(name: str) -> None:
    for variation, language in zip(RESPONSES[name], TITLES, strict=True):
        titles = [b["title"] for b in variation.get("buttons", []) if b["payload"] == BUTTON]
        assert titles in ([], [TITLES[language]])


def said(texts: Texts, form: str | None, slot: str | None) -> tuple[list[str], list[Any]]:
    """The responses and the events of help asked for in a form."""
    slots = {"language": "id", "requested_slot": slot}
    loop = {"name": form} if form else {}
    latest = {"intent": {"name": "ask_field_help"}, "text": "bingung"}
    tracker = Tracker("chat", slots, latest, [], False, None, loop, None)
    dispatcher = CollectingDispatcher()
    events = FormHelp(texts).run(dispatcher, tracker, {})
    return [message["response"] for message in dispatcher.messages], events


def test_a_form_to_come_is_helped_by_its_own_words_or_by_general_ones() -> None:
    own = {**RESPONSES, "utter_help_claim_form_amount": RESPONSES["utter_help_any_question"]}
    assert said(Texts(own), "claim_form", "amount")[0] == ["utter_help_claim_form_amount"]
    assert said(TEXTS, "claim_form", "amount")[0] == ["utter_help_any_question"]


def test_help_outside_a_form_goes_back_to_where_its_button_came_from() -> None:
    responses, events = said(TEXTS, None, None)
    assert responses == []
    assert [event["name"] for event in events] == ["action_resume_verification"]
