"""Draws a run: ``python picture.py RUN.json PICTURE.png``, by Rasa's Python (matplotlib)."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
from matplotlib import pyplot as plt

MET, MISSED, SHOWN, BAR = "#2f7d5b", "#b3402f", "#7a8794", "#1d2630"


def draw(run: Path, picture: Path) -> None:
    """A bar for each figure that has one, scaled so that every line to reach stands at 1."""
    figures = [one for one in json.loads(run.read_text())["figures"] if one["bar"]]
    figures.reverse()
    shares = [one["measure"] / one["bar"] for one in figures]
    colours = [MET if one["is_met"] else MISSED for one in figures]
    figure, axes = plt.subplots(figsize=(9, 0.62 * len(figures) + 1.6), dpi=110)
    axes.barh(range(len(figures)), shares, color=colours, height=0.55)
    axes.axvline(1, color=BAR, linewidth=1.4)
    axes.set_yticks(range(len(figures)))
    axes.set_yticklabels([_label(one) for one in figures], fontsize=9)
    for at, (one, share) in enumerate(zip(figures, shares)):  # noqa: B905 (Python 3.10)
        axes.text(share + 0.02, at, f"{one['measure']:.2f}", va="center", fontsize=9)
    axes.set_xlim(0, max(1.25, *shares) * 1.08)
    axes.set_xlabel("measure ÷ bar; the line is the bar")
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(picture)


def _label(one: dict[str, object]) -> str:
    return f"{one['name']}\n{'at least' if one['at_least'] else 'at most'} {one['bar']}"


if __name__ == "__main__":
    draw(Path(sys.argv[1]), Path(sys.argv[2]))
