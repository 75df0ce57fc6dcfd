"""Files that we make for a member, such as a card: kept like theirs, and to be sent."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from insurance.ports import Clock
from storage.database import Database
from storage.media_store import MediaStore
from storage.sealing import new_data_key
from storage.tables import MediaRow


class OwnFiles:
    """Puts files where ``Reply.media`` finds them."""

    def __init__(self, db: Database, store: MediaStore, clock: Clock) -> None:
        """Rows in ``db``, bytes in ``store``."""
        self._db = db
        self._store = store
        self._clock = clock

    def add(
        self,
        conversation_id: str,
        content: bytes,
        content_type: str,
        file_name: str,
        kept_for: timedelta = timedelta(hours=24),
    ) -> str:
        """Keep a file for one conversation; returns its ``media_id``.

        It is erased after ``kept_for``. Blocks; may raise ``STORE_TROUBLES``.
        """
        now, data_key = self._clock.now(), new_data_key()
        row = MediaRow(
            id=uuid4().hex,
            conversation_id=conversation_id,
            kind="photo" if content_type.startswith("image/") else "document",
            state="stored",
            content_type=content_type,
            file_name=file_name,
            size=len(content),
            data_key=data_key,
            created_at=now,
            settled_at=now,
            erase_at=now + kept_for,
        )
        media_id = row.id
        # The row first: killed in between, nobody has learned the id, and nothing lies about
        # that no row knows of.
        with self._db.transaction() as session:
            session.add(row)
        self._store.put(media_id, data_key, content)
        return media_id
