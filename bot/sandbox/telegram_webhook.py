"""A bot's webhook: one update of a chat at a time, tried again as Telegram's server does."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import httpx

from bot.sandbox.config import SandboxConfig
from bot.sandbox.journal import Journal
from bot.sandbox.telegram_updates import Update, Updates

TIMEOUT_S = 60.0
MAX_PAUSE_S = 60.0
MAX_RETRY_AFTER_S = 3600.0


@dataclass(frozen=True)
class Hook:
    """Where the bot wants its updates, and how it recognises us."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40
    last_error_date: int | None = None
    last_error_message: str | None = None


class Webhook:
    """Delivers what waits in ``updates`` while a webhook is set."""

    def __init__(
        self, config: SandboxConfig, updates: Updates, journal: Journal, http: httpx.AsyncClient
    ) -> None:
        """Begin without a webhook."""
        self._config = config
        self._updates = updates
        self._journal = journal
        self._http = http
        self._queues: dict[str, list[Update]] = defaultdict(list)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._error: tuple[int, str] | None = None
        self.hook = Hook()
        updates.on_new = self._queue

    def set(self, hook: Hook) -> None:
        """Deliver to ``hook`` from now on, what is waiting first; an empty address ends it."""
        self.stop()
        self.hook = hook
        self._error = None
        if hook.url:
            self._updates.end_polls()
            for update in self._updates.pending():
                self._queue(update)

    def stop(self) -> None:
        """Deliver no more; what has not arrived keeps waiting."""
        for worker in self._workers.values():
            worker.cancel()
        self._workers.clear()
        self._queues.clear()

    def info(self) -> dict[str, Any]:
        """The API's WebhookInfo."""
        info: dict[str, Any] = {
            "url": self.hook.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates.pending()),
        }
        if self.hook.url:
            info["max_connections"] = self.hook.max_connections
        if self._error is not None:
            info["last_error_date"], info["last_error_message"] = self._error
        if self._updates.allowed:
            info["allowed_updates"] = list(self._updates.allowed)
        return info

    def _queue(self, update: Update) -> None:
        if not self.hook.url:
            return
        self._queues[update.queue].append(update)
        if update.queue not in self._workers:
            self._workers[update.queue] = asyncio.ensure_future(self._work(update.queue))

    async def _work(self, queue: str) -> None:
        waiting = self._queues[queue]
        while waiting:
            await self._deliver(waiting[0])
            waiting.pop(0)
        del self._workers[queue]

    async def _deliver(self, update: Update) -> None:
        pause = 0.0
        while time.time() < update.expires:
            wanted_pause = await self._try(update)
            if wanted_pause is None:
                self._updates.confirm(update.id)
                return
            await asyncio.sleep(min(max(pause, wanted_pause), MAX_RETRY_AFTER_S))
            pause = min(max(2.0, pause * 2), MAX_PAUSE_S)

    async def _try(self, update: Update) -> float | None:
        """None when it has arrived; else how long the gateway wants us to wait."""
        headers = {"User-Agent": "TelegramBot/1.0"}
        if self.hook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.hook.secret_token
        wait: float | None = 0.0
        try:
            response = await self._http.post(
                self._config.reachable(self.hook.url),
                json=update.as_json(),
                headers=headers,
                timeout=TIMEOUT_S,
            )
        except httpx.HTTPError as error:
            outcome = type(error).__name__
        else:
            outcome = str(response.status_code)
            wait = None if response.is_success else _retry_after(response)
        if wait is not None:
            self._error = (int(time.time()), f"Wrong response from the webhook: {outcome}")
        self._journal.add(
            "webhook", to="telegram", id=str(update.id), what=update.kind, outcome=outcome
        )
        return wait


def _retry_after(response: httpx.Response) -> float:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() else 0.0
