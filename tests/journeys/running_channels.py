"""The real connectors against the sandbox, with a stand-in for Rasa behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import uvicorn
from starlette.routing import Route

from bot.fakes import FakeCodeDesk, FakeRasa
from bot.gateway import Loop, create_app
from bot.inbound.inbox import Inbox
from bot.inbound.intake import Intake
from bot.inbound.polling import TelegramPolling, TelegramWebhookMode
from bot.inbound.telegram_updates import TelegramUpdates
from bot.inbound.webhooks import TelegramDoor, WhatsAppDoor
from bot.inbound.whatsapp import TwilioSignature
from bot.leases import Leases
from bot.messages import Channel
from bot.metrics import Metrics
from bot.outbound.outbox import Outbox
from bot.outbound.receipts import Receipts, recorded_in
from bot.outbound.sender import Sender
from bot.outbound.telegram import TelegramSender
from bot.outbound.whatsapp import WhatsAppSender
from bot.routing.secrets import Secrets
from bot.routing.turns import Turns
from bot.sandbox.config import SandboxConfig
from bot.sandbox.phone import SandboxClient
from bot.sandbox.server import Sandbox, running
from bot.telegram_api import TelegramApi
from bot.texts import Texts
from insurance.ports import SystemClock
from storage.crypto import Keyring
from storage.database import Database
from tests.bot.sandbox.running_demo import ACCOUNT, free_port, serving

TELEGRAM_TOKEN = "4242:sandbox-token"
TWILIO_TOKEN = "an-auth-token"
SECRET = "webhook-secret"


@dataclass(frozen=True)
class Channels:
    """Everything that runs, and how to reach it."""

    config: SandboxConfig
    sandbox: Sandbox
    client: SandboxClient
    rasa: FakeRasa
    metrics: Metrics
    http: httpx.AsyncClient


@asynccontextmanager
async def running_channels(
    db: Database, keyring: Keyring, telegram_mode: str = "polling"
) -> AsyncIterator[Channels]:
    """The sandbox, its faults on, and a gateway on both channels."""
    config = SandboxConfig(
        gateway_url=f"http://127.0.0.1:{free_port()}",
        public_url="https://chat.contoh.example",
        telegram_token=TELEGRAM_TOKEN,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=TWILIO_TOKEN,
        whatsapp_from="whatsapp:+14155238886",
        port=free_port(),
        smtp_port=free_port(),
        faults=True,
        status_delay_s=0.1,
    )
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=30))
        sandbox, server = await stack.enter_async_context(running(config))
        await stack.enter_async_context(serving(server))
        gateway = Gateway(config, db, http)
        await stack.enter_async_context(
            serving(uvicorn.Server(gateway.settings(keyring, telegram_mode)))
        )
        client = SandboxClient(f"http://127.0.0.1:{config.port}", http)
        yield Channels(config, sandbox, client, gateway.rasa, gateway.metrics, http)


class Gateway:
    """A gateway whose connectors are real, and whose Rasa is not."""

    def __init__(self, config: SandboxConfig, db: Database, http: httpx.AsyncClient) -> None:
        """Nothing runs before its app does."""
        self.rasa, self.metrics = FakeRasa(), Metrics()
        self._config, self._db, self._http = config, db, http
        self._clock = SystemClock()
        self._sandbox = f"http://127.0.0.1:{config.port}"
        self._outbox = Outbox(db, self._senders(), self._clock, self.metrics)
        self._turns = Turns(
            db=db,
            secrets=Secrets(FakeCodeDesk()),
            rasa=self.rasa.client(),
            outbox=self._outbox,
            texts=Texts.load(),
            clock=self._clock,
            metrics=self.metrics,
        )

    def settings(self, keyring: Keyring, telegram_mode: str) -> uvicorn.Config:
        """How to serve it."""
        inbox = Inbox(self._db, keyring, self._clock, self.metrics)
        intake = Intake(inbox, self._turns.wake)
        api = TelegramApi(TELEGRAM_TOKEN, f"{self._sandbox}/telegram", self._http)
        updates = TelegramUpdates(api, intake, self.metrics)
        telegram: Loop = TelegramPolling(api, updates, self._db, Leases(self._clock))
        if telegram_mode == "webhook":
            telegram = TelegramWebhookMode(api, updates, self._config.public_url, SECRET)
        app = create_app(
            db=self._db,
            clock=self._clock,
            metrics=self.metrics,
            routes=[*self._whatsapp(intake), *TelegramDoor(SECRET, updates, self.metrics).routes()],
            loops=[self._outbox, self._turns, telegram],
            probes={},
        )
        port = int(self._config.gateway_url.rpartition(":")[2])
        return uvicorn.Config(app, port=port, log_config=None, timeout_graceful_shutdown=1)

    def _senders(self) -> dict[Channel, Sender]:
        return {
            Channel.TELEGRAM: TelegramSender(
                TELEGRAM_TOKEN, f"{self._sandbox}/telegram", self._http
            ),
            Channel.WHATSAPP: WhatsAppSender(
                ACCOUNT,
                TWILIO_TOKEN,
                from_=self._config.whatsapp_from,
                api_url=f"{self._sandbox}/twilio",
                status_callback_base=self._config.public_url,
                http=self._http,
                recorded=recorded_in(self._db),
            ),
        }

    def _whatsapp(self, intake: Intake) -> list[Route]:
        receipts = Receipts(self._db, self._outbox.wake, self._clock, self.metrics)
        signature = TwilioSignature(TWILIO_TOKEN, self._config.public_url)
        return WhatsAppDoor(signature, ACCOUNT, intake, receipts, self.metrics).routes()
