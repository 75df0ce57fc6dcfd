"""How Telegram's updates reach us: fetched by one gateway of several, or posted to all.

Both ``TelegramPolling`` and ``TelegramWebhookMode`` run for as long as the gateway does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from time import monotonic
from typing import Any

import structlog

from bot.faults import where
from bot.inbound.telegram import ALLOWED_UPDATES
from bot.inbound.telegram_updates import TelegramUpdates
from bot.leases import LeaseLost, Leases
from bot.telegram_api import TelegramApi, TelegramRefused, TelegramTrouble
from storage.database import Database

log = structlog.get_logger(__name__)

LEASE = "telegram-polling"
LONG_POLL_S = 5
"""How long Telegram may keep a question that it has no answer to."""
ANSWER_WITHIN_S = LONG_POLL_S + 3.0
"""Each round takes the lease anew: the question must end before another gateway may ask."""
UNREADABLE_PAUSE_S = 5.0
"""After updates that cannot be confirmed, and so come again at once."""
BATCH = 100
NO_NEWS_S = 0.2
QUIET_S = 24 * 3600.0
"""After that the offset is dropped: once a bot had no news for a week, its update ids begin anew,
anywhere, and an old offset could hide them."""
NOT_OUR_TURN_S = 3.0
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
MISCONFIGURED_PAUSE_S = 60.0
MAX_CONNECTIONS = 40


class _Rounds:
    """Does one thing round after round until stopped, and rests longer after each failure."""

    def __init__(self, round_: Callable[[], Awaitable[float]]) -> None:
        """``round_`` returns how many seconds to rest before the next."""
        self._round = round_
        self._failures = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.stopping = asyncio.Event()

    async def run(self) -> None:
        """Until ``stop``; no failure ends it."""
        self._idle.clear()
        try:
            while not self.stopping.is_set():
                await self._rest(await self._one())
        finally:
            self._idle.set()

    async def stop(self) -> None:
        """Let the round under way end, and no other begin."""
        self.stopping.set()
        await self._idle.wait()

    async def _one(self) -> float:
        try:
            pause = await self._round()
        except TelegramTrouble as trouble:
            pause = self._after(trouble)
        except Exception as error:
            log.error("telegram_round_failed", **where(error))
            pause = self._longer()
        else:
            self._failures = 0
        return pause

    def _after(self, trouble: TelegramTrouble) -> float:
        if not isinstance(trouble, TelegramRefused):
            log.warning("telegram_out_of_reach", kind=type(trouble).__name__)
            return self._longer()
        log.warning("telegram_refuses", code=trouble.code, description=trouble.description)
        if trouble.code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            # The token is wrong, and only the operator can mend that.
            return MISCONFIGURED_PAUSE_S
        return max(self._longer(), trouble.retry_after or 0.0)

    def _longer(self) -> float:
        self._failures += 1
        return float(min(FIRST_PAUSE_S * 2 ** (self._failures - 1), LONGEST_PAUSE_S))

    async def _rest(self, seconds: float) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.stopping.wait(), seconds)


class TelegramPolling:
    """Fetches updates while it holds the lease, and confirms them once they are stored."""

    def __init__(
        self, api: TelegramApi, updates: TelegramUpdates, db: Database, leases: Leases
    ) -> None:
        """``leases`` decides which of several gateways polls."""
        self._api = api
        self._updates = updates
        self._db = db
        self._leases = leases
        self._webhook_is_off = False
        self._offset: int | None = None
        self._last_news = monotonic()
        self._rounds = _Rounds(self._round)

    async def run(self) -> None:
        """Fetch until ``stop``."""
        await self._rounds.run()
        with suppress(LeaseLost):
            await self._db.run(lambda session: self._leases.release(session, LEASE))

    async def stop(self) -> None:
        """Stop fetching. What was fetched and not stored, Telegram delivers again."""
        await self._rounds.stop()
        await self._updates.stop()

    async def _round(self) -> float:
        if not await self._db.run(lambda session: self._leases.acquire(session, LEASE)):
            self._webhook_is_off = False
            self._offset = None
            return NOT_OUR_TURN_S
        try:
            return await self._fetch()
        except TelegramRefused as refusal:
            if (
                refusal.code == HTTPStatus.CONFLICT
            ):  # somebody has set a webhook, or polls with our token
                self._webhook_is_off = False
            raise

    async def _fetch(self) -> float:
        if not self._webhook_is_off:
            await self._api.call("deleteWebhook", {"drop_pending_updates": False})
            self._webhook_is_off = True
        asking = self._api.call("getUpdates", self._question(), timeout_s=ANSWER_WITHIN_S)
        updates = await self._unless_stopped(asking)
        confirmed = 0
        for update in updates:
            await self._updates.take(update)
            confirmed += self._confirm(update)
        if updates:
            return 0.0 if confirmed else UNREADABLE_PAUSE_S
        if monotonic() - self._last_news > QUIET_S:
            self._offset = None
        return NO_NEWS_S

    def _confirm(self, update: object) -> bool:
        """Let the next question tell Telegram that this one need not be delivered again.

        False when it has no id to say so by.
        """
        if not isinstance(update, dict) or type(update.get("update_id")) is not int:
            return False
        self._offset = update["update_id"] + 1
        self._last_news = monotonic()
        return True

    def _question(self) -> dict[str, Any]:
        question: dict[str, Any] = {
            "timeout": LONG_POLL_S,
            "limit": BATCH,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        return question if self._offset is None else question | {"offset": self._offset}

    async def _unless_stopped(self, call: Awaitable[Any]) -> list[Any]:
        """What the call returns; nothing when we are stopped while it hangs."""
        asking = asyncio.ensure_future(call)
        stopped = asyncio.ensure_future(self._rounds.stopping.wait())
        try:
            await asyncio.wait({asking, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return list(asking.result() or ()) if asking.done() else []
        finally:
            for task in (asking, stopped):
                task.cancel()
            await asyncio.gather(asking, stopped, return_exceptions=True)


class TelegramWebhookMode:
    """Registers our webhook with Telegram at the start, however long that takes."""

    def __init__(
        self, api: TelegramApi, updates: TelegramUpdates, public_url: str, secret: str
    ) -> None:
        """``public_url`` is the gateway's address as Telegram reaches it."""
        self._api = api
        self._updates = updates
        self._url = f"{public_url.rstrip('/')}/webhooks/telegram"
        self._secret = secret
        self._rounds = _Rounds(self._round)

    async def run(self) -> None:
        """Register, and return when that is done or we are stopped."""
        await self._rounds.run()

    async def stop(self) -> None:
        """Stop trying, and finish answering taps. The webhook stays: updates wait at Telegram."""
        await self._rounds.stop()
        await self._updates.stop()

    async def _round(self) -> float:
        await self._api.call(
            "setWebhook",
            {
                "url": self._url,
                "secret_token": self._secret,
                "allowed_updates": list(ALLOWED_UPDATES),
                "max_connections": MAX_CONNECTIONS,
            },
        )
        log.info("telegram_webhook_set")
        self._rounds.stopping.set()
        return 0.0
