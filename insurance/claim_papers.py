"""All that whoever processes a claim has to see of it, as one; and what its files are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from insurance.errors import ClaimNotFound
from insurance.model import Claim, ClaimDetails, ClaimEvent, ClaimFile, Member
from insurance.ports import CoreSystem

SUFFIXES = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
"""The kinds of files that a claim can hold; anything else is handed out as plain bytes."""
PLAIN_BYTES = "application/octet-stream"


class ClaimFilesBook(Protocol):
    """As much of ``insurance.ports.ClaimsBook`` as is needed here."""

    def details(self, claim_number: str) -> ClaimDetails | None:
        """What it says beyond ``Claim``; None for a claim that was not filed in a chat."""

    def files(self, claim_number: str) -> Sequence[ClaimFile]:
        """Its files, in order."""


@dataclass(frozen=True)
class ClaimPapers:
    """One claim with everything that belongs to it. Personal data: never log it."""

    claim: Claim
    participant: Member | None
    """Whose treatment it was; None when the insurer knows them no longer."""
    details: ClaimDetails | None
    files: Sequence[ClaimFile]
    history: Sequence[ClaimEvent]
    """Oldest first."""


def claim_papers(core: CoreSystem, book: ClaimFilesBook, claim_number: str) -> ClaimPapers:
    """The papers of the claim of exactly that number; raises ClaimNotFound.

    For the insurer's side only: it does not ask whose claim it is.
    """
    claim = core.claim(claim_number)
    if claim is None:
        raise ClaimNotFound
    return ClaimPapers(
        claim=claim,
        participant=core.member(claim.participant_number),
        details=book.details(claim_number),
        files=book.files(claim_number),
        history=core.claim_history(claim_number),
    )


def file_name(file: ClaimFile) -> str:
    """What a claim's file is called outside: its place and what it is, ``02-receipt.jpg``."""
    document = re.sub(r"[^a-z_]", "", file.document_id)[:30] or "other"
    return f"{file.position:02}-{document}{SUFFIXES.get(file.content_type, '.bin')}"


def safe_type(content_type: str) -> str:
    """The content type under which a claim's file may be handed out."""
    return content_type if content_type in SUFFIXES else PLAIN_BYTES
