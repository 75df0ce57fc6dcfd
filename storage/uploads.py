"""The files that members sent: what stands about them in the table ``media``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from insurance.ports import Finding, Upload
from storage.database import Database
from storage.tables import InboxRow, MediaRow


class SqlUploads:
    """Implements ``insurance.ports.Uploads``."""

    def __init__(self, db: Database) -> None:
        """Read from ``db``; nothing is ever written."""
        self._db = db

    def of(self, inbound_id: str) -> Sequence[Upload]:
        """The files of the turn that this message is of, in the order in which they were sent."""
        with self._db.reading() as session:
            return [_upload(row) for row in _rows(session, inbound_id)]

    def find(self, media_ids: Sequence[str]) -> Mapping[str, Upload]:
        """The files of these ids, by id; those that never were are left out."""
        wanted = select(MediaRow).where(MediaRow.id.in_(media_ids))
        with self._db.reading() as session:
            return {row.id: _upload(row) for row in session.scalars(wanted)}


def _rows(session: Session, inbound_id: str) -> Sequence[MediaRow]:
    # A message that is answered alone may have no burst: then it is its own.
    burst = func.coalesce(InboxRow.burst_id, InboxRow.inbound_id)
    asked = select(burst).where(InboxRow.inbound_id == inbound_id).scalar_subquery()
    return session.scalars(
        select(MediaRow)
        .join(InboxRow, InboxRow.inbound_id == MediaRow.inbound_id)
        .where((InboxRow.burst_id == asked) | (InboxRow.inbound_id == asked))
        .order_by(InboxRow.id, MediaRow.position)
    ).all()


def _upload(row: MediaRow) -> Upload:
    is_stored = row.state == "stored"
    return Upload(
        id=row.id,
        kind=row.kind,
        state=row.state,
        content_type=row.content_type if is_stored else None,
        size=row.size if is_stored else None,
        file_name=row.file_name,
        sha256=row.sha256 if is_stored else None,
        pages=row.pages if is_stored else None,
        findings=_findings(row.findings) if is_stored else (),
        likeness=row.likeness if is_stored else None,
    )


def _findings(kept: str) -> tuple[Finding, ...]:
    return tuple(Finding(each) for each in kept.split(",") if each)
