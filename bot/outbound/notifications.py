"""What members are told without having asked: that the status of a claim has changed.

A push names the claim and its status and nothing else, no amount, reason or diagnosis: the chat
may be locked, the phone in other hands. It goes to chats that may see the claim and nowhere else.
The outbox decides how: in the chat, by an approved template, or by mail.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Channel, Draft, Language, News, OfferedChoice, Reply
from bot.outbound import window
from bot.outbound.letters import CLAIM_NEWS
from bot.outbound.templates import is_approved
from bot.stored import draft_to_json
from bot.texts import Texts
from insurance.model import Claim
from insurance.ports import Clock
from storage.tables import ConversationRow, LinkRow, MemberRow, OutboxRow

log = structlog.get_logger(__name__)

Compose = Callable[[Reply, Sequence[OfferedChoice]], list[Draft]]
"""``Sender.compose`` of a channel."""


@dataclass(frozen=True)
class Told:
    """How many chats a piece of news goes to, and by which way, as things stand."""

    chats: int = 0
    """In the chat itself."""
    by_template: int = 0
    """WhatsApp chats whose window is closed, by a message that WhatsApp has approved."""
    by_mail: int = 0
    """WhatsApp chats whose window is closed: to the address on file."""
    no_address: int = 0
    """The same, and there is no address on file: they are not told."""


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
        for conversation, participant in self._may_see(session, after):
            way = self._way(session, conversation, participant)
            self._tell(session, conversation, after)
            told = replace(told, **{way: getattr(told, way) + 1})
            log.info("claim_news_staged", conversation_id=conversation.id, way=way)
        return told

    def _may_see(self, session: Session, claim: Claim) -> Sequence[tuple[ConversationRow, str]]:
        """Chats linked to the participant or their principal that can be reached, and to whom."""
        member = session.get_one(MemberRow, claim.participant_number)
        rows = session.execute(
            select(ConversationRow, LinkRow.participant_number)
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
        )
        return [(conversation, participant) for conversation, participant in rows]

    def _way(self, session: Session, conversation: ConversationRow, participant: str) -> str:
        """By which way the outbox would tell this chat now: a field of ``Told``."""
        if window.is_open(session, conversation, self._clock.now()):
            return "chats"
        if is_approved(session, CLAIM_NEWS, _language(conversation)):
            return "by_template"
        return "by_mail" if _has_address(session, participant) else "no_address"

    def _tell(self, session: Session, conversation: ConversationRow, claim: Claim) -> None:
        reply = self._reply(claim, _language(conversation))
        for position, draft in enumerate(self._compose[Channel(conversation.channel)](reply, ())):
            session.add(
                OutboxRow(
                    conversation_id=conversation.id,
                    position=position,
                    content=draft_to_json(draft),
                    created_at=self._clock.now(),
                )
            )

    def _reply(self, claim: Claim, language: Language) -> Reply:
        reply = self._texts.say("claim_news", language)
        status = self._texts.say(f"claim_status_{claim.status}", language).text
        text = reply.text.format(claim_number=claim.claim_number, status=status)
        return replace(reply, text=text, news=News(CLAIM_NEWS, (claim.claim_number, status)))


def _language(conversation: ConversationRow) -> Language:
    return Language(conversation.language or Language.INDONESIAN)


def _has_address(session: Session, participant: str) -> bool:
    """Whether there is an address on file: the member's own, or else the principal's."""
    member = session.get_one(MemberRow, participant)
    if member.email.strip():
        return True
    principal = session.get(MemberRow, member.principal_participant_number)
    return principal is not None and bool(principal.email.strip())
