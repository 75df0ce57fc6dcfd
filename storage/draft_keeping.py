"""What becomes of claims that were begun and never submitted: a reminder, and an end.

What takes a session is for a transaction of the caller's, so that what is told of it is committed
with it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from insurance.ports import Clock
from storage.claim_media import erase_at
from storage.claim_rows import draft_from_json
from storage.database import Database
from storage.tables import AuditRow, ClaimDraftRow

REMINDED_AFTER = timedelta(days=6)
"""Without a change."""
ABANDONED_AFTER = timedelta(days=7)
BATCH = 100
"""Drafts that one transaction deals with."""
PAUSE_S = 0.02
"""How long the others have the database to themselves between two of them."""


def due_reminders(session: Session, now: datetime) -> Sequence[ClaimDraftRow]:
    """The open drafts, longest untouched first, whose members have to be told now that they will
    be erased; each is due until its ``reminded_at`` is set. Nobody else gets them meanwhile."""
    return session.scalars(
        select(ClaimDraftRow)
        .where(
            ClaimDraftRow.state == "open",
            ClaimDraftRow.updated_at <= now - REMINDED_AFTER,
            ClaimDraftRow.updated_at > now - ABANDONED_AFTER,
            ClaimDraftRow.reminded_at.is_(None),
        )
        .order_by(ClaimDraftRow.updated_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()


def end_abandoned(db: Database, clock: Clock, pause_s: float = PAUSE_S) -> Mapping[str, int]:
    """End every draft that nobody has touched for 7 days; how many it was."""
    total = 0
    while True:
        with db.transaction() as session:
            ended = abandon_drafts(session, clock.now())
        total += ended
        if ended < BATCH:
            return {"drafts": total}
        time.sleep(pause_s)


def abandon_drafts(session: Session, now: datetime) -> int:
    """End the drafts that nobody has touched for 7 days, and have their files erased; how many.

    A hundred at a time: fewer means that there are no more.
    """
    due = session.scalars(
        select(ClaimDraftRow)
        .where(ClaimDraftRow.state == "open", ClaimDraftRow.updated_at <= now - ABANDONED_AFTER)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        abandon(session, row, now)
    return len(due)


def abandon(session: Session, row: ClaimDraftRow, now: datetime) -> None:
    """End one draft for good: nothing of it is kept."""
    erase_at(session, files_of(row), now)
    row.state, row.content, row.before, row.turn_inbound_id = "abandoned", None, None, None
    row.version += 1
    session.add(
        AuditRow(
            at=now,
            actor="system",
            action="claim_draft_abandoned",
            conversation_id=row.conversation_id,
            participant_number=row.filed_by,
            detail=json.dumps({"draft": row.id}),
        )
    )
    session.flush()


def files_of(row: ClaimDraftRow) -> set[str]:
    """The media ids of all files that the draft has, or had before its last message."""
    texts = [text for text in (row.content, row.before) if text is not None]
    return {file.media_id for text in texts for file in draft_from_json(text, 0).files}
