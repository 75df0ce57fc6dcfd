"""Benefits: what a plan holds, what of it is used, and what is left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from insurance.model import Benefit, BenefitType, Claim, ClaimStatus, LimitScope, Member, Usage
from insurance.periods import PolicyYear, policy_year, today
from insurance.ports import Clock, CoreSystem

T = TypeVar("T", Usage, Claim)

IN_PROCESS = frozenset(
    {
        ClaimStatus.SUBMITTED,
        ClaimStatus.IN_REVIEW,
        ClaimStatus.PENDING_DOCUMENTS,
        ClaimStatus.APPROVED,
    }
)
"""Claims that may still become usages."""


@dataclass(frozen=True)
class BenefitBalance:
    """How one benefit stands in the current policy year; amounts in rupiah."""

    benefit: Benefit
    year: PolicyYear
    used: int
    """Paid in this policy year, for the participant or, by the benefit's scope, the family."""
    in_process: int
    """Claims that are not paid yet: what was approved, or else what was claimed."""

    @property
    def limit(self) -> int | None:
        """For the whole policy year; None means as charged."""
        return self.benefit.annual_limit

    @property
    def left(self) -> int | None:
        """What is not used; never below 0, and None where the benefit is as charged."""
        return None if self.limit is None else max(self.limit - self.used, 0)


@dataclass(frozen=True)
class _Spending:
    """What one family used and claims in one policy year."""

    usages: Sequence[Usage]
    claims: Sequence[Claim]


class Benefits:
    """Answers for one member whom the caller may show."""

    def __init__(self, core: CoreSystem, clock: Clock) -> None:
        """Read from ``core``; the policy year is the one that holds the clock's day."""
        self._core = core
        self._clock = clock

    def balances(
        self, member: Member, benefit_type: BenefitType | None = None, on: date | None = None
    ) -> Sequence[BenefitBalance]:
        """The benefits of the member's plan, or the one asked for; empty when not covered.

        For the policy year that holds ``on``, which is today unless told otherwise.
        """
        policy = self._core.policy(member.policy_number)
        benefits = [
            benefit
            for benefit in self._core.benefits(member.policy_number, member.plan_code)
            if benefit_type in (None, benefit.benefit_type)
        ]
        if policy is None or not benefits:
            return []
        year = policy_year(policy, on or today(self._clock))
        spending = self._spending_of_family(member, year)
        return [_balance(benefit, member, year, spending) for benefit in benefits]

    def _spending_of_family(self, member: Member, year: PolicyYear) -> _Spending:
        family = self._core.family(member.principal_participant_number)
        numbers = [participant.participant_number for participant in family]
        usages = self._core.usages(numbers, since=year.start)
        # What a claim was paid under its own number is a usage, and in process no more.
        paid = {usage.reference for usage in usages}
        return _Spending(
            [usage for usage in usages if usage.treatment_date in year],
            [
                claim
                for claim in self._core.claims(numbers)
                if claim.status in IN_PROCESS
                and claim.treatment_date in year
                and claim.claim_number not in paid
            ],
        )


def _balance(
    benefit: Benefit, member: Member, year: PolicyYear, spending: _Spending
) -> BenefitBalance:
    usages = _counting(benefit, member, spending.usages)
    claims = _counting(benefit, member, spending.claims)
    return BenefitBalance(
        benefit,
        year,
        used=sum(usage.amount_paid for usage in usages),
        in_process=sum(
            claim.amount_claimed if claim.amount_approved is None else claim.amount_approved
            for claim in claims
        ),
    )


def _counting(benefit: Benefit, member: Member, spent: Iterable[T]) -> Iterator[T]:
    """Those that count against the benefit, by its type and its scope."""
    for item in spent:
        own = item.participant_number == member.participant_number
        if item.benefit_type is benefit.benefit_type and (
            own or benefit.limit_scope is LimitScope.FAMILY
        ):
            yield item
