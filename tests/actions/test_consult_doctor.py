"""Doctors online in the chat, without Rasa: each step's words in both languages."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.consult_doctor import ConsultDoctor
from actions.consultations import JoinConsultation, KeepConsultation
from actions.texts import load_texts
from actions.track_prescription import TrackPrescription
from actions.turn import Event, TurnAction
from insurance.fakes import FakeClock
from insurance.telemedicine import Telemedicine
from insurance.telemedicine_ports import (
    ConsultationStatus,
    DeliveryStatus,
    EventKind,
    Medicine,
    PartnerAway,
    PartnerRefuses,
    Prescription,
)
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.doctors import SqlDoctors
from tests.consultation_world import AT, ConsultationWorld, delivery, event
from tests.conversations.house_style import faults
from tests.identity_world import BUDI, SITI

TEXTS = load_texts(Path(__file__).resolve().parents[2] / "domain")
BOTH = pytest.mark.parametrize("language", ["id", "en"])
EMERGENCY = "action_emergency"


class Family:
    """Identity of a chat that is Budi's, and unlocked."""

    def unlocked_member(self, conversation_id: str) -> Any:
        return BUDI

    def visible_members(self, asking: Any) -> Any:
        return [BUDI, SITI]


@dataclass
class Chat:
    """A chat of Budi's with the actions."""

    world: ConsultationWorld
    language: str
    slots: dict[str, Any] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    payloads: dict[str, str] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.id = self.world.chat()
        core, identity = SqlCoreSystem(self.world.database), Family()
        given = (TEXTS, identity, self.world.telemedicine)
        self.actions: Mapping[str, TurnAction] = {
            "consult_doctor": ConsultDoctor(
                TEXTS,
                core,
                self.world.clock,
                identity,
                self.world.telemedicine,  # type: ignore[arg-type]
            ),
            "join_consultation": JoinConsultation(*given),  # type: ignore[arg-type]
            "keep_consultation": KeepConsultation(*given),  # type: ignore[arg-type]
            "track_prescription": TrackPrescription(*given),  # type: ignore[arg-type]
        }

    def says(self, text: str, intent: str = "consult_doctor", **entities: str) -> str:
        return self._hears(intent, text, entities)

    def taps(self, title: str) -> str:
        name, brace, rest = self.payloads[title].removeprefix("/").partition("{")
        return self._hears(name, f"[{name}]", json.loads(brace + rest or "{}"))

    def _hears(self, intent: str, text: str, entities: Mapping[str, str]) -> str:
        latest = {
            "text": text,
            "intent": {"name": intent},
            "entities": [{"entity": name, "value": value} for name, value in entities.items()],
            "metadata": {"inbound_id": uuid.uuid4().hex},
        }
        slots = {"language": self.language, **self.slots}
        dispatcher = CollectingDispatcher()
        action = self.actions.get(intent) or self.actions["consult_doctor"]
        self.events = action.run(
            dispatcher, Tracker(self.id, slots, latest, [], False, None, {}, None), {}
        )
        for one in self.events:
            if one["event"] == "slot":
                self.slots[one["name"]] = one["value"]
        return self._shown(dispatcher.messages)

    def _shown(self, messages: list[dict[str, Any]]) -> str:
        if not messages:
            return ""
        (message,) = messages
        text, buttons = message.get("text"), list(message.get("buttons") or [])
        if message.get("response"):
            values = {key: value for key, value in message.items() if isinstance(value, str)}
            text = TEXTS.text(message["response"], self.language, **values)
            buttons = [*TEXTS.buttons(message["response"], self.language), *buttons]
        self.titles = [each["title"] for each in buttons]
        self.payloads = {each["title"]: each["payload"] for each in buttons}
        assert faults(str(text), self.titles, self.language) == []
        return str(text)


@pytest.fixture
def world(sqlite_database: Database, clock: FakeClock) -> ConsultationWorld:
    return ConsultationWorld(sqlite_database, clock)


@BOTH
def test_every_step_reads_well_and_leads_on(world: ConsultationWorld, language: str) -> None:
    chat = Chat(world, language)
    chat.says("x")
    assert len(chat.titles) == 3
    chat.taps(chat.titles[0])
    assert len(chat.titles) == 9  # no paediatrician for an adult
    listed = chat.taps(chat.titles[0])
    assert listed.index("dr. B") < listed.index("dr. A") < listed.index("dr. C")
    assert "https://telemedicine.example/join/" in chat.taps("dr. A Contoh")
    assert len(chat.titles) == 3
    assert "https://telemedicine.example/join/" in chat.says("", "join_consultation")


@BOTH
def test_own_cost_is_said_first_and_agreed_to(world: ConsultationWorld, language: str) -> None:
    chat = Chat(world, language)
    chat.says("saya pusing")
    assert "https" not in chat.taps("dr. C Contoh")
    assert world.partner.opened == {}
    assert "https" in chat.taps(chat.titles[0])


def test_a_yes_agrees_and_the_complaint_is_told(world: ConsultationWorld) -> None:
    chat = Chat(world, "id")
    chat.says("saya pusing")
    chat.taps("dr. C Contoh")
    assert "https" in chat.says("ya", "affirm")
    (request,) = world.partner.opened.values()
    assert (request.doctor_code, request.complaint) == ("C", "saya pusing")


@BOTH
def test_away_is_said_with_other_ways_and_kept_on_wish(
    world: ConsultationWorld, language: str
) -> None:
    chat = Chat(world, language)
    world.partner.troubles = [None, PartnerAway("x")]
    chat.says("saya pusing")
    assert "15000-37" in chat.taps("dr. A Contoh")
    assert any("find_provider" in payload for payload in chat.payloads.values())
    assert "*Budi*" in chat.taps(chat.titles[0])
    assert world.kept.retry_next()
    assert len(world.partner.opened) == 1
    (request,) = world.partner.opened.values()
    assert request.complaint == "saya pusing"


@BOTH
def test_what_the_partner_refuses_is_said(world: ConsultationWorld, language: str) -> None:
    chat = Chat(world, language)
    world.partner.troubles = [None, PartnerRefuses("x")]
    chat.says("saya pusing")
    assert "15000-37" in chat.taps("dr. A Contoh")


@BOTH
def test_nobody_online_is_said_with_when_they_come(world: ConsultationWorld, language: str) -> None:
    chat = Chat(world, language)
    assert "offline" in chat.says("saya jerawatan", specialty="dermatology")
    world.clock.advance(hours=10)  # ten in the evening
    assert "08.00 WIB" in chat.says("saya jerawatan", specialty="dermatology")


@pytest.mark.parametrize("said", ["dada saya nyeri mau konsul", "i can't breathe, doctor online"])
def test_an_emergency_is_passed_on_before_anything(world: ConsultationWorld, said: str) -> None:
    chat = Chat(world, "id")
    assert chat.says(said) == ""
    assert [one["name"] for one in chat.events if one["event"] == "followup"] == [EMERGENCY]
    assert world.partner.calls == []


@BOTH
@pytest.mark.parametrize(
    ("said", "relation", "told"),
    [
        ("anak gue demam", "child", {"id": "tidak ada *anak*", "en": "No *child*"}),
        ("ibu saya pusing", "parent", {"id": "tidak ada *orang tua*", "en": "No *parent*"}),
    ],
)
def test_who_is_not_insured_is_said_not_to_be(
    world: ConsultationWorld, language: str, said: str, relation: str, told: Mapping[str, str]
) -> None:
    chat = Chat(world, language)
    answer = chat.says(said, relation=relation, specialty="pediatrics")
    assert told[language] in answer
    assert any('"clinic"' in payload for payload in chat.payloads.values())
    chat.taps(chat.titles[0])
    assert not {"Dokter anak", "Paediatrician"} & set(chat.titles)
    chat.taps(chat.titles[0])
    chat.taps("dr. A Contoh")
    (request,) = world.partner.opened.values()
    assert request.complaint == ""


@pytest.mark.parametrize(
    ("said", "relation"),
    [("selamat pagi ibu, saya demam", "parent"), ("saya hamil anak kedua, mual", "child")],
)
def test_who_is_spoken_to_or_unborn_is_not_who_is_ill(
    world: ConsultationWorld, said: str, relation: str
) -> None:
    assert "tidak ada" not in Chat(world, "id").says(said, relation=relation)


@BOTH
def test_no_paediatrician_for_an_adult(world: ConsultationWorld, language: str) -> None:
    chat = Chat(world, language)
    answer = chat.says("konsul dokter anak", specialty="pediatrics", participant="1")
    assert "18" in answer
    assert len(chat.titles) == 9
    assert "dr. A" in chat.taps(chat.titles[0])


def test_a_wish_anew_begins_anew(world: ConsultationWorld) -> None:
    chat = Chat(world, "id")
    chat.says("konsul untuk istri saya", relation="spouse")
    chat.taps("Dokter umum")
    assert "Siapa yang mau berkonsultasi" in chat.says("mau konsul dokter")


def test_without_a_partner_it_is_said_that_there_is_none(
    world: ConsultationWorld, clock: FakeClock
) -> None:
    core = SqlCoreSystem(world.database)
    world.telemedicine = Telemedicine(SqlDoctors(world.database), None, world.store, core, clock)
    chat = Chat(world, "id")
    assert "belum tersedia di chat ini" in chat.says("mau konsul dokter")


@BOTH
def test_all_that_came_of_a_consultation_is_shown(world: ConsultationWorld, language: str) -> None:
    chat = Chat(world, language)
    wanted = world.wanted(chat.id, patient=SITI)
    world.telemedicine.open(wanted)
    assert "Siti" in chat.says("", "track_prescription")
    assert chat.titles[0] in ("Masuk ke konsultasi", "Join consultation")
    medicines = tuple(Medicine(f"Obat {n}", "1 strip", "1 × 1") for n in range(9))
    issued = Prescription("rx-1", AT, medicines)
    world.news.apply(event(wanted.id, 1, EventKind.PRESCRIPTION_ISSUED, prescription=issued))
    shown = chat.says("", "track_prescription")
    assert "Obat 5, 1 strip: 1 × 1" in shown
    assert "3 obat lain" in shown or "and 3 more" in shown
    for number, status in enumerate(DeliveryStatus, start=2):
        world.news.apply(
            event(
                wanted.id,
                number,
                EventKind.DELIVERY_CHANGED,
                ConsultationStatus.ENDED,
                delivery=delivery(status),
            )
        )
        assert "Kurir Contoh" in chat.says("", "track_prescription") or number == 2


@BOTH
def test_nothing_yet_is_said(world: ConsultationWorld, language: str) -> None:
    chat = Chat(world, language)
    assert "online" in chat.says("", "track_prescription")
    chat.says("", "join_consultation")
    assert len(chat.titles) == 3
