"""One turn of one action, without Rasa: what it says, as a member reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.texts import load_texts
from actions.turn import Event, TurnAction

TEXTS = load_texts(Path(__file__).resolve().parents[2] / "domain")


@dataclass(frozen=True)
class Said:
    """The only bubble of an answer."""

    response: str
    text: str
    titles: list[str]
    payloads: list[str]
    events: list[Event]


def ask(
    action: TurnAction,
    intent: str,
    *,
    language: str = "id",
    topic: str | None = None,
    slots: dict[str, Any] | None = None,
    ranking: Sequence[tuple[str, float]] = (),
    **entities: str,
) -> Said:
    """Have the action answer.

    ``topic`` is what understanding says of a ``faq``; ``ranking`` is what else it may have been.
    """
    latest: dict[str, Any] = {
        "intent": {"name": intent},
        "intent_ranking": [{"name": name, "confidence": sure} for name, sure in ranking],
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
    }
    if topic:
        label = {"intent_response_key": f"faq/{topic}"}
        latest["response_selector"] = {"faq": {"response": label}}
    filled = {"language": language, **(slots or {})}
    tracker = Tracker("c", filled, latest, [], False, None, {}, None)
    dispatcher = CollectingDispatcher()
    events = action.run(dispatcher, tracker, {})
    (message,) = dispatcher.messages
    name = message["response"]
    values = {key: value for key, value in message.items() if isinstance(value, str)}
    buttons = [*TEXTS.buttons(name, language), *message["buttons"]]
    return Said(
        name,
        TEXTS.text(name, language, **values),
        [button["title"] for button in buttons],
        [button["payload"] for button in buttons],
        events,
    )
