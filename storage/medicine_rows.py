"""What the partner tells of a consultation, written down: whatever order it comes in, what stands
here in the end is the same."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from insurance.consultations import OVER, State
from insurance.telemedicine_ports import (
    Applied,
    ConsultationStatus,
    Delivery,
    DeliveryStatus,
    EventKind,
    Medicine,
    PartnerEvent,
    Prescription,
)
from storage.tables import (
    ConsultationEventRow,
    ConsultationRow,
    MedicineDeliveryRow,
    PrescriptionRow,
)

PUSHED_DELIVERIES = {
    DeliveryStatus.ON_THE_WAY: "medicine_sent",
    DeliveryStatus.DELIVERED: "medicine_delivered",
    DeliveryStatus.FAILED: "medicine_failed",
}


@dataclass(frozen=True)
class Noted:
    """What an event came to."""

    applied: Applied
    asked_by: str = ""
    """Participant number of who asked for the consultation."""
    news: str | None = None
    """What they are to be told, if anything is new to them."""


def note(session: Session, event: PartnerEvent, now: datetime) -> Noted:
    """Write an event down, once; what was known already or is older than what is known is no
    news."""
    row = session.get(ConsultationRow, event.reference, with_for_update=True)
    if row is None or row.partner_id not in (None, event.consultation_id):
        return Noted(Applied.UNKNOWN)
    if session.get(ConsultationEventRow, event.event_id) is not None:
        return Noted(Applied.REPEATED)
    session.add(
        ConsultationEventRow(
            id=event.event_id,
            consultation_id=row.id,
            kind=event.kind.value,
            sequence=event.sequence,
            occurred_at=event.occurred_at,
            received_at=now,
        )
    )
    news = _noted_status(row, event, now)
    match event.kind:
        case EventKind.PRESCRIPTION_ISSUED:
            news = _noted_prescription(session, row, event)
        case EventKind.DELIVERY_CHANGED:
            news = _noted_delivery(session, row, event)
    session.flush()
    return Noted(Applied.DONE, row.asked_by, news)


def _noted_status(row: ConsultationRow, event: PartnerEvent, now: datetime) -> str | None:
    """The consultation as the newest event has it; the doctor's coming is news while it is new."""
    row.updated_at = now
    if event.sequence <= row.sequence:
        return None
    was = State(row.state)
    row.partner_id, row.sequence = event.consultation_id, event.sequence
    row.state, row.next_attempt_at, row.complaint = event.status.value, None, None
    row.opened_at = row.opened_at or now
    is_new = event.status is ConsultationStatus.ACTIVE and was not in {State.ACTIVE, *OVER}
    return "doctor_joined" if is_new and event.kind is EventKind.DOCTOR_JOINED else None


def _noted_prescription(session: Session, row: ConsultationRow, event: PartnerEvent) -> str | None:
    issued = event.prescription
    if issued is None:
        return None
    known = session.get(PrescriptionRow, issued.prescription_id)
    if known is not None and known.consultation_id == row.id:
        if known.sequence < event.sequence:
            known.medicines, known.sequence = _written(issued), event.sequence
        return None
    if known is not None:
        return None
    session.add(
        PrescriptionRow(
            id=issued.prescription_id,
            consultation_id=row.id,
            medicines=_written(issued),
            sequence=event.sequence,
            issued_at=issued.issued_at,
        )
    )
    return None if _is_under_way(session, issued.prescription_id) else "prescription_issued"


def _is_under_way(session: Session, prescription_id: str) -> bool:
    """Whether the member was told of the medicine already: the prescription comes late."""
    table = MedicineDeliveryRow
    told = [status.value for status in PUSHED_DELIVERIES]
    found = session.query(table.id).filter(
        table.prescription_id == prescription_id, table.status.in_(told)
    )
    return found.first() is not None


def _noted_delivery(session: Session, row: ConsultationRow, event: PartnerEvent) -> str | None:
    told = event.delivery
    if told is None:
        return None
    known = session.get(MedicineDeliveryRow, told.delivery_id)
    if known is not None and (known.consultation_id != row.id or known.sequence >= event.sequence):
        return None
    was = known.status if known is not None else None
    if known is None:
        known = MedicineDeliveryRow(id=told.delivery_id, consultation_id=row.id)
        session.add(known)
    known.prescription_id, known.status = told.prescription_id, told.status.value
    known.courier, known.expected_at = told.courier, told.expected_at
    known.tracking_number, known.tracking_url = told.tracking_number, told.tracking_url
    known.sequence, known.changed_at = event.sequence, told.updated_at
    return None if was == told.status else PUSHED_DELIVERIES.get(told.status)


def prescription_of(row: PrescriptionRow) -> Prescription:
    """A row as the insurance knows it."""
    medicines = tuple(Medicine(*line) for line in json.loads(row.medicines))
    return Prescription(row.id, row.issued_at, medicines)


def delivery_of(row: MedicineDeliveryRow) -> Delivery:
    """A row as the insurance knows it."""
    return Delivery(
        row.id,
        row.prescription_id,
        DeliveryStatus(row.status),
        row.courier,
        row.tracking_number,
        row.tracking_url,
        row.expected_at,
        row.changed_at,
    )


def _written(issued: Prescription) -> str:
    lines = [[each.name, each.quantity, each.directions] for each in issued.medicines]
    return json.dumps(lines, ensure_ascii=False)
