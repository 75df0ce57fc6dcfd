"""Consultations in the database: what is kept of them, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import func, select, text

from insurance.fakes import FakeClock
from insurance.telemedicine_ports import DeliveryStatus, EventKind
from storage.database import Database
from storage.retention import purge
from storage.tables import (
    ConsultationEventRow,
    ConsultationRow,
    MedicineDeliveryRow,
    PrescriptionRow,
)
from tests.consultation_world import PRESCRIPTION, ConsultationWorld, delivery, event
from tests.identity_world import BUDI, SITI

TABLES = (ConsultationRow, ConsultationEventRow, PrescriptionRow, MedicineDeliveryRow)


@pytest.fixture
def world(database: Database, clock: FakeClock) -> ConsultationWorld:
    """On SQLite and on PostgreSQL."""
    return ConsultationWorld(database, clock)


def counts(world: ConsultationWorld) -> Sequence[int]:
    with world.database.reading() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def prescribed(world: ConsultationWorld) -> str:
    wanted = world.wanted(world.chat())
    world.telemedicine.open(wanted)
    world.news.apply(event(wanted.id, 1, EventKind.PRESCRIPTION_ISSUED, prescription=PRESCRIPTION))
    sent = delivery(DeliveryStatus.ON_THE_WAY)
    world.news.apply(event(wanted.id, 2, EventKind.DELIVERY_CHANGED, delivery=sent))
    return wanted.id


def test_after_ninety_days_nothing_of_a_consultation_is_left(world: ConsultationWorld) -> None:
    prescribed(world)
    world.clock.advance(days=89)
    purge(world.database, world.clock, pause_s=0)
    assert counts(world) == [1, 2, 1, 1]
    world.clock.advance(days=2)
    purge(world.database, world.clock, pause_s=0)
    assert counts(world) == [0, 0, 0, 0]


def test_the_complaint_is_kept_only_while_the_partner_is_to_hear_it(
    world: ConsultationWorld,
) -> None:
    chat = world.chat()
    kept, begun = world.wanted(chat, patient=SITI), world.wanted(chat, "C")
    world.telemedicine.keep(kept)
    world.store.begin(begun)
    world.telemedicine.open(world.wanted(chat))
    world.clock.advance(days=1, minutes=1)
    purge(world.database, world.clock, pause_s=0)
    with world.database.reading() as session:
        left = {row.id: row.complaint for row in session.scalars(select(ConsultationRow))}
    assert [id for id, complaint in left.items() if complaint] == [kept.id]


def test_what_is_personal_stands_encrypted(world: ConsultationWorld) -> None:
    world.telemedicine.keep(world.wanted(world.chat()))
    prescribed(world)
    with world.database.reading() as session:
        raw = " ".join(
            str(row)
            for table in TABLES
            for row in session.execute(text(f"SELECT * FROM {table.__tablename__}"))
        )
    assert [secret for secret in ("demam", "Parasetamol", "RESI-1") if secret in raw] == []


def test_a_request_in_use_by_one_gateway_is_not_given_to_another(world: ConsultationWorld) -> None:
    world.telemedicine.keep(world.wanted(world.chat()))
    now = world.clock.now()
    until = world.clock.advance(seconds=30)
    assert world.store.claim_kept(now, until) is not None
    assert world.store.claim_kept(now, until) is None
    again = world.store.claim_kept(until, world.clock.advance(seconds=30))
    assert again is not None
    assert (again.attempts, again.wanted.asked_by) == (2, BUDI.participant_number)
