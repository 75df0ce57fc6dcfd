"""What was measured, held against the bars; kept as JSON beside the earlier runs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

KEPT_UNDER = "run-*.json"


@dataclass(frozen=True)
class Figure:
    """One line of the table."""

    name: str
    unit: str
    ours: float
    stock: float | None = None
    """None where the stock bot has no such thing."""
    bar: float | None = None
    """The bar for ``ours`` ÷ ``stock`` (for ``ours`` alone where ``is_ratio``)."""
    at_least: bool = False
    """Whether the bar is to be reached from below, as for a throughput."""
    is_ratio: bool = False
    """Whether ``ours`` is a ratio already, to be held against the bar itself."""

    @property
    def measure(self) -> float | None:
        """What is held against the bar."""
        if self.is_ratio:
            return self.ours
        return self.ours / self.stock if self.stock else None

    @property
    def is_met(self) -> bool | None:
        """Whether the bar is met; None where there is none."""
        if self.bar is None or self.measure is None:
            return None
        return self.measure >= self.bar if self.at_least else self.measure <= self.bar


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of the values lie (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def milliseconds(values: Sequence[float]) -> float:
    """The median of seconds, in milliseconds."""
    return median(values) * 1000


def save(figures: Sequence[Figure], notes: Mapping[str, object], folder: Path) -> Path:
    """Write a run into ``folder``; returns its file."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    path = folder / f"run-{now:%Y%m%dT%H%M%SZ}.json"
    run = {
        "at": now.isoformat(timespec="seconds"),
        "figures": [
            asdict(one) | {"measure": one.measure, "is_met": one.is_met} for one in figures
        ],
        "notes": dict(notes),
    }
    path.write_text(json.dumps(run, indent=2) + "\n")
    return path


def earlier_measures(folder: Path) -> dict[str, float]:
    """What the run before this one came to, by figure; empty before the first."""
    runs = sorted(folder.glob(KEPT_UNDER))
    if not runs:
        return {}
    figures = json.loads(runs[-1].read_text())["figures"]
    return {one["name"]: one["measure"] for one in figures if one["measure"] is not None}
