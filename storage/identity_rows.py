"""Rows of identity's tables as records, and outcomes as they are kept."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import CursorResult, Update
from sqlalchemy.orm import Session

from insurance.identity_model import CodeOutcome, CodeOutcomeKind
from insurance.identity_ports import CodeRecord, LinkRecord
from storage.tables import LinkRow, OneTimeCodeRow


def changed(session: Session, statement: Update) -> int:
    """Make a change, and tell how many rows it met."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount


def link_record(row: LinkRow) -> LinkRecord:
    """A link as identity knows it."""
    return LinkRecord(
        id=row.id,
        participant_number=row.participant_number,
        consent_version=row.consent_version,
        expires_at=row.expires_at,
        unlocked_until=row.unlocked_until,
    )


def code_record(row: OneTimeCodeRow) -> CodeRecord:
    """A code as identity knows it."""
    return CodeRecord(
        id=row.id,
        conversation_id=row.conversation_id,
        participant_number=row.participant_number,
        language=row.language,
        consent_version=row.consent_version,
        state=row.state,
        code_hash=row.code_hash,
        requested_at=row.requested_at,
        claimed_until=row.next_attempt_at,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
    )


def written_outcome(outcome: CodeOutcome) -> str:
    """An outcome as it is kept: JSON."""
    until = outcome.until.isoformat() if outcome.until else None
    kept = {"kind": outcome.kind.value, "tries_left": outcome.tries_left, "until": until}
    return json.dumps(kept)


def read_outcome(written: str) -> CodeOutcome:
    """The outcome that was kept so."""
    kept = json.loads(written)
    until = datetime.fromisoformat(kept["until"]) if kept["until"] else None
    return CodeOutcome(CodeOutcomeKind(kept["kind"]), kept["tries_left"], until)
