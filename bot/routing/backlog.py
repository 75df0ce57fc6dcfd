"""The inbox's rows whose turn is due, conversation by conversation, fenced by leases.

Taking a turn up and ending it are one short transaction each; ending one takes up the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, func, or_, select, update
from sqlalchemy.orm import Session

from bot.choices import chosen, last_offered
from bot.leases import LeaseLost, Leases
from bot.messages import (
    Channel,
    Choice,
    ConversationId,
    Inbound,
    InboundId,
    InboundKind,
    Language,
    OfferedChoice,
    Reply,
)
from bot.outbound.outbox import Outbox
from bot.stored import inbound_from_json, inbound_to_json
from insurance.ports import Clock
from storage.tables import ConversationRow, InboxRow

BOT = "bot"
"""The owner of a conversation whose messages are ours to answer; those of any other wait."""


@dataclass(frozen=True)
class Turn:
    """One message and what must be known to answer it, all read in one transaction."""

    row_id: int
    inbound_id: InboundId
    conversation_id: ConversationId
    inbound: Inbound
    received_at: datetime
    failures: int
    """How often answering it has failed already."""
    language: Language | None
    language_chosen: bool
    is_suppressed: bool
    tapped: Choice | None
    """What the token of a tap stands for in this conversation."""
    offered: tuple[OfferedChoice, ...]
    """The choices of the last thing that we said."""

    @property
    def ids(self) -> dict[str, str]:
        """What a log line may tell of it."""
        return {"conversation_id": self.conversation_id, "inbound_id": self.inbound_id}


@dataclass(frozen=True)
class Ending:
    """What a turn came to; committed as one."""

    replies: tuple[Reply, ...] = ()
    language: Language | None = None
    language_chosen: bool = False
    erase_text: bool = False
    """The member's text held a code, which is not kept."""
    delete_message: bool = False
    """The member's message should not stay in the chat either, where the channel can delete."""
    suppress: bool = False
    """The member has blocked us."""
    failure: str | None = None

    @property
    def label(self) -> str:
        """What the metrics call it."""
        if self.failure:
            return "apologised"
        return "suppressed" if self.suppress else "answered"


@dataclass(frozen=True)
class Later:
    """The conversation's next turn is due in so many seconds."""

    seconds: float


class Backlog:
    """Who is waiting for an answer."""

    def __init__(self, leases: Leases, outbox: Outbox, clock: Clock) -> None:
        """``outbox`` stages what a turn came to."""
        self._leases = leases
        self._outbox = outbox
        self._clock = clock
        self._channels = [str(channel) for channel in outbox.channels]

    def waiting(self, session: Session, limit: int = 1000) -> Sequence[str]:
        """Conversations with a turn due that no other gateway is looking after."""
        now = self._clock.now()
        due = or_(InboxRow.next_attempt_at.is_(None), InboxRow.next_attempt_at <= now)
        lease = self._leases.held_by_another("turn:" + InboxRow.conversation_id)
        return session.scalars(
            select(InboxRow.conversation_id)
            .join(ConversationRow, ConversationRow.id == InboxRow.conversation_id)
            .where(InboxRow.state == "received", due, InboxRow.channel.in_(self._channels), ~lease)
            .where(ConversationRow.owner == BOT)
            .group_by(InboxRow.conversation_id)
            .order_by(func.min(InboxRow.id))
            .limit(limit)
        ).all()

    def claim(self, session: Session, conversation_id: ConversationId) -> Turn | Later | None:
        """The conversation's next turn; None when there is none, or another gateway has it."""
        if not self._leases.acquire(session, f"turn:{conversation_id}"):
            return None
        return self._next_or_release(session, conversation_id)

    def finish(self, session: Session, turn: Turn, ending: Ending) -> Turn | Later | None:
        """End a turn: answers, effects and "done" in one commit; returns the next turn.

        Raises LeaseLost, and so changes nothing, when another gateway has taken over.
        """
        self._leases.hold(session, f"turn:{turn.conversation_id}")
        # The conversation's row before the inbox's: so does the inbox when a repeat arrives.
        self._update_conversation(session, turn, ending)
        self._mark_done(session, turn, ending)
        can_delete = ending.delete_message and turn.inbound.channel is Channel.TELEGRAM
        self._outbox.stage(
            session,
            turn.conversation_id,
            turn.inbound.channel,
            turn.inbound_id,
            ending.replies,
            delete_ref=turn.inbound.message_ref if can_delete else None,
        )
        session.flush()
        return self._next_or_release(session, turn.conversation_id)

    def leave(self, session: Session, turn: Turn) -> None:
        """Give back a turn that was taken up but not begun."""
        self._leases.release(session, f"turn:{turn.conversation_id}")

    def put_back(
        self, session: Session, turn: Turn, after_s: float, *, failed: bool
    ) -> Later | None:
        """Leave a turn for later; ``failed`` counts it among the tries that failed."""
        self._leases.release(session, f"turn:{turn.conversation_id}")
        session.execute(
            update(InboxRow)
            .where(InboxRow.id == turn.row_id)
            .values(
                next_attempt_at=self._clock.now() + timedelta(seconds=after_s),
                attempts=InboxRow.attempts + int(failed),
            )
        )
        return Later(after_s)

    def _next_or_release(
        self, session: Session, conversation_id: ConversationId
    ) -> Turn | Later | None:
        step = self._next(session, conversation_id)
        if not isinstance(step, Turn):
            self._leases.release(session, f"turn:{conversation_id}")
        return step

    def _next(self, session: Session, conversation_id: ConversationId) -> Turn | Later | None:
        row = session.scalars(
            select(InboxRow)
            .where(InboxRow.conversation_id == conversation_id, InboxRow.state == "received")
            .order_by(InboxRow.id)
            .limit(1)
        ).first()
        if row is None or row.channel not in self._channels:
            return None
        conversation = session.get_one(ConversationRow, conversation_id)
        if conversation.owner != BOT:
            return None
        now = self._clock.now()
        if row.next_attempt_at and row.next_attempt_at > now:
            return Later((row.next_attempt_at - now).total_seconds())
        return _turn(session, row, conversation)

    def _mark_done(self, session: Session, turn: Turn, ending: Ending) -> None:
        done = {"state": "done", "done_at": self._clock.now(), "failure": ending.failure}
        if ending.erase_text:
            done["content"] = inbound_to_json(replace(turn.inbound, text=""))
        result = session.execute(
            update(InboxRow)
            .where(InboxRow.id == turn.row_id, InboxRow.state == "received")
            .values(**done)
            .execution_options(synchronize_session=False)
        )
        assert isinstance(result, CursorResult)
        if not result.rowcount:
            raise LeaseLost

    def _update_conversation(self, session: Session, turn: Turn, ending: Ending) -> None:
        changes: dict[str, object] = {}
        if ending.suppress or turn.is_suppressed:
            changes["suppressed_at"] = self._clock.now() if ending.suppress else None
        if ending.language and (ending.language_chosen or ending.language != turn.language):
            changes["language"] = ending.language.value
            changes["language_chosen"] = turn.language_chosen or ending.language_chosen
        if changes:
            session.execute(
                update(ConversationRow)
                .where(ConversationRow.id == turn.conversation_id)
                .values(**changes)
                .execution_options(synchronize_session=False)
            )
            session.expire_all()


def depth(session: Session, now: datetime) -> tuple[int, float]:
    """How many messages wait for their turn, and the age of the oldest in seconds."""
    count, oldest = session.execute(
        select(func.count(), func.min(InboxRow.received_at)).where(InboxRow.state == "received")
    ).one()
    return count, (now - oldest).total_seconds() if oldest else 0.0


def _turn(session: Session, row: InboxRow, conversation: ConversationRow) -> Turn:
    conversation_id = ConversationId(row.conversation_id)
    inbound = inbound_from_json(row.content or "{}")
    token = inbound.choice_token
    is_typed = inbound.kind in (InboundKind.TEXT, InboundKind.CHOICE)
    return Turn(
        row_id=row.id,
        inbound_id=InboundId(row.inbound_id),
        conversation_id=conversation_id,
        inbound=inbound,
        received_at=row.received_at,
        failures=row.attempts,
        language=Language(conversation.language) if conversation.language else None,
        language_chosen=conversation.language_chosen,
        is_suppressed=conversation.suppressed_at is not None,
        tapped=chosen(session, conversation_id, token) if token else None,
        offered=last_offered(session, conversation_id) if is_typed else (),
    )
