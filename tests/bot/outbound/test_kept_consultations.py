"""A request that is kept while the partner is away: asked again, and told of when it is back."""

from __future__ import annotations

import pytest

from insurance.consultations import State
from insurance.fakes import FakeClock
from insurance.telemedicine_ports import PartnerAway, PartnerRefuses
from storage.database import Database
from tests.consultation_world import ConsultationWorld
from tests.identity_world import BUDI


@pytest.fixture
def world(database: Database, clock: FakeClock) -> ConsultationWorld:
    """On SQLite and on PostgreSQL."""
    return ConsultationWorld(database, clock)


def state(world: ConsultationWorld) -> State:
    since = world.clock.now().replace(year=2020)
    return world.store.latest(BUDI.participant_number, since, 1)[0].state


def test_the_consultation_is_opened_once_the_partner_is_back(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat())
    world.telemedicine.keep(wanted)
    world.partner.troubles = [PartnerAway("502"), PartnerAway("502")]
    assert world.kept.retry_next()
    assert not world.kept.retry_next()  # not before it is due again
    world.clock.advance(seconds=15)
    assert world.kept.retry_next()
    world.clock.advance(seconds=30)
    assert world.kept.retry_next()
    assert list(world.partner.opened) == [wanted.id]
    assert state(world) is State.WAITING
    (draft,) = world.told()
    assert draft.text.startswith("Konsultasi online yang Anda tunggu sudah dibuka.")
    assert "https://" not in draft.text
    assert [title for title, _ in draft.buttons] == ["Masuk ke konsultasi"]
    assert not world.kept.retry_next()


def test_what_the_partner_refuses_for_now_is_put_off(world: ConsultationWorld) -> None:
    world.telemedicine.keep(world.wanted(world.chat(), None))
    world.partner.troubles = [PartnerRefuses("HTTP 418")]
    assert world.kept.retry_next()
    assert state(world) is State.KEPT
    assert not world.kept.retry_next()


def test_what_was_begun_and_then_kept_is_opened_once(world: ConsultationWorld) -> None:
    chat = world.chat()
    late = world.wanted(chat)
    world.telemedicine.ask_partner(world.store.begin(late))  # the answer came too late
    world.telemedicine.keep(world.wanted(chat))
    assert world.kept.retry_next()
    assert list(world.partner.opened) == [late.id]
    assert (state(world), len(world.told())) == (State.WAITING, 1)


def test_without_a_doctor_the_member_chooses_when_somebody_is_there(
    world: ConsultationWorld,
) -> None:
    world.telemedicine.keep(world.wanted(world.chat(), None))
    world.partner.doctors_online = set()
    world.kept.retry_next()
    assert (state(world), world.told()) == (State.KEPT, [])
    world.partner.doctors_online = {"A"}
    world.clock.advance(minutes=1)
    world.kept.retry_next()
    assert state(world) is State.OFFERED
    (draft,) = world.told()
    assert [title for title, _ in draft.buttons] == ["Pilih dokter"]
    assert world.partner.opened == {}


def test_a_doctor_who_has_left_meanwhile_is_replaced_by_a_choice(world: ConsultationWorld) -> None:
    world.telemedicine.keep(world.wanted(world.chat(), "D"))
    world.kept.retry_next()
    assert state(world) is State.OFFERED


def test_after_a_day_it_is_given_up_and_said_so(world: ConsultationWorld) -> None:
    world.telemedicine.keep(world.wanted(world.chat()))
    world.clock.advance(hours=24)
    world.kept.retry_next()
    assert state(world) is State.GIVEN_UP
    assert world.texts()[0].startswith("Maaf, permintaan konsultasi online Anda belum berhasil")
    assert world.partner.calls == []


def test_what_was_withdrawn_is_not_asked_for(world: ConsultationWorld) -> None:
    world.telemedicine.keep(world.wanted(world.chat()))
    world.telemedicine.withdraw(BUDI.participant_number)
    assert not world.kept.retry_next()


def test_killed_after_the_partner_has_opened_it_it_is_told_once(world: ConsultationWorld) -> None:
    wanted = world.wanted(world.chat())
    kept = world.telemedicine.keep(wanted)
    world.store.claim_kept(world.clock.now(), world.clock.advance(seconds=30))
    world.telemedicine.ask_partner(kept)
    world.clock.advance(seconds=1)
    world.kept.retry_next()
    assert list(world.partner.opened) == [wanted.id]
    assert len(world.told()) == 1


async def test_the_loop_begins_and_ends(world: ConsultationWorld) -> None:
    await world.kept.stop()
    await world.kept.run()
