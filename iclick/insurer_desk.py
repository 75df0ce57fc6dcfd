"""The insurer's back office for the demo: the claims of the sample members, and what is decided."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.sandbox.world import ClaimOnDesk, DecisionRefused
from iclick.claim_status import decide_claim
from insurance.claims import NEED_AMOUNT, NEXT_STATUSES
from insurance.errors import InvalidStatusChange
from insurance.model import Claim, ClaimStatus
from insurance.ports import Clock
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.tables import ClaimRow


class InsurerDesk:
    """What ``iclick claim set-status`` does, for the page of the demo."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on the claims in ``db``."""
        self._db = db
        self._clock = clock
        self._core = SqlCoreSystem(db)

    def claims(self) -> Sequence[ClaimOnDesk]:
        """Every claim, latest change first."""
        with self._db.reading() as session:
            numbers = session.scalars(select(ClaimRow.participant_number).distinct()).all()
        return [self._on_desk(claim) for claim in self._core.claims(numbers)]

    def decide(
        self,
        number: str,
        status: str,
        reason: str,
        approved: int | None,
        documents: Sequence[str],
    ) -> str:
        """Set a claim's status and tell the member; DecisionRefused says why it may not be."""
        try:
            wanted = ClaimStatus(status)
        except ValueError:
            raise DecisionRefused(f"no claim can be {status!r}") from None
        try:
            return decide_claim(
                self._db,
                self._clock,
                number,
                wanted,
                reason=reason,
                approved=approved,
                documents=documents,
            )
        except InvalidStatusChange as error:
            raise DecisionRefused(str(error)) from error

    def _on_desk(self, claim: Claim) -> ClaimOnDesk:
        member = self._core.member(claim.participant_number)
        following = [each for each in ClaimStatus if each in NEXT_STATUSES[claim.status]]
        return ClaimOnDesk(
            claim_number=claim.claim_number,
            name=member.full_name if member else "",
            benefit=claim.benefit_type.value,
            provider=claim.provider_name,
            amount=claim.amount_claimed,
            approved=claim.amount_approved,
            status=claim.status.value,
            next=[each.value for each in following],
            need_amount=[each.value for each in following if each in NEED_AMOUNT],
        )
