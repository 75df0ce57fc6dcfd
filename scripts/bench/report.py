"""The table that a run ends with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.table import Table

from scripts.bench.figures import Figure

VERDICTS = {True: "[green]met[/]", False: "[red]MISSED[/]", None: ""}


def show(figures: Sequence[Figure], earlier: Mapping[str, float]) -> None:
    """Print both columns, the bars, and what the last run came to."""
    table = Table(title="The assistant beside a stock rasa init bot")
    for column in ("figure", "ours", "stock", "measure", "bar", "", "last run"):
        table.add_column(column, justify="left" if column in ("figure", "") else "right")
    for one in figures:
        table.add_row(
            one.name,
            _with_unit(one.ours, one.unit),
            _with_unit(one.stock, one.unit),
            _number(one.measure),
            _bar(one),
            VERDICTS[one.is_met],
            _number(earlier.get(one.name)),
        )
    Console(width=130).print(table)


def _with_unit(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:.4g} {unit}".strip()


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _bar(figure: Figure) -> str:
    if figure.bar is None:
        return ""
    return f"{'≥' if figure.at_least else '≤'} {figure.bar:g}"
