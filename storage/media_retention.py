"""Erasing files that are past their retention, and bytes that are nobody's.

The row says so first, so that no claim takes a file whose bytes are about to go; then the bytes go,
and the row's key after them: whatever is killed in between is done again. Where bytes should
outlive their deletion, in a backup or a bucket's versions, nobody has the key.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session

from insurance.ports import Clock, SystemClock
from storage.database import Database
from storage.media_store import Kept, MediaStore
from storage.retention import BATCH, PAUSE_S
from storage.sealing import fingerprint
from storage.tables import AuditRow, InboxRow, MediaRow

ORPHANED_AFTER = timedelta(hours=1)
"""Bytes that no row's key opens are a download under way, or nobody's: none takes that long."""
_FORGOTTEN = ("data_key", "file_name", "sha256", "likeness", "source")
"""Of an erased file's row: what opens it, names it, or tells it from others."""
NAME_KEPT_FOR = timedelta(hours=24)
"""How long the name of a file that is not here is kept."""


def erase_media(
    db: Database, store: MediaStore, clock: Clock, pause_s: float = PAUSE_S
) -> Mapping[str, int]:
    """Erase files past their retention, and orphaned bytes; how many of each kind it was.

    The file of a message whose turn is not over stays, however old it is. Raises the errors of
    the store, and goes on where it was the next time.
    """
    erased = {"files": 0, "orphans": 0}
    while count := _erase_some(db, store, clock.now()):
        erased["files"] += count
        time.sleep(pause_s)
    # The store's own times are the machine's, wherever our clock stands.
    erased["orphans"] = _clear_orphans(db, store, SystemClock().now() - ORPHANED_AFTER)
    if any(erased.values()):
        with db.transaction() as session:
            detail = json.dumps({name: count for name, count in erased.items() if count})
            session.add(AuditRow(at=clock.now(), actor="system", action="purge", detail=detail))
    return erased


def _erase_some(db: Database, store: MediaStore, now: datetime) -> int:
    due = _give_up_some(db, now)
    for media_id, data_key in due:
        if data_key is not None:
            store.delete(media_id, data_key)
    if due:
        with db.transaction() as session:
            _forget(session, [media_id for media_id, _ in due])
    return len(due)


def _give_up_some(db: Database, now: datetime) -> Sequence[tuple[str, str | None]]:
    """Files that are due, which nobody can take any more, with their keys."""
    with db.reading() as session:
        if not session.scalar(select(exists().where(_is_due(now)))):
            return ()
    due = select(MediaRow.id, MediaRow.data_key).where(_is_due(now)).limit(BATCH)
    with db.transaction() as session:
        # Who has locked one is about to keep it, or to erase it too.
        found = session.execute(due.with_for_update(of=MediaRow, skip_locked=True)).all()
        ids = [media_id for media_id, _ in found]
        stored = MediaRow.id.in_(ids), MediaRow.state == "stored"
        session.execute(update(MediaRow).where(*stored).values(state="erased"))
        return [(media_id, data_key) for media_id, data_key in found]


def _is_due(now: datetime) -> ColumnElement[bool]:
    unanswered = exists().where(
        InboxRow.inbound_id == MediaRow.inbound_id, InboxRow.state != "done"
    )
    # One that came without a source was never waited for, and has nothing but a name.
    only_named = and_(
        MediaRow.state.not_in(("waiting", "stored")),
        MediaRow.file_name.is_not(None),
        MediaRow.created_at < now - NAME_KEPT_FOR,
    )
    return and_(or_(MediaRow.erase_at <= now, only_named), ~unanswered)


def _forget(session: Session, media_ids: Sequence[str]) -> None:
    # What is left tells that something came, and what became of it.
    session.execute(
        update(MediaRow)
        .where(MediaRow.id.in_(media_ids))
        .values(erase_at=None, **dict.fromkeys(_FORGOTTEN))
    )


def _clear_orphans(db: Database, store: MediaStore, before: datetime) -> int:
    count = store.clear_unfinished(before)
    old = (kept for kept in store.kept() if kept.since < before)
    for some in _batches(old):
        for orphan in _orphans(db, some):
            store.delete_path(orphan.path)
            count += 1
    return count


def _orphans(db: Database, some: Sequence[Kept]) -> Sequence[Kept]:
    """Those of our files that no key opens any more: of a download that was killed or taken over.

    What has no row at all is left alone, for it may be another installation's.
    """
    with db.reading() as session:
        rows = session.execute(
            select(MediaRow.id, MediaRow.data_key).where(
                MediaRow.id.in_({kept.media_id for kept in some})
            )
        ).all()
    ours = {media_id: data_key and fingerprint(data_key) for media_id, data_key in rows}
    return [
        kept
        for kept in some
        if kept.media_id in ours and kept.key_fingerprint != ours[kept.media_id]
    ]


def _batches(all_kept: Iterable[Kept]) -> Iterable[Sequence[Kept]]:
    waiting = iter(all_kept)
    while some := list(islice(waiting, BATCH)):
        yield some
