"""The telemedicine partner's pages: the link by which a patient comes in, the room in which they
talk, and, because this is a demo, the desk at which one plays the doctor."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.body import json_body
from bot.sandbox.clinic_book import ACTIVE, ENDED, OPEN, WAITING, Book, Consultation
from bot.sandbox.clinic_events import ClinicEvents
from bot.sandbox.ground import Ground
from bot.sandbox.page import SAFE, page_file

LONGEST = 2000
MOST_MEDICINES = 10
COURIER = "Kurir Contoh"
TAKES = timedelta(hours=2)
PATIENT, DOCTOR, CLINIC = "patient", "doctor", "clinic"


class ClinicRooms:
    """``/sandbox/consultation…``: pages, and what one does on them."""

    def __init__(self, ground: Ground, book: Book, events: ClinicEvents) -> None:
        """Work on ``book``; what the doctor does is told by ``events``."""
        self._ground = ground
        self._book = book
        self._events = events
        self._acts: Mapping[str, Callable[[Consultation, Mapping[str, Any]], None]] = {
            "join": self._join,
            "say": self._answer,
            "prescribe": self._prescribe,
            "send": self._send,
            "deliver": self._deliver,
            "fail": self._fail,
            "end": self._end,
        }

    def routes(self) -> list[Route]:
        """The page under three addresses, and its data."""
        room = "/sandbox/consultations/{room}"
        return [
            Route("/sandbox/consultation", _page, methods=["GET"]),
            Route("/sandbox/consultation/join/{token}", _page, methods=["GET"]),
            Route("/sandbox/consultation/join/{token}", self._come_in, methods=["POST"]),
            Route("/sandbox/consultation/room/{room}", _page, methods=["GET"]),
            Route("/sandbox/consultations", self._desk, methods=["GET"]),
            Route(room, self._show, methods=["GET"]),
            Route(f"{room}/patient", self._patient_says, methods=["POST"]),
            Route(f"{room}/doctor", self._doctor_does, methods=["POST"]),
            Route("/sandbox/doctors/{code}", self._put_online, methods=["POST"]),
        ]

    async def _come_in(self, request: Request) -> Response:
        """Use the link up. Not by GET: whoever shows a preview of a link fetches it, too."""
        await json_body(request)
        found = self._book.by_link(request.path_params["token"])
        if found is None:
            return _trouble(404, "unknown")
        consultation, link = found
        if link.is_used or link.is_replaced:
            return _trouble(410, "used")
        if link.expires_at < self._now() or consultation.status not in OPEN:
            return _trouble(410, "over")
        link.is_used = True
        consultation.say(CLINIC, "patient_joined", self._now())
        self._note(consultation)
        return JSONResponse({"room": consultation.room}, headers=SAFE)

    async def _desk(self, _request: Request) -> Response:
        now = self._now()
        consultations = reversed(self._book.consultations.values())
        doctors = [
            {"code": each.code, "name": each.name, "online": self._book.is_online(each, now)}
            for each in self._book.doctors.values()
        ]
        told = {"consultations": [_told(each) for each in consultations], "doctors": doctors}
        return JSONResponse(told, headers=SAFE)

    async def _show(self, request: Request) -> Response:
        return JSONResponse(_told(self._in_room(request)), headers=SAFE)

    async def _patient_says(self, request: Request) -> Response:
        consultation, body = self._in_room(request), await json_body(request)
        if consultation.status not in OPEN:
            return _trouble(409, "over")
        consultation.say(PATIENT, _text(body, "text"), self._now())
        self._note(consultation)
        return JSONResponse(_told(consultation), headers=SAFE)

    async def _doctor_does(self, request: Request) -> Response:
        consultation, body = self._in_room(request), await json_body(request)
        act = self._acts.get(str(body.get("do")))
        if act is None:
            raise HTTPException(422, f"do is one of {', '.join(self._acts)}")
        act(consultation, body)
        self._note(consultation)
        return JSONResponse(_told(consultation), headers=SAFE)

    async def _put_online(self, request: Request) -> Response:
        code, body = request.path_params["code"], await json_body(request)
        if code not in self._book.doctors or not isinstance(body.get("online"), bool):
            raise HTTPException(422, "a doctor's code, and online: true or false")
        self._book.put_online(code, body["online"])
        return JSONResponse({"online": body["online"]}, headers=SAFE)

    def _join(self, consultation: Consultation, _body: Mapping[str, Any]) -> None:
        """The doctor comes in: what they do next, they do in the room."""
        if consultation.status == ACTIVE:
            return
        if consultation.status != WAITING:
            raise HTTPException(409, "over")
        consultation.status = ACTIVE
        consultation.say(CLINIC, "doctor_joined", self._now())
        self._events.tell(consultation, "consultation.doctor_joined")

    def _answer(self, consultation: Consultation, body: Mapping[str, Any]) -> None:
        self._join(consultation, body)
        consultation.say(DOCTOR, _text(body, "text"), self._now())

    def _prescribe(self, consultation: Consultation, body: Mapping[str, Any]) -> None:
        medicines = _medicines(body)
        self._join(consultation, body)
        prescription = {
            "id": f"rx-{secrets.token_hex(6)}",
            "issued_at": self._now().isoformat(),
            "medicines": medicines,
        }
        consultation.prescriptions.append(prescription)
        consultation.say(CLINIC, "prescribed", self._now())
        self._events.tell(consultation, "prescription.issued", prescription=prescription)

    def _send(self, consultation: Consultation, body: Mapping[str, Any]) -> None:
        """The medicine of the last prescription goes out."""
        if not consultation.prescriptions:
            raise HTTPException(409, "nothing is prescribed")
        id, number = secrets.token_hex(6), f"KC{secrets.randbelow(10**10):010d}"
        delivery = {
            "id": f"dl-{id}",
            "prescription_id": consultation.prescriptions[-1]["id"],
            "status": "on_the_way",
            "courier": COURIER,
            "tracking_number": number,
            "tracking_url": f"https://kurir.example/lacak/{number}",
            "expected_at": (self._now() + TAKES).isoformat(),
            "updated_at": self._now().isoformat(),
        }
        consultation.deliveries.append(delivery)
        self._told_of(consultation, delivery)

    def _deliver(self, consultation: Consultation, _body: Mapping[str, Any]) -> None:
        self._change_delivery(consultation, "delivered")

    def _fail(self, consultation: Consultation, _body: Mapping[str, Any]) -> None:
        self._change_delivery(consultation, "failed")

    def _end(self, consultation: Consultation, _body: Mapping[str, Any]) -> None:
        if consultation.status not in OPEN:
            raise HTTPException(409, "over")
        consultation.status = ENDED
        consultation.say(CLINIC, "ended", self._now())
        self._events.tell(consultation, "consultation.ended")

    def _change_delivery(self, consultation: Consultation, status: str) -> None:
        if not consultation.deliveries:
            raise HTTPException(409, "nothing is on its way")
        before = consultation.deliveries[-1]
        after = before | {"status": status, "updated_at": self._now().isoformat()}
        consultation.deliveries[-1] = after
        self._told_of(consultation, after)

    def _told_of(self, consultation: Consultation, delivery: Mapping[str, Any]) -> None:
        consultation.say(CLINIC, str(delivery["status"]), self._now())
        self._events.tell(consultation, "delivery.changed", delivery=delivery)

    def _in_room(self, request: Request) -> Consultation:
        found = self._book.in_room(request.path_params["room"])
        if found is None:
            raise HTTPException(404, "no such consultation")
        return found

    def _note(self, consultation: Consultation) -> None:
        self._ground.journal.add("consultation", id=consultation.id, status=consultation.status)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._ground.now(), UTC)


async def _page(_request: Request) -> Response:
    return page_file("consultation.html")


def _told(consultation: Consultation) -> Mapping[str, Any]:
    doctor = consultation.doctor
    return {
        "id": consultation.id,
        "room": consultation.room,
        "reference": consultation.reference,
        "status": consultation.status,
        "language": consultation.language,
        "doctor": {"code": doctor.code, "name": doctor.name, "specialty": doctor.specialty},
        "patient": consultation.patient,
        "opened_at": consultation.opened_at.isoformat(),
        "said": consultation.said,
        "prescriptions": consultation.prescriptions,
        "deliveries": consultation.deliveries,
    }


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise HTTPException(422, f"{name} is a text")
    return value.strip()[:LONGEST]


def _medicines(body: Mapping[str, Any]) -> list[dict[str, str]]:
    wanted = body.get("medicines")
    if not isinstance(wanted, list) or not 1 <= len(wanted) <= MOST_MEDICINES:
        raise HTTPException(422, f"medicines is a list of 1 to {MOST_MEDICINES}")
    names = ("name", "quantity", "directions")
    return [
        {name: _text(each if isinstance(each, dict) else {}, name)[:200] for name in names}
        for each in wanted
    ]


def _trouble(status: int, why: str) -> Response:
    return JSONResponse({"error": why}, status, headers=SAFE)
