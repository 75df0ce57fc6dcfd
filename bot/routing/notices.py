"""The honest word when an answer takes longer than ten seconds: once for each message."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import CursorResult, exists, func, or_, select, update
from sqlalchemy.orm import Session

from bot.messages import Channel, ConversationId, Inbound, InboundId, InboundKind, Language
from bot.outbound.outbox import Outbox
from bot.routing.language import first_guess, settle
from bot.stored import inbound_from_json
from bot.texts import Texts
from insurance.ports import Clock
from storage.tables import ConversationRow, InboxRow, OutboxRow

PATIENCE = timedelta(seconds=10)
"""How long a member may hear nothing at all."""
POSITION = -1
"""The notice's place in the outbox, before the answer's."""
_BATCH = 50
_HAS_RETURNED = ConversationRow.last_inbound_at > ConversationRow.suppressed_at
"""Whoever has written since they could not be reached can be reached again."""
_WANTS_NO_ANSWER = (InboundKind.BLOCKED, InboundKind.RETURNED)


class Notices:
    """Tells members whose answer is late that it is coming."""

    def __init__(self, outbox: Outbox, texts: Texts, clock: Clock) -> None:
        """``outbox`` carries the notices."""
        self._outbox = outbox
        self._texts = texts
        self._clock = clock

    def late(self, session: Session) -> Sequence[int]:
        """Rows of the inbox whose member should be told, oldest first.

        Only the message that is next in its chat, and only when we have said nothing lately.
        """
        since = self._clock.now() - PATIENCE
        first = (
            select(func.min(InboxRow.id).label("id"))
            .where(InboxRow.state == "received")
            .group_by(InboxRow.conversation_id)
            .subquery()
        )
        heard_something = exists().where(
            OutboxRow.conversation_id == InboxRow.conversation_id, OutboxRow.created_at > since
        )
        return session.scalars(
            select(InboxRow.id)
            .join(first, first.c.id == InboxRow.id)
            .join(ConversationRow, ConversationRow.id == InboxRow.conversation_id)
            .where(InboxRow.notice_sent_at.is_(None), InboxRow.received_at <= since)
            .where(or_(ConversationRow.suppressed_at.is_(None), _HAS_RETURNED), ~heard_something)
            .where(InboxRow.channel.in_([str(channel) for channel in self._outbox.channels]))
            .order_by(InboxRow.id)
            .limit(_BATCH)
        ).all()

    def tell(self, session: Session, rows: Sequence[int]) -> list[ConversationId]:
        """Stage a notice for each of these rows that still waits; returns whose to wake."""
        return [told for row_id in rows if (told := self._tell_one(session, row_id))]

    async def mail_is_late(self, conversation_id: str, language: str) -> None:
        """Tell a member that the mail with their code takes longer (``CodeMail``'s on_delay)."""
        notice = self._texts.say("mail_waiting", Language(language))
        await self._outbox.say(ConversationId(conversation_id), notice)

    def _tell_one(self, session: Session, row_id: int) -> ConversationId | None:
        row = session.get_one(InboxRow, row_id)
        conversation_id = ConversationId(row.conversation_id)
        inbound = inbound_from_json(row.content or "{}")
        if inbound.kind in _WANTS_NO_ANSWER:
            self._note(session, row_id)
            return None
        # The conversation's row before the inbox's, as everywhere.
        session.execute(
            update(ConversationRow)
            .where(ConversationRow.id == conversation_id, _HAS_RETURNED)
            .values(suppressed_at=None)
            .execution_options(synchronize_session=False)
        )
        if not self._note(session, row_id):
            return None
        self._outbox.stage(
            session,
            conversation_id,
            Channel(row.channel),
            InboundId(row.inbound_id),
            [self._texts.say("waiting", _language(session, conversation_id, inbound))],
            position=POSITION,
        )
        return conversation_id

    def _note(self, session: Session, row_id: int) -> bool:
        # The inbox row is locked before the outbox row gets its id: so does the end of a turn,
        # and the notice cannot come after the answer.
        waits = InboxRow.state == "received", InboxRow.notice_sent_at.is_(None)
        noted = session.execute(
            update(InboxRow)
            .where(InboxRow.id == row_id, *waits)
            .values(notice_sent_at=self._clock.now())
        )
        assert isinstance(noted, CursorResult)
        return bool(noted.rowcount)


def _language(session: Session, conversation_id: ConversationId, inbound: Inbound) -> Language:
    known = session.get_one(ConversationRow, conversation_id).language
    if known:
        return Language(known)
    guess = settle(inbound.text, known=None, is_chosen=False)
    return guess or first_guess(inbound.language_hint)
