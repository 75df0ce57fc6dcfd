"""The way into Twilio's API: who calls is checked, what is called recorded, refusals shown."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Fault
from bot.sandbox.journal import Journal
from bot.sandbox.twilio_errors import TwilioError, invalid, not_found
from bot.sandbox.twilio_tables import CALLS, Param

BOOLEANS = frozenset({"true", "false", "True", "False"})
PATH_PARAM = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Call:
    """One call that was let in."""

    path: str
    """Without the part at which the stand-in hangs."""
    about: Mapping[str, str]
    """What stands in the path, by the names of the documentation."""
    params: Mapping[str, Any]
    """Of the form, the JSON body or the query; what came several times is a list."""


Work = Callable[[Call], Awaitable[Response]]


class TwilioDoor:
    """Lets in the one account of the sandbox."""

    def __init__(self, config: SandboxConfig, journal: Journal) -> None:
        """Check callers by ``config``; every call is told to ``journal``."""
        self._config = config
        self._journal = journal

    def route(self, called: str, work: Work) -> Route:
        """A call as ``CALLS`` names it: ``POST /v1/Content``."""
        verb, _, path = called.partition(" ")

        async def answer(request: Request) -> Response:
            try:
                self.authenticate(request)
                return await work(await self._let_in(called, request))
            except TwilioError as error:
                self._journal.add(
                    "api_refused",
                    api="twilio",
                    method=called,
                    code=error.code,
                    description=error.message,
                )
                return JSONResponse(error.as_json(), error.status)

        return Route(f"/twilio{path}", answer, methods=[verb])

    def routes_for_the_rest(self) -> list[Route]:
        """Whatever else one may call: it does not exist."""
        methods = ["GET", "POST", "PUT", "DELETE"]
        return [Route("/twilio/{rest:path}", self._missing, methods=methods)]

    async def _missing(self, request: Request) -> Response:
        path = request.url.path.removeprefix("/twilio")
        error = not_found(path)
        method = f"{request.method} {path}"
        self._journal.add(
            "api_refused", api="twilio", method=method, code=error.code, description=error.message
        )
        return JSONResponse(error.as_json(), error.status)

    def authenticate(self, request: Request) -> None:
        """Refuse who is not the account, and what belongs to another."""
        user = f"{self._config.twilio_account_sid}:{self._config.twilio_auth_token}"
        expected = "Basic " + base64.b64encode(user.encode()).decode()
        given = request.headers.get("authorization", "")
        if not secrets.compare_digest(given.encode(), expected.encode()):
            raise TwilioError(401, 20003, "Authenticate")
        ours = self._config.twilio_account_sid
        if request.path_params.get("AccountSid", ours) != ours:
            raise not_found(request.url.path)

    async def _let_in(self, called: str, request: Request) -> Call:
        params, body = await _read(request)
        declared = CALLS[called]
        self._journal.add(
            "api_call",
            api="twilio",
            method=called,
            params=params,
            body=body,
            unknown=[name for name in params if name not in declared],
        )
        for param in declared.values():
            _check(param, params.get(param.name))
        path = request.url.path.removeprefix("/twilio")
        return Call(path, {**request.path_params}, params)


def planned_refusal(fault: Fault) -> Response:
    """The answer that a fault wants."""
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    code = 20429 if fault.status == 429 else fault.code  # noqa: PLR2004 (Too Many Requests)
    error = TwilioError(fault.status, code, fault.description)
    return JSONResponse(error.as_json(), fault.status, headers=headers)


async def _read(request: Request) -> tuple[dict[str, Any], str]:
    if request.method in ("GET", "DELETE"):
        return dict(request.query_params), "query"
    if request.headers.get("content-type", "").startswith("application/json"):
        return await _json_object(request), "json"
    found: dict[str, Any] = {}
    async with request.form() as form:
        for name in form:
            values = [str(one) for one in form.getlist(name)]
            found[name] = values[0] if len(values) == 1 else values
    return found, "form"


async def _json_object(request: Request) -> dict[str, Any]:
    try:
        found = await request.json()
    except ValueError as error:
        raise invalid("The request body is not valid JSON") from error
    if not isinstance(found, dict):
        raise invalid("The request body must be a JSON object")
    return found


def _check(param: Param, value: Any) -> None:
    if value is None or value == "":
        return  # what is required and missing has errors of its own
    many = value if isinstance(value, list) else [value]
    if len(many) > 1 and not param.many:
        raise invalid(f"Parameter '{param.name}' was given more than once")
    if not all(_fits(param, one) for one in many):
        raise invalid(f"Parameter '{param.name}' is not a valid {param.type}")


def _fits(param: Param, value: Any) -> bool:
    if param.type == "object":
        return isinstance(value, dict)
    if not isinstance(value, str):
        return False
    match param.type:
        case "integer":
            return value.isascii() and value.isdecimal()
        case "number":
            return value.replace(".", "", 1).isdecimal()
        case "boolean":
            return value in BOOLEANS
    return param.pattern is None or re.fullmatch(param.pattern, value) is not None
