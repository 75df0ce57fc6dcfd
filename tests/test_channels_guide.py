"""``docs/channels.md`` names a test for each row, and leaves out nothing that there is."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from bot.messages import AttachmentKind, InboundKind, Reply
from tests.vendor_specs.our_calls import TWILIO_CALLS, telegram_calls

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "channels.md").read_text()
TEST = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
CODE = re.compile(r"`([^`]+)`")
SENT = {
    "text": "a long text",
    "choices": "a menu on WhatsApp",
    "media": "a file",
    "location": "a place",
    "asks_location": "the question where somebody is",
    "news": "news outside WhatsApp's 24 hours",
    "language": "commands and profile on Telegram",
}
"""The row on each thing that a ``Reply`` may hold."""


@dataclass(frozen=True)
class Row:
    """One line of one table."""

    table: str
    cells: tuple[str, ...]

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.cells[0]

    @property
    def tests(self) -> list[tuple[str, str]]:
        """(file below ``tests/``, function) of each test that it names."""
        return TEST.findall(self.cells[-1])


def rows() -> list[Row]:
    """Every row of every table, without their heads."""
    found: list[Row] = []
    for section in re.split(r"^## ", GUIDE, flags=re.MULTILINE)[1:]:
        name, _, text = section.partition("\n")
        lines = [line for line in text.splitlines() if line.startswith("| ")]
        found += [Row(name, _cells(line)) for line in lines[2:]]
    return found


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip("| ").split(" | "))


def subjects(table: str) -> list[str]:
    return [row.subject for row in rows() if row.table == table]


def named_in(table: str) -> set[str]:
    """What stands in code in the first column of a table."""
    return {name for subject in subjects(table) for name in CODE.findall(subject)}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.subject[:50])
def test_each_row_is_whole_and_names_a_test(row: Row) -> None:
    wide = {"Bad input": 3, "The calls we make": 3}
    assert (len(row.cells), all(row.cells)) == (wide.get(row.table, 4), True)
    assert row.tests


def test_every_named_test_exists_and_is_collected() -> None:
    named = {test for row in rows() for test in row.tests}
    files = sorted({f"tests/{file}" for file, _ in named})
    answer = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = re.findall(r"^tests/([\w/]+\.py)::(test_\w+)", answer.stdout, flags=re.MULTILINE)
    assert named - set(found) == set()


def test_no_kind_of_message_and_no_kind_of_file_is_missing() -> None:
    kinds = {str(kind) for kind in (*InboundKind, *AttachmentKind)}
    assert named_in("What members send") == kinds


def test_nothing_that_a_reply_may_hold_is_missing() -> None:
    assert SENT.keys() == {field.name for field in fields(Reply)}
    assert set(SENT.values()) - set(subjects("What we send")) == set()


def test_no_call_that_we_make_is_missing() -> None:
    assert named_in("The calls we make") == telegram_calls() | TWILIO_CALLS
