"""Bodies of calls: never much more than is allowed, and JSON only as RFC 8259 has it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from starlette.requests import ClientDisconnect, Request

from bot.api.problems import Problem, bad_request

MOST_BYTES = 16 * 1024
"""The longest decision has some 6 kB."""


async def read_json(request: Request) -> Any:
    """The value in the body; a Problem when there is none that can be read."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "not-json",
            "the body has to be application/json",
            headers={"Accept": "application/json"},
        )
    body = await _read(request)
    try:
        return json.loads(
            body.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_number
        )
    except (ValueError, RecursionError):  # what is wrong with it may quote it
        raise bad_request("not-json", "the body is not JSON in UTF-8") from None


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise Problem(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    "too-large",
                    f"the body may have {MOST_BYTES} bytes",
                    headers={"Connection": "close"},
                )
    except ClientDisconnect:
        raise bad_request("hung-up", "the body did not arrive") from None
    return bytes(body)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Who else reads the same body may take the other one of two.
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def _no_number(_name: str) -> Any:
    raise ValueError("NaN and Infinity are not JSON")
