"""The commands that take a while, with something to look at meanwhile."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from iclick.secret_key import settings_with_key
from iclick.tools import open_database
from iclick.training import Trained, current_model, train
from insurance.ports import SystemClock
from storage.imports import import_csv

CONSOLE = Console(stderr=True)


def train_visibly() -> Trained:
    """Train if need be, showing which component is at it; says where the model is."""
    if not current_model().exists():
        CONSOLE.print("Training the model; this takes about half a minute")
    with _progress("{task.description}") as progress:
        task = progress.add_task("Training the model", total=None)
        trained = train(tell=lambda name: progress.update(task, description=f"Training {name}"))
    CONSOLE.print(f"Model {'trained' if trained.is_new else 'is current'}: {trained.model.name}")
    return trained


def import_visibly(kind: str, file: Path) -> None:
    """Load a file, showing how many rows were read; says what it has changed."""
    settings = settings_with_key()
    with (
        open_database(settings) as db,
        _progress("{task.description}", MofNCompleteColumn()) as bar,
    ):
        task = bar.add_task(f"Reading {kind}", total=_rows_in(file))
        report = import_csv(
            db,
            settings.keyring(),
            kind,
            file,
            SystemClock(),
            on_progress=lambda rows: bar.update(task, completed=rows),
        )
    CONSOLE.print(
        f"{kind}: {report.rows} rows: {report.added} added, {report.changed} changed, "
        f"{report.unchanged} as they were"
    )


def _progress(text: str, *more: MofNCompleteColumn) -> Progress:
    return Progress(
        TextColumn(text),
        BarColumn(),
        *more,
        TimeElapsedColumn(),
        console=CONSOLE,
        transient=True,
        disable=not CONSOLE.is_terminal,
    )


def _rows_in(file: Path) -> int:
    with file.open("rb") as lines:
        return max(sum(1 for _ in lines) - 1, 0)
