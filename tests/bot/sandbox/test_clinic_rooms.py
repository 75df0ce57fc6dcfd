"""Playing the doctor: who comes in, what they do, and what the gateway is told of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.inbound.telemedicine import TelemedicineDoor
from bot.metrics import Metrics
from bot.sandbox.clinic_book import read_doctors
from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Fault, Trouble
from bot.sandbox.played_doctor import PlayedDoctor
from bot.sandbox.server import Sandbox, running
from bot.sandbox.world import ClockInMemory, World
from iclick.settings import SAMPLES
from insurance.model import Gender
from insurance.telemedicine_ports import (
    Applied,
    ConsultationOver,
    ConsultationRequest,
    ConsultationStatus,
    DeliveryStatus,
    DoctorOffline,
    EventKind,
    OpenedConsultation,
    PartnerAway,
    PartnerEvent,
    Patient,
)
from partners.telemedicine import RestTelemedicine
from tests.bot.sandbox.running_demo import free_port, serving
from tests.partners.stand_in_telemedicine import against_document

SECRET = "a-secret-of-both"
PATIENT = Patient("Siti Rahmawati", datetime(1987, 8, 17, tzinfo=UTC).date(), Gender.FEMALE)
WISH = ConsultationRequest("CONTOH-D01", PATIENT, "batuk dua hari", "id")


@dataclass
class Told:
    """PartnerEvents that remembers, and what it answers first."""

    events: list[PartnerEvent] = field(default_factory=list)
    answers: list[Applied] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)

    def apply(self, event: PartnerEvent) -> Applied:
        answer = self.answers.pop(0) if self.answers else Applied.DONE
        if answer is Applied.DONE:
            self.events.append(event)
        return answer

    async def wait_for(self, count: int) -> list[PartnerEvent]:
        async with asyncio.timeout(10):
            while len(self.events) < count:
                await asyncio.sleep(0.02)
        return self.events


@dataclass
class Clinic:
    """The partner at work, a gateway that has only its door, and our client."""

    sandbox: Sandbox
    clock: ClockInMemory
    told: Told
    client: RestTelemedicine
    doctor: PlayedDoctor

    async def opened(self, key: str = "key-1") -> OpenedConsultation:
        return await asyncio.to_thread(self.client.open_consultation, key, WISH)

    async def room(self, key: str = "key-1") -> str:
        """A consultation that the patient has come into."""
        return await self.doctor.come_in((await self.opened(key)).join.url)


@pytest.fixture
async def clinic() -> AsyncIterator[Clinic]:
    config = SandboxConfig(
        gateway_url=f"http://127.0.0.1:{free_port()}",
        public_url="https://chat.contoh.example",
        telegram_token="1:x",
        twilio_account_sid="AC",
        twilio_auth_token="t",
        whatsapp_from="whatsapp:+1",
        port=free_port(),
        smtp_port=free_port(),
        telemedicine_secret=SECRET,
        doctors=read_doctors(SAMPLES / "doctors.csv"),
        faults=True,
    )
    clock, told = ClockInMemory(), Told()
    door = TelemedicineDoor(SECRET, told, clock, Metrics())

    async def receive(request: Request) -> Response:
        told.bodies.append(await request.json())
        return await door.receive(request)

    gateway = Starlette(routes=[Route("/webhooks/telemedicine", receive, methods=["POST"])])
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=30))
        sandbox, server = await stack.enter_async_context(running(config, World(clock)))
        await stack.enter_async_context(serving(server))
        port = int(config.gateway_url.rpartition(":")[2])
        served = uvicorn.Config(gateway, port=port, log_config=None, timeout_graceful_shutdown=1)
        await stack.enter_async_context(serving(uvicorn.Server(served)))
        client = RestTelemedicine(f"{config.own_url}/telemedicine", SECRET, clock)
        yield Clinic(sandbox, clock, told, client, PlayedDoctor(config.own_url, http))


async def test_from_the_first_word_to_the_medicine_at_the_door(clinic: Clinic):
    room = await clinic.room()
    await clinic.doctor.does(room, "join")
    await clinic.doctor.says(room, "Selamat malam")
    await clinic.doctor.prescribes(room, "Parasetamol 500 mg")
    await clinic.doctor.does(room, "send")
    await clinic.doctor.does(room, "deliver")
    await clinic.doctor.does(room, "end")
    events = await clinic.told.wait_for(5)
    assert [(event.kind, event.sequence) for event in events] == [
        (EventKind.DOCTOR_JOINED, 1),
        (EventKind.PRESCRIPTION_ISSUED, 2),
        (EventKind.DELIVERY_CHANGED, 3),
        (EventKind.DELIVERY_CHANGED, 4),
        (EventKind.CONSULTATION_ENDED, 5),
    ]
    states = [event.delivery.status for event in events if event.delivery]
    assert states == [DeliveryStatus.ON_THE_WAY, DeliveryStatus.DELIVERED]
    assert {event.reference for event in events} == {"key-1"}


async def test_what_is_told_is_as_the_document_has_it(clinic: Clinic):
    room = await clinic.room()
    await clinic.doctor.prescribes(room, "Parasetamol 500 mg")
    await clinic.doctor.does(room, "send")
    await clinic.told.wait_for(3)
    assert [against_document("Event", body) for body in clinic.told.bodies] == [[], [], []]


async def test_the_state_tells_what_the_events_have_told(clinic: Clinic):
    room = await clinic.room()
    await clinic.doctor.prescribes(room, "Parasetamol 500 mg")
    await clinic.doctor.does(room, "send")
    events = await clinic.told.wait_for(3)
    state = await asyncio.to_thread(clinic.client.consultation, events[0].consultation_id)
    assert (state.status, state.sequence) == (ConsultationStatus.ACTIVE, 3)
    assert (state.prescriptions, state.deliveries) == (
        (events[1].prescription,),
        (events[2].delivery,),
    )


async def test_a_link_leads_in_once_and_a_preview_of_it_uses_nothing_up(clinic: Clinic):
    url = (await clinic.opened()).join.url
    own = url.replace("https://chat.contoh.example", clinic.sandbox.config.own_url)
    async with httpx.AsyncClient(trust_env=False) as http:
        for _ in range(2):
            assert (await http.get(own)).status_code == 200
    await clinic.doctor.come_in(url)
    with pytest.raises(httpx.HTTPStatusError, match="410"):
        await clinic.doctor.come_in(url)


async def test_a_new_link_leads_in_and_the_old_one_no_more(clinic: Clinic):
    opened = await clinic.opened()
    fresh = await asyncio.to_thread(clinic.client.join_link, "key-2", opened.consultation_id)
    with pytest.raises(httpx.HTTPStatusError, match="410"):
        await clinic.doctor.come_in(opened.join.url)
    assert await clinic.doctor.come_in(fresh.url)


async def test_a_link_ends_after_half_an_hour(clinic: Clinic):
    opened = await clinic.opened()
    clinic.clock.move(int(timedelta(minutes=31).total_seconds()))
    with pytest.raises(httpx.HTTPStatusError, match="410"):
        await clinic.doctor.come_in(opened.join.url)


async def test_a_link_that_nobody_made_leads_nowhere(clinic: Clinic):
    with pytest.raises(httpx.HTTPStatusError, match="404"):
        await clinic.doctor.come_in("https://x.example/sandbox/consultation/join/made-up")


async def test_a_doctor_who_has_gone_offline_is_refused(clinic: Clinic):
    assert "CONTOH-D01" in await asyncio.to_thread(clinic.client.online)
    await clinic.doctor.is_online("CONTOH-D01", online=False)
    assert "CONTOH-D01" not in await asyncio.to_thread(clinic.client.online)
    with pytest.raises(DoctorOffline):
        await clinic.opened()


async def test_a_lost_answer_opens_no_second_consultation(clinic: Clinic):
    clinic.sandbox.faults.plan(Fault("telemedicine.open", Trouble.REFUSE_AFTER))
    opened = await clinic.opened()
    assert list(clinic.sandbox.clinic.book.consultations) == [opened.consultation_id]


async def test_a_page_instead_of_an_answer_is_told_as_away(clinic: Clinic):
    clinic.sandbox.faults.plan(Fault("telemedicine.doctors", Trouble.HTML))
    with pytest.raises(PartnerAway, match="none"):
        await asyncio.to_thread(clinic.client.online)


async def test_a_cancelled_consultation_is_told_and_cannot_be_joined(clinic: Clinic):
    opened = await clinic.opened()
    for key in ("key-2", "key-3"):
        await asyncio.to_thread(clinic.client.cancel, key, opened.consultation_id)
    (event,) = await clinic.told.wait_for(1)
    assert (event.kind, event.status) == (
        EventKind.CONSULTATION_ENDED,
        ConsultationStatus.CANCELLED,
    )
    with pytest.raises(ConsultationOver):
        await asyncio.to_thread(clinic.client.join_link, "key-4", opened.consultation_id)
    with pytest.raises(httpx.HTTPStatusError, match="410"):
        await clinic.doctor.come_in(opened.join.url)


async def test_an_event_that_we_do_not_know_yet_comes_again(clinic: Clinic):
    clinic.told.answers = [Applied.UNKNOWN]
    await clinic.doctor.does(await clinic.room(), "join")
    (event,) = await clinic.told.wait_for(1)
    ids = [body["id"] for body in clinic.told.bodies]
    assert ids == [event.event_id, event.event_id]


async def test_on_a_bad_day_an_event_comes_twice(clinic: Clinic):
    clinic.sandbox.faults.plan(Fault("telemedicine.events", Trouble.TWICE))
    await clinic.doctor.does(await clinic.room(), "join")
    first, second = await clinic.told.wait_for(2)
    assert first == second


async def test_on_a_bad_day_an_event_is_overtaken(clinic: Clinic):
    late = Fault("telemedicine.events", Trouble.HANG_BEFORE, seconds=0.4, to="prescription.issued")
    clinic.sandbox.faults.plan(late)
    room = await clinic.room()
    await clinic.doctor.prescribes(room, "Parasetamol 500 mg")
    await clinic.doctor.does(room, "send")
    assert [event.sequence for event in await clinic.told.wait_for(3)] == [1, 3, 2]


@pytest.mark.parametrize("what", ["send", "deliver", "fail"])
async def test_a_doctor_sends_nothing_that_is_not_prescribed(clinic: Clinic, what: str):
    room = await clinic.room()
    with pytest.raises(httpx.HTTPStatusError, match="409"):
        await clinic.doctor.does(room, what)


async def test_medicine_that_could_not_be_delivered_goes_out_again(clinic: Clinic):
    room = await clinic.room()
    await clinic.doctor.prescribes(room, "Oralit")
    for what in ("send", "fail", "send", "deliver"):
        await clinic.doctor.does(room, what)
    events = await clinic.told.wait_for(6)
    states = [event.delivery.status.value for event in events if event.delivery]
    assert states == ["on_the_way", "failed", "on_the_way", "delivered"]


async def test_the_record_holds_no_word_of_a_patient(clinic: Clinic):
    room = await clinic.room()
    await clinic.doctor.prescribes(room, "Parasetamol 500 mg")
    await clinic.told.wait_for(2)
    record = str([event.as_json() for event in clinic.sandbox.journal.since(0)])
    assert [word for word in ("Siti", "batuk", "Parasetamol", room) if word in record] == []
