"""Claims that members are filing, in the table ``claim_drafts``: ClaimDrafts in SQL."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from insurance.claim_drafts import ClaimDraft
from insurance.errors import DraftChanged
from insurance.ports import Clock
from storage.claim_media import erase_at, own_files
from storage.claim_rows import draft_from_json, draft_to_json
from storage.database import Database
from storage.draft_keeping import ABANDONED_AFTER, abandon, files_of
from storage.tables import ClaimDraftRow

FILES_OUTLIVE = timedelta(days=1)
"""How long files are kept beyond their draft, if nobody ends it in time."""
UNDONE_WITHIN = timedelta(hours=1)
"""For so long the files of a draft that was thrown away are kept: its turn may be asked again."""
DROPPED_KEPT_FOR = timedelta(hours=24)
"""For so long files are kept that were taken out of a draft, as any file that nobody wants."""


class SqlClaimDrafts:
    """One open draft for each member, with what it was before the message heard last."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep drafts in ``db``."""
        self._db = db
        self._clock = clock

    def as_of(self, filed_by: str, inbound_id: str) -> ClaimDraft | None:
        """The member's open draft as it was before this message was heard; None when they had
        none. Asked again by the same message, the answer is the same."""
        of_member = select(ClaimDraftRow).where(ClaimDraftRow.filed_by == filed_by)
        with self._db.reading() as session:
            heard = session.scalars(
                of_member.where(ClaimDraftRow.turn_inbound_id == inbound_id)
            ).all()
            # One turn may throw a draft away and begin another: what there was is the first.
            if heard:
                return next((_before(row) for row in heard if row.before is not None), None)
            row = session.scalars(of_member.where(ClaimDraftRow.state == "open")).one_or_none()
            if row is None or row.content is None or self._is_stale(row):
                return None
            return draft_from_json(row.content, row.version)

    def save(self, draft: ClaimDraft, conversation_id: str, inbound_id: str) -> None:
        """Keep the draft as this message has made it, and its files from being erased.

        Raises DraftChanged when another message has changed it since ``as_of``.
        """
        try:
            self._save(draft, conversation_id, inbound_id)
        except IntegrityError:
            # Another transaction began a draft at this moment: this very turn, asked twice, whose
            # words are the same, or another chat.
            try:
                self._save(draft, conversation_id, inbound_id)
            except IntegrityError:
                raise DraftChanged from None

    def discard(self, filed_by: str, inbound_id: str) -> None:
        """End the member's open draft, if any; its files are erased soon."""
        now = self._clock.now()
        with self._db.transaction() as session:
            row = _open_draft(session, filed_by)
            # Asked again, a message does not throw away what was begun since.
            if row is None or _has_thrown_away(session, filed_by, inbound_id):
                return
            erase_at(session, files_of(row), now + UNDONE_WITHIN)
            _heard(row, inbound_id)
            row.state, row.content, row.updated_at = "discarded", None, now

    def _save(self, draft: ClaimDraft, conversation_id: str, inbound_id: str) -> None:
        now = self._clock.now()
        with self._db.transaction() as session:
            row = session.get(ClaimDraftRow, draft.id, with_for_update=True)
            if row is not None and _was_submitted_by(row, inbound_id):
                return
            if row is not None and row.filed_by != draft.filed_by:
                raise DraftChanged
            self._make_room(session, draft, now)
            if row is None:
                row = _new(draft, inbound_id, now)
                session.add(row)
            elif row.turn_inbound_id != inbound_id:
                if row.state != "open" or row.version != draft.version:
                    raise DraftChanged
                _heard(row, inbound_id)
            files = {file.media_id for file in draft.files}
            dropped = files_of(row) - files
            row.state, row.content = "open", draft_to_json(draft)
            row.conversation_id, row.updated_at, row.reminded_at = conversation_id, now, None
            session.flush()
            erase_at(session, dropped, now + DROPPED_KEPT_FOR)
            own = own_files(session, files, draft.filed_by, conversation_id)
            erase_at(session, own, now + ABANDONED_AFTER + FILES_OUTLIVE)

    def _make_room(self, session: Session, draft: ClaimDraft, now: datetime) -> None:
        """One that is past its time does not count, although nobody has ended it yet."""
        other = _open_draft(session, draft.filed_by)
        if other is None or other.id == draft.id:
            return
        if not self._is_stale(other):
            raise DraftChanged
        abandon(session, other, now)

    def _is_stale(self, row: ClaimDraftRow) -> bool:
        return row.updated_at <= self._clock.now() - ABANDONED_AFTER


def _open_draft(session: Session, filed_by: str) -> ClaimDraftRow | None:
    return session.scalars(
        select(ClaimDraftRow)
        .where(ClaimDraftRow.filed_by == filed_by, ClaimDraftRow.state == "open")
        .with_for_update()
    ).one_or_none()


def _has_thrown_away(session: Session, filed_by: str, inbound_id: str) -> bool:
    thrown_away = exists().where(
        ClaimDraftRow.filed_by == filed_by,
        ClaimDraftRow.turn_inbound_id == inbound_id,
        ClaimDraftRow.state == "discarded",
    )
    return bool(session.scalar(select(thrown_away)))


def _new(draft: ClaimDraft, inbound_id: str, now: datetime) -> ClaimDraftRow:
    return ClaimDraftRow(
        id=draft.id,
        filed_by=draft.filed_by,
        turn_inbound_id=inbound_id,
        version=draft.version + 1,
        created_at=now,
    )


def _heard(row: ClaimDraftRow, inbound_id: str) -> None:
    """Another message changes the draft now: what it is becomes what it was before."""
    if row.turn_inbound_id != inbound_id:
        row.before, row.turn_inbound_id = row.content, inbound_id
        row.version += 1


def _before(row: ClaimDraftRow) -> ClaimDraft | None:
    return None if row.before is None else draft_from_json(row.before, row.version - 1)


def _was_submitted_by(row: ClaimDraftRow, inbound_id: str) -> bool:
    return row.state == "submitted" and row.turn_inbound_id == inbound_id
