"""What is offered when a message is not clear, and what bare data are taken for."""

from __future__ import annotations

from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Clarify, Inform
from tests.actions.providing import Seeker
from tests.actions.speaking import TEXTS, ask

SERVICES = Seeker([]).services
UNSURE = [("faq/lost_card", 0.3), ("inform", 0.2), ("get_ecard", 0.15), ("faq/unheard_of", 0.1)]


def test_did_you_mean_offers_topics_by_their_names() -> None:
    answer = ask(Clarify(TEXTS, SERVICES), "nlu_fallback", ranking=UNSURE)
    assert answer.titles == ["Kartu hilang", "eCard", "Menu utama"]
    assert answer.payloads == ['/faq{"faq_topic": "lost_card"}', "/get_ecard", "/show_menu"]


def test_what_was_named_is_kept_with_an_offer() -> None:
    ranking = [("ask_claim_requirements", 0.4)]
    answer = ask(Clarify(TEXTS, SERVICES), "nlu_fallback", ranking=ranking, benefit_type="dental")
    assert answer.payloads[0] == '/ask_claim_requirements{"benefit_type": "dental"}'


@pytest.mark.parametrize(
    ("topic", "action"),
    [
        (None, "action_check_benefits"),
        ({"action": "action_check_claim_status"}, "action_check_benefits"),
        ({"action": "action_claim_requirements"}, "action_claim_requirements"),
    ],
)
def test_a_bare_benefit_is_about_what_was_asked_last(
    topic: dict[str, str] | None, action: str
) -> None:
    latest: dict[str, Any] = {
        "intent": {"name": "inform"},
        "entities": [{"entity": "benefit_type", "value": "dental"}],
    }
    tracker = Tracker("c", {"topic": topic}, latest, [], False, None, {}, None)
    (event,) = Inform(TEXTS, SERVICES).run(CollectingDispatcher(), tracker, {})
    assert event["name"] == action
