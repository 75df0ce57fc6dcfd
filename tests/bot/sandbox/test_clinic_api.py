"""The sandbox's telemedicine partner keeps its own document: schemathesis makes up calls."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import Case, Response
from starlette.applications import Starlette
from starlette.types import Message, Receive, Scope, Send

from bot.sandbox.clinic import Clinic
from bot.sandbox.clinic_api import PREFIX
from bot.sandbox.clinic_book import WIB, ClinicDoctor, is_within, read_doctors
from bot.sandbox.config import SandboxConfig
from bot.sandbox.server import Sandbox
from iclick.settings import SAMPLES
from partners.telemedicine_signature import HEADER, request_message, signature
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "openapi" / "telemedicine.yaml"
SECRET = "a-secret-of-both"
PATIENT = {"name": "Siti Rahmawati", "date_of_birth": "1987-08-17", "gender": "F"}
WISH = {
    "reference": "a" * 32,
    "doctor_code": "CONTOH-D01",
    "language": "id",
    "complaint": "batuk dua hari",
    "patient": PATIENT,
}


class Behind:
    """The partner behind the document, which is read before any fixture can make one. What has
    a signature is given a good one on its way."""

    app: Starlette

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, **{name: _moved(scope[name]) for name in ("path", "raw_path")}}
        if scope["type"] != "http" or _others(scope) == scope["headers"]:
            await self.app(scope, receive, send)
            return
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        signed = {
            **scope,
            "headers": [*_others(scope), (HEADER.lower().encode(), _sign(scope, body))],
        }

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self.app(signed, again, send)


def _moved(path: Any) -> Any:
    """The document's path, under the sandbox's prefix."""
    if isinstance(path, bytes):
        return path.replace(b"/v1", PREFIX.encode(), 1)
    return path.replace("/v1", PREFIX, 1)


def _others(scope: Scope) -> list[tuple[bytes, bytes]]:
    return [each for each in scope["headers"] if each[0] != HEADER.lower().encode()]


def _sign(scope: Scope, body: bytes) -> bytes:
    target = scope["raw_path"].decode() + ("?" if scope["query_string"] else "")
    target += scope["query_string"].decode()
    message = request_message(scope["method"], target, body)
    return signature(SECRET, datetime.now(UTC), message).encode()


SIGNED_ON_THE_WAY = [schemathesis.checks.ignored_auth]
behind = Behind()
api = schemathesis.openapi.from_path(DOCUMENT)
api.app = behind


def a_sandbox() -> Sandbox:
    config = SandboxConfig(
        gateway_url="http://127.0.0.1:1",
        public_url="https://chat.contoh.example",
        telegram_token="1:x",
        twilio_account_sid="AC",
        twilio_auth_token="t",
        whatsapp_from="whatsapp:+1",
        telemedicine_secret=SECRET,
        doctors=read_doctors(SAMPLES / "doctors.csv"),
    )
    return Sandbox(config, httpx.AsyncClient())


@pytest.fixture(autouse=True)
def clinic() -> Clinic:
    sandbox = a_sandbox()
    behind.app = Starlette(routes=sandbox.clinic.routes())
    return sandbox.clinic


@api.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_calls_that_schemathesis_makes_up_are_answered_as_the_document_says(case: Case):
    case.call_and_validate(excluded_checks=SIGNED_ON_THE_WAY)


def call(method: str, path: str, key: str = "", **about: Any) -> Response:
    headers = {HEADER: "-"} | ({"Idempotency-Key": key} if key else {})
    case = api[path][method].Case(headers=headers, **about)
    return case.call_and_validate(excluded_checks=SIGNED_ON_THE_WAY)


def opened(key: str = "k", **changed: str) -> dict[str, Any]:
    wish = {**WISH, **changed}
    answer = call("POST", "/consultations", key, body=wish, media_type="application/json")
    told: dict[str, Any] = answer.json()
    return {"status_code": answer.status_code, **told}


def test_a_consultation_is_opened_once_for_each_key(clinic: Clinic):
    first, again = opened("k"), opened("k")
    assert (first, first["status_code"], len(clinic.book.consultations)) == (again, 201, 1)


def test_a_key_of_another_wish_is_refused():
    opened("k")
    assert opened("k", complaint="pusing")["type"].endswith(":key-reused")


def test_a_doctor_who_has_gone_offline_cannot_be_consulted(clinic: Clinic):
    clinic.book.put_online("CONTOH-D01", is_online=False)
    refused = opened()
    assert (refused["status_code"], refused["type"].rpartition(":")[2]) == (409, "doctor-offline")


def test_a_doctor_whom_nobody_knows_is_refused():
    assert opened(doctor_code="X")["type"].endswith(":doctor-unknown")


def test_a_new_link_ends_the_one_before(clinic: Clinic):
    first = opened()
    about = {"path_parameters": {"id": first["id"]}}
    second = call("POST", "/consultations/{id}/join-links", "k2", **about).json()
    token = urlsplit(first["join_url"]).path.rpartition("/")[2]
    found = clinic.book.by_link(token)
    assert found is not None and found[1].is_replaced
    assert second["join_url"] != first["join_url"]


def test_a_consultation_that_was_cancelled_cannot_be_joined(clinic: Clinic):
    about = {"path_parameters": {"id": opened()["id"]}}
    assert call("POST", "/consultations/{id}/cancellation", "k2", **about).status_code == 204
    refused = call("POST", "/consultations/{id}/join-links", "k3", **about)
    assert refused.json()["type"].endswith(":consultation-over")
    assert call("GET", "/consultations/{id}", **about).json()["status"] == "cancelled"


def test_a_call_that_nobody_signed_is_refused():
    answer = api["/doctors"]["GET"].Case().call()
    assert (answer.status_code, answer.json()["type"].rpartition(":")[2]) == (401, "unauthorized")


def test_the_sample_doctors_are_listed_with_who_is_there_now():
    listed = {each["code"]: each["online"] for each in call("GET", "/doctors").json()["doctors"]}
    assert (len(listed), listed["CONTOH-D01"]) == (24, True)


@pytest.mark.parametrize(
    ("start", "end", "at", "expected"),
    [
        ("00:00", "00:00", "03:00", True),
        ("08:00", "20:00", "07:59", False),
        ("08:00", "20:00", "20:00", False),
        ("18:00", "06:00", "23:30", True),
        ("18:00", "06:00", "05:59", True),
        ("18:00", "06:00", "06:00", False),
        ("16:00", "00:00", "23:59", True),
    ],
)
def test_a_doctors_hours_may_go_past_midnight(start: str, end: str, at: str, expected: bool):
    hours = (time.fromisoformat(each) for each in (start, end))
    doctor = ClinicDoctor("D", "dr. Contoh", "general", *hours)
    now = datetime.combine(date(2026, 11, 23), time.fromisoformat(at), WIB)
    assert is_within(doctor, now) is expected
