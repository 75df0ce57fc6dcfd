"""Draws a comparison: ``picture.py RUN.json PICTURE.png``, by Rasa's Python (matplotlib)."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

COLOURS = {"stock": "#9aa5b1", "sparse": "#5b8db8", "lean": "#2f7d5b"}
PANELS = (
    ("intents", "intent accuracy", "{:.3f}"),
    ("topics", "faq topics", "{:.3f}"),
    ("entities", "entity F1", "{:.3f}"),
    ("parse_ms", "ms a message", "{:.1f}"),
    ("start_s", "s to the first answer", "{:.1f}"),
    ("resident_mb", "MB resident", "{:.0f}"),
    ("training_s", "s to train", "{:.0f}"),
)
SHARES = 3
"""So many of the panels show shares of 1."""


def draw(run: Path, picture: Path) -> None:
    """A panel for each figure, a bar for each engine."""
    engines = json.loads(run.read_text())["engines"]
    figure, panels = plt.subplots(1, len(PANELS), figsize=(13, 2.9), dpi=100)
    for at, (axes, (key, title, form)) in enumerate(zip(panels, PANELS)):  # noqa: B905 (3.10)
        _panel(axes, [one[key] for one in engines], form, engines)
        axes.set_title(title, fontsize=9)
        axes.set_ylim(0, 1.12 if at < SHARES else None)
    handles = [plt.Rectangle((0, 0), 1, 1, color=COLOURS[one["name"]]) for one in engines]
    figure.legend(
        handles, [one["title"] for one in engines], loc="lower center", ncol=3, frameon=False
    )
    figure.tight_layout(rect=(0, 0.1, 1, 1))
    figure.savefig(picture)


def _panel(axes: Any, values: list[float], form: str, engines: list[dict[str, Any]]) -> None:
    bars = axes.bar(range(len(values)), values, color=[COLOURS[one["name"]] for one in engines])
    axes.bar_label(bars, [form.format(value) for value in values], fontsize=8)
    axes.margins(y=0.15)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[["top", "right", "left"]].set_visible(False)


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
