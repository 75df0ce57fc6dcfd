"""One file on its way in: read, checked, merged."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert

from insurance.errors import ImportRefused
from insurance.ports import Clock
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import effects
from storage.imports.card_effects import end_activations
from storage.imports.cells import BadCell, shape
from storage.imports.kinds import CLAIMS, KINDS, MEMBERS, Column, Kind
from storage.imports.records import CsvFile, Record
from storage.imports.rules import Row
from storage.imports.staging import Staging, staging
from storage.tables import AuditRow

BATCH = 500
"""Rows that are handed to the temporary table at once."""
MOST_PROBLEMS = 10
"""How many wrong lines are named before the file is given up."""

_OF_STRANGERS = "a number of its own, got one of a claim that another family has filed in a chat"


@dataclass(frozen=True)
class ImportReport:
    """What a file has done."""

    rows: int
    added: int
    changed: int
    unchanged: int


def import_csv(
    db: Database,
    keyring: Keyring,
    kind: str,
    path: Path,
    clock: Clock,
    *,
    on_progress: Callable[[int], None] = lambda rows: None,
) -> ImportReport:
    """Load a file of one of KINDS, or raise ImportRefused and leave everything as it was.

    ``on_progress`` is told now and then how many rows have been read. Writers of the same
    database wait for the last step only: less than about 2 s for 100,000 rows.
    """
    loading = _Import(keyring, KINDS[kind], CsvFile(path), on_progress)
    with staging(db, loading.kind) as waiting:
        rows = loading.read_into(waiting)
        waiting.arrange()
        report = loading.compare(waiting, rows)
        if report.added or report.changed:
            with waiting.merging():
                loading.merge(waiting, clock)
                _note_in_audit(waiting, report, clock)
        return report


class _Import:
    """One file on its way in."""

    def __init__(
        self, keyring: Keyring, kind: Kind, file: CsvFile, on_progress: Callable[[int], None]
    ) -> None:
        self.kind = kind
        self._keyring = keyring
        self._file = file
        self._on_progress = on_progress
        self._problems: list[str] = []

    def read_into(self, waiting: Staging) -> int:
        """Check every row and put it into the waiting room; how many there were."""
        batch: list[Row] = []
        rows = 0
        for rows, row in enumerate(self._rows(), start=1):
            if not self._problems:
                batch.append(row)
            if rows % BATCH == 0:
                waiting.add(batch)
                batch.clear()
                self._on_progress(rows)
        self._give_up_if_wrong()
        waiting.add(batch)
        self._on_progress(rows)
        return rows

    def compare(self, waiting: Staging, rows: int) -> ImportReport:
        """What the file will do, once it is found to be right; leaves only what changes."""
        with waiting.quietly():
            self._check(waiting)
            unchanged = waiting.drop_unchanged()
            changed = waiting.count_known()
            return ImportReport(rows, waiting.count() - changed, changed, unchanged)

    def _check(self, waiting: Staging) -> None:
        """Check what one row cannot tell: repeated keys, and names of things unknown."""
        key = "+".join(self.kind.key)
        for line, first in waiting.duplicates(MOST_PROBLEMS):
            self._complain(line, key, f"a key of its own, got the one of line {first}")
        self._give_up_if_wrong()
        for reference in self.kind.references:
            column = reference.columns[-1]
            for line, name in waiting.unknown(reference, MOST_PROBLEMS):
                self._complain(line, column, f'a known {reference.what}, got "{name}"')
        self._give_up_if_wrong()

    def merge(self, waiting: Staging, clock: Clock) -> None:
        """Write all, with what follows from it."""
        if self.kind is MEMBERS:
            end_activations(waiting, clock)
        if self.kind is CLAIMS:
            for line in effects.claims_of_strangers(waiting, MOST_PROBLEMS):
                self._complain(line, "claim_number", _OF_STRANGERS)
            self._give_up_if_wrong()
            effects.remember_statuses(waiting)
        waiting.merge()
        if self.kind is CLAIMS:
            effects.note_steps(waiting)
            effects.forget_documents(waiting)
        if self.kind is MEMBERS:
            for line in effects.broken_families(waiting, MOST_PROBLEMS):
                self._complain(
                    line,
                    "principal_participant_number",
                    "a principal (relation self) of the same policy",
                )
            self._give_up_if_wrong()

    def _rows(self) -> Iterator[Row]:
        required = [column.name for column in self.kind.columns if column.default is None]
        optional = [column.name for column in self.kind.columns if column.default is not None]
        for record in self._file.records(required, optional):
            before = len(self._problems)
            row = {column.name: self._cell(record, column) for column in self.kind.columns}
            if len(self._problems) == before:
                for name, expected in self.kind.rules(row):
                    self._complain(record.line, name, expected)
            # Of a file with wrong rows nothing is stored, and a wrong row is not whole.
            yield {} if self._problems else self._stored(record, row)

    def _cell(self, record: Record, column: Column) -> object:
        cell = record.cells.get(column.name, column.default or "")
        try:
            return column.parse(cell)
        except BadCell as bad:
            # Cells may have slipped into a neighbour's column, so a long one is never shown.
            private = column.personal or "@" in cell or len(cell) > 30  # noqa: PLR2004
            shown = shape(cell) if private else cell
            self._complain(record.line, column.name, f'{bad.expected}, got "{shown}"')
            return None

    def _stored(self, record: Record, row: Row) -> Row:
        stored_as = {column.name: column.stored_as or column.name for column in self.kind.columns}
        values = {stored_as.get(name, name): value for name, value in row.items()}
        newest, *older = self._keyring.digests("import", self.kind.content(values))
        digests = {"row_digest": newest, "older_digests": " ".join(older)}
        return {"line": record.line, **values, **digests}

    def _complain(self, line: int, column: str, expected: str) -> None:
        problem = self._file.refused(line, f"column {column}: expected {expected}")
        self._problems.append(str(problem).replace(": column", ", column", 1))
        if len(self._problems) >= MOST_PROBLEMS:
            self._give_up_if_wrong()

    def _give_up_if_wrong(self) -> None:
        if self._problems:
            raise ImportRefused("\n".join(self._problems))


def _note_in_audit(waiting: Staging, report: ImportReport, clock: Clock) -> None:
    detail = {"kind": waiting.kind.name, "added": report.added, "changed": report.changed}
    waiting.connection.execute(
        insert(AuditRow),
        {
            "at": clock.now(),
            "actor": "operator",
            "action": "import",
            "detail": json.dumps(detail),
        },
    )
