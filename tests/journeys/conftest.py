"""One running assistant for all journeys, and a member's phone on each channel."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bot.messages import Channel
from bot.sandbox.phone import Phone, SandboxClient
from tests.journeys.assistant import Assistant, start_assistant


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant, started once; its logs stay in pytest's temporary folder."""
    running = start_assistant(tmp_path_factory.mktemp("assistant"))
    yield running
    running.stop()


@pytest.fixture
async def sandbox(assistant: Assistant) -> AsyncIterator[SandboxClient]:
    """The sandbox, with every planned fault forgotten afterwards."""
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        yield SandboxClient(assistant.sandbox_url, http)
        await http.delete(f"{assistant.sandbox_url}/faults")


@pytest.fixture(params=list(Channel))
async def phone(sandbox: SandboxClient, request: pytest.FixtureRequest) -> Phone:
    """The phone of a member who has never written: the journey is made on both channels."""
    return await sandbox.new_phone(request.param)


@pytest.fixture
async def whatsapp(sandbox: SandboxClient) -> Phone:
    """The phone of a member who has never written, on WhatsApp."""
    return await sandbox.new_phone(Channel.WHATSAPP)


@pytest.fixture
async def telegram(sandbox: SandboxClient) -> Phone:
    """The phone of a member who has never written, on Telegram."""
    return await sandbox.new_phone(Channel.TELEGRAM)
