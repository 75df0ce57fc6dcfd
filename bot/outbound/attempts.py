"""One attempt at one row: the call that it takes, and what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from time import perf_counter
from typing import Protocol

import structlog

from bot.faults import where
from bot.messages import Channel
from bot.metrics import Metrics
from bot.outbound.outcomes import (
    Blocked,
    Closed,
    GivenUp,
    Job,
    NotSent,
    Outcome,
    Sent,
    Unknown,
    again,
    back_off,
)
from bot.outbound.queue import GIVE_UP_AFTER
from bot.outbound.sender import (
    Ambiguous,
    Paused,
    Refused,
    RetryLater,
    Sender,
    Unreachable,
    WindowClosed,
)
from insurance.ports import Clock

log = structlog.get_logger(__name__)

_CALL_LIMIT_S = 60.0
_MOST_SIDE_TRIES = 3
"""Tries of a deletion or a closing, behind which an answer waits."""
_MOST_FAULTS = 5
"""Tries of a call that ends in an error nobody foresaw."""


class Post(Protocol):
    """Another way to the member for news that the channel does not take."""

    async def send(self, job: Job) -> Outcome:
        """Mailed or GivenUp; raises RetryLater while the mail server is away."""


class Attempts:
    """Makes the calls of all channels."""

    def __init__(
        self,
        senders: Mapping[Channel, Sender],
        clock: Clock,
        metrics: Metrics,
        paused_until: dict[Channel, datetime],
        post: Post | None,
    ) -> None:
        """``paused_until`` is written when a channel takes nothing from us for a while."""
        self._senders = senders
        self._clock = clock
        self._metrics = metrics
        self._paused_until = paused_until
        self._post = post

    async def make(self, job: Job) -> Outcome:
        """Make the call, or look up whether it was made; never raises an Exception."""
        start = perf_counter()
        try:
            async with asyncio.timeout(_CALL_LIMIT_S):
                outcome = await self._make(job)
        except Exception as error:
            outcome = self._after(job, error)
        self._metrics.took("send", perf_counter() - start)
        return outcome

    async def _make(self, job: Job) -> Outcome:
        sender = self._senders[job.channel]
        if job.look_up:
            found = await sender.find(job.address, job.draft, job.outbox_id, job.tried_at)
            return NotSent(0.0) if found is None else Sent(found)
        try:
            return Sent(
                await sender.send(job.address, job.draft, job.outbox_id, in_window=job.in_window)
            )
        except WindowClosed:
            return Closed() if job.in_window else await self._by_post(job)

    async def _by_post(self, job: Job) -> Outcome:
        if self._post is None or job.draft.news is None:
            return GivenUp("window_closed")
        return await self._post.send(job)

    def _after(self, job: Job, error: Exception) -> Outcome:
        """What an error of the channel means for the row."""
        if isinstance(error, Refused):
            return GivenUp(error.code)
        if isinstance(error, Unreachable):
            return Blocked(error.code)
        aside = job.draft.delete_ref is not None or job.draft.close_ref is not None
        if aside and job.attempts >= _MOST_SIDE_TRIES:
            return GivenUp("not_deleted" if job.draft.delete_ref else "not_closed")
        if self._clock.now() - job.created_at > GIVE_UP_AFTER:
            return GivenUp("too_old")
        return self._try_again(job, error)

    def _try_again(self, job: Job, error: Exception) -> Outcome:
        match error:
            case RetryLater(after_s=after_s):
                return again(job, after_s if after_s is not None else back_off(job.attempts))
            case Paused(after_s=after_s):
                self._paused_until[job.channel] = self._clock.now() + timedelta(seconds=after_s)
                return again(job, after_s)
            case Ambiguous() | TimeoutError():
                return Unknown(self._senders[job.channel].grace_s)
            case _:
                return self._after_fault(job, error)

    def _after_fault(self, job: Job, error: Exception) -> Outcome:
        log.error("send_faulty", outbox_id=job.outbox_id, **where(error))
        if job.attempts >= _MOST_FAULTS:
            return GivenUp(type(error).__name__)
        return Unknown(max(self._senders[job.channel].grace_s, back_off(job.attempts)))
