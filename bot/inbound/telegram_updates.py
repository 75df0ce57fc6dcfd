"""What is done with an update, however it came: polled or posted."""

from __future__ import annotations

import asyncio

import structlog

from bot.faults import where
from bot.inbound.intake import Intake
from bot.inbound.telegram import MalformedUpdate, callback_id, parse
from bot.metrics import Metrics
from bot.telegram_api import TelegramApi, TelegramTrouble

log = structlog.get_logger(__name__)


class TelegramUpdates:
    """Takes updates in, and tells the member's app at once that a tap was noticed."""

    def __init__(self, api: TelegramApi, intake: Intake, metrics: Metrics) -> None:
        """``api`` is used for ``answerCallbackQuery`` only."""
        self._api = api
        self._intake = intake
        self._metrics = metrics
        self._answering: set[asyncio.Task[None]] = set()

    async def take(self, update: object) -> None:
        """Store what the update says. Raises the database's errors and no others."""
        try:
            inbound = parse(update)
        except MalformedUpdate as error:
            self._metrics.rejected("telegram", "malformed")
            log.warning("telegram_update_malformed", why=str(error))
            return
        tap = callback_id(update)
        if inbound is None:
            self._metrics.rejected("telegram", "ignored")
        else:
            await self._intake.take(inbound)
        if tap is not None:
            self._answer_soon(tap)

    async def stop(self) -> None:
        """Wait for the answers to taps that are under way."""
        await asyncio.gather(*self._answering, return_exceptions=True)

    def _answer_soon(self, tap: str) -> None:
        task = asyncio.create_task(self._answer(tap))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, tap: str) -> None:
        """Stop the button's spinner. Too late or not at all does no harm, so nothing is retried."""
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": tap}, timeout_s=5)
        except TelegramTrouble as trouble:
            log.info("tap_not_answered", why=type(trouble).__name__)
        except Exception as error:
            log.error("tap_not_answered", **where(error))
