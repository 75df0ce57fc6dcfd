"""The outbox: every answer is kept before it is sent, sent in order, and given up only loudly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from time import monotonic, perf_counter

import structlog
from sqlalchemy.orm import Session

from bot.choices import keep, offer
from bot.faults import is_database_away, where
from bot.lanes import Lanes
from bot.leases import DURATION_S, Heartbeat, Leases
from bot.messages import Channel, ConversationId, Draft, InboundId, Reply
from bot.metrics import Metrics
from bot.outbound.outcomes import (
    LABELS,
    Blocked,
    GivenUp,
    Job,
    NotSent,
    Outcome,
    Sent,
    Unknown,
    Wait,
    again,
    back_off,
)
from bot.outbound.queue import GIVE_UP_AFTER, Queue
from bot.outbound.sender import Ambiguous, Paused, Refused, RetryLater, Sender, Unreachable
from bot.stored import draft_to_json
from insurance.ports import Clock
from storage.database import Database
from storage.tables import ConversationRow, OutboxRow

log = structlog.get_logger(__name__)

WIDTH = 32
"""Conversations that are being sent to at once."""
FRESH_S = DURATION_S / 2
"""A process that froze for longer, before the call it had claimed, does not make it: by the end of
its lease another gateway may."""
_CALL_LIMIT_S = 60.0
_MOST_DELETIONS = 3
"""Tries of a deletion, behind which an answer waits."""
_MOST_FAULTS = 5
"""Tries of a call that ends in an error nobody foresaw."""


class Outbox:
    """Sends what was staged: one call at a time for each conversation, many conversations."""

    def __init__(
        self,
        db: Database,
        senders: Mapping[Channel, Sender],
        clock: Clock,
        metrics: Metrics,
        width: int = WIDTH,
    ) -> None:
        """``senders``: the channels that are switched on."""
        self._db = db
        self._senders = senders
        self._clock = clock
        self._metrics = metrics
        leases = Leases(clock, is_alone=db.is_sqlite)
        self._queue = Queue(leases, clock, {c: s.grace_s for c, s in senders.items()})
        self._lanes = Lanes("outbox", self._send_all, self._waiting, width)
        self._heartbeat = Heartbeat(
            db, leases, lambda: [f"send:{key}" for key in self._lanes.active]
        )
        self._stopping = False

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that are switched on."""
        return frozenset(self._senders)

    def stage(
        self,
        session: Session,
        conversation_id: ConversationId,
        channel: Channel,
        inbound_id: InboundId | None,
        replies: Sequence[Reply],
        *,
        position: int = 0,
        delete_ref: str | None = None,
    ) -> None:
        """Put the calls that these replies take into the transaction of ``session``.

        ``delete_ref`` deletes the member's message first, so that an answer stays the last thing
        said. Nothing is sent before the commit; call ``wake`` after it.
        """
        if delete_ref is not None:
            self._add(session, conversation_id, inbound_id, position, Draft(delete_ref=delete_ref))
            position += 1
        for reply in replies:
            offered = offer(reply)
            drafts = self._senders[channel].compose(reply, offered)
            rows = [
                self._add(session, conversation_id, inbound_id, place, draft)
                for place, draft in enumerate(drafts, start=position)
            ]
            position += len(rows)
            session.flush()
            if rows:
                keep(session, conversation_id, rows[-1].id, offered, self._clock.now())

    async def say(self, conversation_id: ConversationId, reply: Reply) -> None:
        """Stage and send something that answers no message; nothing where the channel is off."""

        def commit(session: Session) -> bool:
            channel = Channel(session.get_one(ConversationRow, conversation_id).channel)
            if channel in self._senders:
                self.stage(session, conversation_id, channel, None, [reply])
            return channel in self._senders

        if await self._db.run(commit):
            self.wake(conversation_id)
        else:
            log.warning("not_said", conversation_id=conversation_id, why="channel_off")

    def wake(self, conversation_id: ConversationId) -> None:
        """Something was staged, or learned, for this conversation: look now."""
        self._lanes.wake(conversation_id)

    async def run(self) -> None:
        """Send until ``stop``."""
        async with self._heartbeat.beating():
            await self._lanes.run()

    async def stop(self) -> None:
        """Finish the calls under way; the rest waits for the next start."""
        self._stopping = True
        await self._lanes.stop()

    async def idle(self) -> None:
        """Return once nothing is due. For tests."""
        await self._lanes.idle()

    def _add(
        self,
        session: Session,
        conversation_id: ConversationId,
        inbound_id: InboundId | None,
        position: int,
        draft: Draft,
    ) -> OutboxRow:
        row = OutboxRow(
            conversation_id=conversation_id,
            inbound_id=inbound_id,
            position=position,
            content=draft_to_json(draft),
            created_at=self._clock.now(),
        )
        session.add(row)
        return row

    async def _waiting(self) -> Sequence[str]:
        return await self._db.read(self._queue.waiting)

    async def _send_all(self, key: str) -> float | None:
        conversation_id = ConversationId(key)
        step = await self._db.run(lambda session: self._queue.claim(session, conversation_id))
        while isinstance(step, Job):
            if monotonic() - step.claimed_at > FRESH_S:
                return 1.0  # found as after a crash, by whoever has the lease then
            step = await self._settle(step, await self._call(step))
        return step.seconds if isinstance(step, Wait) else None

    async def _call(self, job: Job) -> Outcome:
        start = perf_counter()
        try:
            async with asyncio.timeout(_CALL_LIMIT_S):
                outcome = await self._attempt(job)
        except Exception as error:
            outcome = self._after(job, error)
        self._metrics.took("send", perf_counter() - start)
        return outcome

    async def _attempt(self, job: Job) -> Outcome:
        sender = self._senders[job.channel]
        if not job.look_up:
            return Sent(await sender.send(job.address, job.draft, job.outbox_id))
        found = await sender.find(job.address, job.draft, job.outbox_id, job.tried_at)
        return NotSent(0.0) if found is None else Sent(found)

    def _after(self, job: Job, error: Exception) -> Outcome:
        """What an error of the channel means for the row."""
        if isinstance(error, Refused):
            return GivenUp(error.code)
        if isinstance(error, Unreachable):
            return Blocked(error.code)
        if job.draft.delete_ref is not None and job.attempts >= _MOST_DELETIONS:
            return GivenUp("not_deleted")
        if self._clock.now() - job.created_at > GIVE_UP_AFTER:
            return GivenUp("too_old")
        return self._try_again(job, error)

    def _try_again(self, job: Job, error: Exception) -> Outcome:
        match error:
            case RetryLater(after_s=after_s):
                return again(job, after_s if after_s is not None else back_off(job.attempts))
            case Paused(after_s=after_s):
                until = self._clock.now() + timedelta(seconds=after_s)
                self._queue.paused_until[job.channel] = until
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

    async def _settle(self, job: Job, outcome: Outcome) -> Job | Wait | None:
        """Record the outcome, however long the database is away: only we know it."""
        settle = partial(self._queue.settle, job=job, outcome=outcome)
        while True:
            try:
                step = await self._db.run(partial(settle, go_on=not self._stopping))
            except Exception as error:
                if not is_database_away(error):
                    raise
                log.warning("settling_waits", outbox_id=job.outbox_id, **where(error))
                await asyncio.sleep(0.5)
            else:
                self._tell(job, outcome)
                return step

    def _tell(self, job: Job, outcome: Outcome) -> None:
        channel = job.channel.value
        self._metrics.sent(channel, LABELS[type(outcome)])
        fields = {"conversation_id": job.conversation_id, "outbox_id": job.outbox_id}
        match outcome:
            case Sent():
                log.info("sent", channel=channel, attempts=job.attempts, **fields)
            case GivenUp(code):
                log.error("given_up", channel=channel, code=code, **fields)
            case Blocked(code):
                log.info("unreachable", channel=channel, code=code, **fields)
            case _:
                log.warning("not_sent_yet", channel=channel, **fields)
