"""``make compare-pipelines``: which engine understands members best, and what each costs.

Every engine is trained on the same data and asked the same unseen messages, in one run on this
machine. Nothing is asserted. How it is counted and what was learnt: docs/understanding.md.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import yaml

from iclick.rasa import RASA
from iclick.settings import ROOT, VAR
from scripts.compare_pipelines import measures, report
from scripts.compare_pipelines.measures import Measured
from scripts.compare_pipelines.projects import engines
from scripts.compare_pipelines.unseen import prove_unseen, read_messages

FOLDER = VAR / "compare-pipelines"
SESSIONS = 3
"""How often each engine is started and asked everything, by turns with the others."""


def main() -> None:
    """Train, ask, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", help="stock, sparse, lean")
    only = parser.parse_args().only
    rasa = next((RASA.parents[1] / "lib").glob("python*/site-packages/rasa"))
    candidates = [one for one in engines(ROOT / "config.yml", rasa) if not only or one.name in only]
    messages = read_messages(ROOT / "tests" / "nlu")
    examples = training_examples(ROOT / "data")
    prove_unseen(messages, [text for text, _ in examples])
    with tempfile.TemporaryDirectory() as name:
        annotated = measures.annotate(examples, Path(name))
        trained: list[Measured] = []
        for engine in candidates:
            tell(f"{engine.title} is trained")
            trained.append(measures.train(engine, annotated, Path(name) / engine.name))
        for number in range(SESSIONS):
            tell(f"session {number + 1} of {SESSIONS}")
            for one in trained:
                measures.ask(one, messages)
        found = report.figures(trained, messages)
    notes = {
        "machine": platform.machine(),
        "trained_on": len(examples),
        "asked": len(messages),
        "with_entities": sum(bool(message.entities) for message in messages),
        "entities": sum(len(message.entities) for message in messages),
    }
    run = report.save(found, notes, FOLDER)
    report.show(found)
    tell(f"{notes}; {run.relative_to(ROOT)} and {report.draw(run).relative_to(ROOT)}")


def training_examples(folder: Path) -> Sequence[tuple[str, str]]:
    """(message, intent or topic) of all our training data."""
    return [
        (line.removeprefix("- ").strip(), block["intent"])
        for file in sorted(folder.glob("*/nlu.yml"))
        for block in yaml.safe_load(file.read_text())["nlu"]
        for line in block["examples"].splitlines()
        if line.startswith("- ")
    ]


def tell(what: str) -> None:
    """Say what is being done."""
    sys.stderr.write(f"compare-pipelines: {what}\n")


if __name__ == "__main__":
    main()
