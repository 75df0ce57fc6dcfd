"""What members are told without having asked: that the status of a claim has changed.

A push names the claim and its status and nothing else, no amount, reason or diagnosis: the chat
may be locked, the phone in other hands. It goes to chats that may see the claim and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Channel, Draft, Language, OfferedChoice, Reply
from bot.stored import draft_to_json
from bot.texts import Texts
from insurance.model import Claim
from insurance.ports import Clock
from storage.tables import ConversationRow, LinkRow, MemberRow, OutboxRow

log = structlog.get_logger(__name__)

Compose = Callable[[Reply, Sequence[OfferedChoice]], list[Draft]]
"""``Sender.compose`` of a channel."""

WINDOW = timedelta(hours=24)
"""For how long after a member's message WhatsApp takes free text; later only templates."""


@dataclass(frozen=True)
class Told:
    """How many chats a piece of news goes to."""

    chats: int = 0
    outside_window: int = 0
    """WhatsApp chats that may see it and whose window is closed: they are not told."""


class ClaimNews:
    """Stages the news of a claim in the transaction that changes it."""

    def __init__(self, compose: Mapping[Channel, Compose], texts: Texts, clock: Clock) -> None:
        """``compose``: by channel, whether or not this process sends anything itself."""
        self._compose = compose
        self._texts = texts
        self._clock = clock

    def stage(self, session: Session, before: Claim, after: Claim) -> Told:
        """Put one message for each chat into ``session``; none where the status is as it was.

        The outbox of whichever gateway runs finds them once they are committed.
        """
        told = Told()
        if after.status is before.status:
            return told
        for conversation in self._may_see(session, after):
            if self._is_outside_window(conversation):
                log.warning("claim_news_not_told", conversation_id=conversation.id, why="window")
                told = replace(told, outside_window=told.outside_window + 1)
            else:
                self._tell(session, conversation, after)
                told = replace(told, chats=told.chats + 1)
        return told

    def _may_see(self, session: Session, claim: Claim) -> Sequence[ConversationRow]:
        """Chats linked to the participant or their principal that can be reached."""
        member = session.get_one(MemberRow, claim.participant_number)
        return session.scalars(
            select(ConversationRow)
            .join(LinkRow, LinkRow.conversation_id == ConversationRow.id)
            .where(
                LinkRow.participant_number.in_(
                    {member.participant_number, member.principal_participant_number}
                ),
                LinkRow.ended_at.is_(None),
                LinkRow.expires_at > self._clock.now(),
                ConversationRow.suppressed_at.is_(None),
            )
            .order_by(ConversationRow.id)
        ).all()

    def _is_outside_window(self, conversation: ConversationRow) -> bool:
        if conversation.channel != Channel.WHATSAPP:
            return False
        heard = conversation.last_inbound_at
        return heard is None or heard <= self._clock.now() - WINDOW

    def _tell(self, session: Session, conversation: ConversationRow, claim: Claim) -> None:
        reply = self._reply(claim, Language(conversation.language or Language.INDONESIAN))
        for position, draft in enumerate(self._compose[Channel(conversation.channel)](reply, ())):
            session.add(
                OutboxRow(
                    conversation_id=conversation.id,
                    position=position,
                    content=draft_to_json(draft),
                    created_at=self._clock.now(),
                )
            )
        log.info("claim_news_staged", conversation_id=conversation.id)

    def _reply(self, claim: Claim, language: Language) -> Reply:
        news = self._texts.say("claim_news", language)
        status = self._texts.say(f"claim_status_{claim.status}", language).text
        return replace(news, text=news.text.format(claim_number=claim.claim_number, status=status))
