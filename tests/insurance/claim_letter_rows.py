"""Rows that a letter about a claim stands on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from insurance.model import Claim
from storage.database import Database
from storage.tables import ClaimLetterRow, ClaimRow, MemberRow, PolicyRow
from tests.insurance.claim_world import BUDI, POLICY, SITI


def keep_claims(db: Database, *claims: Claim) -> None:
    """The family of the claims' world, with these claims."""
    with db.transaction() as session:
        session.add(PolicyRow(**asdict(POLICY)))
        session.flush()
        for member in (BUDI, SITI):
            born = member.date_of_birth.isoformat()
            session.add(MemberRow(**asdict(member) | {"date_of_birth": born}))
            session.flush()
        session.add_all(ClaimRow(**asdict(claim) | {"documents": None}) for claim in claims)


def letter_row(claim_number: str, asked_at: datetime, language: str = "id") -> ClaimLetterRow:
    """A letter that is due."""
    return ClaimLetterRow(claim_number=claim_number, language=language, created_at=asked_at)
