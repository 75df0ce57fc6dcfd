"""Benefits: what counts as used, what is in process, what is left, and for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurance.benefits import Benefits
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fakes import FakeClock
from insurance.model import (
    BenefitType,
    Claim,
    ClaimStatus,
    LimitScope,
    Member,
    Policy,
    PolicyStatus,
    Relation,
    Usage,
)
from tests.insurance import claim_world

POLICY = Policy(
    "POL-1", "PT Contoh", "Kesehatan", PolicyStatus.ACTIVE, date(2024, 4, 1), date(2027, 3, 31)
)
OUTPATIENT = replace(
    claim_world.OUTPATIENT,
    policy_number="POL-1",
    annual_limit=1_000_000,
    coverage_percent=80,
    cashless=True,
)
BUDI = replace(
    claim_world.BUDI,
    participant_number="P-1",
    policy_number="POL-1",
    principal_participant_number="P-1",
    start_date=date(2024, 4, 1),
    end_date=date(2027, 3, 31),
)
SITI = replace(BUDI, participant_number="P-1-1", full_name="Siti", relation=Relation.SPOUSE)


def usage(amount: int, *, of: Member = BUDI, on: date = date(2026, 6, 1), ref: str = "U") -> Usage:
    return Usage(ref, of.participant_number, BenefitType.OUTPATIENT, on, "Klinik", amount)


def claim(
    status: ClaimStatus, *, claimed: int = 500, approved: int | None = None, of: Member = BUDI
) -> Claim:
    at = datetime(2026, 6, 2, tzinfo=UTC)
    return Claim(
        claim_number=f"K-{status}",
        participant_number=of.participant_number,
        benefit_type=BenefitType.OUTPATIENT,
        treatment_date=date(2026, 6, 1),
        provider_name="Klinik",
        amount_claimed=claimed,
        amount_approved=approved,
        status=status,
        status_reason="",
        submitted_at=at,
        updated_at=at,
    )


@pytest.fixture
def core() -> InMemoryCoreSystem:
    return InMemoryCoreSystem(policies=[POLICY], benefits=[OUTPATIENT], members=[BUDI, SITI])


def figures(core: InMemoryCoreSystem, member: Member = BUDI) -> tuple[int, int, int | None]:
    """Used, in process and left of the only benefit, on 1 July 2026."""
    (balance,) = Benefits(core, FakeClock()).balances(member)
    return balance.used, balance.in_process, balance.left


def test_an_unused_benefit_is_all_left(core: InMemoryCoreSystem):
    assert figures(core) == (0, 0, 1_000_000)


def test_only_the_current_policy_year_counts(core: InMemoryCoreSystem):
    core.add(
        usage(1, on=date(2026, 3, 31)),
        usage(20, on=date(2026, 4, 1)),
        usage(300, on=date(2027, 3, 31)),
        usage(4_000, on=date(2027, 4, 1)),
    )

    assert figures(core)[0] == 320


def test_the_new_policy_year_begins_at_midnight_in_jakarta(core: InMemoryCoreSystem):
    core.add(usage(5, on=date(2026, 3, 31)))
    evening = Benefits(core, FakeClock(datetime(2026, 3, 31, 16, 59, tzinfo=UTC)))
    midnight = Benefits(core, FakeClock(datetime(2026, 3, 31, 17, 0, tzinfo=UTC)))

    assert [balance.used for balance in evening.balances(BUDI)] == [5]
    assert [balance.used for balance in midnight.balances(BUDI)] == [0]


def test_a_participants_limit_is_not_used_by_the_family(core: InMemoryCoreSystem):
    core.add(usage(100, of=BUDI), usage(30, of=SITI))

    assert (figures(core, BUDI)[0], figures(core, SITI)[0]) == (100, 30)


def test_a_familys_limit_is_used_by_all_of_it():
    shared = replace(OUTPATIENT, limit_scope=LimitScope.FAMILY)
    core = InMemoryCoreSystem(policies=[POLICY], benefits=[shared], members=[BUDI, SITI])
    core.add(usage(100, of=BUDI), usage(30, of=SITI), claim(ClaimStatus.IN_REVIEW, of=SITI))

    assert figures(core, BUDI) == figures(core, SITI) == (130, 500, 999_870)


def test_nothing_below_zero_is_left(core: InMemoryCoreSystem):
    core.add(usage(1_200_000))

    assert figures(core) == (1_200_000, 0, 0)


def test_as_charged_has_nothing_left_to_tell():
    core = InMemoryCoreSystem(
        policies=[POLICY], benefits=[replace(OUTPATIENT, annual_limit=None)], members=[BUDI]
    )
    core.add(usage(7))

    assert figures(core) == (7, 0, None)


@pytest.mark.parametrize(
    ("status", "approved", "in_process"),
    [
        (ClaimStatus.SUBMITTED, None, 500),
        (ClaimStatus.IN_REVIEW, None, 500),
        (ClaimStatus.PENDING_DOCUMENTS, None, 500),
        (ClaimStatus.APPROVED, 400, 400),
        (ClaimStatus.APPROVED, 0, 0),
        (ClaimStatus.PAID, 400, 0),
        (ClaimStatus.REJECTED, None, 0),
        (ClaimStatus.CANCELLED, None, 0),
    ],
)
def test_claims_in_process(
    core: InMemoryCoreSystem, status: ClaimStatus, approved: int | None, in_process: int
):
    core.add(claim(status, approved=approved))

    assert figures(core) == (0, in_process, 1_000_000)


def test_a_claim_among_the_usages_is_in_process_no_more(core: InMemoryCoreSystem):
    approved = claim(ClaimStatus.APPROVED, approved=400)
    core.add(approved, usage(400, ref=approved.claim_number))

    assert figures(core) == (400, 0, 999_600)


def test_a_claim_of_another_policy_year_is_not_in_process(core: InMemoryCoreSystem):
    core.add(replace(claim(ClaimStatus.IN_REVIEW), treatment_date=date(2026, 3, 31)))

    assert figures(core)[1] == 0


def test_a_benefit_that_the_plan_lacks_is_not_covered(core: InMemoryCoreSystem):
    benefits = Benefits(core, FakeClock())

    assert benefits.balances(BUDI, BenefitType.MATERNITY) == []
    assert [b.benefit for b in benefits.balances(BUDI, BenefitType.OUTPATIENT)] == [OUTPATIENT]
    assert benefits.balances(replace(BUDI, plan_code="IRON")) == []


@given(st.lists(st.integers(0, 10**9), max_size=20), st.integers(0, 10**9))
def test_used_and_left_add_up(amounts: list[int], limit: int):
    core = InMemoryCoreSystem(
        policies=[POLICY], benefits=[replace(OUTPATIENT, annual_limit=limit)], members=[BUDI]
    )
    core.add(*(usage(amount) for amount in amounts))

    used, _, left = figures(core)
    assert used == sum(amounts)
    assert left is not None
    assert left >= 0
    assert used + left == max(limit, used)
