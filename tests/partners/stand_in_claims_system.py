"""An insurer's claims system, played by a small server that holds every call against
docs/openapi/claims-system.yaml and remembers what it was told."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

import yaml
from jsonschema import Draft202012Validator, FormatChecker

from tests.conftest import ROOT

DOCUMENT = yaml.safe_load((ROOT / "docs" / "openapi" / "claims-system.yaml").read_text())
TOKEN = "a-token-of-the-insurers"


@dataclass
class Trouble:
    """How it answers one call instead of doing it."""

    status: int = 500
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    hangs_s: float = 0.0
    does_it_first: bool = False
    """It does what it is told, and the answer is lost."""


@dataclass
class ClaimsSystemStandIn:
    """What the system knows."""

    url: str = ""
    claims: dict[str, dict[str, Any]] = field(default_factory=dict)
    documents: dict[tuple[str, str], tuple[str, bytes]] = field(default_factory=dict)
    """Kind and bytes, by claim number and document id."""
    cancelled: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    """What it was told, each thing once."""
    calls: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    """For the next calls, one each."""
    wrong: list[str] = field(default_factory=list)
    """Calls that its document forbids."""
    done: dict[str, tuple[int, str]] = field(default_factory=dict)
    """The answer and a digest of the request, by idempotency key."""
    seen_authorization: set[str] = field(default_factory=set)

    def told(self, method: str, path: str, headers: dict[str, str], body: bytes) -> int:
        """Do what a call wants; the status of the answer."""
        self.seen_authorization.add(headers.get("authorization", ""))
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 401
        operation, parameters = _operation(method, path)
        if operation is None:
            return 404
        self.wrong += _mistakes(operation, headers, body)
        if operation["operationId"] == "status":
            return 204
        key, digest = headers.get("idempotency-key", ""), sha256(path.encode() + body).hexdigest()
        if key in self.done:
            status, before = self.done[key]
            return status if before == digest else 422
        status = self._do(operation["operationId"], parameters, headers, body)
        self.done[key] = (status, digest)
        return status

    def _do(
        self, operation: str, parameters: list[str], headers: dict[str, str], body: bytes
    ) -> int:
        if operation == "claimSubmitted":
            claim = json.loads(body)
            self.claims[claim["claim_number"]] = claim
            self.order.append("submitted")
            return 201
        number = parameters[0]
        if number not in self.claims:
            return 404
        if operation == "claimCancelled":
            self.cancelled.append(number)
            self.order.append("cancelled")
            return 204
        digest = base64.b64encode(sha256(body).digest()).decode()
        if headers["content-digest"] != f"sha-256=:{digest}:":
            self.wrong.append("the digest is of other bytes")
        self.documents[(number, parameters[1])] = (headers["document-type"], body)
        self.order.append(headers["document-type"])
        return 201


@contextmanager
def claims_system() -> Iterator[ClaimsSystemStandIn]:
    """The system, at work on some port of the loopback."""
    system = ClaimsSystemStandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = self.rfile.read(length)
            headers = {name.lower(): value for name, value in self.headers.items()}
            system.calls += 1
            trouble = system.troubles.pop(0) if system.troubles else None
            if trouble is None:
                self._send(system.told(self.command, self.path, headers, body), b"", {})
                return
            if trouble.does_it_first:
                system.told(self.command, self.path, headers, body)
            time.sleep(trouble.hangs_s)
            self._send(trouble.status, trouble.body, trouble.headers)

        def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:  # whoever asked has gone
                self.close_connection = True

        do_GET = do_POST = do_PUT = _answer  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    system.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield system
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _operation(method: str, path: str) -> tuple[dict[str, Any] | None, list[str]]:
    for template, item in DOCUMENT["paths"].items():
        pattern = "/v1" + re.sub(r"\{\w+\}", "([^/]+)", template)
        if (found := re.fullmatch(pattern, path)) and method.lower() in item:
            parameters = item.get("parameters", []) + item[method.lower()].get("parameters", [])
            operation = item[method.lower()] | {"parameters": parameters}
            return operation, [unquote(part) for part in found.groups()]
    return None, []


def _mistakes(operation: dict[str, Any], headers: dict[str, str], body: bytes) -> list[str]:
    mistakes = []
    for parameter in map(_resolved, operation["parameters"]):
        if parameter["in"] != "header":
            continue
        value: Any = headers.get(parameter["name"].lower())
        if value is not None and parameter["schema"]["type"] == "integer":
            value = int(value)
        mistakes += [
            f"{parameter['name']}: {each}" for each in _against(parameter["schema"], value)
        ]
    content = operation.get("requestBody", {}).get("content")
    if content is None:
        return [*mistakes, "a body that nobody wants"] if body else mistakes
    kind = headers.get("content-type", "")
    if kind not in content:
        return [*mistakes, f"a body of the type {kind}"]
    schema = content[kind].get("schema")
    return mistakes + (_against(_resolved(schema), json.loads(body)) if schema else [])


def _against(schema: dict[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(value)]


def _resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found = DOCUMENT
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found
