"""The sandbox as one process: Twilio, Telegram, the mail server, and the page of phones.

Everything is in memory and on loopback. The gateway's real connectors are pointed at it by
``TELEGRAM_API_URL`` (``http://host:port/telegram``), ``TWILIO_API_URL`` (``…/twilio``) and
``SMTP_URL`` (``smtp://host:smtp_port``).
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
from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Fault, Faults, Trouble
from bot.sandbox.journal import Journal
from bot.sandbox.mail import Mailbox, listen
from bot.sandbox.member_api import MemberApi
from bot.sandbox.page import Page
from bot.sandbox.telegram_api import TelegramApi
from bot.sandbox.telegram_bot import TelegramBot
from bot.sandbox.telegram_updates import Updates
from bot.sandbox.telegram_webhook import Webhook
from bot.sandbox.twilio_api import TwilioApi
from bot.sandbox.twilio_webhooks import TwilioWebhooks

SHUTDOWN_S = 2


class Sandbox:
    """Everything that the demo needs from outside, wired together."""

    def __init__(self, config: SandboxConfig, http: httpx.AsyncClient) -> None:
        """Build it; webhooks are posted with ``http``, which stays the caller's."""
        self.journal = Journal()
        self.faults = Faults()
        self.chats = Chats(self.journal)
        self.mailbox = Mailbox(self.journal, self.faults)
        self.updates = Updates()
        self.webhook = Webhook(config, self.updates, self.journal, http)
        bot_id = config.telegram_token.partition(":")[0]
        self.bot = TelegramBot(
            int(bot_id) if bot_id.isdigit() else 1, self.chats, self.updates, self.journal
        )
        self.telegram = TelegramApi(config, self.bot, self.updates, self.webhook, self.faults)
        self._twilio_webhooks = TwilioWebhooks(config, self.chats, self.journal, http)
        self.twilio = TwilioApi(
            config,
            self.chats,
            self.faults,
            lambda message: self._twilio_webhooks.follow(self.twilio, message),
        )
        self.members = MemberApi(
            config=config,
            chats=self.chats,
            journal=self.journal,
            bot=self.bot,
            twilio=self.twilio,
            webhooks=self._twilio_webhooks,
        )
        self._config = config

    def app(self) -> Starlette:
        """The HTTP side as an ASGI app."""
        routes = [
            Route("/healthz", _alive, methods=["GET"]),
            *self.telegram.routes(),
            *self.twilio.routes(),
            *self.members.routes(),
            *Page(self.mailbox).routes(),
        ]
        if self._config.faults:
            routes.append(Route("/faults", self._plan_faults, methods=["POST", "DELETE"]))
        return Starlette(routes=routes)

    def close(self) -> None:
        """End what runs in the background and every live stream."""
        self.members.closing.set()
        self.updates.end_polls()
        self.webhook.stop()
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
async def running(config: SandboxConfig) -> AsyncIterator[tuple[Sandbox, _Server]]:
    """The sandbox with its mail server listening, and the HTTP server still to be served."""
    async with httpx.AsyncClient(
        trust_env=False, limits=httpx.Limits(max_connections=None)
    ) as http:
        sandbox = Sandbox(config, http)
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


async def serve(config: SandboxConfig) -> None:
    """Run the sandbox until SIGINT or SIGTERM."""
    async with running(config) as (_sandbox, server):
        await server.serve()
