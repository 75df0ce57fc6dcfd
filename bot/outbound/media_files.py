"""Files to be sent: what the table ``media`` says of them, and their bytes from the store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass

import structlog

from bot.faults import where
from bot.outbound.sender import RetryLater
from storage.database import Database
from storage.media_store import STORE_TROUBLES, MediaStore
from storage.sealing import Damaged
from storage.tables import MediaRow

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class StoredFile:
    """A file that can be read."""

    media_id: str
    content_type: str
    file_name: str
    size: int
    """In bytes."""
    data_key: str


class StoredFiles:
    """Finds and reads what the media store holds; the ``OutgoingFiles`` of the senders."""

    def __init__(self, db: Database, store: MediaStore) -> None:
        """Rows from ``db``, bytes from ``store``."""
        self._db = db
        self._store = store

    async def find(self, media_id: str) -> StoredFile | None:
        """The file of that id; None when there is none, or none any more."""
        row = await self._db.read(lambda session: session.get(MediaRow, media_id))
        if row is None or row.state != "stored" or row.data_key is None:
            return None
        return StoredFile(
            media_id=row.id,
            content_type=row.content_type or "application/octet-stream",
            file_name=row.file_name or "",
            size=row.size or 0,
            data_key=row.data_key,
        )

    def open(self, file: StoredFile) -> AsyncGenerator[bytes, None]:
        """Its bytes, piece by piece; errors as ``MediaStore.stream`` raises them."""
        return self._store.stream(file.media_id, file.data_key)

    async def read(self, media_id: str) -> bytes:
        """The whole file; FileNotFoundError when it is not there (any more).

        Raises RetryLater when the store is away.
        """
        file = await self.find(media_id)
        if file is None:
            raise FileNotFoundError
        try:
            return await asyncio.to_thread(self._store.read, media_id, file.data_key)
        except FileNotFoundError:
            raise FileNotFoundError from None  # its text names a place of this machine
        except Damaged:
            log.error("file_damaged", media_id=media_id)
            raise FileNotFoundError from None
        except STORE_TROUBLES as error:
            log.warning("store_away", media_id=media_id, **where(error))
            raise RetryLater from None
