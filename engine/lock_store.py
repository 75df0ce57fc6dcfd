"""One turn at a time for a conversation, also among several Rasa servers when they share Redis."""

from __future__ import annotations

import os
from typing import Any

import redis
from rasa.core.lock_store import InMemoryLockStore, LockStore, RedisLockStore, TicketLock


class TurnLocks(LockStore):  # type: ignore[misc]
    """Rasa's lock store on ``LOCK_STORE_URL``, or in memory when that is not set."""

    def __init__(self, endpoint_config: Any = None) -> None:
        """Connect (called by Rasa with the endpoint's configuration)."""
        super().__init__()
        url = os.environ.get("LOCK_STORE_URL", "")
        self._locks: LockStore = _on_redis(url) if url else InMemoryLockStore()

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """The conversation's lock, if anybody holds or awaits it."""
        return self._locks.get_lock(conversation_id)

    def delete_lock(self, conversation_id: str) -> None:
        """Remove a lock that nobody holds any more."""
        self._locks.delete_lock(conversation_id)

    def save_lock(self, lock: TicketLock) -> None:
        """Keep a lock's tickets."""
        self._locks.save_lock(lock)


def _on_redis(url: str) -> LockStore:
    locks = RedisLockStore()
    locks.red = redis.Redis.from_url(url, socket_timeout=5)
    return locks
