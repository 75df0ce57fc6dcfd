"""One running assistant for all journeys, and a member's phone on each channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from bot.inbound import polling
from bot.messages import Channel
from bot.outbound.whatsapp import WhatsAppSender
from bot.sandbox.phone import Phone, SandboxClient
from storage.database import Database
from tests.journeys.assistant import Assistant, start_assistant
from tests.journeys.clerk import TPA_TOKEN
from tests.journeys.running_channels import Channels, running_channels
from tests.journeys.strangers import settle
from tests.vendor_specs.watch import WATCH, problems_in_record


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant, started once; its logs stay in pytest's temporary folder."""
    running = start_assistant(tmp_path_factory.mktemp("assistant"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def assistant_for_claims(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """One in which claims are filed and decided: with a TPA, and with many members more."""
    folder = tmp_path_factory.mktemp("assistant-for-claims")
    running = start_assistant(folder, {"TPA_API_TOKEN": TPA_TOKEN})
    settle(running)
    yield running
    running.stop()


@pytest.fixture(scope="session")
def looked_at() -> Counter[str]:
    """How many of the sandbox's recorded calls were held against the specifications so far."""
    return Counter()


@pytest.fixture
async def sandbox(assistant: Assistant, looked_at: Counter[str]) -> AsyncIterator[SandboxClient]:
    """The sandbox, with every planned fault forgotten afterwards.

    Every call that was made since the last test is held against the specifications.
    """
    async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
        client = SandboxClient(assistant.sandbox_url, http)
        yield client
        await http.delete(f"{assistant.sandbox_url}/faults")
        if WATCH.is_on:
            calls = (await client.calls())[looked_at[assistant.url] :]
            looked_at[assistant.url] += len(calls)
            assert problems_in_record(calls) == []


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


@pytest.fixture
async def others(telegram: Phone, whatsapp: Phone) -> tuple[Phone, Phone]:
    """The phones of two more members, one on each channel."""
    return telegram, whatsapp


@pytest.fixture
async def channels(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Channels]:
    """A gateway of this very process before the sandbox, with a stand-in for Rasa."""
    monkeypatch.setattr(WhatsAppSender, "grace_s", 0.5)
    monkeypatch.setattr(polling, "FIRST_PAUSE_S", 0.05)
    async with running_channels(sqlite_database) as running:
        yield running
