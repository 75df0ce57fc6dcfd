"""Claims: how they stand for the member, and what the TPA may do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from insurance.errors import ClaimNotFound, InvalidStatusChange
from insurance.matching import plain_number
from insurance.model import Claim, ClaimEvent, ClaimStatus, Member
from insurance.ports import ClaimsWriter, Clock, CoreSystem

S = ClaimStatus
_DECISIONS = frozenset({S.APPROVED, S.PAID, S.REJECTED, S.CANCELLED})
NEXT_STATUSES: dict[ClaimStatus, frozenset[ClaimStatus]] = {
    S.SUBMITTED: _DECISIONS | {S.IN_REVIEW, S.PENDING_DOCUMENTS},
    S.IN_REVIEW: _DECISIONS | {S.PENDING_DOCUMENTS},
    S.PENDING_DOCUMENTS: _DECISIONS | {S.IN_REVIEW},
    S.APPROVED: frozenset({S.IN_REVIEW, S.PAID, S.REJECTED, S.CANCELLED}),
    S.PAID: frozenset(),
    S.REJECTED: frozenset({S.IN_REVIEW}),
    S.CANCELLED: frozenset(),
}
"""Which status may follow which: steps may be skipped, as back offices do, but not undone; a
rejected claim goes back into review on appeal."""

NEED_AMOUNT = frozenset({S.APPROVED, S.PAID})
"""Statuses that mean nothing without an approved amount."""


@dataclass(frozen=True)
class ClaimDetail:
    """One claim with its steps, oldest first."""

    claim: Claim
    history: Sequence[ClaimEvent]


class Claims:
    """Claims for members whom the caller may show, and their status for the TPA."""

    def __init__(self, core: CoreSystem, clock: Clock, writer: ClaimsWriter | None = None) -> None:
        """Read from ``core``; without a ``writer`` no status can be set."""
        self._core = core
        self._clock = clock
        self._writer = writer

    def latest(self, members: Sequence[Member], limit: int = 5) -> Sequence[Claim]:
        """The claims of these members that changed last, newest first."""
        return self._core.claims([member.participant_number for member in members], limit)

    def detail(self, members: Sequence[Member], claim_number: str) -> ClaimDetail:
        """One claim of one of these members, its number in any case and with any separators;
        ClaimNotFound for anybody else's."""
        numbers = [member.participant_number for member in members]
        wanted = plain_number(claim_number)
        alike = [c for c in self._core.claims(numbers) if plain_number(c.claim_number) == wanted]
        exact = [claim for claim in alike if claim.claim_number == claim_number]
        for claim in exact or alike:
            return ClaimDetail(claim, self._core.claim_history(claim.claim_number))
        raise ClaimNotFound

    def set_status(
        self,
        claim_number: str,
        status: ClaimStatus,
        reason: str = "",
        amount_approved: int | None = None,
        documents: Sequence[str] = (),
    ) -> Claim:
        """Do what the TPA decided and return the claim; the same again changes nothing.

        Raises ClaimNotFound or InvalidStatusChange. ``amount_approved`` in rupiah; ``documents``
        are those still missing.
        """
        before = self._core.claim(claim_number)
        if before is None:
            raise ClaimNotFound
        after = _changed(before, status, reason, amount_approved, tuple(documents))
        if after == before:
            return before
        _check(before, after)
        after = replace(after, updated_at=self._moment_after(before))
        if self._writer is None or not self._writer.change_claim(before, after):
            raise InvalidStatusChange(f"claim {claim_number} was changed by somebody else just now")
        return after

    def _moment_after(self, claim: Claim) -> datetime:
        # An imported claim may carry a time that our clock has not reached.
        return max(self._clock.now(), claim.updated_at + timedelta(microseconds=1))


def _changed(
    before: Claim,
    status: ClaimStatus,
    reason: str,
    amount_approved: int | None,
    documents: tuple[str, ...],
) -> Claim:
    return replace(
        before,
        status=status,
        status_reason=reason if reason or status is not before.status else before.status_reason,
        amount_approved=before.amount_approved if amount_approved is None else amount_approved,
        documents=documents or (before.documents if status is before.status else ()),
    )


def _check(before: Claim, after: Claim) -> None:
    if after.status is not before.status and after.status not in NEXT_STATUSES[before.status]:
        raise InvalidStatusChange(
            f"a claim that is {before.status.value} cannot become {after.status.value}"
        )
    if after.documents and after.status is not S.PENDING_DOCUMENTS:
        raise InvalidStatusChange("documents can be asked for with pending_documents only")
    if after.status in NEED_AMOUNT and after.amount_approved is None:
        raise InvalidStatusChange(f"{after.status.value} needs the approved amount")
    if not 0 <= (after.amount_approved or 0) <= after.amount_claimed:
        raise InvalidStatusChange("the approved amount must be between 0 and the amount claimed")
