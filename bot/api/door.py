"""``/api/claims/…``: who may come in, which address means what, and how troubles are told."""

from __future__ import annotations

import hmac
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import quote, unquote_to_bytes

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from bot.api.bodies import read_json
from bot.api.decisions import read_decision
from bot.api.desk import ClaimsDesk
from bot.api.problems import Problem, bad_request, not_found, try_again, unauthorized
from bot.faults import is_database_away, where
from bot.metrics import Metrics

log = structlog.get_logger(__name__)

PREFIX = "/api/claims"
_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_NUMBER = re.compile(r"[^\s,;\"']{1,64}")
_MEDIA_ID = re.compile(r"[0-9a-f]{32}")

_Handler = Callable[[Request], Awaitable[Response]]


class ClaimsDoor:
    """The claims API, for whoever has its token; to all others every address is the same."""

    def __init__(self, token: str, desk: ClaimsDesk, metrics: Metrics) -> None:
        """``token`` is what the TPA has to show."""
        if not token:
            raise ValueError("without a token anybody could see claims")
        self._token = _digest(token.encode())
        self._desk = desk
        self._metrics = metrics

    def routes(self) -> Sequence[Route]:
        """All addresses under ``/api/claims``, whether they mean anything or not."""
        return [_Everything(f"{PREFIX}/{{rest:path}}", self)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        request = Request(scope, receive)
        try:
            response = await self._answer(request)
        except Problem as problem:
            response = self._told(problem)
        except Exception as error:
            response = self._told(_trouble(error))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if not self._is_allowed(request):
            raise unauthorized()
        handlers = self._handlers(_segments(request.scope))
        handler = handlers.get(request.method)
        if handler is None:
            raise _method_unknown(handlers)
        return await handler(request)

    def _is_allowed(self, request: Request) -> bool:
        """Whether the token is the right one; digests, so that not even its length shows."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        is_token = hmac.compare_digest(_digest(given.strip(" ").encode("latin-1")), self._token)
        return is_token and scheme.lower() == "bearer"

    def _handlers(self, segments: Sequence[str]) -> Mapping[str, _Handler]:
        """What can be done at an address, by method."""
        match segments:
            case [number] if _is_number(number):
                return {"GET": lambda _request: self._desk.show(number)}
            case [number, "status"] if _is_number(number):
                return {"POST": lambda request: self._decide(number, request)}
            case [number, "documents", media_id] if _is_number(number):
                if _MEDIA_ID.fullmatch(media_id):
                    return {"GET": lambda _request: self._desk.document(number, media_id)}
        raise not_found("address")

    async def _decide(self, number: str, request: Request) -> Response:
        key = request.headers.get("idempotency-key", "")
        if not _KEY.fullmatch(key):
            raise bad_request(
                "no-idempotency-key",
                "this needs the header Idempotency-Key: 1 to 255 visible ASCII characters, others"
                " for each decision and the same when one is sent again",
            )
        return await self._desk.decide(number, key, read_decision(await read_json(request)))

    def _told(self, problem: Problem) -> Response:
        self._metrics.rejected("claims", problem.kind)
        log.warning("turned_away", door="claims", reason=problem.kind)
        return problem.response()


class _Everything(Route):
    """All that is under the prefix, whatever characters are in it."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether the door is meant."""
        is_ours = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{PREFIX}/")
        return (Match.FULL, {"endpoint": self.endpoint}) if is_ours else (Match.NONE, {})


def _segments(scope: Scope) -> Sequence[str]:
    """The parts of the path behind the prefix; a claim's number may hold an escaped slash."""
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    rest = raw.decode("latin-1").partition("?")[0].removeprefix(PREFIX).removeprefix("/")
    return [unquote_to_bytes(part).decode("utf-8", "replace") for part in rest.split("/")]


def _is_number(number: str) -> bool:
    """Whether it could be a claim's: what ``iclick import`` takes as one."""
    return bool(_NUMBER.fullmatch(number)) and number.isprintable()


def _digest(token: bytes) -> bytes:
    return sha256(token).digest()


def _method_unknown(handlers: Mapping[str, _Handler]) -> Problem:
    return Problem(
        HTTPStatus.METHOD_NOT_ALLOWED,
        "method",
        "this address does not know that method",
        headers={"Allow": ", ".join(handlers)},
    )


def _trouble(error: Exception) -> Problem:
    log.error("api_call_failed", **where(error))
    if is_database_away(error):
        return try_again(2)
    detail = "something went wrong here; it was written down"
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", detail)
