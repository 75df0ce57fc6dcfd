"""How well several requests in one message are told apart, and one request is left in one piece.

Run by Rasa's Python: ``.venv-rasa/bin/python scripts/two_requests_report.py MODEL [--json FILE]``.
The messages are those of ``tests/nlu/two_requests.yml``, none of which may be in the training data.
"""

from __future__ import annotations

import argparse
import json
import logging
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import structlog  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402
from rasa.core.channels.channel import UserMessage  # noqa: E402
from rasa.shared.core.trackers import DialogueStateTracker  # noqa: E402
from rasa.shared.utils.io import read_yaml_file  # noqa: E402

from engine.guarded_processor import guard  # noqa: E402
from engine.two_requests import Read, label, requests_in  # noqa: E402

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

MESSAGES = ROOT / "tests" / "nlu" / "two_requests.yml"


def reader(model: str) -> Callable[[str], Read]:
    """What reads a text as the assistant does."""
    agent = Agent.load(model)
    guard(agent)
    nobody = DialogueStateTracker.from_events("nobody", [])

    def read(text: str) -> Read:
        found: Read = agent.processor._parse_message_with_graph(UserMessage(text), nobody)
        return found

    return read


def report(read: Callable[[str], Read]) -> dict[str, Any]:
    """Cut every message and count; the times are what cutting adds to a turn."""
    messages = read_yaml_file(str(MESSAGES))
    times: list[float] = []

    def found(text: str) -> list[str]:
        whole = read(text)
        begun = time.process_time()
        requests = requests_in(text, whole, read)
        times.append((time.process_time() - begun) * 1000)
        return [label(each) for each in requests or [whole]]

    cut = [(text, got) for text in messages["one"] if len(got := found(text)) > 1]
    result: dict[str, Any] = {"one": len(messages["one"]), "one_cut": cut}
    for kind in ("two", "with_courtesy"):
        asked = [(each["text"], each["are"], found(each["text"])) for each in messages[kind]]
        wrong = [each for each in asked if each[1] != each[2]]
        result |= {kind: len(asked), f"{kind}_wrong": wrong}
    return {**result, "cpu_ms_median": round(statistics.median(times), 2)}


def main() -> None:
    """Print the report; with ``--json`` write it too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    text = json.dumps(report(reader(options.model)), indent=2, ensure_ascii=False)
    if options.json:
        options.json.write_text(text + "\n")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
