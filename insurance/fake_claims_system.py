"""An insurer's claims system that notes what it is told, for tests."""

from __future__ import annotations

from collections.abc import Sequence

from insurance.model import Claim, ClaimDetails, ClaimFile


class FakeClaimsSystem:
    """ClaimsSystem in memory: each key counts once; ``troubles`` are raised first, one a call."""

    def __init__(self, troubles: Sequence[Exception | None] = ()) -> None:
        """None among the troubles lets a call pass."""
        self.troubles = list(troubles)
        self.told: dict[str, str] = {}
        """By key, what it was told, in order."""
        self.claims: list[Claim] = []
        """As they were told, repeats too."""
        self.contents: dict[str, bytes] = {}
        """By media id."""
        self.calls = 0

    def claim_submitted(self, key: str, claim: Claim, details: ClaimDetails) -> None:
        """A claim was filed."""
        self._tell(key, f"{claim.claim_number} {details.diagnosis}")
        self.claims.append(claim)

    def file_added(self, key: str, claim_number: str, file: ClaimFile, content: bytes) -> None:
        """A file of that claim."""
        self._tell(key, f"{claim_number} {file.document_id}")
        self.contents[file.media_id] = content

    def claim_cancelled(self, key: str, claim_number: str) -> None:
        """The member has withdrawn that claim."""
        self._tell(key, f"{claim_number} cancelled")

    def _tell(self, key: str, what: str) -> None:
        self.calls += 1
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        self.told.setdefault(key, what)
