"""Turns: every message gets one answer; one conversation in order, many conversations at once.

A turn that is killed anywhere before its commit leaves the message waiting, and is taken again:
Rasa then replays what it answered, and the desk of codes what it decided.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog
from sqlalchemy.orm import Session

from bot.dialogue.gate import RasaGate
from bot.dialogue.rasa_client import (
    RasaClient,
    RasaTrouble,
    RasaUnavailable,
    RasaUnreachable,
)
from bot.faults import is_database_away, where
from bot.lanes import Lanes
from bot.leases import Heartbeat, LeaseLost, Leases
from bot.messages import ConversationId, Inbound
from bot.metrics import Metrics
from bot.outbound.outbox import Outbox
from bot.outbound.presence import Presence
from bot.routing.answering import Answering, spoken
from bot.routing.backlog import Backlog
from bot.routing.notices import Notices
from bot.routing.patience import Patience
from bot.routing.secrets import Secrets
from bot.routing.turn import Ending, Later, Turn
from bot.texts import Texts
from insurance.ports import Clock
from storage.database import Database

log = structlog.get_logger(__name__)

WIDTH = 12
"""Conversations answered at once; Rasa computes one at a time anyway, and has its deadlines."""
MOST_FAILURES = 3
"""After so many failures the member gets an apology instead of an answer."""
_AGAIN_S = (0.2, 2.0)


class Turns:
    """Answers what the inbox holds."""

    def __init__(
        self,
        *,
        db: Database,
        secrets: Secrets,
        rasa: RasaClient,
        outbox: Outbox,
        texts: Texts,
        clock: Clock,
        metrics: Metrics,
        after_turn: Callable[[ConversationId], None] = lambda _: None,
        dialogue_is_well: Callable[[], Awaitable[bool]] | None = None,
        presence: Presence | None = None,
        width: int = WIDTH,
    ) -> None:
        """``after_turn`` is called when a turn is committed; it returns at once.

        ``dialogue_is_well``: whether all that answers a turn is up; by default, Rasa's word.
        ``presence`` shows members that they are being answered; by default nobody does.
        """
        self._db = db
        self._outbox = outbox
        self._texts = texts
        self._clock = clock
        self._metrics = metrics
        self._after_turn = after_turn
        self._presence = presence or Presence({})
        self._patience = Patience(clock, dialogue_is_well or rasa.is_well)
        leases = Leases(clock, is_alone=db.is_sqlite)
        # Alone, taking a turn up writes nothing, and need not wait for whoever writes.
        self._claiming = db.read if db.is_sqlite else db.run
        self._backlog = Backlog(leases, outbox, clock)
        self._notices = Notices(outbox, texts, clock)
        self._lanes = Lanes("turns", self._take_turns, self._waiting, width, self._look_round)
        self._heartbeat = Heartbeat(
            db, leases, lambda: [f"turn:{key}" for key in self._lanes.active]
        )
        self._gate = RasaGate(self._lanes.wake)
        self._answering = Answering(secrets, rasa, texts, metrics, self._gate)
        self._stopping = False
        self._looked_round = False

    def wake(self, conversation_id: ConversationId) -> None:
        """Something was received for this conversation: look now."""
        self._lanes.wake(conversation_id)

    async def run(self) -> None:
        """Answer until ``stop``."""
        async with self._heartbeat.beating():
            await self._lanes.run()

    async def stop(self) -> None:
        """Finish the turns under way; the rest waits for the next start."""
        self._stopping = True
        await self._lanes.stop()

    async def idle(self) -> None:
        """Return once nothing is due. For tests."""
        await self._lanes.idle()

    async def sweep(self) -> None:
        """Look once for what nobody was woken for, and for members to be told to wait."""
        await self._lanes.sweep()

    async def _waiting(self) -> Sequence[str]:
        return await self._db.read(self._backlog.waiting)

    async def _look_round(self) -> None:
        if not self._looked_round:
            # Right after a start everything that waits is old, and about to be answered.
            self._looked_round = True
            return
        late = await self._db.read(self._notices.late)
        if late:
            for told in await self._db.run(lambda session: self._notices.tell(session, late)):
                log.info("told_to_wait", conversation_id=told)
                self._outbox.wake(told)

    async def _take_turns(self, key: str) -> float | None:
        held_s = self._gate.hold(key)
        if held_s:
            return held_s
        with self._metrics.stage("claim"):
            step = await self._claiming(
                lambda session: self._backlog.claim(session, ConversationId(key))
            )
        while isinstance(step, Turn):
            step = await self._take(step)
        return self._wait(step) if isinstance(step, Later) else None

    def _wait(self, later: Later) -> float:
        if later.begun:
            self._show_typing(*later.begun)
        return later.seconds

    def _show_typing(self, conversation_id: ConversationId, inbound: Inbound) -> None:
        message_id = inbound.provider_message_id
        self._presence.begin(conversation_id, inbound.channel, inbound.address, message_id)

    async def _take(self, turn: Turn) -> Turn | Later | None:
        """One turn, whatever happens in it; returns the next."""
        self._metrics.took("wait", self._age_s(turn))
        self._show_typing(turn.conversation_id, turn.inbound)
        try:
            return await self._finish(turn, await self._answer(turn))
        except LeaseLost:
            log.warning("turn_taken_over", **turn.ids)
            return None
        except RasaUnavailable as error:
            return await self._wait_for_rasa(turn, error)
        except Exception as error:
            if is_database_away(error):
                raise
            return await self._count_failure(turn, error)
        finally:
            self._presence.end(turn.conversation_id)

    async def _answer(self, turn: Turn) -> Ending:
        if turn.silence:
            return Ending(erase_text=True)
        if not turn.is_sealed:
            await self._db.run(lambda session: self._backlog.seal(session, turn))
        return await self._answering.answer(turn)

    async def _finish(self, turn: Turn, ending: Ending) -> Turn | Later | None:
        async with self._outbox.sending_at_once(turn.conversation_id) as claim:

            def commit(session: Session) -> Turn | Later | None:
                step = self._backlog.finish(session, turn, ending)
                claim(session)
                return step

            with self._metrics.stage("commit"):
                step = await self._db.run(commit)
        self._patience.forget(turn.row_id)
        self._after_turn(turn.conversation_id)
        self._metrics.turn_ended(ending.label)
        took = self._age_s(turn)
        self._metrics.took("total", took)
        log.info("turn_done", end=ending.label, took_s=round(took, 3), **turn.ids)
        if self._stopping and isinstance(step, Turn):
            return await self._db.run(partial(self._backlog.leave, turn=step))
        return step

    async def _wait_for_rasa(self, turn: Turn, error: RasaUnavailable) -> Turn | Later | None:
        if isinstance(error, RasaUnreachable):
            after_s = self._gate.close()
            self._patience.forget(turn.row_id)
        else:
            self._gate.open()
            if await self._patience.ends(turn.row_id):
                log.error("rasa_refuses_one_message", reason=str(error), **turn.ids)
                return await self._count_failure(turn, error)
            after_s = min(max(self._age_s(turn) / 2, _AGAIN_S[0]), _AGAIN_S[1])
        self._metrics.rasa_trouble("unavailable")
        log.warning("rasa_unavailable", reason=str(error), **turn.ids)
        was_heard = not isinstance(error, RasaUnreachable)
        return await self._put_back(turn, after_s, failed=False, was_heard=was_heard)

    async def _count_failure(self, turn: Turn, error: Exception) -> Turn | Later | None:
        """The dialogue (or we) cannot cope with this message: try again, then apologise."""
        if isinstance(error, RasaTrouble):
            self._gate.open()
            self._metrics.rasa_trouble("failed")
        log.error("turn_failed", tries=turn.failures + 1, **where(error), **turn.ids)
        if turn.failures + 1 < MOST_FAILURES:
            after_s = _AGAIN_S[0] * 2**turn.failures
            return await self._put_back(turn, after_s, failed=True, was_heard=True)
        sorry = self._texts.say("apology", spoken(turn, turn.language))
        # What could not be answered may hold a code that nobody has taken out: it is not kept.
        ending = Ending((sorry,), failure=type(error).__name__, erase_text=True)
        return await self._finish(turn, ending)

    def _age_s(self, turn: Turn) -> float:
        return (self._clock.now() - turn.received_at).total_seconds()

    async def _put_back(
        self, turn: Turn, after_s: float, *, failed: bool, was_heard: bool
    ) -> Later | None:
        put_back = partial(
            self._backlog.put_back, turn=turn, after_s=after_s, failed=failed, was_heard=was_heard
        )
        try:
            return await self._db.run(put_back)
        except LeaseLost:
            return None
