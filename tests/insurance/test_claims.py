"""Claims: whose may be seen, and which way the TPA may move them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from insurance.claims import NEXT_STATUSES, Claims
from insurance.errors import ClaimNotFound, InvalidStatusChange
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fakes import FakeClock
from insurance.model import (
    BenefitType,
    Claim,
    ClaimEvent,
    ClaimStatus,
    Gender,
    Member,
    Relation,
)

FILED = datetime(2026, 6, 2, 3, tzinfo=UTC)
BUDI = Member(
    participant_number="P-1",
    policy_number="POL-1",
    full_name="Budi Santoso",
    date_of_birth=date(1985, 5, 12),
    gender=Gender.MALE,
    relation=Relation.SELF,
    principal_participant_number="P-1",
    plan_code="GOLD",
    email="budi@contoh.example",
    phone="",
    card_number="",
    card_active=True,
    start_date=date(2026, 1, 1),
    end_date=date(2026, 12, 31),
)
SITI = replace(BUDI, participant_number="P-1-1", relation=Relation.SPOUSE)
CLAIM = Claim(
    claim_number="KLM-1",
    participant_number="P-1",
    benefit_type=BenefitType.OUTPATIENT,
    treatment_date=date(2026, 6, 1),
    provider_name="Klinik",
    amount_claimed=500_000,
    amount_approved=None,
    status=ClaimStatus.SUBMITTED,
    status_reason="",
    submitted_at=FILED,
    updated_at=FILED,
)


@pytest.fixture
def core() -> InMemoryCoreSystem:
    return InMemoryCoreSystem(
        members=[BUDI, SITI],
        claims=[CLAIM],
        claim_events=[ClaimEvent("KLM-1", ClaimStatus.SUBMITTED, "", FILED)],
    )


@pytest.fixture
def claims(core: InMemoryCoreSystem, clock: FakeClock) -> Claims:
    return Claims(core, clock, core)


def test_the_latest_five_of_the_family_come_without_a_number(
    core: InMemoryCoreSystem, claims: Claims
):
    for n in range(2, 8):
        core.add(
            replace(
                CLAIM,
                claim_number=f"KLM-{n}",
                participant_number=(BUDI, SITI)[n % 2].participant_number,
                updated_at=FILED + timedelta(days=n),
            )
        )

    assert [claim.claim_number for claim in claims.latest([BUDI, SITI])] == [
        "KLM-7",
        "KLM-6",
        "KLM-5",
        "KLM-4",
        "KLM-3",
    ]
    assert {claim.participant_number for claim in claims.latest([SITI])} == {"P-1-1"}


@pytest.mark.parametrize("number", ["KLM-1", "klm-1", " KLM-1 ", "klm1", "KLM 1"])
def test_a_claim_is_found_however_its_number_is_typed(claims: Claims, number: str):
    assert claims.detail([BUDI], number).claim == CLAIM


def test_the_number_as_written_goes_before_one_that_reads_alike(
    core: InMemoryCoreSystem, claims: Claims
):
    core.add(replace(CLAIM, claim_number="KLM1"), replace(CLAIM, claim_number="K-LM-1"))

    assert claims.detail([BUDI], "KLM1").claim.claim_number == "KLM1"


def test_a_claim_comes_with_its_history(claims: Claims, clock: FakeClock):
    claims.set_status("KLM-1", ClaimStatus.IN_REVIEW)

    assert [(event.status, event.at) for event in claims.detail([BUDI], "KLM-1").history] == [
        (ClaimStatus.SUBMITTED, FILED),
        (ClaimStatus.IN_REVIEW, clock.now()),
    ]


@pytest.mark.parametrize(("member", "number"), [(SITI, "KLM-1"), (BUDI, "KLM-2"), (BUDI, "")])
def test_somebody_elses_claim_is_not_found(claims: Claims, member: Member, number: str):
    with pytest.raises(ClaimNotFound):
        claims.detail([member], number)


@pytest.mark.parametrize("before", ClaimStatus)
@pytest.mark.parametrize("after", ClaimStatus)
def test_a_claim_moves_only_as_claims_do(clock: FakeClock, before: ClaimStatus, after: ClaimStatus):
    claim = replace(CLAIM, status=before, amount_approved=400_000)
    core = InMemoryCoreSystem(claims=[claim])
    claims = Claims(core, clock, core)

    if after is before or after in NEXT_STATUSES[before]:
        assert claims.set_status("KLM-1", after).status is after
    else:
        with pytest.raises(InvalidStatusChange, match=f"{before} cannot become {after}"):
            claims.set_status("KLM-1", after)
        assert core.claim("KLM-1") == claim


@pytest.mark.parametrize("status", [ClaimStatus.PAID, ClaimStatus.CANCELLED])
def test_what_is_paid_or_cancelled_stays_so(status: ClaimStatus):
    assert NEXT_STATUSES[status] == frozenset()


def test_approving_needs_an_amount(claims: Claims):
    with pytest.raises(InvalidStatusChange, match="approved needs the approved amount"):
        claims.set_status("KLM-1", ClaimStatus.APPROVED)

    approved = claims.set_status("KLM-1", ClaimStatus.APPROVED, amount_approved=400_000)
    paid = claims.set_status("KLM-1", ClaimStatus.PAID)

    assert (approved.amount_approved, paid.amount_approved) == (400_000, 400_000)


@pytest.mark.parametrize("amount", [-1, 500_001])
def test_no_more_is_approved_than_was_claimed(claims: Claims, amount: int):
    with pytest.raises(InvalidStatusChange, match="between 0 and the amount claimed"):
        claims.set_status("KLM-1", ClaimStatus.APPROVED, amount_approved=amount)


def test_documents_are_missing_until_the_status_moves_on(claims: Claims):
    pending = claims.set_status(
        "KLM-1", ClaimStatus.PENDING_DOCUMENTS, "Kuitansi buram", documents=["receipt"]
    )
    moved = claims.set_status("KLM-1", ClaimStatus.IN_REVIEW)

    assert (pending.documents, pending.status_reason) == (("receipt",), "Kuitansi buram")
    assert (moved.documents, moved.status_reason) == ((), "")


def test_documents_belong_to_pending_documents(claims: Claims):
    with pytest.raises(InvalidStatusChange, match="pending_documents only"):
        claims.set_status("KLM-1", ClaimStatus.IN_REVIEW, documents=["receipt"])


def test_the_same_again_changes_nothing(core: InMemoryCoreSystem, claims: Claims, clock: FakeClock):
    first = claims.set_status(
        "KLM-1", ClaimStatus.PENDING_DOCUMENTS, "Kuitansi buram", documents=["receipt"]
    )
    clock.advance(hours=1)

    again = claims.set_status("KLM-1", ClaimStatus.PENDING_DOCUMENTS)

    assert again == first
    assert len(core.claim_history("KLM-1")) == 2


def test_a_new_reason_is_a_new_step(core: InMemoryCoreSystem, claims: Claims, clock: FakeClock):
    claims.set_status("KLM-1", ClaimStatus.IN_REVIEW, "Menunggu dokter")
    clock.advance(hours=1)

    claims.set_status("KLM-1", ClaimStatus.IN_REVIEW, "Menunggu rumah sakit")

    assert [event.reason for event in core.claim_history("KLM-1")] == [
        "",
        "Menunggu dokter",
        "Menunggu rumah sakit",
    ]


def test_without_a_writer_nothing_is_set(core: InMemoryCoreSystem, clock: FakeClock):
    with pytest.raises(InvalidStatusChange):
        Claims(core, clock).set_status("KLM-1", ClaimStatus.IN_REVIEW)
