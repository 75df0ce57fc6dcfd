"""Who wants no news of claims: NewsChoices in SQL."""

from __future__ import annotations

from sqlalchemy.orm import Session

from insurance.ports import Clock
from storage.audit import SessionAudit
from storage.database import Database
from storage.tables import NewsChoiceRow
from storage.upsert import insert_into


class SqlNewsChoices:
    """Implements ``insurance.ports.NewsChoices``."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Keep choices in ``db``."""
        self._db = db
        self._clock = clock

    def wants_claim_news(self, participant_number: str) -> bool:
        """Yes, unless the member has said no."""
        with self._db.reading() as session:
            return wants_claim_news(session, participant_number)

    def set_claim_news(self, participant_number: str, wanted: bool) -> None:
        """What the member wants from now on."""
        with self._db.transaction() as session:
            if wants_claim_news(session, participant_number) is wanted:
                return
            values = {"claim_news": wanted, "changed_at": self._clock.now()}
            session.execute(
                insert_into(session, NewsChoiceRow)
                .values(participant_number=participant_number, **values)
                .on_conflict_do_update(index_elements=["participant_number"], set_=values)
            )
            SessionAudit(session, self._clock).record(
                "claim_news_wanted" if wanted else "claim_news_unwanted",
                participant_number=participant_number,
            )


def wants_claim_news(session: Session, participant_number: str) -> bool:
    """Whether this member is to be told of claims, as one transaction sees it."""
    row = session.get(NewsChoiceRow, participant_number)
    return row is None or row.claim_news
