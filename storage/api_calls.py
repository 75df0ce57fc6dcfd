"""Calls of our API that changed something, so that the same call again changes nothing.

Only keyed digests of key and request are kept, and the answer, encrypted.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from insurance.ports import Clock
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import ApiCallRow
from storage.upsert import insert_into

_KEY = "api-call-key"
_REQUEST = "api-call-request"


class KeyReused(Exception):
    """This key belongs to another request."""


@dataclass(frozen=True)
class ApiCall:
    """One call, as its caller names it and as it asks."""

    key: str
    """What it was made to (method and path) with the caller's own key."""
    request: str
    """What was asked, in a form that is the same for the same wish."""


@dataclass(frozen=True)
class Answered:
    """What was answered."""

    status: int
    body: str


class SqlApiCalls:
    """The calls in the table ``api_calls``."""

    def __init__(self, db: Database, keyring: Keyring, clock: Clock) -> None:
        """``keyring`` makes the digests."""
        self._db = db
        self._keyring = keyring
        self._clock = clock

    def find(self, call: ApiCall) -> Answered | None:
        """What this call was answered before; KeyReused when its key asked something else."""
        keys = self._keyring.digests(_KEY, call.key)
        with self._db.reading() as session:
            row = session.scalars(select(ApiCallRow).where(ApiCallRow.key.in_(keys))).first()
        if row is None:
            return None
        if row.request_digest not in self._keyring.digests(_REQUEST, call.request):
            raise KeyReused
        return Answered(row.status, row.body or "")

    def keep(self, session: Session, call: ApiCall, answered: Answered) -> None:
        """Keep an answer in the transaction that does what was asked.

        The commit fails with IntegrityError when the same key is kept already.
        """
        session.add(ApiCallRow(**self._values(call, answered)))

    def keep_alone(self, call: ApiCall, answered: Answered) -> None:
        """Keep the answer to a call that had nothing to change; one that is there stays."""
        with self._db.transaction() as session:
            statement = insert_into(session, ApiCallRow).values(self._values(call, answered))
            session.execute(statement.on_conflict_do_nothing())

    def _values(self, call: ApiCall, answered: Answered) -> dict[str, object]:
        return {
            "key": self._keyring.digest(_KEY, call.key),
            "request_digest": self._keyring.digest(_REQUEST, call.request),
            "status": answered.status,
            "body": answered.body,
            "created_at": self._clock.now(),
        }
