"""Consultations in the database: ``insurance.telemedicine.Consultations`` in SQL, and the queue of
those that are kept until the partner is back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from insurance.consultations import Consultation, State, Wanted
from insurance.ports import Clock
from insurance.telemedicine_ports import Delivery, Prescription, Specialty
from storage.audit import SessionAudit
from storage.database import Database
from storage.identity_rows import changed
from storage.medicine_rows import delivery_of, prescription_of
from storage.tables import ConsultationRow, MedicineDeliveryRow, PrescriptionRow

Row = ConsultationRow


class SqlConsultations:
    """The consultations over their tables."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep them in ``db``."""
        self._db = db
        self._clock = clock

    def begin(self, wanted: Wanted) -> Consultation:
        """Write it down before the partner is asked; the same id again is the same one."""
        return self._written(wanted, State.ASKED)

    def opened(self, consultation_id: str, partner_id: str) -> None:
        """The partner has opened it; what is kept for the same person is not wanted any more."""
        now = self._clock.now()
        with self._db.transaction() as session:
            for before in (State.ASKED, State.KEPT):
                mark_opened(session, consultation_id, partner_id, before, now)
            row = session.get_one(Row, consultation_id)
            _withdraw(session, row.asked_by, now, Row.participant_number == row.participant_number)

    def refused(self, consultation_id: str) -> None:
        """The partner will not open it."""
        self._move(consultation_id, State.ASKED, State.REFUSED)

    def keep(self, wanted: Wanted) -> Consultation:
        """Have the partner asked again later; any other that this member has kept is withdrawn."""
        with self._db.transaction() as session:
            row = session.get(Row, wanted.id)
            if row is None or row.state == State.ASKED:
                _withdraw(session, wanted.asked_by, self._clock.now())
            if row is not None and row.state == State.ASKED:
                row.state, row.updated_at = State.KEPT.value, self._clock.now()
        return self._written(wanted, State.KEPT)

    def withdraw(self, asked_by: str) -> bool:
        """The member does not want what is kept any more; whether there was something."""
        with self._db.transaction() as session:
            return _withdraw(session, asked_by, self._clock.now()) > 0

    def latest(
        self, participant_number: str, since: datetime, limit: int
    ) -> Sequence[Consultation]:
        """What this member has asked for, or is about them: the latest first."""
        theirs = or_(
            Row.asked_by == participant_number, Row.participant_number == participant_number
        )
        query = select(Row).where(theirs, Row.created_at >= since)
        with self._db.reading() as session:
            rows = session.scalars(query.order_by(Row.created_at.desc(), Row.id).limit(limit)).all()
        return [consultation_of(row) for row in rows]

    def prescriptions(self, ids: Collection[str]) -> Sequence[tuple[str, Prescription]]:
        """What was prescribed in these consultations, each with its consultation's id."""
        query = select(PrescriptionRow).where(PrescriptionRow.consultation_id.in_(sorted(ids)))
        with self._db.reading() as session:
            rows = session.scalars(query.order_by(PrescriptionRow.issued_at.desc())).all()
        return [(row.consultation_id, prescription_of(row)) for row in rows]

    def deliveries(self, ids: Collection[str]) -> Sequence[tuple[str, Delivery]]:
        """The medicine that was sent after these consultations, likewise."""
        table = MedicineDeliveryRow
        query = select(table).where(table.consultation_id.in_(sorted(ids)))
        with self._db.reading() as session:
            rows = session.scalars(query.order_by(table.changed_at.desc(), table.id)).all()
        return [(row.consultation_id, delivery_of(row)) for row in rows]

    # --- the queue ----------------------------------------------------------------------------

    def claim_kept(self, now: datetime, lease_until: datetime) -> Consultation | None:
        """Take the oldest kept one that is due; nobody else gets the same before
        ``lease_until``."""
        due = (Row.state == State.KEPT, _is_free(now))
        with self._db.reading() as session:
            row = session.scalars(select(Row).where(*due).order_by(Row.created_at).limit(1)).first()
        if row is None:
            return None
        taken = update(Row).where(Row.id == row.id, Row.attempts == row.attempts, *due)
        values = {"attempts": row.attempts + 1, "next_attempt_at": lease_until}
        with self._db.transaction() as session:
            if not changed(session, taken.values(values)):
                return None
            return consultation_of(session.get_one(Row, row.id, populate_existing=True))

    def put_off(self, kept: Consultation, until: datetime) -> None:
        """The partner is away still: ask again at ``until``."""
        ours = Row.id == kept.wanted.id, Row.attempts == kept.attempts
        with self._db.transaction() as session:
            changed(session, update(Row).where(*ours).values(next_attempt_at=until))

    def _written(self, wanted: Wanted, state: State) -> Consultation:
        try:
            return self._write(wanted, state)
        except IntegrityError:  # this very turn, asked twice at the same moment
            return self._write(wanted, state)

    def _write(self, wanted: Wanted, state: State) -> Consultation:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = session.get(Row, wanted.id)
            if row is None:
                row = _new(wanted, state, now)
                session.add(row)
                SessionAudit(session, self._clock).record(
                    f"consultation_{state}",
                    conversation_id=wanted.conversation_id,
                    participant_number=wanted.participant_number,
                    detail={"consultation": wanted.id},
                )
            return consultation_of(row)

    def _move(self, consultation_id: str, before: State, after: State) -> None:
        with self._db.transaction() as session:
            move(session, consultation_id, before, after, self._clock.now())


def mark_opened(
    session: Session, consultation_id: str, partner_id: str, before: State, now: datetime
) -> bool:
    """The partner has opened one that stood as ``before``, which an event may have told already;
    whether it stood so."""
    ours = Row.id == consultation_id, Row.state == before
    values = {"opened_at": now, "partner_id": partner_id, "complaint": None, "updated_at": now}
    waiting = {"state": State.WAITING.value, "next_attempt_at": None}
    return changed(session, update(Row).where(*ours).values({**values, **waiting})) > 0


def move(
    session: Session, consultation_id: str, before: State, after: State, now: datetime
) -> bool:
    """Put one that stands as ``before`` forward, and forget the complaint with it."""
    ours = Row.id == consultation_id, Row.state == before
    values = {"state": after.value, "next_attempt_at": None, "complaint": None, "updated_at": now}
    return changed(session, update(Row).where(*ours).values(values)) > 0


def consultation_of(row: ConsultationRow) -> Consultation:
    """A row as the insurance knows it."""
    wanted = Wanted(
        id=row.id,
        conversation_id=row.conversation_id,
        asked_by=row.asked_by,
        participant_number=row.participant_number,
        specialty=Specialty(row.specialty),
        doctor_code=row.doctor_code,
        complaint=row.complaint or "",
        language=row.language,
    )
    return Consultation(wanted, State(row.state), row.partner_id, row.created_at, row.attempts)


def _new(wanted: Wanted, state: State, now: datetime) -> ConsultationRow:
    return Row(
        id=wanted.id,
        conversation_id=wanted.conversation_id,
        asked_by=wanted.asked_by,
        participant_number=wanted.participant_number,
        specialty=wanted.specialty.value,
        doctor_code=wanted.doctor_code,
        complaint=wanted.complaint or None,
        language=wanted.language,
        state=state.value,
        sequence=0,
        attempts=0,
        created_at=now,
        updated_at=now,
    )


def _withdraw(session: Session, asked_by: str, now: datetime, *also: ColumnElement[bool]) -> int:
    kept = update(Row).where(Row.asked_by == asked_by, Row.state == State.KEPT, *also)
    values = {"state": State.WITHDRAWN.value, "complaint": None, "updated_at": now}
    return changed(session, kept.values(values))


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Row.next_attempt_at.is_(None), Row.next_attempt_at <= now)
