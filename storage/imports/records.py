"""Reading a CSV file row by row, however large it is, and saying where it is wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from insurance.errors import ImportRefused
from storage.imports.cells import shape

LONGEST_LINE = 1_000_000
"""Bytes; a longer line is not a table."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Record:
    """One row; ``line`` is where it begins in the file, counted from 1."""

    line: int
    cells: dict[str, str]
    """By column, without surrounding blanks."""


class CsvFile:
    """A CSV file with a header row, UTF-8, comma-separated."""

    def __init__(self, path: Path) -> None:
        """Nothing is read before ``records``."""
        self.path = path

    def records(self, required: Sequence[str], optional: Sequence[str]) -> Iterator[Record]:
        """Every row, in order; blank lines are passed over. Raises ImportRefused."""
        with self._opened() as file:
            rows = self._rows(file)
            line, header = next(rows, (1, []))
            names = self._header(line, header, required, optional)
            for line, cells in rows:
                if len(cells) != len(names):
                    raise self.refused(
                        line, f"expected {len(names)} cells as in the header, got {len(cells)}"
                    )
                stripped = (cell.strip() for cell in cells)
                yield Record(line, dict(zip(names, stripped, strict=True)))

    def refused(self, line: int, problem: str) -> ImportRefused:
        """The error to raise for a line."""
        return ImportRefused(f"{self.path.name}, line {line}: {problem}")

    @contextmanager
    def _opened(self) -> Iterator[BinaryIO]:
        try:
            with self.path.open("rb") as file:
                yield file
        except OSError as error:
            raise ImportRefused(f"{self.path.name}: cannot be read: {error.strerror}") from error

    def _rows(self, file: BinaryIO) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines(file), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                problem = f"expected comma-separated values, got {error}; is a quote left open?"
                raise self.refused(line, problem) from error
            if cells:
                yield line, cells

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        line = 0
        while raw := file.readline(LONGEST_LINE):
            line += 1
            if len(raw) == LONGEST_LINE:
                raise self.refused(line, f"expected a line of fewer than {LONGEST_LINE} bytes")
            if b"\0" in raw:
                raise self.refused(line, "expected text, got a NUL byte")
            try:
                yield raw.removeprefix(BYTE_ORDER_MARK if line == 1 else b"").decode()
            except UnicodeDecodeError as error:
                problem = f"expected UTF-8, got something else at byte {error.start + 1}"
                raise self.refused(line, problem) from error

    def _header(
        self, line: int, cells: list[str], required: Sequence[str], optional: Sequence[str]
    ) -> list[str]:
        names = [cell.strip() for cell in cells]
        known = [*required, *optional]
        for name in names:
            if name not in known:
                shown = name if re.fullmatch(r"[a-z_]{1,40}", name) else shape(name)
                raise self.refused(
                    line, f'column "{shown}" is not known; expected {",".join(known)}'
                )
            if names.count(name) > 1:
                raise self.refused(line, f"column {name} stands there twice")
        for name in required:
            if name not in names:
                raise self.refused(line, f"column {name} is missing; expected {','.join(known)}")
        return names
