"""Pictures of cards, kept until what they show changes: rows in a table, bytes in the media store.

The row is written before the bytes and erased after them, so that there are never bytes of which
nothing knows, whenever we are killed. A picture that is not there after all is painted again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import aliased

from insurance.ports import Clock
from storage.crypto import Keyring
from storage.database import Database
from storage.media_store import MediaStore
from storage.retention import BATCH
from storage.sealing import Damaged, new_data_key
from storage.tables import EcardPictureRow

UNUSED_FOR = timedelta(days=30)
"""A picture that nobody has asked for in that time is erased; it can be painted again."""
NOTED_EVERY = timedelta(days=1)
"""How exactly it is known when a picture was asked for last."""


class SqlCardPictures:
    """Implements ``insurance.ecards.CardPictures``."""

    def __init__(self, db: Database, store: MediaStore, keyring: Keyring, clock: Clock) -> None:
        """Rows in ``db``, bytes in ``store``; what a picture shows is kept as a keyed digest."""
        self._db = db
        self._store = store
        self._keyring = keyring
        self._clock = clock

    def kept(
        self, participant_number: str, language: str, content: str, paint: Callable[[], bytes]
    ) -> bytes:
        """The picture that shows ``content``: as kept, or painted now and kept from now on.

        May raise ``STORE_TROUBLES``.
        """
        digest = self._keyring.digest("ecard-pictures", content)
        row = self._latest(participant_number, language)
        if row is not None and row.digest == digest:
            try:
                picture = self._store.read(row.id, row.data_key)
            except (FileNotFoundError, Damaged):
                pass  # it was about to be erased, or never got there
            else:
                self._note_use(row)
                return picture
        picture = paint()
        self._keep(participant_number, language, digest, picture)
        return picture

    def _latest(self, participant_number: str, language: str) -> EcardPictureRow | None:
        query = (
            select(EcardPictureRow)
            .where(
                EcardPictureRow.participant_number == participant_number,
                EcardPictureRow.language == language,
            )
            .order_by(EcardPictureRow.made_at.desc(), EcardPictureRow.id.desc())
            .limit(1)
        )
        with self._db.reading() as session:
            return session.scalars(query).first()

    def _keep(self, participant_number: str, language: str, digest: str, picture: bytes) -> None:
        now = self._clock.now()
        row = EcardPictureRow(
            id=uuid4().hex,
            participant_number=participant_number,
            language=language,
            digest=digest,
            data_key=new_data_key(),
            size=len(picture),
            made_at=now,
            used_at=now,
        )
        media_id, data_key = row.id, row.data_key
        with self._db.transaction() as session:
            session.add(row)
        self._store.put(media_id, data_key, picture)

    def _note_use(self, row: EcardPictureRow) -> None:
        now = self._clock.now()
        if now - row.used_at < NOTED_EVERY:
            return
        with self._db.transaction() as session:
            session.execute(
                update(EcardPictureRow).where(EcardPictureRow.id == row.id).values(used_at=now)
            )


def erase_card_pictures(db: Database, store: MediaStore, clock: Clock) -> int:
    """Erase pictures that a newer one has replaced, or that nobody asks for; how many it was.

    Raises the errors of the store, and goes on where it was the next time.
    """
    count = 0
    while old := _some_old(db, clock.now()):
        for row in old:
            store.delete(row.id, row.data_key)
        with db.transaction() as session:
            gone = EcardPictureRow.id.in_([row.id for row in old])
            session.execute(delete(EcardPictureRow).where(gone))
        count += len(old)
    return count


def _some_old(db: Database, now: datetime) -> Sequence[EcardPictureRow]:
    with db.reading() as session:
        return session.scalars(select(EcardPictureRow).where(_is_old(now)).limit(BATCH)).all()


def _is_old(now: datetime) -> ColumnElement[bool]:
    newer = aliased(EcardPictureRow)
    replaced = exists().where(
        newer.participant_number == EcardPictureRow.participant_number,
        newer.language == EcardPictureRow.language,
        or_(
            newer.made_at > EcardPictureRow.made_at,
            and_(newer.made_at == EcardPictureRow.made_at, newer.id > EcardPictureRow.id),
        ),
    )
    return or_(replaced, EcardPictureRow.used_at < now - UNUSED_FOR)
