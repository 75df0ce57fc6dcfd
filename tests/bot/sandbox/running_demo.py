"""A running sandbox with a small fake gateway before it, in one event loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx
import uvicorn

from bot.sandbox.clinic_book import read_doctors
from bot.sandbox.config import SandboxConfig
from bot.sandbox.phone import SandboxClient
from bot.sandbox.samples import SampleMember
from bot.sandbox.server import Sandbox, running
from bot.sandbox.world import World
from iclick.settings import SAMPLES
from tests.bot.sandbox.fake_gateway import FakeGateway, poll_for_ever

ACCOUNT = "AC" + "5" * 32
SITI = SampleMember(
    name="Siti Rahmawati",
    company="PT Contoh Sejahtera",
    policy_number="GH-0001",
    participant_number="100000001",
    date_of_birth="1985-05-12",
    email="siti@contoh.example",
    remarks=("principal", "family", "lapsed"),
)


@dataclass(frozen=True)
class Demo:
    """Everything that runs, and how to reach it."""

    config: SandboxConfig
    sandbox: Sandbox
    gateway: FakeGateway
    client: SandboxClient
    http: httpx.AsyncClient

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.config.port}"

    @property
    def twilio(self) -> str:
        return f"{self.url}/twilio/2010-04-01/Accounts/{ACCOUNT}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def running_demo(polling: bool = False, world: World | None = None) -> AsyncIterator[Demo]:
    """The sandbox, its faults on, and the fake gateway; ``polling`` answers Telegram too."""
    port, gateway_port, smtp_port = free_port(), free_port(), free_port()
    config = SandboxConfig(
        gateway_url=f"http://127.0.0.1:{gateway_port}",
        public_url="https://chat.contoh.example",
        telegram_token="4242:sandbox-token",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token="an-auth-token",
        whatsapp_from="whatsapp:+14155238886",
        port=port,
        smtp_port=smtp_port,
        samples=(SITI,),
        doctors=read_doctors(SAMPLES / "doctors.csv"),
        faults=True,
        status_delay_s=0.05,
        approval_delay_s=0.05,
    )
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(trust_env=False, timeout=30))
        sandbox, server = await stack.enter_async_context(running(config, world))
        gateway = FakeGateway(config, http, smtp_port)
        settings = uvicorn.Config(
            gateway.app(), port=gateway_port, log_config=None, timeout_graceful_shutdown=1
        )
        await stack.enter_async_context(serving(server))
        await stack.enter_async_context(serving(uvicorn.Server(settings)))
        if polling:
            poller = asyncio.create_task(poll_for_ever(gateway))
            stack.callback(poller.cancel)
        client = SandboxClient(f"http://127.0.0.1:{port}", http)
        yield Demo(config, sandbox, gateway, client, http)


@asynccontextmanager
async def serving(server: uvicorn.Server) -> AsyncIterator[None]:
    task = asyncio.create_task(server._serve())
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
