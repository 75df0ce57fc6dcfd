"""What happened, told: live to the page, afterwards to tests, and who may be played."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox.config import SandboxConfig
from bot.sandbox.journal import Event, Journal
from bot.sandbox.page import SAFE

HEARTBEAT_S = 15.0
MAX_WAIT_S = 30.0
NOT_FOR_THE_PAGE = frozenset({"api_call", "api_refused", "download"})
"""What only tests look at."""


class Live:
    """The journal, as a stream and as a record."""

    def __init__(self, config: SandboxConfig, journal: Journal) -> None:
        """Tell what ``journal`` holds."""
        self._config = config
        self._journal = journal
        self.closing = asyncio.Event()
        """Set when the sandbox ends, so that live streams end too."""

    def routes(self) -> list[Route]:
        """``/sandbox/events`` and ``/sandbox/samples`` for the page, ``/record`` for tests."""
        return [
            Route("/sandbox/samples", self._samples, methods=["GET"]),
            Route("/sandbox/events", self._events, methods=["GET"]),
            Route("/record", self._record, methods=["GET"]),
        ]

    async def _samples(self, _request: Request) -> Response:
        return JSONResponse([asdict(sample) for sample in self._config.samples], headers=SAFE)

    async def _record(self, request: Request) -> Response:
        """What happened after number ``after``, waiting up to ``wait`` seconds for the first."""
        after = _number(request.query_params.get("after", "0"))
        wait_s = min(_number(request.query_params.get("wait", "0")), MAX_WAIT_S)
        events = await self._journal.wait_since(int(after), wait_s)
        return JSONResponse(
            {"epoch": self._journal.epoch, "events": [event.as_json() for event in events]}
        )

    async def _events(self, request: Request) -> Response:
        last = request.query_params.get("after") or request.headers.get("last-event-id") or ""
        epoch, _, seq = last.partition("-")
        known = epoch == self._journal.epoch
        stream = self._stream(int(_number(seq)) if known else 0, known)
        return StreamingResponse(stream, headers=SAFE, media_type="text/event-stream")

    async def _stream(self, seq: int, known: bool) -> AsyncIterator[str]:
        """Everything after ``seq``; a page of another epoch is told to forget what it shows, and
        which events after that are no news: those until the newest one at the moment."""
        if not known:
            until = json.dumps({"until": self._journal.last_seq})
            yield f"id: {self._journal.epoch}-0\nevent: reset\ndata: {until}\n\n"
        while not self.closing.is_set():
            events = await self._journal.wait_since(seq, HEARTBEAT_S)
            for event in events:
                seq = event.seq
                if event.kind not in NOT_FOR_THE_PAGE:
                    yield _sent_event(self._journal.epoch, event)
            if not events:
                yield ": still here\n\n"


def _sent_event(epoch: str, event: Event) -> str:
    return f"id: {epoch}-{event.seq}\ndata: {json.dumps(event.as_json())}\n\n"


def _number(value: str) -> float:
    return float(value) if value.isascii() and value.isdigit() else 0.0
