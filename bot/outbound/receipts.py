"""What became of a message after the channel took it: its delivery status, as it is reported.

Reports come unordered, repeated, and sometimes before the answer to the very call that sent the
message. So each status counts once, only a later stage replaces an earlier one, and a report for
a message of whose fate we are unsure settles that it was sent.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.messages import ConversationId, Draft
from bot.metrics import Metrics
from bot.outbound import window
from bot.outbound.queue import WAITING
from bot.outbound.templates import mark_refused
from bot.outbound.traffic import SENT_RANK
from bot.outbound.twilio_errors import FAILED, HURRIED_PAUSE_S, Meaning, meaning_of, sound_alarm
from bot.outbound.whatsapp import Recorded
from bot.stored import draft_from_json, draft_to_json
from insurance.ports import Clock
from storage.database import Database
from storage.tables import ConversationRow, DeliveryRow, OutboxRow
from storage.upsert import insert_into

log = structlog.get_logger(__name__)

_RANKS = {
    "accepted": 1,
    "scheduled": 1,
    "queued": 2,
    "sending": 3,
    "sent": SENT_RANK,
    "delivered": 5,
    "partially_delivered": 5,
    "undelivered": 5,
    "failed": 5,
    "canceled": 5,
    "read": 6,
}
_OPEN = ("pending", "sending", "unknown")
_PASSING = (Meaning.SLOW_DOWN, Meaning.TRY_AGAIN, Meaning.PAUSE)
MOST_ATTEMPTS = 5
"""How often one message is given to the channel when it fails for a passing reason."""


class Receipts:
    """Applies delivery reports to the outbox."""

    def __init__(
        self,
        db: Database,
        wake: Callable[[ConversationId], None],
        clock: Clock,
        metrics: Metrics | None = None,
        refused: Callable[[Draft], None] = lambda _draft: None,
    ) -> None:
        """``wake`` lets the outbox go on with a conversation at once; ``refused`` is told of
        drafts whose buttons WhatsApp did not take."""
        self._db = db
        self._wake = wake
        self._clock = clock
        self._metrics = metrics or Metrics()
        self._refused = refused

    async def apply(
        self,
        outbox_id: int | None,
        provider_message_id: str,
        status: str,
        error_code: int | None = None,
    ) -> None:
        """Take one report into account; a repeat or a stale one changes nothing.

        ``outbox_id`` is what stood in the callback's address, if anything did. Raises the
        database's errors.
        """
        if status not in _RANKS:
            log.info("receipt_ignored", status=status)
            return
        report = _Report(outbox_id, provider_message_id, status, error_code, self._clock.now())
        conversation_id = await self._db.run(report.apply)
        if status in FAILED:
            sound_alarm(error_code, meaning_of(error_code))
            self._metrics.sent("whatsapp", "undelivered")
        if report.refused is not None:
            self._refused(report.refused)
        log.info("receipt", status=status, code=error_code, outbox_id=outbox_id)
        if conversation_id is not None:
            self._wake(conversation_id)


def recorded_in(db: Database) -> Recorded:
    """Tells which message ids already belong to rows of the outbox in ``db``."""

    async def recorded(sids: Collection[str]) -> Collection[str]:
        known = select(OutboxRow.provider_message_id).where(
            OutboxRow.provider_message_id.in_(list(sids))
        )
        return {sid for sid in await db.read(lambda session: session.scalars(known).all()) if sid}

    return recorded


class _Report:
    """One report, and the transaction that applies it."""

    def __init__(
        self,
        outbox_id: int | None,
        sid: str,
        status: str,
        error_code: int | None,
        now: datetime,
    ) -> None:
        self._outbox_id = outbox_id
        self._sid = sid
        self._status = status
        self._error_code = error_code
        self._now = now
        self._was_late = False
        self.refused: Draft | None = None
        """The draft whose buttons, file or place were refused, if that is what was reported."""

    def apply(self, session: Session) -> ConversationId | None:
        """Returns the conversation whose sending may now go on, if it waited for this."""
        if not self._is_first(session):
            return None
        row = self._row(session)
        if row is None:
            return None
        settled = self._adopt(row)
        again = self._note(session, row)
        if settled or again or self._lets_others_go(session, row):
            return ConversationId(row.conversation_id)
        return None

    def _is_first(self, session: Session) -> bool:
        statement = (
            insert_into(session, DeliveryRow)
            .values(provider_message_id=self._sid, status=self._status, received_at=self._now)
            .on_conflict_do_nothing()
            .returning(DeliveryRow.status)  # the row count of an INSERT is not told everywhere
        )
        return session.connection().execute(statement).first() is not None

    def _row(self, session: Session) -> OutboxRow | None:
        """The message reported on; None when it is not ours or was sent anew under another id."""
        by_sid = select(OutboxRow).where(OutboxRow.provider_message_id == self._sid)
        row = session.scalars(by_sid.with_for_update()).first()
        if row is not None or self._outbox_id is None:
            return row
        row = session.get(OutboxRow, self._outbox_id, with_for_update=True)
        if row is None or row.provider_message_id is not None or row.state == "mailed":
            return None
        return None if self._was_given_up(session) else row

    def _was_given_up(self, session: Session) -> bool:
        """Whether this very send failed before, so that the row waits to be sent anew."""
        failures = exists().where(
            DeliveryRow.provider_message_id == self._sid,
            DeliveryRow.status.in_(FAILED),
            DeliveryRow.status != self._status,
        )
        return bool(session.scalar(select(failures)))

    def _adopt(self, row: OutboxRow) -> bool:
        """Settle that the message was sent, if nobody was sure."""
        if row.provider_message_id is not None or row.state not in _OPEN:
            return False
        row.provider_message_id = self._sid
        row.state = "sent"
        row.sent_at = self._now
        row.next_attempt_at = None
        return True

    def _note(self, session: Session, row: OutboxRow) -> bool:
        """Record the status if it is news; True when the message is to be sent again."""
        if _RANKS[self._status] <= row.delivery_rank:
            return False
        row.delivery_rank = _RANKS[self._status]
        row.delivery_status = self._status
        if self._status not in FAILED:
            return False
        self._was_late = row.error_code == window.CLOSED_CODE
        row.error_code = None if self._error_code is None else str(self._error_code)
        return self._after_failure(session, row, meaning_of(self._error_code))

    def _after_failure(self, session: Session, row: OutboxRow, meaning: Meaning) -> bool:
        """What a failure means for the row; True when it is to be sent again."""
        if row.attempts < MOST_ATTEMPTS and self._is_worth_another(session, row, meaning):
            log.warning("sent_again", outbox_id=row.id, code=row.error_code, why=meaning.value)
            return True
        if meaning is Meaning.SUPPRESS:
            self._suppress(session, row)
        row.state = "suppressed" if meaning is Meaning.SUPPRESS else "failed"
        log.error("message_undelivered", outbox_id=row.id, code=row.error_code)
        return False

    def _is_worth_another(self, session: Session, row: OutboxRow, meaning: Meaning) -> bool:
        """Make the row wait for another try, if one may do better; whether it may."""
        if meaning in _PASSING:
            # The row goes before everything else to this member: so the pair slows down, too.
            pause = HURRIED_PAUSE_S * 2 ** max(row.attempts - 1, 0)
            self._send_again(row, pause)
            return True
        draft = draft_from_json(row.content or "{}")
        if meaning is Meaning.DEGRADE and draft.numbered:
            self.refused = draft
            row.content = draft_to_json(Draft(text=draft.numbered, language=draft.language))
            self._send_again(row)
            return True
        if draft.news is None or not self._is_for_another_way(session, row, meaning):
            return False
        if meaning is Meaning.DEGRADE:
            mark_refused(session, draft.news.name, draft.language, self._now)
        row.error_code = window.CLOSED_CODE
        self._send_again(row)
        return True

    def _is_for_another_way(self, session: Session, row: OutboxRow, meaning: Meaning) -> bool:
        """Whether news came too late, or its template was refused: what is left is tried next."""
        if meaning is Meaning.DEGRADE:
            conversation = session.get_one(ConversationRow, row.conversation_id)
            # In an open window it was not a template that was refused, but the words.
            return self._was_late or not window.is_open(session, conversation, self._now)
        return meaning is Meaning.WINDOW

    def _lets_others_go(self, session: Session, row: OutboxRow) -> bool:
        """Whether the message has left, and something behind it may wait for that."""
        if row.delivery_rank < SENT_RANK:
            return False
        behind = exists().where(
            OutboxRow.conversation_id == row.conversation_id,
            OutboxRow.id > row.id,
            OutboxRow.state.in_(WAITING),
        )
        return bool(session.scalar(select(behind)))

    def _send_again(self, row: OutboxRow, pause_s: float = 0.0) -> None:
        row.state = "pending"
        row.provider_message_id = None
        row.delivery_rank = 0
        row.sent_at = None
        row.next_attempt_at = self._now + timedelta(seconds=pause_s)

    def _suppress(self, session: Session, row: OutboxRow) -> None:
        """Send this member nothing more, unless they have written since."""
        conversation = session.get_one(ConversationRow, row.conversation_id, with_for_update=True)
        written, tried = conversation.last_inbound_at, row.tried_at
        if written is not None and tried is not None and written > tried:
            return
        conversation.suppressed_at = conversation.suppressed_at or self._now
