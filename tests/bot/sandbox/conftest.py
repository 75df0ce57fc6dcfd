"""The sandbox, running: in the test's own loop, or in a thread for tests that drive a browser."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.sandbox.world import World
from tests.bot.sandbox.browsing import ARGUMENTS
from tests.bot.sandbox.fake_insurer import FakeInsurer
from tests.bot.sandbox.fake_moderator import FakeModerator
from tests.bot.sandbox.running_demo import Demo, running_demo

PATIENCE_MS = 20_000
"""Long enough for a machine that is busy with other tests."""


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
        world = World(insurer=FakeInsurer(), moderator=FakeModerator())
        async with running_demo(polling=True, world=world) as running_one:
            started.append(running_one)
            ready.set()
            await asyncio.to_thread(over.wait)

    thread = threading.Thread(target=asyncio.run, args=(run(),), daemon=True)
    thread.start()
    assert ready.wait(20)
    yield started[0]
    over.set()
    thread.join(20)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> list[str]:
    """What the browser complained about; empty at the end of every test."""
    return []


@pytest.fixture
def width() -> int:
    return 1280


@pytest.fixture
def page(browser: Browser, page_demo: Demo, troubles: list[str], width: int) -> Iterator[Page]:
    """The page as the gateway serves it, opened afresh."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="id-ID")
    page = context.new_page()
    page.on("console", lambda message: _note(troubles, message.type, message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(page_demo.config.gateway_url)
    page.wait_for_selector('#live[data-live="true"]', state="attached")
    yield page
    context.close()
    assert troubles == []


def _note(troubles: list[str], kind: str, text: str) -> None:
    if kind in ("error", "warning"):
        troubles.append(text)
