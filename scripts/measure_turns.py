"""What a turn costs early and late in one session: the figure in ``docs/performance.md``.

Run by Rasa's Python: ``.venv-rasa/bin/python scripts/measure_turns.py MODEL [--json FILE]``. It
talks to the engine itself, without network and action server. The fifth turns of fresh sessions
and the turns of a session that is past its 300th are timed in alternation, so that whatever else
the machine does falls on both alike; medians are compared, outside any form and inside one, where
the rules alone can begin one. A figure is shown, nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import logging
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import structlog  # noqa: E402
from cryptography.fernet import Fernet  # noqa: E402
from rasa.core.agent import Agent  # noqa: E402

from engine.channel import answer_turn  # noqa: E402
from engine.guarded_processor import guard  # noqa: E402
from engine.requests_in import read_request  # noqa: E402
from engine.tracker_store import FlatTrackerStore  # noqa: E402

structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

EARLY, LATE, ROUNDS = 5, 300, 25

Texts = Iterator[str]
"""What members say, over and over."""


class Session:
    """One conversation whose turns are timed."""

    def __init__(self, agent: Agent) -> None:
        """Begin a conversation."""
        self._agent = agent
        self._conversation_id = uuid.uuid4().hex

    async def turn(self, text: str) -> float:
        """Milliseconds of one turn."""
        request = {
            "conversation_id": self._conversation_id,
            "inbound_id": uuid.uuid4().hex,
            "channel": "telegram",
            "language": "id",
            "text": text,
        }
        begun = time.perf_counter()
        await answer_turn(self._agent, read_request(request))
        return (time.perf_counter() - begun) * 1000


async def session_at(turn: int, agent: Agent, opening: Sequence[str], texts: Texts) -> Session:
    """A session whose next turn is the given one."""
    session = Session(agent)
    for text in opening:
        await session.turn(text)
    for _ in range(turn - 1 - len(opening)):
        await session.turn(next(texts))
    return session


async def compare(agent: Agent, opening: Sequence[str], texts: Texts) -> dict[str, float]:
    """The medians of both turns in milliseconds, and how they compare."""
    late_session = await session_at(LATE, agent, opening, texts)
    early, late = [], []
    for _ in range(ROUNDS):
        early_session = await session_at(EARLY, agent, opening, texts)
        text = next(texts)
        early.append(await early_session.turn(text))
        late.append(await late_session.turn(text))
    early_ms, late_ms = statistics.median(early), statistics.median(late)
    return {
        "turn_5_ms": round(early_ms, 1),
        "turn_300_ms": round(late_ms, 1),
        "ratio": round(late_ms / early_ms, 2),
    }


async def measure(model: str, database: str, form: str | None, texts: list[str]) -> dict[str, Any]:
    """Measure a model on a database of its own."""
    agent = Agent.load(model)
    store = FlatTrackerStore(agent.domain, database, Fernet.generate_key().decode())
    agent.tracker_store = agent.processor.tracker_store = store
    guard(agent)
    repeated = itertools.cycle(texts)
    result = {"outside a form": await compare(agent, [], repeated)}
    if form:
        result["inside a form"] = await compare(agent, [form], repeated)
    return result


def main() -> None:
    """Measure and print; with ``--json`` write it too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model")
    parser.add_argument("--texts", default="makasih ya|nomor cs berapa|kamu robot ya|dadah")
    parser.add_argument("--form", help="a message that begins a form")
    parser.add_argument("--database", help="another database than a SQLite file of its own")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or f"sqlite:///{folder}/tracker.db"
        texts = options.texts.split("|")
        result = asyncio.run(measure(options.model, database, options.form, texts))
    text = json.dumps(result, indent=2)
    if options.json:
        options.json.write_text(text + "\n")
    sys.stdout.write(text + "\n")


if __name__ == "__main__":
    main()
