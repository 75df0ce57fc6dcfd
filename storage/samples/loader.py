"""Puts the sample data into a database, as an operator would: through the import."""

from __future__ import annotations

import csv
import re
import tempfile
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from insurance.periods import today
from insurance.ports import Clock
from storage.crypto import Keyring
from storage.database import Database
from storage.imports import KINDS, import_csv
from storage.imports.cells import moment
from storage.tables import ClaimEventRow, FactRow

FOLDER = Path(__file__).parent
STEPS = "claim_steps"
MARK = "sample_data"
"""The fact, loaded last, that tells for which month which samples were loaded."""
DIGEST = "{digest}"
"""Where a digest of all sample files stands in them."""

_DATE = re.compile(r"\{(?:([+-]\d+)m)?([+-]?\d+d)?( \d\d:\d\d)?\}")


def load_samples(db: Database, keyring: Keyring, clock: Clock) -> bool:
    """Fill the database with the samples; False when these, of this month, are there already.

    In a new month the samples move on to newer dates, and what was changed in them is lost.
    """
    first = today(clock).replace(day=1)
    with db.reading() as session:
        mark = session.get(FactRow, MARK)
        if mark is not None and (mark.as_of, mark.value_id) == (first, _digest()):
            return False
    with tempfile.TemporaryDirectory() as folder:
        for kind in (kind for kind in KINDS if kind != "facts"):
            import_csv(db, keyring, kind, _write(kind, first, Path(folder)), clock)
        with db.transaction() as session:
            _replace_steps(session, first)
        import_csv(db, keyring, "facts", _write("facts", first, Path(folder)), clock)
    return True


def render(name: str, first: date) -> str:
    """A sample file with its dates counted from ``first``, the first day of a month."""

    def dated(match: re.Match[str]) -> str:
        months, days, time = match.groups()
        day = _months_later(first, int(months or 0)) + timedelta(int((days or "0d")[:-1]))
        return day.isoformat() + (f"T{time.strip()}:00+07:00" if time else "")

    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    return _DATE.sub(dated, text).replace(DIGEST, _digest())


def _digest() -> str:
    files = sorted(FOLDER.glob("*.csv"))
    return sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()[:16]


def _write(kind: str, first: date, folder: Path) -> Path:
    path = folder / f"{kind}.csv"
    path.write_text(render(kind, first), encoding="utf-8")
    return path


def _replace_steps(session: Session, first: date) -> None:
    steps = list(csv.DictReader(render(STEPS, first).splitlines()))
    numbers = {step["claim_number"] for step in steps}
    session.execute(delete(ClaimEventRow).where(ClaimEventRow.claim_number.in_(numbers)))
    session.add_all(
        ClaimEventRow(
            claim_number=step["claim_number"],
            status=step["status"],
            reason=step["reason"],
            at=moment(step["at"]),
        )
        for step in steps
    )


def _months_later(first: date, months: int) -> date:
    month = first.year * 12 + first.month - 1 + months
    return date(month // 12, month % 12 + 1, 1)
