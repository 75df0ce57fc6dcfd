"""The gateway as it is composed for real, against the sandbox; only Rasa is a stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import httpx
import uvicorn

from bot.fakes import FakeRasa
from bot.messages import Channel
from bot.metrics import Metrics
from bot.sandbox.clinic_book import read_doctors
from bot.sandbox.config import SandboxConfig
from bot.sandbox.phone import Phone, SandboxClient
from bot.sandbox.server import Sandbox, running
from bot.sandbox.world import ClockInMemory, World
from iclick import bootstrap
from iclick.settings import SAMPLES, Settings, load_settings
from storage.database import Database
from tests.bot.sandbox.running_demo import ACCOUNT, free_port, serving

TELEGRAM_TOKEN = "4242:sandbox-token"
TWILIO_TOKEN = "an-auth-token"
TELEMEDICINE_SECRET = "a-secret-of-both"
SECRET_KEY = "a-secret-key-for-tests-and-nothing-else"
"""That of the fixture ``keyring``, whose database this gateway works on."""

MENU = {
    "text": "Halo! *Apa* yang bisa kami bantu?",
    "buttons": [
        {"title": "Cek manfaat", "payload": "/check_benefits"},
        {"title": "Status klaim", "payload": '/check_claim_status{"place":"2"}'},
    ],
}


@dataclass(frozen=True)
class Channels:
    """Everything that runs, and how to reach it."""

    config: SandboxConfig
    settings: Settings
    sandbox: Sandbox
    client: SandboxClient
    rasa: FakeRasa
    clock: ClockInMemory
    """The gateway's and the sandbox's."""
    metrics: Metrics
    http: httpx.AsyncClient


async def member(channels: Channels, channel: Channel, **about: Any) -> Phone:
    """A member who has said hello and has the menu before them."""
    phone = await channels.client.new_phone(channel, **about)
    await phone.send_text("halo")
    await phone.wait_for_reply("bisa kami bantu")
    return phone


async def texts(phone: Phone) -> list[str]:
    """What the assistant has said, oldest first."""
    return [heard.text for heard in await phone.heard()]


@asynccontextmanager
async def running_channels(db: Database, telegram_mode: str = "polling") -> AsyncIterator[Channels]:
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
        telemedicine_secret=TELEMEDICINE_SECRET,
        doctors=read_doctors(SAMPLES / "doctors.csv"),
        faults=True,
        status_delay_s=0.1,
        approval_delay_s=0.1,
    )
    settings, clock, rasa = _settings(config, db, telegram_mode), ClockInMemory(), FakeRasa()
    rasa.answers |= {"/greet": [MENU], "halo": [MENU]}
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=30))
        sandbox, server = await stack.enter_async_context(running(config, World(clock)))
        await stack.enter_async_context(serving(server))
        with patch.object(bootstrap, "RasaClient", lambda *_: rasa.client()):
            gateway = bootstrap.Gateway(settings, None, clock)
        port = int(config.gateway_url.rpartition(":")[2])
        served = uvicorn.Config(
            gateway.app(), port=port, log_config=None, timeout_graceful_shutdown=1
        )
        await stack.enter_async_context(serving(uvicorn.Server(served)))
        client = SandboxClient(config.own_url, http)
        yield Channels(config, settings, sandbox, client, rasa, clock, gateway._metrics, http)


def _settings(config: SandboxConfig, db: Database, telegram_mode: str) -> Settings:
    file = str(db.engine.url.database)
    twilio = f"{config.own_url}/twilio"
    given: dict[str, Any] = {
        "secret_key": SECRET_KEY,
        "database_url": f"sqlite:///{file}",
        "media_url": f"file://{file}-media",
        "public_url": config.public_url,
        "smtp_url": f"smtp://127.0.0.1:{config.smtp_port}",
        "telegram_bot_token": TELEGRAM_TOKEN,
        "telegram_mode": telegram_mode,
        "telegram_api_url": f"{config.own_url}/telegram",
        "twilio_account_sid": ACCOUNT,
        "twilio_auth_token": TWILIO_TOKEN,
        "twilio_whatsapp_from": config.whatsapp_from,
        "twilio_api_url": twilio,
        "twilio_content_url": twilio,
        "twilio_messaging_url": twilio,
        "telemedicine_url": f"{config.own_url}/telemedicine",
        "telemedicine_secret": TELEMEDICINE_SECRET,
    }
    return load_settings(None, **given)
