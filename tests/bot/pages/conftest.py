"""A gateway of nothing but the page, and a browser to look at it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright
from starlette.applications import Starlette

from bot.gateway import create_app
from bot.metrics import Metrics
from bot.pages.verify import VerifyPage
from tests.bot.sandbox.browsing import ARGUMENTS
from tests.insurance.card_world import BUDI, CardWorld


class Desk:
    """A hospital's front desk, a card, and whoever answers when it is scanned."""

    def __init__(self, db: Any) -> None:
        self.cards = CardWorld()
        self.metrics = Metrics()
        self._db = db

    def scanned(self) -> str:
        """The path in the QR code of Budi's card."""
        self.cards.ecards.picture(BUDI, "id", "chat")
        return "/verify/" + self.cards.painted[-1].address.rpartition("/")[2]

    def app(self) -> Starlette:
        """The gateway."""
        return create_app(
            db=self._db,
            clock=self.cards.clock,
            metrics=self.metrics,
            routes=VerifyPage(self.cards.ecards, self.cards.clock, self.metrics).routes(),
            loops=(),
            probes={},
        )


@pytest.fixture
def desk(sqlite_database) -> Desk:
    """A front desk before it has scanned anything."""
    return Desk(sqlite_database)


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    """Where the desk's gateway is on the network."""
    config = uvicorn.Config(desk.app(), port=0, log_level="error", access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        running.close()
