"""The cards' own data, in the table ``ecards``: CardBook in SQL, and what operators may do."""

from __future__ import annotations

import secrets

from sqlalchemy import select
from sqlalchemy.orm import Session

from insurance.ecard_model import CardRecord
from insurance.ports import Clock
from storage.audit import SessionAudit
from storage.database import Database
from storage.tables import EcardRow, MemberRow
from storage.upsert import insert_into

CARD_ID_BYTES = 12
"""96 random bits: 16 signs in the QR code's address."""


class SqlCardBook:
    """Implements ``insurance.ecards.CardBook``."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep cards in ``db``."""
        self._db = db
        self._clock = clock

    def record(self, participant_number: str) -> CardRecord | None:
        """What is known of the participant's card; None when nothing is yet."""
        with self._db.reading() as session:
            row = session.get(EcardRow, participant_number)
            return None if row is None else _record(row)

    def issued(self, participant_number: str) -> CardRecord:
        """The same; a card that is new gets its random id."""
        if known := self.record(participant_number):
            return known
        with self._db.transaction() as session:
            return _record(self._row(session, participant_number))

    def of_card(self, card_id: str) -> CardRecord | None:
        """Whose card has this id now; None for one that no card has (any more)."""
        with self._db.reading() as session:
            row = session.scalars(select(EcardRow).where(EcardRow.card_id == card_id)).first()
            return None if row is None else _record(row)

    def activate(
        self, participant_number: str, by: str, conversation_id: str, inbound_id: str
    ) -> bool:
        """Activate it, with its audit, as one; False, and nothing written, when it is active here
        already or this message has activated it before."""
        with self._db.transaction() as session:
            row = self._row(session, participant_number)
            if row.activated_at or row.activated_inbound_id == inbound_id:
                return False
            row.activated_at = self._clock.now()
            row.activated_by = by
            row.activated_inbound_id = inbound_id
            SessionAudit(session, self._clock).record(
                "ecard_activated",
                conversation_id=conversation_id,
                participant_number=participant_number,
                detail={"by": by},
            )
            return True

    # --- operators -----------------------------------------------------------------------------

    def is_known(self, participant_number: str) -> bool:
        """Whether there is such a participant at all."""
        with self._db.reading() as session:
            return session.get(MemberRow, participant_number) is not None

    def suspend(self, participant_number: str) -> bool:
        """Suspend the card of a participant who is known; False when it was."""
        with self._db.transaction() as session:
            row = self._row(session, participant_number)
            if row.suspended_at is not None:
                return False
            row.suspended_at = self._clock.now()
            self._note(session, "ecard_suspended", participant_number)
            return True

    def resume(self, participant_number: str) -> bool:
        """End that; False when it was not suspended."""
        with self._db.transaction() as session:
            row = self._row(session, participant_number)
            if row.suspended_at is None:
                return False
            row.suspended_at = None
            self._note(session, "ecard_resumed", participant_number)
            return True

    def renew(self, participant_number: str) -> None:
        """Give the card another id: the QR code of every picture made before says that it was
        replaced."""
        with self._db.transaction() as session:
            row = self._row(session, participant_number)
            row.card_id = _new_card_id()
            self._note(session, "ecard_renewed", participant_number)

    def _note(self, session: Session, action: str, participant_number: str) -> None:
        SessionAudit(session, self._clock).record(
            action, participant_number=participant_number, actor="operator"
        )

    def _row(self, session: Session, participant_number: str) -> EcardRow:
        """The card's row, new if need be, and locked until the transaction ends."""
        session.execute(
            insert_into(session, EcardRow)
            .values(
                participant_number=participant_number,
                card_id=_new_card_id(),
                created_at=self._clock.now(),
            )
            .on_conflict_do_nothing(index_elements=["participant_number"])
        )
        return session.get_one(EcardRow, participant_number, with_for_update=True)


def _new_card_id() -> str:
    return secrets.token_urlsafe(CARD_ID_BYTES)


def _record(row: EcardRow) -> CardRecord:
    return CardRecord(row.participant_number, row.card_id, row.activated_at, row.suspended_at)
