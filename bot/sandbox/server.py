"""The sandbox as one process: Twilio, Telegram, mail, a telemedicine partner, the page of phones.

Everything is in memory and on loopback. The gateway's real connectors are pointed at it by
``TELEGRAM_API_URL`` (``http://host:port/telegram``), ``TWILIO_API_URL`` (``…/twilio``),
``TELEMEDICINE_URL`` (``…/telemedicine``) and ``SMTP_URL`` (``smtp://host:smtp_port``).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.chats import Chats
from bot.sandbox.clinic import Clinic
from bot.sandbox.clock_api import ClockApi
from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Fault, Faults, Trouble
from bot.sandbox.ground import Ground
from bot.sandbox.insurer_api import InsurerApi
from bot.sandbox.journal import Journal
from bot.sandbox.live import Live
from bot.sandbox.mail import Mailbox, listen
from bot.sandbox.media import MediaShelf
from bot.sandbox.member_api import MemberApi
from bot.sandbox.page import Page
from bot.sandbox.telegram import Telegram
from bot.sandbox.testimonials_api import TestimonialsApi
from bot.sandbox.twilio import Twilio
from bot.sandbox.world import World

SHUTDOWN_S = 2


class Sandbox:
    """Everything that the demo needs from outside, wired together."""

    def __init__(
        self, config: SandboxConfig, http: httpx.AsyncClient, world: World | None = None
    ) -> None:
        """Build it; webhooks are posted with ``http``, which stays the caller's."""
        self.world = world or World()
        self.journal = Journal(self._now)
        self.faults = Faults()
        self.mailbox = Mailbox(self.journal, self.faults)
        self.config = config
        self._ground = Ground(
            config=config,
            journal=self.journal,
            chats=Chats(self.journal),
            shelf=MediaShelf(),
            faults=self.faults,
            http=http,
            now=self._now,
        )
        self._telegram = Telegram(self._ground)
        self._twilio = Twilio(self._ground)
        self.clinic = Clinic(self._ground)
        self.live = Live(config, self.journal)

    def _now(self) -> float:
        return self.world.clock.now().timestamp()

    def app(self) -> Starlette:
        """The HTTP side as an ASGI app."""
        members = MemberApi(self._ground, self._telegram.members, self._twilio.members)
        routes = [
            Route("/healthz", _alive, methods=["GET"]),
            *self._telegram.routes(),
            *self._twilio.routes(),
            *self.clinic.routes(),
            *members.routes(),
            *self.live.routes(),
            *self._ground.shelf.routes(),
            *ClockApi(self.world.clock, self.journal).routes(),
            *InsurerApi(self.world.insurer, self.journal).routes(),
            *TestimonialsApi(self.world.moderator, self.journal).routes(),
            *Page(self.mailbox).routes(),
        ]
        if self.config.faults:
            routes.append(Route("/faults", self._plan_faults, methods=["POST", "DELETE"]))
        return Starlette(routes=routes)

    def close(self) -> None:
        """End what runs in the background and every live stream."""
        self.live.closing.set()
        self._telegram.close()
        self.clinic.close()
        self.journal.add("closing")

    async def _plan_faults(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.faults.clear()
            return Response(status_code=204)
        body = await request.json()
        trouble = Trouble(body.pop("trouble", Trouble.REFUSE))
        self.faults.plan(Fault(trouble=trouble, **body))
        return Response(status_code=204)


async def _alive(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


class _Server(uvicorn.Server):
    """Uvicorn, but telling the sandbox when it is asked to end, so that streams let go."""

    def __init__(self, config: uvicorn.Config, sandbox: Sandbox) -> None:
        super().__init__(config)
        self._sandbox = sandbox

    async def shutdown(self, sockets: object = None) -> None:
        self._sandbox.close()
        await super().shutdown()


@asynccontextmanager
async def running(
    config: SandboxConfig, world: World | None = None
) -> AsyncIterator[tuple[Sandbox, _Server]]:
    """The sandbox with its mail server listening, and the HTTP server still to be served."""
    async with httpx.AsyncClient(
        trust_env=False, limits=httpx.Limits(max_connections=None)
    ) as http:
        sandbox = Sandbox(config, http, world)
        smtp = await listen(sandbox.mailbox, config.host, config.smtp_port)
        settings = uvicorn.Config(
            sandbox.app(),
            host=config.host,
            port=config.port,
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=SHUTDOWN_S,
        )
        try:
            yield sandbox, _Server(settings, sandbox)
        finally:
            sandbox.close()
            smtp.close()
            await asyncio.sleep(0)


async def serve(config: SandboxConfig, world: World | None = None) -> None:
    """Run the sandbox until SIGINT or SIGTERM."""
    async with running(config, world) as (_sandbox, server):
        await server.serve()
