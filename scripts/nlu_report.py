"""How well unseen messages are understood: accuracy by intent, and what was taken for what.

Run by Rasa's Python: ``.venv-rasa/bin/python scripts/nlu_report.py MODEL [--json FILE]``. The
messages are those under ``tests/nlu``, none of which may be in the training data. Those about
claims, and about cards, hospitals, doctors and events, are counted for themselves, with
``--claims`` and with ``--services``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import structlog  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402
from rasa.shared.utils.io import read_yaml_file  # noqa: E402

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


ALL, CLAIMS, SERVICES = "messages*.yml", "claim_messages.yml", "service_messages.yml"


def unseen_messages(files: str = ALL) -> list[tuple[str, str]]:
    """(message, intent or topic) pairs."""
    return [
        (text, intent)
        for file in sorted((ROOT / "tests" / "nlu").glob(files))
        for intent, texts in read_yaml_file(str(file)).items()
        for text in texts
    ]


async def understood(agent: Agent, text: str) -> tuple[str, float]:
    """The intent found, faq with its topic, and the confidence."""
    parsed = await agent.parse_message(text)
    intent = parsed["intent"]["name"]
    topic = parsed.get("response_selector", {}).get("faq")
    name = topic["response"]["intent_response_key"] if topic and intent == "faq" else intent
    return name, parsed["intent"]["confidence"]


async def report(model: str, files: str) -> dict[str, object]:
    """Ask the model for every message and count."""
    agent = Agent.load(model)
    messages = unseen_messages(files)
    found = [(text, wanted, *await understood(agent, text)) for text, wanted in messages]
    wrong = [each for each in found if each[1] != each[2]]
    asked = Counter(wanted for _, wanted, *_ in found)
    missed = Counter(wanted for _, wanted, *_ in wrong)
    return {
        "messages": len(found),
        "accuracy": round(1 - len(wrong) / len(found), 4),
        "not_understood": sum(each[2] == "nlu_fallback" for each in wrong),
        "by_intent": {name: round(1 - missed[name] / asked[name], 3) for name in sorted(asked)},
        "wrong": [
            {"text": text, "wanted": wanted, "found": name, "confidence": round(sure, 2)}
            for text, wanted, name, sure in wrong
        ],
    }


def main() -> None:
    """Print the report; with ``--json`` write it too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--claims", dest="files", action="store_const", const=CLAIMS, default=ALL)
    parser.add_argument("--services", dest="files", action="store_const", const=SERVICES)
    options = parser.parse_args()
    result = asyncio.run(report(options.model, options.files))
    text = json.dumps(result, indent=2, ensure_ascii=False)
    if options.json:
        options.json.write_text(text + "\n")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
