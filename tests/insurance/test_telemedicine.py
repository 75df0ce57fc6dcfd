"""Whom to ask, and one consultation however often it is asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from insurance.consultations import NotToJoin, State
from insurance.fakes import FakeClock
from insurance.model import Member
from insurance.telemedicine import age
from insurance.telemedicine_ports import (
    ConsultationStatus,
    DoctorOffline,
    EventKind,
    JoinLink,
    PartnerAway,
    Specialty,
)
from storage.database import Database
from tests.consultation_world import ConsultationWorld, event
from tests.identity_world import ANI, BUDI, LAPSED, SITI


@pytest.fixture
def world(sqlite_database: Database, clock: FakeClock) -> ConsultationWorld:
    return ConsultationWorld(sqlite_database, clock)


def test_who_is_online_comes_first_then_who_is_guaranteed_then_by_rating(
    world: ConsultationWorld,
) -> None:
    doctors = world.telemedicine.doctors(Specialty.GENERAL)
    assert [(one.doctor.code, one.is_online) for one in doctors] == [
        ("B", True),
        ("A", True),
        ("C", True),
        ("D", False),
    ]


def test_the_usual_hours_and_the_languages_are_those_of_the_list(world: ConsultationWorld) -> None:
    doctor = world.telemedicine.doctor("A")
    assert doctor is not None
    assert (doctor.online_from, doctor.online_to) == (time(8), time(20))
    assert doctor.languages == ("id", "en")


@pytest.mark.parametrize(
    ("hours", "comes_at"), [(0, None), (7.9, None), (8.1, time(8)), (19, time(8)), (20.1, None)]
)
def test_who_is_away_in_their_usual_hours_is_not_said_to_come_at_their_beginning(
    world: ConsultationWorld, hours: float, comes_at: time | None
) -> None:
    world.clock.advance(hours=hours)  # from noon in Jakarta
    assert world.telemedicine.doctors(Specialty.GENERAL)[-1].comes_at == comes_at


def test_the_same_message_again_opens_no_second_consultation(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat())
    first = world.telemedicine.open(wanted)
    again = world.telemedicine.open(wanted)
    assert first.link == again.link
    assert list(world.partner.opened) == [wanted.id]


def test_killed_between_partner_and_database_it_is_the_same_consultation(
    world: ConsultationWorld,
) -> None:
    wanted = world.wanted(world.chat())
    world.telemedicine.ask_partner(world.store.begin(wanted))
    world.telemedicine.open(wanted)
    assert list(world.partner.opened) == [wanted.id]
    (known,) = world.store.latest(BUDI.participant_number, world.clock.now(), 9)
    assert (known.state, known.partner_id) == (State.WAITING, f"fake-{wanted.id}")


def test_the_partner_learns_of_the_patient_what_a_doctor_needs(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat(), patient=SITI)
    world.telemedicine.open(wanted)
    request = world.partner.opened[wanted.id]
    assert (request.patient.name, request.complaint) == ("Siti Aminah", "demam")


def test_the_same_doctor_for_the_same_person_is_one_for_half_an_hour(
    world: ConsultationWorld,
) -> None:
    chat = world.chat()
    first, second = world.wanted(chat), world.wanted(chat)
    world.telemedicine.open(first)
    world.clock.advance(minutes=29)
    assert world.telemedicine.open(second).consultation.wanted.id == first.id
    world.telemedicine.open(world.wanted(chat, patient=SITI))
    world.clock.advance(minutes=2)
    world.telemedicine.open(world.wanted(chat))
    assert len(world.partner.opened) == 3


def test_a_doctor_who_left_is_said_to_have_left(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat(), "D")
    with pytest.raises(DoctorOffline):
        world.telemedicine.open(wanted)
    (known,) = world.store.latest(BUDI.participant_number, world.clock.now(), 9)
    assert known.state is State.REFUSED
    assert world.telemedicine.followed(BUDI) == []


def test_a_partner_who_is_away_is_said_to_be_away_and_asked_again(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat())
    world.partner.troubles = [PartnerAway("500")]
    with pytest.raises(PartnerAway):
        world.telemedicine.open(wanted)
    assert world.telemedicine.open(wanted).consultation.state is State.WAITING


def test_an_answer_that_is_late_makes_no_second_consultation(world: ConsultationWorld) -> None:
    chat = world.chat()
    late, tapped_again, kept = (world.wanted(chat) for _ in range(3))
    world.telemedicine.ask_partner(world.store.begin(late))  # opened, and heard of too late
    assert world.telemedicine.keep(kept).wanted.id == late.id
    assert world.telemedicine.keep(kept).wanted.id == late.id
    assert world.telemedicine.open(tapped_again).consultation.wanted.id == late.id
    assert list(world.partner.opened) == [late.id]
    assert not world.telemedicine.withdraw(BUDI.participant_number)


def test_a_link_that_ended_unseen_is_replaced(
    world: ConsultationWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = world.chat()
    late = world.wanted(chat)
    ended = JoinLink("https://telemedicine.example/join/old", world.clock.now())
    begun = world.store.begin(late)
    opened = world.telemedicine.ask_partner(begun)
    monkeypatch.setattr(
        world.partner, "open_consultation", lambda key, request: replace(opened, join=ended)
    )
    assert world.telemedicine.open(world.wanted(chat)).link not in (ended, opened.join)


@pytest.mark.parametrize(("patient", "is_left"), [(SITI, True), (BUDI, False)])
def test_what_is_kept_is_not_opened_besides_what_the_member_opened(
    world: ConsultationWorld, patient: Member, is_left: bool
) -> None:
    chat = world.chat()
    world.telemedicine.keep(world.wanted(chat, "B", patient=patient))
    world.telemedicine.open(world.wanted(chat, "A"))
    assert world.telemedicine.withdraw(BUDI.participant_number) is is_left


def test_the_way_in_leads_where_a_doctor_waits(world: ConsultationWorld) -> None:
    chat = world.chat()
    first = world.wanted(chat, patient=SITI)
    world.telemedicine.open(first)
    world.clock.advance(minutes=1)
    world.telemedicine.open(world.wanted(chat, "B"))
    world.news.apply(event(first.id, 1, EventKind.DOCTOR_JOINED))
    assert world.telemedicine.join(BUDI, "key").consultation.wanted.id == first.id


def test_a_new_link_is_for_who_asked_and_for_who_is_ill(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat(), patient=SITI)
    first = world.telemedicine.open(wanted)
    for member in (BUDI, SITI):
        opened = world.telemedicine.join(member, f"key of {member.full_name}")
        assert opened.consultation.wanted.id == wanted.id
        assert opened.link != first.link
    with pytest.raises(NotToJoin):
        world.telemedicine.join(ANI, "key")


def test_what_is_over_cannot_be_joined(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat())
    world.telemedicine.open(wanted)
    state = world.partner.states[f"fake-{wanted.id}"]
    ended = replace(state, status=ConsultationStatus.ENDED)
    world.partner.states[f"fake-{wanted.id}"] = ended
    with pytest.raises(NotToJoin):
        world.telemedicine.join(BUDI, "key")


def test_a_lapsed_policy_covers_no_consultation(world: ConsultationWorld) -> None:
    assert world.telemedicine.is_covered(BUDI)
    assert not world.telemedicine.is_covered(LAPSED)
    world.clock.advance(days=365)
    assert not world.telemedicine.is_covered(BUDI)


def test_another_kept_request_takes_the_place_of_the_first(world: ConsultationWorld) -> None:
    chat = world.chat()
    first, second = world.wanted(chat), world.wanted(chat, "B")
    for wanted in (first, first, second, second):
        world.telemedicine.keep(wanted)
    states = {
        one.wanted.id: one.state
        for one in world.store.latest(BUDI.participant_number, world.clock.now(), 9)
    }
    assert states == {first.id: State.WITHDRAWN, second.id: State.KEPT}
    assert world.telemedicine.withdraw(BUDI.participant_number)
    assert not world.telemedicine.withdraw(BUDI.participant_number)


def test_full_years_are_counted() -> None:
    assert age(date(2008, 7, 2), date(2026, 7, 1)) == 17
    assert age(date(2008, 7, 1), date(2026, 7, 1)) == 18
