"""The telemedicine partner is asked in the words of its document, and whatever it does wrong, a
member who waits gets an answer soon."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pybreaker import CircuitBreaker

from actions.server import DEADLINE_S
from insurance.fake_telemedicine import FakeTelemedicine
from insurance.model import Gender
from insurance.ports import SystemClock
from insurance.telemedicine_ports import (
    ConsultationOver,
    ConsultationRequest,
    ConsultationStatus,
    ConsultationUnknown,
    DeliveryStatus,
    DoctorOffline,
    PartnerAway,
    PartnerRefuses,
    Patient,
    TelemedicinePartner,
)
from partners.telemedicine import QUICK_S, RestTelemedicine
from partners.telemedicine_calls import FAILURES, MOST_BYTES, WITHIN_S
from tests.partners.stand_in_telemedicine import (
    SECRET,
    Answer,
    TelemedicineStandIn,
    problem,
    telemedicine,
    told,
)

PATIENT = Patient("Siti Rahmawati", date(1987, 8, 17), Gender.FEMALE)
WISH = ConsultationRequest("D1", PATIENT, "batuk dua hari", "id")
HTML = Answer(200, b"<!doctype html><h1>Sedang pemeliharaan</h1>", "text/html")


@pytest.fixture
def partner() -> Iterator[TelemedicineStandIn]:
    with telemedicine() as partner:
        yield partner
        assert partner.wrong == []


@pytest.fixture
def client(partner: TelemedicineStandIn) -> RestTelemedicine:
    return RestTelemedicine(partner.url, SECRET, SystemClock(), timeout_s=(1.0, 0.4), within_s=1.5)


def test_a_consultation_is_opened_and_cancelled_as_the_document_wants(partner, client):
    client.reach()
    opened = client.open_consultation("key-1", WISH)
    client.join_link("key-2", opened.consultation_id)
    client.cancel("key-3", opened.consultation_id)
    assert partner.asked == ["status", "openConsultation", "joinLink", "cancel"]
    assert partner.keys == ["key-1", "key-2", "key-3"]
    assert (opened.consultation_id, opened.join.url, opened.join.expires_at) == (
        "tm-1",
        "https://telemedicine.example/join/once",
        datetime(2026, 11, 23, 5, tzinfo=UTC),
    )


def test_the_partner_is_told_no_more_of_a_member_than_a_doctor_needs(partner, client):
    client.open_consultation("key-1", WISH)
    assert partner.bodies == [
        {
            "reference": "key-1",
            "doctor_code": "D1",
            "language": "id",
            "complaint": "batuk dua hari",
            "patient": {
                "name": "Siti Rahmawati",
                "date_of_birth": "1987-08-17",
                "gender": "F",
            },
        }
    ]


def test_those_who_are_online_are_named(client):
    assert client.online() == {"D1"}


def test_a_consultation_is_read_with_its_medicine_and_where_it_is(client):
    state = client.consultation("tm-1")
    assert (state.status, state.sequence) == (ConsultationStatus.ACTIVE, 2)
    assert state.prescriptions[0].issued_at == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert state.prescriptions[0].medicines[0].name == "Parasetamol 500 mg"
    assert (state.deliveries[0].status, state.deliveries[0].tracking_number) == (
        DeliveryStatus.ON_THE_WAY,
        "KC1",
    )


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
def test_what_may_work_a_moment_later_is_tried_again_with_the_same_key(partner, client, status):
    partner.answers = [Answer(status)]
    client.open_consultation("key-1", WISH)
    assert partner.keys == ["key-1", "key-1"]


def test_a_key_that_is_being_worked_on_is_tried_again(partner, client):
    partner.answers = [problem(409, "key-in-use")]
    assert client.open_consultation("key-1", WISH).consultation_id == "tm-1"


def test_a_late_answer_is_asked_for_again_with_the_same_key(partner, client):
    partner.answers = [Answer(201, hangs_s=0.6)]
    assert client.open_consultation("key-1", WISH).consultation_id == "tm-1"
    assert partner.keys == ["key-1", "key-1"]


def test_two_failures_are_told_as_away(partner, client):
    partner.answers = [Answer(500), Answer(503)]
    with pytest.raises(PartnerAway, match="HTTP 503"):
        client.online()


@pytest.mark.parametrize(
    "answer",
    [
        HTML,
        told({"codes": []}),
        told([]),
        told({"doctors": [{"code": "D1"}]}),
        Answer(200, b"[" * 100_000),
        Answer(200, b""),
        Answer(200, b'{"doctors": "' + b"x" * MOST_BYTES + b'"}'),
    ],
)
def test_an_answer_that_is_none_is_told_as_away(partner, client, answer):
    partner.answers = [answer]
    with pytest.raises(PartnerAway, match="an answer that is"):
        client.online()


@pytest.mark.parametrize(
    "url",
    [
        "http://telemedicine.example/join",
        "javascript:alert(1)",
        "https://",
        "https://x.example/a b",
        "https://x.example/" + "a" * 1000,
        "https://[x",
    ],
)
def test_a_link_to_which_no_member_may_be_sent_is_no_answer(partner, client, url):
    partner.answers = [
        told({"id": "tm-1", "join_url": url, "join_expires_at": "2026-11-23T05:00:00Z"}, 201)
    ]
    with pytest.raises(PartnerAway, match="an answer that is none: join_url"):
        client.open_consultation("key-1", WISH)


def test_a_partner_that_drips_does_not_hold_a_member_up(partner, client):
    partner.answers = [Answer(200, b" " * 500, drips_s=0.02)]
    begun = time.monotonic()
    with pytest.raises(PartnerAway, match="takes too long"):
        client.online()
    assert time.monotonic() - begun < 3


def test_a_call_and_its_repeat_end_in_time(partner, client):
    partner.answers = [Answer(hangs_s=1.2), Answer(hangs_s=1.2)]
    begun = time.monotonic()
    with pytest.raises(PartnerAway, match="Timeout"):
        client.online()
    assert time.monotonic() - begun < 1.6


@pytest.mark.parametrize(
    ("answer", "refusal"),
    [
        (problem(409, "doctor-offline"), DoctorOffline),
        (problem(404, "doctor-unknown"), DoctorOffline),
        (problem(404, "consultation-unknown"), ConsultationUnknown),
        (problem(409, "consultation-over"), ConsultationOver),
        (problem(422, "invalid"), PartnerRefuses),
        (Answer(409), PartnerRefuses),
        (told({"type": "Siti is ill"}, 422), PartnerRefuses),
    ],
)
def test_a_refusal_tells_its_kind_and_no_other_word(partner, client, answer, refusal):
    partner.answers = [answer]
    with pytest.raises(refusal) as caught:
        client.open_consultation("key-1", WISH)
    assert (type(caught.value), "Siti" in str(caught.value)) == (refusal, False)
    assert partner.keys == ["key-1"]


@pytest.mark.parametrize(
    ("status", "named"), [(401, "SECRET"), (403, "SECRET"), (302, "URL"), (404, "URL")]
)
def test_a_wrong_setting_is_tried_once_and_the_variable_named(partner, client, status, named):
    partner.answers = [Answer(status, headers={"Location": "http://127.0.0.1:1/elsewhere"})]
    with pytest.raises(PartnerAway, match=f"TELEMEDICINE_{named}"):
        client.online()
    assert partner.asked == ["doctors"]


def test_nobody_at_home_is_told_without_the_address():
    client = RestTelemedicine("http://127.0.0.1:1/secret", SECRET, SystemClock())
    with pytest.raises(PartnerAway) as caught:
        client.online()
    assert (str(caught.value), caught.value.__cause__) == ("ConnectionError", None)


def test_a_partner_that_is_away_again_and_again_is_left_alone_for_a_while(partner):
    breaker = CircuitBreaker(
        fail_max=2, reset_timeout=0.2, exclude=[PartnerRefuses], throw_new_error_on_trip=False
    )
    client = RestTelemedicine(partner.url, SECRET, SystemClock(), breaker=breaker)
    partner.answers = [Answer(500)] * 4
    for _ in range(2):
        with pytest.raises(PartnerAway, match="HTTP 500"):
            client.online()
    with pytest.raises(PartnerAway, match="left alone"):
        client.open_consultation("key-1", WISH)
    assert partner.asked == ["doctors"] * 4
    time.sleep(0.25)
    assert client.online() == {"D1"}


def test_a_page_instead_of_an_answer_counts_as_away(partner):
    breaker = CircuitBreaker(fail_max=1, reset_timeout=9, throw_new_error_on_trip=False)
    client = RestTelemedicine(partner.url, SECRET, SystemClock(), breaker=breaker)
    partner.answers = [HTML]
    for why in ("none", "left alone"):
        with pytest.raises(PartnerAway, match=why):
            client.online()


def test_refusals_do_not_count_as_being_away(partner, client):
    partner.answers = [problem(409, "doctor-offline")] * (FAILURES + 1)
    for _ in range(FAILURES + 1):
        with pytest.raises(DoctorOffline):
            client.open_consultation("key-1", WISH)
    assert client.online() == {"D1"}


def test_one_who_waits_holds_nobody_else_up(partner, client):
    partner.answers = [Answer(204, hangs_s=0.3) for _ in range(4)]
    threads = [threading.Thread(target=client.cancel, args=(f"k{n}", "tm-1")) for n in range(4)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - begun < 0.9


def test_no_netrc_adds_a_password(partner, client, tmp_path: Path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    client.online()
    assert partner.authorizations == {""}


def test_a_key_with_letters_that_no_header_takes_is_escaped(partner, client):
    client.cancel("診-1", "tm-1")
    assert partner.keys == ["%E8%A8%BA-1"]


def test_both_the_real_one_and_the_fake_are_what_the_insurance_takes(client):
    taken: list[TelemedicinePartner] = [client, FakeTelemedicine()]
    assert len(taken) == 2


def test_the_fake_behaves_like_the_real_one():
    fake = FakeTelemedicine({"D1"}, troubles=[PartnerAway("away"), None])
    with pytest.raises(PartnerAway):
        fake.open_consultation("k", WISH)
    opened = fake.open_consultation("k", WISH)
    fake.doctors_online.clear()
    assert fake.open_consultation("k", WISH) == opened
    with pytest.raises(DoctorOffline):
        fake.open_consultation("k2", WISH)
    assert fake.join_link("k3", opened.consultation_id) != opened.join
    fake.cancel("k4", opened.consultation_id)
    with pytest.raises(ConsultationOver):
        fake.join_link("k5", opened.consultation_id)
    with pytest.raises(ConsultationUnknown):
        fake.consultation("other")


def test_an_action_has_time_to_open_be_refused_and_ask_who_else_is_there():
    assert WITHIN_S + QUICK_S < DEADLINE_S
