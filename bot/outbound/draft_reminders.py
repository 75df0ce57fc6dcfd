"""Reminds a member, a day before, that a claim which they began and never sent will be erased.

The push says only that there is a draft and until when it is kept. It goes to the chat in which
the member was last, once for each draft; who wants no news of claims gets it all the same, for it
is about their own words and photos being erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import structlog
from babel.dates import format_date
from sqlalchemy.orm import Session

from bot.messages import Channel, Language, News, Reply
from bot.outbound.letters import DRAFT_REMINDER
from bot.outbound.pushes import Compose, chats_of, language_of, stage_push
from bot.texts import Texts
from insurance.periods import JAKARTA
from insurance.ports import Clock
from storage.database import Database
from storage.draft_keeping import ABANDONED_AFTER, due_reminders

log = structlog.get_logger(__name__)


class DraftReminders:
    """Stages the reminders that are due; whichever gateway runs sends them."""

    def __init__(
        self, db: Database, compose: Mapping[Channel, Compose], texts: Texts, clock: Clock
    ) -> None:
        """``compose``: by channel, as for ``ClaimNews``."""
        self._db = db
        self._compose = compose
        self._texts = texts
        self._clock = clock

    def stage_due(self) -> Mapping[str, int]:
        """Remind of every draft that is due, in one transaction with its mark; the counts."""
        counts = {"due": 0, "reminded": 0}
        while self._stage_some(counts):
            pass
        return counts

    def _stage_some(self, counts: dict[str, int]) -> bool:
        """One transaction's worth; whether there may be more."""
        with self._db.transaction() as session:
            drafts = due_reminders(session, self._clock.now())
            for draft in drafts:
                draft.reminded_at = self._clock.now()
                until = draft.updated_at + ABANDONED_AFTER
                counts["due"] += 1
                counts["reminded"] += self._remind(session, draft.filed_by, until)
            return bool(drafts)

    def _remind(self, session: Session, member: str, until: datetime) -> int:
        """Whether there is a chat to say it in."""
        now = self._clock.now()
        chats = chats_of(session, {member}, now)
        for conversation, _ in chats:
            reply = self._reply(until, language_of(conversation))
            stage_push(session, conversation, reply, self._compose, now)
            log.info("draft_reminder_staged", conversation_id=conversation.id)
        return len(chats)

    def _reply(self, until: datetime, language: Language) -> Reply:
        reply = self._texts.say("draft_reminder", language)
        day = format_date(until.astimezone(JAKARTA).date(), "d MMMM y", locale=language.value)
        return replace(reply, text=reply.text.format(day=day), news=News(DRAFT_REMINDER, (day,)))
