"""What members are told of their consultations without having asked.

A push says that the doctor has joined or that medicine is on its way, and by which courier; not
which doctor, for whom, against what, and never the link into the consultation: the chat may be
locked, the phone in other hands. It goes to who asked for the consultation, in the chat that they
used last.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog
from sqlalchemy.orm import Session

from bot.messages import Channel, Language, News, Reply
from bot.outbound.letters import CONSULTATION_NEWS
from bot.outbound.pushes import Compose, chats_of, language_of, stage_push
from bot.texts import Texts
from insurance.ports import Clock
from insurance.telemedicine_ports import Applied, PartnerEvent
from storage.database import Database
from storage.medicine_rows import note

log = structlog.get_logger(__name__)


class TelemedicineNews:
    """``PartnerEvents``: keeps what the partner tells, and stages what members are told of it."""

    def __init__(
        self, db: Database, compose: Mapping[Channel, Compose], texts: Texts, clock: Clock
    ) -> None:
        """``compose``: by channel, as for ``ClaimNews``."""
        self._db = db
        self._compose = compose
        self._texts = texts
        self._clock = clock

    def apply(self, event: PartnerEvent) -> Applied:
        """Keep it and stage what the member is told of it, in one transaction, once."""
        with self._db.transaction() as session:
            noted = note(session, event, self._clock.now())
            if noted.news is not None:
                self.tell(session, noted.asked_by, noted.news, _sent_by(event))
        return noted.applied

    def tell(self, session: Session, member: str, news: str, by: tuple[str, str] = ("", "")) -> int:
        """Stage a push of that name for a member, in ``session``; in how many chats.

        ``by``: courier and tracking number, where there are any.
        """
        now = self._clock.now()
        chats = chats_of(session, {member}, now)
        for conversation, _ in chats:
            reply = self._reply(news, by, language_of(conversation))
            stage_push(session, conversation, reply, self._compose, now)
            log.info("consultation_news_staged", conversation_id=conversation.id, news=news)
        return len(chats)

    def _reply(self, news: str, by: tuple[str, str], language: Language) -> Reply:
        reply = self._texts.say(f"consultation_{news}", language)
        courier = ", ".join(part for part in by if part)
        told = f" ({courier})" if courier else ""
        what = self._texts.say(f"consultation_what_{news}", language).text + told
        text = reply.text.format(courier=told)
        return replace(reply, text=text, news=News(CONSULTATION_NEWS, (what,)))


def _sent_by(event: PartnerEvent) -> tuple[str, str]:
    if event.delivery is None:
        return "", ""
    return event.delivery.courier.strip(), event.delivery.tracking_number.strip()
