"""Whether the gateway is well: what operators and their machines ask, and how it is found out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from time import monotonic

import anyio
import httpx
import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.inbound import media_queue as media
from bot.metrics import Metrics
from bot.outbound import queue as outbox
from bot.routing import backlog
from insurance.ports import Clock
from storage.database import Database

log = structlog.get_logger(__name__)

Probe = Callable[[], Awaitable[bool]]
"""Whether something that we depend on answers; may raise, which counts as no."""

_PROBE_LIMIT_S = 4.0
_PROBE_THREADS = 4
_QUEUES = {"inbox": backlog.depth, "outbox": outbox.depth, "media": media.depth}
_READY_FOR_S = 1.0
"""How long one answer of the probes is good for everybody who asks."""


def http_probe(http: httpx.AsyncClient, url: str, token: str | None = None) -> Probe:
    """Whether ``url`` answers 200, with a bearer token if there is one."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}

    async def answers() -> bool:
        response = await http.get(url, headers=headers, timeout=_PROBE_LIMIT_S)
        return response.status_code == httpx.codes.OK

    return answers


def all_well(probes: Mapping[str, Probe]) -> Probe:
    """Whether all of these answer."""

    async def answer() -> bool:
        return all(await asyncio.gather(*(_ask(probe) for probe in probes.values())))

    return answer


class Health:
    """What operators and their machines ask.

    A proxy in front should let the world see none of it but ``/healthz``: ``/metrics`` tells how
    much is going on, and ``/readyz`` what is down.
    """

    def __init__(
        self, db: Database, clock: Clock, metrics: Metrics, probes: Mapping[str, Probe]
    ) -> None:
        """``probes``: what must answer besides the database."""
        self._db = db
        self._clock = clock
        self._metrics = metrics
        self._probes = {"database": self._database_answers, **probes}
        self._threads: anyio.CapacityLimiter | None = None
        self._asking: asyncio.Task[list[str]] | None = None
        self._asked_at = 0.0

    async def alive(self, request: Request) -> Response:
        """200 while the process lives."""
        return PlainTextResponse("ok\n")

    async def ready(self, request: Request) -> Response:
        """200 when everything answers; else 503, naming what does not.

        However many ask, the probes are sent once a second and one at a time.
        """
        is_old = monotonic() - self._asked_at > _READY_FOR_S
        if self._asking is None or (self._asking.done() and is_old):
            self._asking = asyncio.create_task(self._what_is_down())
        down = await asyncio.shield(self._asking)
        if down:
            return JSONResponse({"status": "unavailable", "down": down}, 503)
        return JSONResponse({"status": "ok"})

    async def figures(self, request: Request) -> Response:
        """Prometheus's text; queues are counted at the moment of asking."""
        if await _ask(self._count_queues) is False:
            log.warning("queues_not_counted")
        return Response(self._metrics.render(), media_type="text/plain; version=0.0.4")

    async def _what_is_down(self) -> list[str]:
        answers = await asyncio.gather(*(_ask(probe) for probe in self._probes.values()))
        self._asked_at = monotonic()
        return [name for name, well in zip(self._probes, answers, strict=True) if not well]

    async def _database_answers(self) -> bool:
        def answers(session: Session) -> bool:
            return session.scalar(text("SELECT 1")) is not None

        return await self._db.read(answers, apart=self._own_threads())

    def _own_threads(self) -> anyio.CapacityLimiter:
        """So that a probe measures the database, and not the queue before it."""
        if self._threads is None:
            self._threads = anyio.CapacityLimiter(_PROBE_THREADS)
        return self._threads

    async def _count_queues(self) -> bool:
        now = self._clock.now()
        for name, depth in _QUEUES.items():
            counting = partial(depth, now=now)
            count, age_s = await self._db.read(counting, apart=self._own_threads())
            self._metrics.queue(name, depth=count, age_s=age_s)
        return True


async def _ask(probe: Probe) -> bool:
    # A thread that waits for the database cannot be cancelled, only left behind.
    task = asyncio.ensure_future(probe())
    done, _ = await asyncio.wait({task}, timeout=_PROBE_LIMIT_S)
    task.add_done_callback(_forget)
    return bool(done) and task.exception() is None and task.result()


def _forget(task: asyncio.Future[bool]) -> None:
    if not task.cancelled():
        task.exception()  # so that asyncio does not report it a second time
