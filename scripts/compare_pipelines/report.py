"""The table, the JSON and the picture of a comparison."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from scripts.compare_pipelines.measures import PYTHON, Measured, environment
from scripts.compare_pipelines.scoring import Unseen

PICTURE = Path(__file__).with_name("picture.py")
LINES = (
    ("intents", "intent accuracy", "{:.3f}"),
    ("guesses", "the same, nobody asked back", "{:.3f}"),
    ("topics", "faq topics", "{:.3f}"),
    ("asked_back", "asked back", "{:.3f}"),
    ("entities", "entity F1, canonical values", "{:.3f}"),
    ("entity_names", "entity F1, names alone", "{:.3f}"),
    ("parse_ms", "a message, median", "{:.1f} ms"),
    ("start_s", "start until the first answer", "{:.1f} s"),
    ("resident_mb", "resident memory", "{:.0f} MB"),
    ("training_s", "training", "{:.0f} s"),
    ("model_mb", "model file", "{:.1f} MB"),
)
"""Key of a figure, how the table calls it, how it is written."""


def figures(measured: Sequence[Measured], messages: Sequence[Unseen]) -> Sequence[dict[str, Any]]:
    """Everything said of each engine, as it is kept; what it got wrong too."""
    return [
        {
            "name": one.engine.name,
            "title": one.engine.title,
            **asdict(one.score(messages)),
            **one.costs(),
            "wrong": [
                {"text": message.text, "wanted": message.label, "found": answer.label}
                for message, answer in zip(messages, one.answers, strict=True)
                if answer.label != message.label
            ],
            "wrong_entities": [
                {
                    "text": message.text,
                    "wanted": sorted(message.entities),
                    "found": sorted(answer.entities),
                }
                for message, answer in zip(messages, one.answers, strict=True)
                if not message.entities <= answer.entities <= message.entities | message.allowed
            ],
        }
        for one in measured
    ]


def save(found: Sequence[Mapping[str, Any]], notes: Mapping[str, Any], folder: Path) -> Path:
    """Write the run into ``folder``; returns its file."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"run-{now:%Y%m%dT%H%M%SZ}.json"
    run = {"at": now.isoformat(timespec="seconds"), **notes, "engines": list(found)}
    path.write_text(json.dumps(run, indent=2, ensure_ascii=False) + "\n")
    return path


def draw(run: Path) -> Path:
    """The picture beside the run; Rasa's Python has matplotlib."""
    picture = run.with_suffix(".png")
    words = [str(PYTHON), str(PICTURE), str(run), str(picture)]
    subprocess.run(words, env=environment(), check=True)  # noqa: S603 (a command of our own)
    return picture


def show(found: Sequence[Mapping[str, Any]]) -> None:
    """Print a column for each engine."""
    table = Table(title="Engines on messages that none of them was trained on")
    table.add_column("figure")
    for one in found:
        table.add_column(one["title"], justify="right")
    for key, name, form in LINES:
        table.add_row(name, *(form.format(one[key]) for one in found))
    for source in found[0]["by_set"]:
        table.add_row(f"accuracy, {source}", *(f"{one['by_set'][source]:.3f}" for one in found))
    Console(width=110).print(table)
