"""A request to Telegram's or Twilio's API, read back from what goes over the wire."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx
from python_multipart import parse_form

BOT_METHOD = re.compile(r"/bot[^/]+/(\w+)$")
"""Not ``/file/bot…``, whose last part is a file's path and never just a word of the API."""
TWILIO_PATH = re.compile(
    r"/2010-04-01/Accounts.*|/v1/(?:LegacyContent|ContentAndApprovals|Content)\b.*|/v[23]/Indicators/.*"
)
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


@dataclass(frozen=True)
class Call:
    """One call of a vendor's API."""

    vendor: str
    """``telegram`` or ``twilio``."""
    method: str
    """The Bot API's name of the method; for Twilio verb and path, ``POST /v1/Content``."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """As typed values where the body was JSON. A form's are strings; what Twilio's got more than
    once is a list of them."""
    is_json: bool = True
    files: Mapping[str, int] = field(default_factory=dict)
    """The size in bytes of each file that came along, by the name of its part."""


def is_for_vendor(request: httpx.Request) -> bool:
    """Whether ``read_call`` would find a call in it; its body need not have been read."""
    path = request.url.path
    return bool(BOT_METHOD.search(path) or TWILIO_PATH.search(path))


def recorded_call(event: Mapping[str, Any]) -> Call:
    """The call that a sandbox has recorded as an event ``api_call``.

    A file is recorded as ``{"file": name, "size": bytes}``.
    """
    files = {
        name: int(value["size"])
        for name, value in event["params"].items()
        if event["body"] == "multipart" and isinstance(value, dict)
    }
    rest = {name: value for name, value in event["params"].items() if name not in files}
    return Call(event["api"], event["method"], rest, event["body"] == "json", files)


def read_call(request: httpx.Request) -> Call | None:
    """The call that a request is; None for a request to anybody else. Its body has been read."""
    if found := BOT_METHOD.search(request.url.path):
        return _telegram(request, found[1])
    if found := TWILIO_PATH.search(request.url.path):
        return _twilio(request, found[0])
    return None


def _telegram(request: httpx.Request, method: str) -> Call:
    params: dict[str, Any] = dict(request.url.params)
    if _is_json(request):
        return Call("telegram", method, params | json.loads(request.content))
    form, files = _form(request)
    params |= {name: values[-1] for name, values in form.items()}
    return Call("telegram", method, params, is_json=not params, files=files)


def _twilio(request: httpx.Request, path: str) -> Call:
    method = f"{request.method} {path}"
    if _is_json(request):
        return Call("twilio", method, json.loads(request.content))
    form, files = _form(request)
    for name, value in request.url.params.multi_items():
        form.setdefault(name, []).append(value)
    params = {name: values[0] if len(values) == 1 else values for name, values in form.items()}
    return Call("twilio", method, params, is_json=False, files=files)


def _is_json(request: httpx.Request) -> bool:
    return str(request.headers.get("content-type", "")).startswith("application/json")


def _form(request: httpx.Request) -> tuple[dict[str, list[str]], dict[str, int]]:
    kind = request.headers.get("content-type", "")
    fields: dict[str, list[str]] = {}
    if kind.startswith(MULTIPART):
        return _parts(request)
    if kind.startswith(FORM):
        for name, value in parse_qsl(request.content.decode(), keep_blank_values=True):
            fields.setdefault(name, []).append(value)
    return fields, {}


def _parts(request: httpx.Request) -> tuple[dict[str, list[str]], dict[str, int]]:
    fields: dict[str, list[str]] = {}
    files: dict[str, int] = {}

    def on_field(part: Any) -> None:
        fields.setdefault(part.field_name.decode(), []).append((part.value or b"").decode())

    def on_file(part: Any) -> None:
        files[part.field_name.decode()] = part.size

    headers = {"Content-Type": request.headers["content-type"].encode()}
    parse_form(headers, io.BytesIO(request.content), on_field, on_file)
    return fields, files
