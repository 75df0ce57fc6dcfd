"""How fast a channel may be sent to: each chat with a burst and then evenly, all chats together.

A generic cell rate algorithm: of each chat, one number is kept, the time at which its allowance
is whole again. It knows neither the database nor the loop; who asks sleeps, or comes back later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

_NOW_S = 0.001
"""Waits that are not worth a wait: timers are no more exact than that."""
_ALL_AT_ONCE_S = 0.2
"""So many seconds' worth of the messages to all chats may go at once."""
_KEPT_S = 60.0
"""How long a place in the queue is kept for a chat that does not come for it."""


@dataclass(frozen=True)
class Pacing:
    """What a channel bears, for each chat and in all."""

    burst: int
    """Messages to one chat that may go at once."""
    seconds_per_message: float
    """To one chat, once its burst is used up."""
    messages_per_s: float
    """To all chats together."""


class _Allowance:
    """One rate: after a burst of ``burst`` messages, one every ``interval_s``."""

    def __init__(self, interval_s: float, burst: float) -> None:
        self.interval_s = interval_s
        self._ahead_s = interval_s * max(burst - 1, 0)

    def free_at(self, whole_at: float) -> float:
        """When the next message may go, of an allowance that is whole again at ``whole_at``."""
        return whole_at - self._ahead_s

    def after(self, whole_at: float, at: float) -> float:
        """When the allowance is whole again after one message more, sent at ``at``."""
        return max(whole_at, at) + self.interval_s


class Pace:
    """Keeps a channel's pacing; safe to be asked from several threads.

    A chat that must wait for the others gets a place in their queue, which stays its own when it
    asks again: nobody is overtaken, and few are woken in vain. What is remembered is bounded by
    what the pacing lets through, plus the chats that wait.
    """

    def __init__(self, pacing: Pacing, now: Callable[[], float] = monotonic) -> None:
        """``now``: a monotonic clock, in seconds."""
        rate = pacing.messages_per_s
        self._chat = _Allowance(pacing.seconds_per_message, pacing.burst)
        self._all = _Allowance(1 / rate, rate * _ALL_AT_ONCE_S)
        self._now = now
        self._whole_at: dict[str, float] = {}
        self._all_whole_at = now()
        self._places: dict[str, float] = {}
        self._promised_until = now()
        """``_all_whole_at`` as it will be once everybody in the queue has come on time."""
        self._next_sweep = now() + _KEPT_S
        self._lock = Lock()

    def wait_s(self, conversation_id: str) -> float:
        """Seconds until a message to this chat may go; 0: now, and it is counted as sent."""
        with self._lock:
            now = self._now()
            self._sweep(now)
            due = self._due(conversation_id, now)
            if due - now > _NOW_S:
                return due - now
            self._count(conversation_id, now)
            return 0.0

    def remembered(self) -> int:
        """How many chats something is kept of."""
        return len(self._whole_at.keys() | self._places.keys())

    def _due(self, conversation_id: str, now: float) -> float:
        own = self._chat.free_at(self._whole_at.get(conversation_id, now))
        if own - now > _NOW_S:
            return own  # no place in the queue before it could be used
        place = self._places.get(conversation_id) or self._give_place(conversation_id, now)
        if place - now > _NOW_S or self._all.free_at(self._all_whole_at) - now <= _NOW_S:
            return place
        # Several come late for their places: the rate holds for what is really sent.
        return self._give_place(conversation_id, now)

    def _give_place(self, conversation_id: str, now: float) -> float:
        promised = max(self._promised_until, self._all_whole_at)
        place = self._places[conversation_id] = max(now, self._all.free_at(promised))
        self._promised_until = self._all.after(promised, now)
        return place

    def _count(self, conversation_id: str, now: float) -> None:
        self._places.pop(conversation_id, None)
        whole_at = self._whole_at.get(conversation_id, now)
        self._whole_at[conversation_id] = self._chat.after(whole_at, now)
        self._all_whole_at = self._all.after(self._all_whole_at, now)

    def _sweep(self, now: float) -> None:
        """Forget chats whose allowance is whole, and places that nobody came for."""
        if now < self._next_sweep:
            return
        self._next_sweep = now + _KEPT_S
        self._whole_at = {key: at for key, at in self._whole_at.items() if at > now}
        self._places = {key: at for key, at in self._places.items() if at > now - _KEPT_S}
