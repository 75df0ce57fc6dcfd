"""An insurer with two claims, whose clerk does as told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.sandbox.world import ClaimOnDesk, DecisionRefused

SUBMITTED = ClaimOnDesk(
    claim_number="KLM-1",
    name="Siti Rahmawati",
    benefit="outpatient",
    provider="Klinik Contoh",
    amount=350_500,
    approved=None,
    status="submitted",
    next=("in_review", "pending_documents", "approved", "rejected"),
    need_amount=("approved",),
)
PAID = replace(SUBMITTED, claim_number="KLM-2", status="paid", approved=1, next=(), need_amount=())


class FakeInsurer:
    """Keeps what was decided; refuses more than was claimed."""

    def __init__(self) -> None:
        """Begin with the two claims."""
        self.all = {claim.claim_number: claim for claim in (SUBMITTED, PAID)}
        self.decided: list[tuple[str, str, str, int | None, tuple[str, ...]]] = []

    def claims(self) -> Sequence[ClaimOnDesk]:
        return list(self.all.values())

    def decide(
        self,
        number: str,
        status: str,
        reason: str,
        approved: int | None,
        documents: Sequence[str],
    ) -> str:
        claim = self.all.get(number)
        if claim is None:
            raise DecisionRefused(f"there is no claim of the number {number}")
        if approved is not None and approved > claim.amount:
            raise DecisionRefused("the approved amount must be between 0 and the amount claimed")
        self.decided.append((number, status, reason, approved, tuple(documents)))
        self.all[number] = replace(claim, status=status, approved=approved)
        return f"claim {number}: {status}"
