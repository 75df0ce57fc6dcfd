"""What is done with an update, however it came: polled or posted."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import structlog

from bot.faults import where
from bot.inbound.intake import Intake
from bot.inbound.telegram import MalformedUpdate, callback_id, chat_to_leave, parse
from bot.metrics import Metrics
from bot.telegram_api import TelegramApi, TelegramTrouble

log = structlog.get_logger(__name__)


class TelegramUpdates:
    """Takes updates in, tells the member's app at once that a tap was noticed, leaves groups."""

    def __init__(self, api: TelegramApi, intake: Intake, metrics: Metrics) -> None:
        """``api`` is used for ``answerCallbackQuery`` and ``leaveChat`` only."""
        self._api = api
        self._intake = intake
        self._metrics = metrics
        self._under_way: set[asyncio.Task[None]] = set()
        self._leaving: set[int] = set()

    async def take(self, update: object) -> None:
        """Store what the update says. Raises the database's errors and no others."""
        try:
            inbound = parse(update)
        except MalformedUpdate as error:
            self._metrics.rejected("telegram", "malformed")
            log.warning("telegram_update_malformed", why=str(error))
            return
        if inbound is None:
            self._metrics.rejected("telegram", "ignored")
        else:
            await self._intake.take(inbound)
        self._see_to(update)

    async def stop(self) -> None:
        """Wait for the calls that are under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    def _see_to(self, update: object) -> None:
        """Begin the calls that an update asks for, whatever is answered to it later."""
        tap, public_chat = callback_id(update), chat_to_leave(update)
        if tap is not None:
            # Stops the button's spinner. Too late or not at all does no harm.
            self._soon("answerCallbackQuery", {"callback_query_id": tap})
        if public_chat is not None and public_chat not in self._leaving:
            # If it fails, the next message from there is the next try.
            self._leaving.add(public_chat)
            leaving = self._soon("leaveChat", {"chat_id": public_chat})
            leaving.add_done_callback(lambda _: self._leaving.discard(public_chat))

    def _soon(self, method: str, arguments: Mapping[str, Any]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._call(method, arguments))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def _call(self, method: str, arguments: Mapping[str, Any]) -> None:
        """One call, once: nothing depends on what comes of it."""
        try:
            await self._api.call(method, arguments, timeout_s=5)
        except TelegramTrouble as trouble:
            log.info("telegram_call_failed", method=method, why=type(trouble).__name__)
        except Exception as error:
            log.error("telegram_call_failed", method=method, **where(error))
