"""News by mail, where WhatsApp's window is closed and no template is approved.

It goes to the address on file of the member whose chat it is, once as far as SMTP can: its
Message-ID is made from the outbox row, so that a mail server which gets it again after a crash
can tell. While the mail server is away, the row waits.
"""

from __future__ import annotations

import asyncio
import hashlib

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.messages import Language, News
from bot.outbound.outcomes import GivenUp, Job, Mailed, Outcome
from bot.outbound.sender import RetryLater
from insurance.letters import Letters
from insurance.matching import email_on_file
from insurance.model import Member
from insurance.ports import Clock, CoreSystem, Mail, Mailer, MailMaybeSent, MailNotSent
from storage.database import Database
from storage.tables import LinkRow

log = structlog.get_logger(__name__)

CLAIM_NEWS = "claim_news"
CONSULTATION_NEWS = "consultation_news"
DRAFT_REMINDER = "draft_reminder"
EVENT_REMINDER = "event_reminder"
FIRST_WAIT_S = 2.0
LONGEST_WAIT_S = 300.0
"""Between tries while the mail server is away."""


class NewsPost:
    """Mails what a row of the outbox was to say; a ``Post``."""

    def __init__(
        self,
        db: Database,
        core: CoreSystem,
        mailer: Mailer,
        clock: Clock,
        letters: Letters | None = None,
    ) -> None:
        """``core`` knows the members' addresses."""
        self._db = db
        self._core = core
        self._mailer = mailer
        self._clock = clock
        self._letters = letters or Letters()

    async def send(self, job: Job) -> Outcome:
        """Mail the news once; GivenUp where there is nobody to mail it to (any more)."""
        member = await asyncio.to_thread(self._member, job.conversation_id)
        to = await asyncio.to_thread(email_on_file, self._core, member) if member else ""
        if member is None or not to or job.draft.news is None:
            return GivenUp("no_address" if member else "unlinked")
        mail = self._written(job, job.draft.news, member, to)
        if mail is None:
            return GivenUp("no_letter")
        try:
            await self._mailer.send(mail)
        except MailNotSent as error:
            log.warning("news_not_mailed", outbox_id=job.outbox_id, why=str(error))
            wait = min(FIRST_WAIT_S * 2 ** min(job.attempts - 1, 10), LONGEST_WAIT_S)
            raise RetryLater(wait) from None
        except MailMaybeSent as error:  # twice would be worse than the small risk of not at all
            log.warning("news_mail_outcome_open", outbox_id=job.outbox_id, why=str(error))
        return Mailed()

    def _member(self, conversation_id: str) -> Member | None:
        """The member whose chat it is at this moment."""
        with self._db.reading() as session:
            number = linked_member(session, conversation_id, self._clock)
        return self._core.member(number) if number else None

    def _written(self, job: Job, news: News, member: Member, to: str) -> Mail | None:
        language = job.draft.language or Language.INDONESIAN
        message_id = _message_id(job)
        match news.name, news.values:
            case "claim_news", (claim_number, status):
                return self._letters.claim_news(
                    to=to,
                    name=member.first_name,
                    language=language,
                    claim_number=claim_number,
                    status=status,
                    message_id=message_id,
                )
            case "consultation_news", (what,):
                return self._letters.consultation_news(
                    to=to,
                    name=member.first_name,
                    language=language,
                    what=what,
                    message_id=message_id,
                )
            case "draft_reminder", (day,):
                return self._letters.draft_reminder(
                    to=to, name=member.first_name, language=language, day=day, message_id=message_id
                )
            case "event_reminder", (title, when):
                return self._letters.event_reminder(
                    to=to,
                    name=member.first_name,
                    language=language,
                    title=title,
                    when=when,
                    message_id=message_id,
                )
        return None


def linked_member(session: Session, conversation_id: str, clock: Clock) -> str | None:
    """The participant number of the member whose chat this is; None when it is nobody's."""
    return session.scalar(
        select(LinkRow.participant_number).where(
            LinkRow.conversation_id == conversation_id,
            LinkRow.ended_at.is_(None),
            LinkRow.expires_at > clock.now(),
        )
    )


def _message_id(job: Job) -> str:
    """The same for the same row; from another's, or another database's, always different."""
    row = f"{job.conversation_id}.{job.outbox_id}"
    return f"news.{hashlib.sha256(row.encode()).hexdigest()[:32]}"
