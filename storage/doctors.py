"""The telemedicine doctors, as ``iclick import doctors`` has loaded them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from sqlalchemy import select

from insurance.telemedicine_ports import Doctor, Specialty
from storage.database import Database
from storage.tables import DoctorRow


class SqlDoctors:
    """Implements ``insurance.telemedicine_ports.Doctors``."""

    def __init__(self, db: Database) -> None:
        """Read from ``db``."""
        self._db = db

    def doctors(self, specialty: Specialty | None = None) -> Sequence[Doctor]:
        """All of them, or all of a specialty; in the order of their names."""
        query = select(DoctorRow).order_by(DoctorRow.name, DoctorRow.code)
        if specialty is not None:
            query = query.where(DoctorRow.specialty == specialty.value)
        with self._db.reading() as session:
            return [_doctor(row) for row in session.scalars(query)]

    def doctor(self, code: str) -> Doctor | None:
        """The doctor of that code."""
        with self._db.reading() as session:
            row = session.get(DoctorRow, code)
            return None if row is None else _doctor(row)


def _doctor(row: DoctorRow) -> Doctor:
    return Doctor(
        code=row.code,
        name=row.name,
        specialty=Specialty(row.specialty),
        languages=tuple(row.languages.split()),
        guaranteed=row.guaranteed,
        rating=row.rating,
        online_from=time.fromisoformat(row.online_from),
        online_to=time.fromisoformat(row.online_to),
        consultation_url=row.consultation_url,
    )
