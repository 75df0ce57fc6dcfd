"""Providers: how long a list of 20,000 takes to load, and a question to it.

They are the sample's, each many times over and strewn around its place, so that towns are crowded
and the sea is empty, as in a real list.
"""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from insurance.model import ProviderType
from insurance.points import INDONESIA, Point, is_in_indonesia
from insurance.ports import SystemClock
from insurance.provider_finding import ProviderFilter, ProviderFinder
from scripts.bench.figures import Figure, milliseconds, percentile
from storage import samples, schema
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import import_csv
from storage.providers import SqlProviderMap, SqlProviders

ROWS, POINTS = 20_000, 200
MOST_MS = 100.0
"""The bar for the slowest in a hundred questions."""
FILTERS = (
    ProviderFilter(),
    ProviderFilter(types=frozenset([ProviderType.HOSPITAL]), open_24h=True),
    ProviderFilter(types=frozenset([ProviderType.DENTAL]), cashless_outpatient=True),
    ProviderFilter(emergency=True),
)
NAMES = ("rs siloam smanggi", "hermina depok", "apotik kimia farma", "rs yang tidak ada")


def provider_figures() -> Sequence[Figure]:
    """All figures about providers, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        path, keyring = Path(folder), Keyring(("a-key-for-the-bench-and-nothing-else",))
        db = Database(f"sqlite:///{path / 'bench.db'}", keyring)
        schema.upgrade(db)
        file = _write(path / "providers.csv")
        began = time.perf_counter()
        import_csv(db, keyring, "providers", file, SystemClock())
        loaded_s = time.perf_counter() - began
        finder = ProviderFinder(SqlProviderMap(db), SqlProviders(db))
        near = [_timed(finder.near, point, wanted) for point in _points() for wanted in FILTERS]
        finder.by_name(NAMES[0])  # the names are put in order once, whenever the list changes
        named = [_timed(finder.by_name, name) for name in NAMES * 10]
        db.close()
    return [
        Figure(f"{ROWS:,} providers imported", "s", loaded_s),
        Figure(f"five nearest of {ROWS:,}, p50", "ms", milliseconds(near)),
        Figure(
            f"five nearest of {ROWS:,}, p99",
            "ms",
            percentile(near, 0.99) * 1000,
            None,
            MOST_MS,
            is_ratio=True,
        ),
        Figure(f"one by name of {ROWS:,}, p50", "ms", milliseconds(named)),
    ]


def _timed(ask: Callable[..., object], *question: object) -> float:
    began = time.perf_counter()
    ask(*question)
    return time.perf_counter() - began


def _points() -> Iterator[Point]:
    """Half of them anywhere in Indonesia, half where the providers are."""
    chance, box = _chance(), INDONESIA
    for number, row in zip(range(POINTS // 2), _sample() * 2, strict=False):
        yield Point(float(row["latitude"]) + number / 1000, float(row["longitude"]))
    found = 0
    while found < POINTS // 2:
        north, east = chance.uniform(box.south, box.north), chance.uniform(box.west, box.east)
        if is_in_indonesia(Point(north, east)):
            found += 1
            yield Point(north, east)


def _write(path: Path) -> Path:
    rows, chance = _sample(), _chance()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        for number in range(ROWS):
            writer.writerow(_strewn(rows[number % len(rows)], number, chance))
    return path


def _strewn(row: Mapping[str, str], number: int, chance: random.Random) -> Mapping[str, str]:
    """One like this, some way off where that is not abroad, with a number to its name."""
    there = Point(float(row["latitude"]), float(row["longitude"]))
    off = Point(there.latitude + chance.gauss(0, 0.05), there.longitude + chance.gauss(0, 0.05))
    point = off if is_in_indonesia(off) else there
    name = {"code": f"P{number:05}", "name": f"{row['name']} {number}"}
    return {
        **row,
        **name,
        "latitude": f"{point.latitude:.5f}",
        "longitude": f"{point.longitude:.5f}",
    }


def _chance() -> random.Random:
    """The same each time."""
    return random.Random(6)  # noqa: S311 (nothing is kept secret by it)


def _sample() -> list[dict[str, str]]:
    """The sample's providers whose point is known."""
    file = Path(samples.__file__).with_name("providers.csv")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    return [row for row in rows if row["latitude"]]
