"""The inbox's rows whose turn is due, conversation by conversation, fenced by leases.

Taking a turn up and ending it are one short transaction each; ending one takes up the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from bot import choices
from bot.leases import LeaseLost, Leases
from bot.messages import ConversationId, Inbound, InboundKind, Language, OfferedChoice
from bot.outbound.outbox import Outbox
from bot.routing import bursts, edits
from bot.routing.answers import compose
from bot.routing.taps import TWICE
from bot.routing.turn import Ending, Later, Part, Turn
from bot.stored import inbound_to_json
from insurance.ports import Clock
from storage.tables import ConversationRow, InboxRow

BOT = "bot"
"""The owner of a conversation whose messages are ours to answer; those of any other wait."""
_TYPED = (InboundKind.TEXT, InboundKind.CHOICE, InboundKind.MEDIA)
_HEAD = (
    select(InboxRow, edits.newest_wording())
    .where(InboxRow.conversation_id == bindparam("conversation_id"), InboxRow.state == "received")
    .order_by(InboxRow.id)
    .limit(1)
)


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
        answer = compose(session, self._outbox, turn, ending)
        # The conversation's row before the inbox's: so does the inbox when a repeat arrives.
        self._update_conversation(session, turn, ending, keyboard_shown=answer.keyboard_shown)
        self._mark_done(session, turn, ending)
        if ending.chosen and turn.tapped:
            choices.use(session, turn.conversation_id, turn.tapped.token, turn.received_at)
        self._outbox.put(session, turn.conversation_id, turn.inbound_id, answer.bubbles)
        session.flush()
        return self._next_or_release(session, turn.conversation_id)

    def seal(self, session: Session, turn: Turn) -> None:
        """Settle which messages a turn answers, for this and every later try; or LeaseLost."""
        self._leases.hold(session, f"turn:{turn.conversation_id}")
        bursts.seal(session, turn)

    def leave(self, session: Session, turn: Turn) -> None:
        """Give back a turn that was taken up but not begun."""
        self._leases.release(session, f"turn:{turn.conversation_id}")

    def put_back(
        self, session: Session, turn: Turn, after_s: float, *, failed: bool, was_heard: bool
    ) -> Later | None:
        """Leave a turn for later; ``failed`` counts it among the tries that failed.

        ``was_heard``: the dialogue may know the message already, which then is answered as it is,
        even when a new wording comes meanwhile: that one is answered after it.
        """
        self._leases.release(session, f"turn:{turn.conversation_id}")
        session.execute(
            update(InboxRow)
            .where(InboxRow.id == turn.row_id)
            .values(
                next_attempt_at=self._clock.now() + timedelta(seconds=after_s),
                attempts=InboxRow.attempts + int(failed),
                burst_id=turn.inbound_id if was_heard else InboxRow.burst_id,
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
        now = self._clock.now()  # before looking: what comes after it may belong to a burst
        found = session.execute(_HEAD, {"conversation_id": conversation_id}).first()
        if found is None or found[0].channel not in self._channels:
            return None
        row: InboxRow = found[0]
        conversation = session.get_one(ConversationRow, conversation_id)
        if conversation.owner != BOT:
            return None
        if row.next_attempt_at and row.next_attempt_at > now:
            return Later((row.next_attempt_at - now).total_seconds())
        turn = _turn(row, conversation)
        # What is sealed may have been answered before a crash, and is answered as it was.
        if row.burst_id is None and edits.is_replaced(turn.parts[0], found[1]):
            return replace(turn, silence="replaced")
        return self._burst(session, turn, now) if turn.is_burst else _known(session, turn)

    def _burst(self, session: Session, turn: Turn, now: datetime) -> Turn | Later:
        """The turn with all that belongs to it; Later while some of it is still to come."""
        parts, is_complete = bursts.gather(session, turn.parts[0], turn.conversation_id)
        replaced = None if turn.parts[0].burst_id else edits.replaced_within(parts)
        if replaced:
            return replace(turn, parts=(replaced,), silence="replaced")
        whole = replace(turn, parts=parts)
        wait_s = bursts.wait_s(parts, is_complete=is_complete, now=now)
        states = bursts.file_states(session, parts)
        if not wait_s and "waiting" in states:
            wait_s = bursts.FILES_AGAIN_S
        if wait_s:
            return Later(wait_s, begun=(turn.conversation_id, turn.parts[0].inbound))
        return _known(session, replace(whole, file_states=states))

    def _mark_done(self, session: Session, turn: Turn, ending: Ending) -> None:
        done = {"state": "done", "done_at": self._clock.now(), "failure": ending.failure}
        ids = [part.row_id for part in turn.parts]
        result = session.connection().execute(
            update(InboxRow)
            .where(InboxRow.id.in_(ids), InboxRow.state == "received")
            .values(**done)
        )
        if result.rowcount != len(ids):
            raise LeaseLost
        for part in turn.parts:
            _forget(session, part, erase_text=ending.erase_text)

    def _update_conversation(
        self, session: Session, turn: Turn, ending: Ending, *, keyboard_shown: bool
    ) -> None:
        changes: dict[str, object] = {}
        if ending.suppress or turn.is_suppressed:
            changes["suppressed_at"] = self._clock.now() if ending.suppress else None
        if ending.language and (ending.language_chosen or ending.language != turn.language):
            changes["language"] = ending.language.value
            changes["language_chosen"] = turn.language_chosen or ending.language_chosen
        if keyboard_shown != turn.keyboard_shown:
            changes["keyboard_shown"] = keyboard_shown
        if changes:
            session.connection().execute(
                update(ConversationRow)
                .where(ConversationRow.id == turn.conversation_id)
                .values(**changes)
            )
            session.expire_all()


def depth(session: Session, now: datetime) -> tuple[int, float]:
    """How many messages wait for their turn, and the age of the oldest in seconds."""
    count, oldest = session.execute(
        select(func.count(), func.min(InboxRow.received_at)).where(InboxRow.state == "received")
    ).one()
    return count, (now - oldest).total_seconds() if oldest else 0.0


def _turn(row: InboxRow, conversation: ConversationRow) -> Turn:
    """What the rows themselves say."""
    return Turn(
        conversation_id=ConversationId(row.conversation_id),
        parts=(bursts.part_of(row),),
        failures=row.attempts,
        language=Language(conversation.language) if conversation.language else None,
        language_chosen=conversation.language_chosen,
        is_suppressed=conversation.suppressed_at is not None,
        keyboard_shown=conversation.keyboard_shown,
    )


def _known(session: Session, turn: Turn) -> Turn:
    """The turn with all that must be looked up to answer it."""
    who, inbound = turn.conversation_id, turn.inbound
    if inbound.choice_token:
        tap = choices.tapped(session, who, inbound.choice_token)
        if tap and tap.menu_used_at and turn.received_at - tap.menu_used_at < TWICE:
            return replace(turn, silence="tapped_twice")
        if tap:
            return replace(turn, tapped=tap.offered)
    if inbound.edit_of and edits.is_answered(session, who, turn.parts[0]):
        if edits.is_unchanged(session, who, turn.parts[0]):
            # Alone: what would be answered together with it is said for the first time.
            return replace(turn, parts=turn.parts[:1], silence="unchanged")
        turn = replace(turn, replaces_answered=True)
    return replace(turn, offered=_offered(session, who, inbound))


def _offered(session: Session, who: ConversationId, inbound: Inbound) -> tuple[OfferedChoice, ...]:
    """What a number means: a choice of the message that it replies to, or of the last one."""
    if inbound.kind not in _TYPED or not inbound.text:
        return ()
    replied_to = choices.offered_in(session, who, inbound.reply_to) if inbound.reply_to else ()
    return replied_to or choices.last_offered(session, who)


def _forget(session: Session, part: Part, *, erase_text: bool) -> None:
    """What is not kept beyond the turn: places, numbers, where files came from, codes."""
    kept = replace(
        part.inbound,
        text="" if erase_text else part.inbound.text,
        location=None,
        contact=None,
        attachments=tuple(replace(file, source="") for file in part.inbound.attachments),
    )
    if kept != part.inbound:
        session.execute(
            update(InboxRow)
            .where(InboxRow.id == part.row_id)
            .values(content=inbound_to_json(kept))
            .execution_options(synchronize_session=False)
        )
