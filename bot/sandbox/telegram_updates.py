"""A bot's updates: kept until confirmed, and fetched by one caller at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.telegram_errors import TelegramError

MAX_LONG_POLL_S = 50
MAX_BATCH = 100
MESSAGES_EXPIRE_S = 24 * 3600
CALLBACKS_EXPIRE_S = 150
NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True)
class Update:
    """One update and the queue in which it must keep its order."""

    id: int
    kind: str
    content: Mapping[str, Any]
    queue: str
    expires: float

    def as_json(self) -> dict[str, Any]:
        """The update as the Bot API shows it."""
        return {"update_id": self.id, self.kind: self.content}


class Updates:
    """The updates that the bot has not confirmed yet."""

    def __init__(self) -> None:
        """Begin with none; every kind that is on by default is allowed."""
        self._pending: dict[int, Update] = {}
        # Telegram never gives an id twice; a sandbox started anew must not either, or the
        # gateway would take its updates for repeats.
        self._next_id = int(time.time())
        self._allowed: frozenset[str] = frozenset()
        self._changed = asyncio.Event()
        self._poll = 0
        self.on_new: Callable[[Update], None] = lambda update: None
        """Called with each new update; the webhook hangs on it."""

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Which kinds are kept from now on; None leaves the setting, empty is the default."""
        if kinds is not None:
            self._allowed = frozenset(kinds)

    @property
    def allowed(self) -> Sequence[str]:
        """The kinds asked for; empty when it is the default."""
        return sorted(self._allowed)

    def add(self, kind: str, content: Mapping[str, Any], queue: str) -> Update | None:
        """A new update; None when the bot does not want this kind."""
        wanted = kind in self._allowed if self._allowed else kind not in NOT_BY_DEFAULT
        if not wanted:
            return None
        lives = CALLBACKS_EXPIRE_S if kind == "callback_query" else MESSAGES_EXPIRE_S
        update = Update(self._next_id, kind, content, queue, time.time() + lives)
        self._next_id += 1
        self._pending[update.id] = update
        self._wake()
        self.on_new(update)
        return update

    def pending(self) -> list[Update]:
        """What waits, oldest first; what is too old is forgotten."""
        now = time.time()
        self._pending = {id_: one for id_, one in self._pending.items() if one.expires > now}
        return list(self._pending.values())

    def confirm(self, update_id: int) -> None:
        """Forget one update, which has arrived."""
        self._pending.pop(update_id, None)

    def drop_all(self) -> None:
        """Forget every waiting update."""
        self._pending.clear()

    async def fetch(self, offset: int, limit: int, timeout_s: int) -> list[Update]:
        """What waits from ``offset`` on, confirming what comes before; waits for the first.

        A second caller ends the wait of the first, which gets the API's conflict error.
        """
        self._poll += 1
        poll = self._poll
        self._wake()
        self._confirm_before(offset)
        deadline = time.monotonic() + min(max(timeout_s, 0), MAX_LONG_POLL_S)
        while not (found := self.pending()[: min(max(limit, 1), MAX_BATCH)]):
            if not await self._wait_until(deadline):
                return []
            if poll != self._poll:
                raise TelegramError(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        return found

    def end_polls(self) -> None:
        """End every wait, as setting a webhook does."""
        self._poll += 1
        self._wake()

    def _confirm_before(self, offset: int) -> None:
        if offset < 0:
            keep = self.pending()[offset:]
            self._pending = {one.id: one for one in keep}
        elif offset:
            self._pending = {id_: one for id_, one in self._pending.items() if id_ >= offset}

    async def _wait_until(self, deadline: float) -> bool:
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        changed = self._changed
        try:
            await asyncio.wait_for(changed.wait(), left)
        except TimeoutError:
            return False
        return True

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
