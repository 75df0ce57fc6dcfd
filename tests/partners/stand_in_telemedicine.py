"""A telemedicine partner, played by a small server: what it is asked is held against
docs/openapi/telemedicine.yaml and remembered; what it answers, a test plans."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from partners.telemedicine_signature import HEADER, is_signed, request_message
from tests.conftest import ROOT

DOCUMENT = yaml.safe_load((ROOT / "docs" / "openapi" / "telemedicine.yaml").read_text())
SECRET = "a-secret-of-both"
JOIN = {
    "join_url": "https://telemedicine.example/join/once",
    "join_expires_at": "2026-11-23T05:00:00Z",
}
STATE = {
    "id": "tm-1",
    "reference": "key-1",
    "status": "active",
    "sequence": 2,
    "prescriptions": [
        {
            "id": "rx-1",
            "issued_at": "2026-11-23T11:00:00+07:00",
            "medicines": [{"name": "Parasetamol 500 mg", "quantity": "10", "directions": "3 × 1"}],
        }
    ],
    "deliveries": [
        {
            "id": "dl-1",
            "prescription_id": "rx-1",
            "status": "on_the_way",
            "courier": "Kurir Contoh",
            "tracking_number": "KC1",
            "tracking_url": "https://kurir.example/KC1",
            "expected_at": None,
            "updated_at": "2026-11-23T05:00:00Z",
        }
    ],
}
_REGISTRY: Registry[Any] = Registry().with_resource("urn:document", Resource(DOCUMENT, DRAFT202012))


@dataclass
class Answer:
    """How one call is answered."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    hangs_s: float = 0.0
    drips_s: float = 0.0
    """Between one byte and the next."""


def told(value: Any, status: int = 200, **about: Any) -> Answer:
    """An answer in JSON."""
    return Answer(status, json.dumps(value).encode(), **about)


def problem(status: int, kind: str) -> Answer:
    """A refusal of that kind, with words that nobody may read."""
    body = {"type": f"urn:telemedicine:problem:{kind}", "detail": "Siti is ill", "status": status}
    return told(body, status, content_type="application/problem+json")


GOOD = {
    "status": Answer(204),
    "doctors": told({"doctors": [{"code": "D1", "online": True}, {"code": "D2", "online": False}]}),
    "openConsultation": told({"id": "tm-1", **JOIN}, 201),
    "consultation": told(STATE),
    "joinLink": told(JOIN, 201),
    "cancel": Answer(204),
}


@dataclass
class TelemedicineStandIn:
    """What the partner was asked."""

    url: str = ""
    asked: list[str] = field(default_factory=list)
    """Operations of the document, in order."""
    keys: list[str] = field(default_factory=list)
    """Idempotency keys, in order."""
    bodies: list[Any] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    """For the next calls, one each; then GOOD."""
    wrong: list[str] = field(default_factory=list)
    """Calls that the document forbids, or that nobody signed."""
    authorizations: set[str] = field(default_factory=set)

    def answer(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Answer:
        """Note a call and say how to answer it."""
        self.authorizations.add(headers.get("authorization", ""))
        operation = _operation(method, target)
        self.wrong += _mistakes(operation, method, target, headers, body)
        self.asked.append(operation.get("operationId", target))
        if "idempotency-key" in headers:
            self.keys.append(headers["idempotency-key"])
        if body:
            self.bodies.append(json.loads(body))
        return self.answers.pop(0) if self.answers else GOOD[operation["operationId"]]


@contextmanager
def telemedicine() -> Iterator[TelemedicineStandIn]:
    """The partner, at work on some port of the loopback."""
    partner = TelemedicineStandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            answer = partner.answer(self.command, self.path, headers, body)
            time.sleep(answer.hangs_s)
            try:
                self._send(answer)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        def _send(self, answer: Answer) -> None:
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            if not answer.drips_s:
                self.wfile.write(answer.body)
                return
            for byte in answer.body:
                self.wfile.write(bytes([byte]))
                time.sleep(answer.drips_s)

        do_GET = do_POST = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    partner.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield partner
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def against_document(name: str, value: Any) -> list[str]:
    """What is wrong with a value, by a schema of the document."""
    validator = Draft202012Validator(
        {"$ref": f"urn:document#/components/schemas/{name}"},
        registry=_REGISTRY,
        format_checker=FormatChecker(),
    )
    return [error.message for error in validator.iter_errors(value)]


def _operation(method: str, target: str) -> dict[str, Any]:
    for template, item in DOCUMENT["paths"].items():
        pattern = "/v1" + re.sub(r"\{\w+\}", "[^/]+", template)
        if re.fullmatch(pattern, target) and method.lower() in item:
            operation: dict[str, Any] = item[method.lower()]
            return operation
    return {}


def _mistakes(
    operation: dict[str, Any], method: str, target: str, headers: dict[str, str], body: bytes
) -> list[str]:
    mistakes = [] if operation else [f"nobody knows {method} {target}"]
    message = request_message(method, target, body)
    if not is_signed(SECRET, headers.get(HEADER.lower(), ""), datetime.now(UTC), message):
        mistakes.append(f"{target} is not signed")
    if operation.get("parameters") and "idempotency-key" not in headers:
        mistakes.append(f"{target} has no key")
    if "requestBody" in operation:
        if headers.get("content-type") != "application/json":
            mistakes.append(f"{target} is not JSON")
        return mistakes + against_document("Wish", json.loads(body))
    return [*mistakes, f"{target} has a body"] if body else mistakes
