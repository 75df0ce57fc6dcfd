"""First contact: who this is, and what happens to what one writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction, remember
from insurance.ports import Facts


class Introduced(Action):  # type: ignore[misc]
    """Another action, whose first answer in a chat comes after a word of introduction."""

    def __init__(self, inner: TurnAction, texts: Texts, facts: Facts) -> None:
        """``inner`` is the action; its name is kept."""
        self._inner = inner
        self._texts = texts
        self._facts = facts

    def name(self) -> str:
        """The other action's."""
        return self._inner.name()

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[Event]:
        """Introduce the assistant if nothing did so far, then act."""
        turn = Turn(dispatcher, tracker, self._texts)
        if turn.slots.get("introduced"):
            return self._inner.run(dispatcher, tracker, domain)
        turn.say("utter_first_contact", privacy=privacy_words(turn, self._facts))
        return [*remember(introduced=True), *self._inner.run(dispatcher, tracker, domain)]


def privacy_words(turn: Turn, facts: Facts) -> str:
    """Where the privacy notice stands, or who has it."""
    fact = facts.fact("privacy_url")
    if fact is None:
        return turn.part("privacy_ask")
    return turn.part("privacy_link", url=fact.value(turn.language))
