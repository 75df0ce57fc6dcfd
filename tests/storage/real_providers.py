"""Real lists of facilities as files for ``iclick import providers``; nothing of them is kept."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from insurance.model import Provider, ProviderType

COLUMNS = (
    *("code", "name", "type", "address", "city", "province", "phone", "latitude", "longitude"),
    *("cashless_inpatient", "cashless_outpatient", "open_24h", "emergency"),
)
KINDS = {"lab": "laboratory", "unknown": "clinic"}
"""How the lists call a kind otherwise."""


def convert(source: Path, target: Path, rows: int | None = None) -> Path:
    """Write ``source`` as a file of providers; with ``rows``, so many, each list anew under
    other codes and some way off."""
    listed = list(_listed(source))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for number in range(len(listed) if rows is None else rows):
            round_, place = divmod(number, len(listed))
            writer.writerow(_shifted(listed[place], round_) if round_ else listed[place])
    return target


def read_providers(file: Path) -> Iterator[Provider]:
    """The providers of a converted file, without a database."""
    with file.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            values: dict[str, Any] = {**row, "type": ProviderType(row["type"])}
            for name in ("latitude", "longitude"):
                values[name] = float(row[name]) if row[name] else None
            yield Provider(**values | {mark: row[mark] == "true" for mark in COLUMNS[-4:]})


def _listed(source: Path) -> Iterator[Mapping[str, object]]:
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if name := _line(row["name"], 200):
                yield _provider(row, name)


def _provider(row: Mapping[str, str], name: str) -> Mapping[str, object]:
    is_guessed = row["coord_source"] == "regency_centroid"
    is_hospital = row["type"] == "hospital"
    marks = {
        "cashless_inpatient": is_hospital,
        "cashless_outpatient": True,
        "open_24h": is_hospital,
        "emergency": is_hospital,
    }
    return {
        "code": row["id"],
        "name": name,
        "type": KINDS.get(row["type"], row["type"]),
        "address": _line(row["address"], 200),
        "city": _line(row["regency"], 80) or "?",
        "province": _line(row["province"], 80),
        "phone": _phone(row["phones"]),
        "latitude": "" if is_guessed else row["latitude"],
        "longitude": "" if is_guessed else row["longitude"],
        **{mark: "true" if is_true else "false" for mark, is_true in marks.items()},
    }


def _shifted(row: Mapping[str, object], by: int) -> Mapping[str, object]:
    latitude = row["latitude"] and f"{float(str(row['latitude'])) + by * 0.0001:.6f}"
    return {**row, "code": f"{row['code']}-{by}", "latitude": latitude}


def _line(text: str, most: int) -> str:
    plain = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text)
    return " ".join(plain.split())[:most].strip()


def _phone(phones: str) -> str:
    first = phones.split(";", maxsplit=1)[0].strip()
    return first if re.fullmatch(r"\+?[0-9]{6,15}", first) else ""
