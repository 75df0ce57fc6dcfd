"""The audit in the database: who did what and when, ids only, kept for years."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy.orm import Session

from insurance.ports import Clock
from storage.tables import AuditRow


class SessionAudit:
    """An audit whose lines are committed with the work that they tell of."""

    def __init__(self, session: Session, clock: Clock) -> None:
        """Write into the transaction of ``session``."""
        self._session = session
        self._clock = clock

    def record(
        self,
        action: str,
        *,
        conversation_id: str | None = None,
        participant_number: str | None = None,
        actor: str = "member",
        detail: Mapping[str, str] | None = None,
    ) -> None:
        """Keep one line; ``actor`` is ``member``, ``operator`` or ``system``."""
        line = AuditRow(
            at=self._clock.now(),
            actor=actor,
            action=action,
            conversation_id=conversation_id,
            participant_number=participant_number,
            detail=json.dumps(dict(detail or {}), sort_keys=True),
        )
        self._session.add(line)
