"""The sandbox, running: in the test's own loop, or in a thread for tests that drive a browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.bot.sandbox.running_demo import Demo, running_demo


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """The sandbox and a gateway that answers WhatsApp; Telegram's updates are left to the test."""
    async with running_demo() as running_one:
        yield running_one


@pytest.fixture(scope="module")
def page_demo() -> Iterator[Demo]:
    """The same in a thread of its own, polling Telegram, for tests that drive a browser."""
    started: list[Demo] = []
    ready, over = threading.Event(), threading.Event()

    async def run() -> None:
        async with running_demo(polling=True) as running_one:
            started.append(running_one)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(20)
    yield started[0]
    over.set()
    thread.join(20)
