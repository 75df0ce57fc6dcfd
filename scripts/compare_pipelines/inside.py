"""The part that runs in Rasa's Python: ``inside.py annotate|ask …``, JSON in and out.

``annotate EXAMPLES OUT`` adds the entities that our tables find in training messages; ``ask MODEL
MESSAGES OUT`` loads a model, parses each message and says what that took. It says ``ready`` after
the first parse and ``done`` at the end, and stays, to be weighed, until its input is closed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

READY = "ready"
DONE = "done"
WARM_UP = "selamat pagi"
MENTIONS = "view_member_data"
"""An intent in which every person mentioned is read."""


def annotate(examples: Path, out: Path) -> None:
    """Each (text, label) with (start, end, entity, value) of what ``engine`` finds, label known."""
    spans = [
        (
            text,
            label,
            [(one["start"], one["end"], one["entity"], str(one["value"])) for one in each],
        )
        for text, label, each in (
            (text, label, _entities(text, label.partition("/")[0]))
            for text, label in json.loads(examples.read_text())
        )
    ]
    out.write_text(json.dumps(spans, ensure_ascii=False))


def _entities(text: str, intent: str) -> list[dict[str, Any]]:
    from engine.emergencies import EMERGENCY  # noqa: PLC0415
    from engine.entity_values import find_entities  # noqa: PLC0415
    from engine.normaliser import normalise  # noqa: PLC0415

    words = normalise(text)
    found = find_entities(text, words, intent)
    if intent != EMERGENCY:
        return found
    others = find_entities(text, words, MENTIONS)  # whom it is about, which nobody asks us for
    return [*found, *(one for one in others if one["entity"] == "relation")]


async def ask(model: str, texts: list[str]) -> list[tuple[Any, float]]:
    """What the model says of each text, and the milliseconds that took."""
    import structlog  # noqa: PLC0415
    from rasa.core.agent import Agent  # noqa: PLC0415

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    agent = Agent.load(model)
    await agent.parse_message(WARM_UP)
    _say(READY)
    answers: list[tuple[Any, float]] = []
    for text in texts:
        began = time.perf_counter()
        parsed = await agent.parse_message(text)
        answers.append((_brief(parsed), (time.perf_counter() - began) * 1000))
    return answers


def ask_and_stay(model: str, messages: Path, out: Path) -> None:
    """Ask for all, write the answers down, and wait to be weighed."""
    answers = asyncio.run(ask(model, json.loads(messages.read_text())))
    out.write_text(json.dumps(answers, default=float))
    _say(DONE)
    sys.stdin.read()


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def _brief(parsed: dict[str, Any]) -> dict[str, Any]:
    names = ("intent", "intent_ranking", "entities")
    brief = {name: parsed.get(name) for name in names}
    selected = parsed.get("response_selector", {})
    brief["response_selector"] = {
        name: {"response": {"intent_response_key": _topic(each)}}
        for name, each in selected.items()
        if isinstance(each, dict)
    }
    return brief


def _topic(selection: dict[str, Any]) -> Any:
    return selection.get("response", {}).get("intent_response_key")


if __name__ == "__main__":
    task, *arguments = sys.argv[1:]
    if task == "annotate":
        annotate(*map(Path, arguments))
    else:
        ask_and_stay(arguments[0], Path(arguments[1]), Path(arguments[2]))
