"""The gateway's ASGI app: routes only. What works behind them is handed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.faults import where
from bot.health import Health, Probe
from bot.leases import clear_leases_of_the_dead
from bot.metrics import Metrics
from insurance.ports import Clock
from storage.database import Database

log = structlog.get_logger(__name__)

_AGAIN_S = 1.0
STOP_WITHIN_S = 15.0
"""How long the loops may take to finish what they have begun."""
_SHARE = 0.9
"""How much of that is theirs; the rest is for one that had to be cut short."""
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Loop(Protocol):
    """Something that works in the background: turns, outbox, code mail, Telegram's poller."""

    async def run(self) -> None:
        """Work until ``stop``."""

    async def stop(self) -> None:
        """Let ``run`` end soon; what is left waits for the next start."""


def create_app(
    *,
    db: Database,
    clock: Clock,
    metrics: Metrics,
    routes: Sequence[BaseRoute],
    loops: Sequence[Loop],
    probes: Mapping[str, Probe],
) -> Starlette:
    """The app. ``loops`` are started in order, and stopped side by side within STOP_WITHIN_S.

    ``probes`` are what ``/readyz`` asks besides the database: ``rasa`` and ``actions``.
    """
    health = Health(db, clock, metrics, probes)
    return Starlette(
        routes=[
            Route("/healthz", health.alive),
            Route("/readyz", health.ready),
            Route("/metrics", health.figures),
            *routes,
        ],
        middleware=[Middleware(_Doorman)],
        lifespan=_lifespan(db, loops),
    )


def _lifespan(
    db: Database, loops: Sequence[Loop]
) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await clear_leases_of_the_dead(db)
        running = [(loop, asyncio.create_task(_keep_running(loop))) for loop in loops]
        try:
            yield
        finally:
            await asyncio.gather(*(_end(loop, task) for loop, task in running))

    return lifespan


async def _end(loop: Loop, task: asyncio.Task[None]) -> None:
    """Stop one loop; that it fails or hangs is no matter to the others.

    What it leaves undone waits in the database for the next start.
    """
    try:
        async with asyncio.timeout(STOP_WITHIN_S * _SHARE):
            await loop.stop()
            await asyncio.wait({task})
    except TimeoutError:
        log.warning("loop_cut_short", loop=type(loop).__name__)
    except Exception as error:
        log.error("loop_does_not_stop", loop=type(loop).__name__, **where(error))
    task.cancel()
    await asyncio.wait({task}, timeout=STOP_WITHIN_S * (1 - _SHARE))


async def _keep_running(loop: Loop) -> None:
    while True:
        try:
            return await loop.run()
        except Exception as error:
            log.error("loop_died", loop=type(loop).__name__, **where(error))
            await asyncio.sleep(_AGAIN_S)


class _Doorman:
    """Puts security headers on every answer, and turns errors into answers without content."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in _SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self._app(scope, receive, guarded)
        except Exception as error:
            # Not raised again: the server would log a traceback, and with it what was posted.
            log.error("request_failed", **where(error))
            if not started:
                await _sorry(error)(scope, receive, guarded)


def _sorry(error: Exception) -> Response:
    if isinstance(error, SQLAlchemyError):
        return PlainTextResponse("try again\n", 503, {"Retry-After": "1"})
    return PlainTextResponse("internal error\n", 500)
