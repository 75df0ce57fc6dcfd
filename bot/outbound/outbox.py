"""The outbox: every answer is kept before it is sent, sent in order, and given up only loudly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from time import monotonic

import structlog
from sqlalchemy.orm import Session

from bot.choices import keep, offer
from bot.faults import is_database_away, where
from bot.lanes import Lanes
from bot.leases import DURATION_S, Heartbeat, Leases
from bot.messages import Channel, ConversationId, Draft, InboundId, OfferedChoice, Reply
from bot.metrics import Metrics
from bot.outbound.attempts import Attempts, Post
from bot.outbound.outcomes import (
    LABELS,
    Blocked,
    GivenUp,
    Job,
    Mailed,
    NotSent,
    Outcome,
    Sent,
    Wait,
)
from bot.outbound.queue import Queue
from bot.outbound.sender import Sender
from bot.outbound.traffic import ways
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


@dataclass(frozen=True)
class Bubble:
    """The calls that one reply takes, and the choices that go with the last of them."""

    drafts: tuple[Draft, ...]
    offered: tuple[OfferedChoice, ...] = ()


class Outbox:
    """Sends what was staged: one call at a time for each conversation, many conversations."""

    def __init__(
        self,
        db: Database,
        senders: Mapping[Channel, Sender],
        clock: Clock,
        metrics: Metrics,
        *,
        width: int = WIDTH,
        post: Post | None = None,
    ) -> None:
        """``senders``: the channels that are switched on; ``post`` mails news that the channel
        does not take."""
        self._db = db
        self._senders = senders
        self._clock = clock
        self._metrics = metrics
        leases = Leases(clock, is_alone=db.is_sqlite)
        self._is_alone = leases.is_alone
        self._claimed: dict[str, Job | Wait] = {}
        self._queue = Queue(leases, clock, ways(senders))
        self._attempts = Attempts(senders, clock, metrics, self._queue.paused_until, post)
        self._lanes = Lanes("outbox", self._send_all, self._waiting, width)
        self._heartbeat = Heartbeat(
            db, leases, lambda: [f"send:{key}" for key in self._lanes.active]
        )
        self._stopping = False

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that are switched on."""
        return frozenset(self._senders)

    def sender(self, channel: Channel) -> Sender:
        """The way out of a channel that is switched on."""
        return self._senders[channel]

    def compose(self, channel: Channel, reply: Reply) -> Bubble:
        """The calls that a reply takes on a channel that is switched on."""
        offered = offer(reply)
        return Bubble(tuple(self._senders[channel].compose(reply, offered)), offered)

    def stage(
        self,
        session: Session,
        conversation_id: ConversationId,
        channel: Channel,
        inbound_id: InboundId | None,
        replies: Sequence[Reply],
        *,
        position: int = 0,
    ) -> None:
        """Put the calls that these replies take into the transaction of ``session``.

        Nothing is sent before the commit; call ``wake`` after it.
        """
        bubbles = [self.compose(channel, reply) for reply in replies]
        self.put(session, conversation_id, inbound_id, bubbles, position=position)

    def put(
        self,
        session: Session,
        conversation_id: ConversationId,
        inbound_id: InboundId | None,
        bubbles: Sequence[Bubble],
        *,
        position: int = 0,
    ) -> None:
        """``stage`` for what is composed already."""
        for bubble in bubbles:
            rows = [
                self._add(session, conversation_id, inbound_id, place, draft)
                for place, draft in enumerate(bubble.drafts, start=position)
            ]
            position += len(rows)
            session.flush()
            if rows:
                keep(session, conversation_id, rows[-1].id, bubble.offered, self._clock.now())

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

    @asynccontextmanager
    async def sending_at_once(
        self, conversation_id: ConversationId
    ) -> AsyncIterator[Callable[[Session], None]]:
        """Wake the conversation after the block, in which something is staged and committed.

        Yields what is to be called at the end of that transaction: where this gateway is alone and
        the chat at rest, it claims the first call, which else takes a transaction of its own. (With
        other gateways about, the lease is taken apart, lest two commits wait for each other.)
        """
        is_kept = self._is_alone and self._lanes.reserve(conversation_id)
        steps: list[Job | Wait | None] = []

        def claim(session: Session) -> None:
            if is_kept:
                steps.append(self._queue.claim(session, conversation_id))

        step = None
        try:
            yield claim
            step = steps[-1] if steps else None
            if self._stopping and isinstance(step, Job):
                step = await self._settle(step, NotSent(0.0))
        finally:
            # What was claimed in a commit that seems to have failed is found as after a crash.
            if step is not None:
                self._claimed[conversation_id] = step
            if is_kept:
                self._lanes.give_back(conversation_id)
            else:
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
        step = self._claimed.pop(key, None)
        if step is None:
            step = await self._db.run(lambda session: self._queue.claim(session, conversation_id))
        while isinstance(step, Job):
            if monotonic() - step.claimed_at > FRESH_S:
                return 1.0  # found as after a crash, by whoever has the lease then
            step = await self._settle(step, await self._attempts.make(step))
        return step.seconds if isinstance(step, Wait) else None

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
            case Mailed():
                log.info("mailed_instead", channel=channel, attempts=job.attempts, **fields)
            case GivenUp(code):
                log.error("given_up", channel=channel, code=code, **fields)
            case Blocked(code):
                log.info("unreachable", channel=channel, code=code, **fields)
            case _:
                log.warning("not_sent_yet", channel=channel, **fields)
