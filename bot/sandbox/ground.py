"""What all of the sandbox stands on: settings, journal, phones, files, troubles, the time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from bot.sandbox.chats import Chats
from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Faults
from bot.sandbox.journal import Journal
from bot.sandbox.media import MediaShelf


@dataclass(frozen=True)
class Ground:
    """The things that are there once and that both stand-ins share."""

    config: SandboxConfig
    journal: Journal
    chats: Chats
    shelf: MediaShelf
    faults: Faults
    http: httpx.AsyncClient
    """Posts webhooks, and fetches the files of ours."""
    now: Callable[[], float]
    """Unix time by the demo's clock."""
