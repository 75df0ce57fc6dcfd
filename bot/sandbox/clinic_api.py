"""The telemedicine partner's API, as docs/openapi/telemedicine.yaml has it, under
``/telemedicine``."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.clinic_book import CANCELLED, OPEN, Book, Consultation
from bot.sandbox.clinic_events import ClinicEvents
from bot.sandbox.faults import Fault, Trouble, strike_after, strike_before
from bot.sandbox.ground import Ground
from partners.telemedicine_signature import HEADER, is_signed, request_message

PREFIX = "/telemedicine"
MOST_BYTES = 64 * 1024
PROBLEM = "urn:telemedicine:problem:"
PROBLEM_TYPE = "application/problem+json"
HTML = "<!doctype html><title>Bad gateway</title><h1>502</h1>"
KEY = re.compile(r"[\x21-\x7e]{1,255}")


class Problem(Exception):
    """A call that is refused."""

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(kind)
        self.status = status
        self.kind = kind


@dataclass(frozen=True)
class Call:
    """One call that was let in."""

    id: str
    """The consultation's, where the path has one."""
    body: Any
    """The JSON value; None where there is no body."""


class _Patient(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(min_length=1, max_length=200)]
    date_of_birth: date
    gender: Literal["M", "F"]


class _Wish(BaseModel):
    """What a body wants opened."""

    model_config = ConfigDict(frozen=True)

    reference: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    doctor_code: Annotated[str, Field(min_length=1, max_length=64)]
    language: Literal["id", "en"]
    complaint: Annotated[str, Field(max_length=4000)] = ""
    patient: _Patient


Work = Callable[[Call], tuple[int, Any]]


class ClinicApi:
    """Answers signed calls; what opens or ends something is done once for each key."""

    def __init__(self, ground: Ground, book: Book, events: ClinicEvents) -> None:
        """Work on ``book``; what was called stands in the journal, without a word of a person."""
        self._ground = ground
        self._book = book
        self._events = events
        self._answered: dict[str, tuple[str, int, Any]] = {}
        """By key: a digest of the request, and what it was answered."""

    def routes(self) -> list[Route]:
        """Every call of the document."""
        one = "/consultations/{id}"
        return [
            self._route("GET", "/status", "status", self._status),
            self._route("GET", "/doctors", "doctors", self._doctors),
            self._route("POST", "/consultations", "open", self._open),
            self._route("GET", one, "consultation", self._show),
            self._route("POST", f"{one}/join-links", "join_link", self._join_link),
            self._route("POST", f"{one}/cancellation", "cancel", self._cancel),
        ]

    def _route(self, method: str, path: str, name: str, work: Work) -> Route:
        async def answer(request: Request) -> Response:
            fault = self._ground.faults.take(f"telemedicine.{name}", "")
            if await strike_before(fault):
                return _refused(fault)
            if fault is not None and fault.trouble is Trouble.HTML:
                return HTMLResponse(HTML)
            response = await self._answer(request, work)
            self._ground.journal.add(
                "telemedicine_call", method=f"{method} {path}", outcome=response.status_code
            )
            return _refused(fault) if await strike_after(fault) else response

        return Route(PREFIX + path, answer, methods=[method])

    async def _answer(self, request: Request, work: Work) -> Response:
        try:
            body = await self._let_in(request)
            status, told = self._done(request, body, work)
        except Problem as problem:
            return _problem(problem.status, problem.kind)
        return JSONResponse(told, status) if told is not None else Response(status_code=status)

    async def _let_in(self, request: Request) -> bytes:
        """The body of a call that is signed and no longer than it may be."""
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise Problem(413, "too-large")
        query = request.scope["query_string"].decode("latin-1")
        target = request.scope["raw_path"].decode("latin-1").partition("?")[0]
        target += f"?{query}" if query else ""
        message = request_message(request.method, target, bytes(body))
        given = request.headers.get(HEADER, "")
        if not is_signed(self._ground.config.telemedicine_secret, given, self._now(), message):
            raise Problem(401, "unauthorized")
        return bytes(body)

    def _done(self, request: Request, body: bytes, work: Work) -> tuple[int, Any]:
        """Do it, or what was answered before to the same key."""
        call = Call(request.path_params.get("id", ""), _json(request, body))
        if request.method == "GET":
            return work(call)
        key = request.headers.get("idempotency-key", "")
        if not KEY.fullmatch(key):
            raise Problem(400, "no-idempotency-key")
        digest = sha256(request.scope["raw_path"] + b"\0" + body).hexdigest()
        if key in self._answered:
            before, status, told = self._answered[key]
            if before != digest:
                raise Problem(409, "key-reused")
            return status, told
        status, told = work(call)
        self._answered[key] = (digest, status, told)
        return status, told

    def _status(self, _call: Call) -> tuple[int, Any]:
        return 204, None

    def _doctors(self, _call: Call) -> tuple[int, Any]:
        now = self._now()
        listed = [
            {
                "code": doctor.code,
                "name": doctor.name,
                "specialty": doctor.specialty,
                "online": self._book.is_online(doctor, now),
            }
            for doctor in self._book.doctors.values()
        ]
        return 200, {"doctors": listed}

    def _open(self, call: Call) -> tuple[int, Any]:
        wish, now = _wish(call.body), self._now()
        doctor = self._book.doctors.get(wish.doctor_code)
        if doctor is None:
            raise Problem(404, "doctor-unknown")
        if not self._book.is_online(doctor, now):
            raise Problem(409, "doctor-offline")
        consultation = Consultation(
            id=f"tm-{secrets.token_hex(8)}",
            room=secrets.token_urlsafe(24),
            reference=wish.reference,
            doctor=doctor,
            patient=wish.patient.model_dump(mode="json"),
            language=wish.language,
            opened_at=now,
        )
        if wish.complaint:
            consultation.say("patient", wish.complaint, now)
        self._book.open(consultation)
        self._ground.journal.add("consultation", id=consultation.id)
        return 201, {"id": consultation.id, **self._link(consultation)}

    def _show(self, call: Call) -> tuple[int, Any]:
        consultation = self._known(call.id)
        return 200, {
            "id": consultation.id,
            "reference": consultation.reference,
            "status": consultation.status,
            "sequence": consultation.sequence,
            "prescriptions": consultation.prescriptions,
            "deliveries": consultation.deliveries,
        }

    def _join_link(self, call: Call) -> tuple[int, Any]:
        consultation = self._known(call.id)
        if consultation.status not in OPEN:
            raise Problem(409, "consultation-over")
        return 201, self._link(consultation)

    def _cancel(self, call: Call) -> tuple[int, Any]:
        consultation = self._known(call.id)
        if consultation.status in OPEN:
            consultation.status = CANCELLED
            self._events.tell(consultation, "consultation.ended")
            self._ground.journal.add("consultation", id=consultation.id)
        return 204, None

    def _known(self, id: str) -> Consultation:
        found = self._book.consultations.get(id)
        if found is None:
            raise Problem(404, "consultation-unknown")
        return found

    def _link(self, consultation: Consultation) -> Mapping[str, str]:
        link = consultation.new_link(self._now())
        public = self._ground.config.public_url.rstrip("/")
        path = f"/sandbox/consultation/join/{link.token}?lang={consultation.language}"
        return {
            "join_url": public + path,
            "join_expires_at": link.expires_at.isoformat(),
        }

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._ground.now(), UTC)


def _json(request: Request, body: bytes) -> Any:
    if not body:
        return None
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise Problem(415, "not-json")
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError):
        raise Problem(400, "not-json") from None


def _wish(body: Any) -> _Wish:
    try:
        return _Wish.model_validate(body)
    except ValidationError:
        raise Problem(422, "invalid") from None


def _problem(status: int, kind: str) -> Response:
    body = {"type": PROBLEM + kind, "title": kind.replace("-", " "), "status": status}
    return JSONResponse(body, status, media_type=PROBLEM_TYPE)


def _refused(fault: Fault | None) -> Response:
    return _problem(fault.status if fault else 500, "failed")
