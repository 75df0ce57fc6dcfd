"""The door through which the telemedicine partner tells what happened: verify, keep, answer."""

from __future__ import annotations

import anyio
import structlog
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.faults import is_database_away, where
from bot.metrics import Metrics
from insurance.ports import Clock
from insurance.telemedicine_ports import Applied, PartnerEvents
from partners.telemedicine_json import read_event, where_wrong
from partners.telemedicine_signature import HEADER, is_signed

log = structlog.get_logger(__name__)

MOST_BYTES = 64 * 1024
"""An event with fifty medicines has some 40 kB."""
THREADS = 2
"""For the database: however much the partner tells, members keep theirs."""
_DOOR = "telemedicine"
_AGAIN_S = "5"


class TelemedicineDoor:
    """``POST /webhooks/telemedicine``: one event, as JSON, signed with our secret."""

    def __init__(self, secret: str, events: PartnerEvents, clock: Clock, metrics: Metrics) -> None:
        """``secret`` is what the partner signs with; ``clock`` says how old a signature is."""
        if not secret:
            raise ValueError("without a secret anybody could post events")
        self._secret = secret
        self._events = events
        self._clock = clock
        self._metrics = metrics
        self._threads: anyio.CapacityLimiter | None = None

    def routes(self) -> list[Route]:
        """This door's address."""
        return [Route("/webhooks/telemedicine", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """204 once the event is kept, or was before, or is of a kind that we do not know.

        404 when we know no such consultation (yet), 503 when the database is away: both are to be
        sent again.
        """
        body = await self._signed_body(request)
        try:
            event = read_event(body)
        except ValidationError as error:
            raise self._turned_away("malformed", 400, at=where_wrong(error)) from None
        if event is None:
            log.info("telemedicine_event_of_another_kind")
            return Response(status_code=204)
        try:
            applied = await anyio.to_thread.run_sync(
                self._events.apply, event, limiter=self._limiter()
            )
        except Exception as error:
            raise self._failed(error) from None
        log.info("telemedicine_event", event_id=event.event_id, applied=applied.value)
        if applied is Applied.UNKNOWN:
            raise self._turned_away("unknown_consultation", 404)
        return Response(status_code=204)

    async def _signed_body(self, request: Request) -> bytes:
        header = request.headers.get(HEADER, "")
        if not header:
            raise self._turned_away("signature", 403)
        body = await self._read(request)
        if not is_signed(self._secret, header, self._clock.now(), body):
            raise self._turned_away("signature", 403)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise self._turned_away("not_json", 415)
        return body

    async def _read(self, request: Request) -> bytes:
        """The body, never much more than is allowed."""
        body = bytearray()
        try:
            async for chunk in request.stream():
                body += chunk
                if len(body) > MOST_BYTES:
                    raise self._turned_away("too_large", 413)
        except ClientDisconnect:
            raise self._turned_away("hung_up", 400) from None
        return bytes(body)

    def _limiter(self) -> anyio.CapacityLimiter:
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(THREADS)
        return self._threads

    def _failed(self, error: Exception) -> HTTPException:
        log.error("telemedicine_event_failed", **where(error))
        if is_database_away(error):
            return HTTPException(503, headers={"Retry-After": _AGAIN_S})
        return HTTPException(500)

    def _turned_away(self, reason: str, status: int, **about: str) -> HTTPException:
        self._metrics.rejected(_DOOR, reason)
        log.warning("turned_away", door=_DOOR, reason=reason, **about)
        return HTTPException(status)
