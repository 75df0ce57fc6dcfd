"""What members are told of their claims without having asked: that something was decided.

A push names the claim and its status and nothing else, no amount, reason or diagnosis: the chat
may be locked, the phone in other hands; the rest is one tap away, after unlocking. It goes once to
each person who may see the claim and has not declined, in the chat that they used last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Channel, Language, News, Reply
from bot.outbound.letters import CLAIM_NEWS
from bot.outbound.pushes import Compose, chats_of, language_of, stage_push, way_to
from bot.texts import Texts
from insurance.model import Claim
from insurance.ports import Clock
from storage.tables import MemberRow, NewsChoiceRow

__all__ = ["ClaimNews", "Compose", "Told"]

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Told:
    """How many people a piece of news goes to, and by which way, as things stand."""

    chats: int = 0
    """In the chat itself."""
    by_template: int = 0
    """WhatsApp chats whose window is closed, by a message that WhatsApp has approved."""
    by_mail: int = 0
    """WhatsApp chats whose window is closed: to the address on file."""
    no_address: int = 0
    """The same, and there is no address on file: they are not told."""
    declined: int = 0
    """Have said that they want no news; they are not told."""


class ClaimNews:
    """Stages the news of a claim in the transaction that changes it."""

    def __init__(self, compose: Mapping[Channel, Compose], texts: Texts, clock: Clock) -> None:
        """``compose``: by channel, whether or not this process sends anything itself."""
        self._compose = compose
        self._texts = texts
        self._clock = clock

    def stage(self, session: Session, before: Claim, after: Claim) -> Told:
        """Put one message for each person into ``session``; none where nothing is new to them.

        The outbox of whichever gateway runs finds them once they are committed.
        """
        told = Told()
        if not _is_news(before, after):
            return told
        people = _who_may_see(session, after)
        declined = _who_declined(session, people)
        told = replace(told, declined=len(declined))
        for conversation, participant in chats_of(session, people - declined, self._clock.now()):
            way = way_to(session, conversation, participant, CLAIM_NEWS, self._clock.now())
            reply = self._reply(after, language_of(conversation))
            stage_push(session, conversation, reply, self._compose, self._clock.now())
            told = replace(told, **{way.value: getattr(told, way.value) + 1})
            log.info("claim_news_staged", conversation_id=conversation.id, way=way.value)
        return told

    def _reply(self, claim: Claim, language: Language) -> Reply:
        reply = self._texts.say("claim_news", language)
        number = claim.claim_number
        status = self._texts.say(f"claim_status_{claim.status}", language).text
        seen = tuple(replace(one, entities={"claim_number": number}) for one in reply.choices)
        text = reply.text.format(claim_number=number, status=status)
        return replace(reply, text=text, choices=seen, news=News(CLAIM_NEWS, (number, status)))


def _is_news(before: Claim, after: Claim) -> bool:
    """Whether there is something new to see: other words for the same reason are not."""
    asks_for_more = bool(after.documents) and after.documents != before.documents
    is_other_amount = after.amount_approved != before.amount_approved
    return after.status is not before.status or asks_for_more or is_other_amount


def _who_may_see(session: Session, claim: Claim) -> set[str]:
    """The participant and their principal."""
    member = session.get_one(MemberRow, claim.participant_number)
    return {member.participant_number, member.principal_participant_number}


def _who_declined(session: Session, people: Collection[str]) -> set[str]:
    return set(
        session.scalars(
            select(NewsChoiceRow.participant_number).where(
                NewsChoiceRow.participant_number.in_(people), ~NewsChoiceRow.claim_news
            )
        )
    )
