"""Members, doctors online and a partner for tests of telemedicine."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.messages import Draft
from bot.outbound.kept_consultations import KeptConsultations
from bot.outbound.telemedicine_news import TelemedicineNews
from bot.stored import draft_from_json
from bot.texts import Texts
from iclick.bootstrap import composers
from insurance.consultations import Wanted
from insurance.fake_telemedicine import FakeTelemedicine
from insurance.fakes import FakeClock
from insurance.model import Member
from insurance.telemedicine import Telemedicine
from insurance.telemedicine_ports import (
    ConsultationStatus,
    Delivery,
    DeliveryStatus,
    EventKind,
    Medicine,
    PartnerEvent,
    Prescription,
    Specialty,
)
from storage.database import Database
from storage.doctors import SqlDoctors
from storage.tables import ConversationRow, DoctorRow, LinkRow, OutboxRow
from storage.telemedicine import SqlConsultations
from tests.identity_world import BUDI, IdentityWorld

AT = datetime(2026, 7, 1, 5, 30, tzinfo=UTC)
MEDICINES = (Medicine("Parasetamol 500 mg", "10 tablet", "3 kali sehari"),)
PRESCRIPTION = Prescription("rx-1", AT, MEDICINES)


def delivery(status: DeliveryStatus, number: str = "RESI-1") -> Delivery:
    """The medicine of ``PRESCRIPTION``, as it stands."""
    return Delivery("d-1", "rx-1", status, "Kurir Contoh", number, "", None, AT)


def doctor(
    code: str, specialty: str = "general", *, guaranteed: bool = True, rating: float = 4.5
) -> DoctorRow:
    """One who is there from eight to eight."""
    return DoctorRow(
        code=code,
        name=f"dr. {code} Contoh",
        specialty=specialty,
        languages="id en",
        guaranteed=guaranteed,
        rating=rating,
        online_from="08:00",
        online_to="20:00",
        consultation_url="",
    )


DOCTORS = (
    doctor("A", rating=4.1),
    doctor("B", rating=4.9),
    doctor("C", guaranteed=False, rating=5.0),
    doctor("D", rating=5.0),
    doctor("K", "dermatology"),
)


@dataclass
class ConsultationWorld:
    """Everything that a consultation stands on, over one database."""

    database: Database
    clock: FakeClock
    partner: FakeTelemedicine = field(default_factory=lambda: FakeTelemedicine({"A", "B", "C"}))

    def __post_init__(self) -> None:
        identity = IdentityWorld(self.database, self.clock)
        self.new_chat = identity.chat
        with self.database.transaction() as session:
            session.add_all(
                DoctorRow(**{c.key: getattr(row, c.key) for c in DoctorRow.__table__.columns})
                for row in DOCTORS
            )
        self.store = SqlConsultations(self.database, self.clock)
        self.telemedicine = Telemedicine(
            SqlDoctors(self.database), self.partner, self.store, identity.core, self.clock
        )
        self.news = TelemedicineNews(self.database, composers(), Texts.load(), self.clock)
        self.kept = KeptConsultations(
            self.database, self.store, self.telemedicine, self.news, self.clock
        )

    def chat(self, member: Member = BUDI, channel: str = "telegram", language: str = "id") -> str:
        """A chat of the member's, used just now."""
        chat, now = self.new_chat(channel), self.clock.now()
        with self.database.transaction() as session:
            row = session.get_one(ConversationRow, chat)
            row.language, row.last_inbound_at = language, now
            session.add(
                LinkRow(
                    conversation_id=chat,
                    participant_number=member.participant_number,
                    consent_version="1",
                    linked_at=now,
                    expires_at=now + timedelta(days=90),
                    unlocked_until=now,
                )
            )
        return chat

    def wanted(
        self,
        chat: str,
        doctor_code: str | None = "A",
        *,
        asked_by: Member = BUDI,
        patient: Member = BUDI,
    ) -> Wanted:
        """A new message that asks for a consultation."""
        return Wanted(
            id=uuid.uuid4().hex,
            conversation_id=chat,
            asked_by=asked_by.participant_number,
            participant_number=patient.participant_number,
            specialty=Specialty.GENERAL,
            doctor_code=doctor_code,
            complaint="demam",
            language="id",
        )

    def told(self) -> list[Draft]:
        """What was staged to be sent, in order."""
        with self.database.reading() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        return [draft_from_json(row.content or "{}") for row in rows]

    def texts(self) -> list[str]:
        """The first words of what was staged."""
        return [draft.text.partition(".")[0].partition("\n")[0] for draft in self.told()]


def event(
    reference: str,
    sequence: int,
    kind: EventKind,
    status: ConsultationStatus = ConsultationStatus.ACTIVE,
    *,
    event_id: str = "",
    prescription: Prescription | None = None,
    delivery: Delivery | None = None,
) -> PartnerEvent:
    """What the partner tells of a consultation."""
    return PartnerEvent(
        event_id=event_id or f"e-{reference}-{sequence}",
        consultation_id=f"fake-{reference}",
        reference=reference,
        sequence=sequence,
        occurred_at=AT,
        kind=kind,
        status=status,
        prescription=prescription,
        delivery=delivery,
    )
