"""What the partner writes is read whole or not at all, cleaned, and as its document has it."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from insurance.telemedicine_ports import (
    ConsultationStatus,
    DeliveryStatus,
    EventKind,
    Medicine,
    PartnerEvent,
)
from partners.telemedicine_json import KINDS, read_event, read_state, where_wrong
from tests.partners.stand_in_telemedicine import STATE, against_document

EVENT: dict[str, Any] = {
    "id": "ev-1",
    "type": "prescription.issued",
    "consultation_id": "tm-1",
    "reference": "key-1",
    "sequence": 2,
    "occurred_at": "2026-11-23T11:00:00+07:00",
    "consultation_status": "active",
    "prescription": STATE["prescriptions"][0],
}
DELIVERY: dict[str, Any] = {
    **EVENT,
    "type": "delivery.changed",
    "delivery": STATE["deliveries"][0],
}


def read(event: Any) -> PartnerEvent | None:
    return read_event(json.dumps(event).encode())


def test_a_prescription_is_read_with_what_it_prescribes():
    event = read(EVENT)
    assert event is not None and event.prescription is not None
    assert (event.kind, event.status, event.sequence, event.reference, event.occurred_at) == (
        EventKind.PRESCRIPTION_ISSUED,
        ConsultationStatus.ACTIVE,
        2,
        "key-1",
        datetime(2026, 11, 23, 4, tzinfo=UTC),
    )
    assert event.prescription.medicines == (Medicine("Parasetamol 500 mg", "10", "3 × 1"),)


def test_a_delivery_is_read_with_its_tracking():
    event = read(DELIVERY)
    assert event is not None and event.delivery is not None
    assert (event.kind, event.delivery.status, event.delivery.tracking_url) == (
        EventKind.DELIVERY_CHANGED,
        DeliveryStatus.ON_THE_WAY,
        "https://kurir.example/KC1",
    )
    assert event.prescription is None


@pytest.mark.parametrize("event", [EVENT, DELIVERY])
def test_the_events_of_these_tests_are_as_the_document_has_them(event: dict[str, Any]):
    assert against_document("Event", event) == []


def test_all_types_of_the_document_are_known():
    named = {kind: {**DELIVERY, "type": kind} for kind in KINDS}
    assert {kind: read(event).kind for kind, event in named.items()} == dict(KINDS)  # type: ignore[union-attr]


def test_a_type_that_nobody_knows_is_no_mistake():
    assert read({"type": "doctor.sneezed"}) is None


def test_what_no_screen_shows_is_taken_out():
    event = copy.deepcopy(EVENT)
    event["prescription"]["medicines"] = [{"name": " Para\u202e\x00setamol\n 500\tmg "}]
    found = read(event)
    assert found is not None and found.prescription is not None
    assert found.prescription.medicines[0].name == "Parasetamol 500 mg"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "http://kurir.example/KC1", "", "https://[", "kurir"]
)
def test_a_tracking_page_to_which_no_member_may_be_sent_is_left_out(url: str):
    event = copy.deepcopy(DELIVERY)
    event["delivery"]["tracking_url"] = url
    found = read(event)
    assert found is not None and found.delivery is not None
    assert found.delivery.tracking_url == ""


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in EVENT.items() if key != name}


@pytest.mark.parametrize(
    ("event", "at"),
    [
        (without("id"), "id"),
        (without("reference"), "reference"),
        (without("prescription"), "value_error"),
        ({**DELIVERY, "delivery": None}, "value_error"),
        ({**EVENT, "id": "../x"}, "id"),
        ({**EVENT, "id": "a\n"}, "id"),
        ({**EVENT, "sequence": 0}, "sequence"),
        ({**EVENT, "sequence": "2"}, "sequence"),
        ({**EVENT, "sequence": 2**63}, "sequence"),
        ({**EVENT, "occurred_at": "2026-11-23T11:00:00"}, "occurred_at"),
        ({**EVENT, "occurred_at": "0001-01-01T00:00:00+07:00"}, "occurred_at"),
        ({**EVENT, "consultation_status": "odd"}, "consultation_status"),
        ({**EVENT, "prescription": {"id": "rx", "medicines": []}}, "prescription.issued_at"),
    ],
)
def test_what_is_not_as_the_document_has_it_is_refused_by_its_place(event: Any, at: str):
    with pytest.raises(ValidationError) as caught:
        read(event)
    assert where_wrong(caught.value) == at


def test_a_medicine_without_a_name_is_none():
    event = copy.deepcopy(EVENT)
    event["prescription"]["medicines"] = [{"name": "\x00 "}]
    with pytest.raises(ValidationError) as caught:
        read(event)
    assert where_wrong(caught.value) == "prescription.medicines.0.name"


@given(st.binary(max_size=200) | st.recursive(st.none(), st.lists).map(json.dumps).map(str.encode))
def test_whatever_comes_is_an_event_or_a_validation_error(body: bytes):
    try:
        read_event(body)
    except ValidationError as error:
        assert where_wrong(error)


def test_a_state_without_medicine_is_read():
    bare = {**STATE, "prescriptions": [], "deliveries": []}
    assert read_state(json.dumps(bare).encode()).prescriptions == ()
