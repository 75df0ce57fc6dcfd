"""What the partner tells is kept once and in whatever order, and told to the member once."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.messages import Language, News
from bot.outbound.templates import template_for
from insurance.consultations import State
from insurance.fakes import FakeClock
from insurance.letters import Letters
from insurance.telemedicine_ports import (
    Applied,
    ConsultationStatus,
    DeliveryStatus,
    EventKind,
    PartnerEvent,
)
from storage.database import Database
from storage.tables import (
    ConsultationEventRow,
    ConsultationRow,
    MedicineDeliveryRow,
    OutboxRow,
    PrescriptionRow,
)
from tests.consultation_world import PRESCRIPTION, ConsultationWorld, delivery, event
from tests.identity_world import BUDI, SITI


@pytest.fixture
def world(database: Database, clock: FakeClock) -> ConsultationWorld:
    """On SQLite and on PostgreSQL."""
    return ConsultationWorld(database, clock)


@pytest.fixture
def reference(world: ConsultationWorld) -> str:
    """A consultation that was opened in a chat of Budi's."""
    wanted = world.wanted(world.chat())
    world.telemedicine.open(wanted)
    return wanted.id


def whole_story(reference: str) -> Sequence[PartnerEvent]:
    changed = EventKind.DELIVERY_CHANGED
    sent, arrived = DeliveryStatus.ON_THE_WAY, DeliveryStatus.DELIVERED
    return [
        event(reference, 1, EventKind.DOCTOR_JOINED),
        event(reference, 2, EventKind.PRESCRIPTION_ISSUED, prescription=PRESCRIPTION),
        event(
            reference,
            3,
            EventKind.CONSULTATION_ENDED,
            ConsultationStatus.ENDED,
        ),
        event(reference, 4, changed, ConsultationStatus.ENDED, delivery=delivery(sent)),
        event(reference, 5, changed, ConsultationStatus.ENDED, delivery=delivery(arrived)),
    ]


def test_each_step_is_told_once(world: ConsultationWorld, reference: str) -> None:
    for one in whole_story(reference):
        assert world.news.apply(one) is Applied.DONE
        assert world.news.apply(one) is Applied.REPEATED
    assert world.texts() == [
        "Dokter sudah bergabung di konsultasi online Anda",
        "Resep dari konsultasi online Anda sudah terbit",
        "Obat dari konsultasi online Anda sedang dalam perjalanan (Kurir Contoh, RESI-1)",
        "Obat dari konsultasi online Anda sudah sampai di tujuan",
    ]
    titles = [[title for title, _ in draft.buttons] for draft in world.told()]
    assert titles[0] == ["Masuk ke konsultasi"]
    assert titles[1] == titles[2] == ["Lihat resep"]


def test_a_push_names_no_doctor_no_patient_no_medicine_and_no_link(
    world: ConsultationWorld, reference: str
) -> None:
    for one in whole_story(reference):
        world.news.apply(one)
    with world.database.reading() as session:
        stored = " ".join(row.content or "" for row in session.scalars(select(OutboxRow)))
    for secret in ("Parasetamol", "dr. A", "Budi", "demam", "https://", "general"):
        assert secret not in stored


def kept(world: ConsultationWorld) -> tuple[object, ...]:
    with world.database.reading() as session:
        one = session.scalars(select(ConsultationRow)).one()
        way = session.scalars(select(MedicineDeliveryRow)).one()
        issued = session.scalars(select(PrescriptionRow)).one()
        return one.state, one.sequence, way.status, way.sequence, issued.medicines


def test_whatever_the_order_the_end_is_the_same(sqlite_database: Database) -> None:
    world = ConsultationWorld(sqlite_database, FakeClock())
    wanted = world.wanted(world.chat())
    world.telemedicine.open(wanted)
    ends = set()
    for order in itertools.permutations(whole_story(wanted.id)):
        for one in order:
            assert world.news.apply(one) is Applied.DONE
        ends.add(kept(world))
        forget(world)
    assert len(ends) == 1
    assert next(iter(ends))[:4] == ("ended", 5, "delivered", 5)


def forget(world: ConsultationWorld) -> None:
    with world.database.transaction() as session:
        for row in [
            *session.scalars(select(MedicineDeliveryRow)),
            *session.scalars(select(PrescriptionRow)),
            *session.scalars(select(ConsultationEventRow)),
        ]:
            session.delete(row)
        consultation = session.scalars(select(ConsultationRow)).one()
        consultation.state, consultation.sequence = "waiting", 0


def test_what_comes_late_is_no_news(world: ConsultationWorld, reference: str) -> None:
    joined, issued, ended, sent, arrived = whole_story(reference)
    for one in (arrived, sent, ended, issued, joined):
        assert world.news.apply(one) is Applied.DONE
    assert world.texts() == ["Obat dari konsultasi online Anda sudah sampai di tujuan"]


def test_an_event_before_the_partners_answer_is_not_lost(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat())
    begun = world.store.begin(wanted)
    opened = world.telemedicine.ask_partner(begun)
    world.news.apply(event(wanted.id, 1, EventKind.DOCTOR_JOINED))
    world.store.opened(wanted.id, opened.consultation_id)
    (known,) = world.store.latest(BUDI.participant_number, world.clock.now(), 9)
    assert known.state is State.ACTIVE


def test_a_consultation_of_nobody_is_unknown(world: ConsultationWorld, reference: str) -> None:
    assert world.news.apply(event("0" * 32, 1, EventKind.DOCTOR_JOINED)) is Applied.UNKNOWN
    stranger = event(reference, 1, EventKind.DOCTOR_JOINED)
    world.news.apply(stranger)
    forged = event(reference, 2, EventKind.DOCTOR_JOINED, event_id="other")
    object.__setattr__(forged, "consultation_id", "another")
    assert world.news.apply(forged) is Applied.UNKNOWN


def test_medicine_that_could_not_be_delivered_and_then_was(
    world: ConsultationWorld, reference: str
) -> None:
    ways = (DeliveryStatus.PREPARING, DeliveryStatus.FAILED, DeliveryStatus.DELIVERED)
    for number, status in enumerate(ways, start=1):
        world.news.apply(
            event(reference, number, EventKind.DELIVERY_CHANGED, delivery=delivery(status))
        )
    assert world.texts() == [
        "Maaf, obat dari konsultasi online Anda belum berhasil diantar (Kurir Contoh, RESI-1)",
        "Obat dari konsultasi online Anda sudah sampai di tujuan",
    ]


def test_it_is_told_in_the_chat_used_last_of_who_asked_for_it(world: ConsultationWorld) -> None:
    first = world.chat()
    wanted = world.wanted(first, patient=SITI)
    world.telemedicine.open(wanted)
    world.clock.advance(minutes=1)
    world.chat(SITI)
    last = world.chat(channel="whatsapp", language="en")
    world.news.apply(event(wanted.id, 1, EventKind.DOCTOR_JOINED))
    with world.database.reading() as session:
        (row,) = session.scalars(select(OutboxRow)).all()
    assert row.conversation_id == last
    (draft,) = world.told()
    assert draft.news == News("consultation_news", ("the doctor has joined",))


@pytest.mark.parametrize("language", list(Language))
def test_outside_the_window_a_template_or_a_letter_says_it(language: Language) -> None:
    template = template_for("consultation_news", language)
    assert template is not None
    filled = template.filled(("dokter sudah bergabung",))
    assert "dokter sudah bergabung." in filled
    mail = Letters().consultation_news(
        to="budi@contoh.example",
        name="Budi",
        language=language.value,
        what="dokter sudah bergabung",
        message_id="news.1",
    )
    assert "dokter sudah bergabung" in mail.text
    assert "Budi" in mail.html
