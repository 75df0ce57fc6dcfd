"""Claims: whose may be seen, and which way the TPA may move them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from insurance.claims import MOST_FILES_EVER, NEXT_STATUSES, Claims
from insurance.errors import (
    ClaimNotFound,
    InvalidStatusChange,
    NotInThatStatus,
    TooManyFiles,
)
from insurance.fake_claims import FakeClaimsBook
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fake_uploads import FakeUploads
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
from insurance.ports import Upload

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


# What members do --------------------------------------------------------------------------------

UNDECIDED_ONES = [ClaimStatus.SUBMITTED, ClaimStatus.IN_REVIEW, ClaimStatus.PENDING_DOCUMENTS]
DECIDED = [ClaimStatus.APPROVED, ClaimStatus.PAID, ClaimStatus.REJECTED]
CHAT, SENT = "c" * 32, "1" * 32


@pytest.fixture
def filed(core: InMemoryCoreSystem, clock: FakeClock) -> Claims:
    """Claims to which members may do things."""
    return Claims(core, clock, core, FakeClaimsBook(core))


@pytest.mark.parametrize("status", UNDECIDED_ONES)
def test_a_claim_is_cancelled_until_it_is_decided(
    core: InMemoryCoreSystem, filed: Claims, status: ClaimStatus
):
    core.add(replace(CLAIM, status=status, documents=("receipt",)))
    cancelled = filed.cancel([BUDI], "klm 1", SENT)
    assert (cancelled.status, cancelled.documents) == (ClaimStatus.CANCELLED, ())
    assert core.claim_history("KLM-1")[-1].actor == "member"


@pytest.mark.parametrize("status", DECIDED)
def test_a_decided_claim_is_not_cancelled(
    core: InMemoryCoreSystem, filed: Claims, status: ClaimStatus
):
    core.add(replace(CLAIM, status=status, amount_approved=1))
    with pytest.raises(NotInThatStatus):
        filed.cancel([BUDI], "KLM-1", SENT)


def test_cancelling_again_changes_nothing(core: InMemoryCoreSystem, filed: Claims):
    first = filed.cancel([BUDI], "KLM-1", SENT)
    assert filed.cancel([BUDI], "KLM-1", "2" * 32) == first
    assert len(core.claim_history("KLM-1")) == 2


def test_a_claim_that_is_decided_at_the_very_moment_is_not_cancelled(
    core: InMemoryCoreSystem, filed: Claims, monkeypatch: pytest.MonkeyPatch
):
    approved = replace(CLAIM, status=ClaimStatus.APPROVED, amount_approved=1)

    def too_late(*_: object) -> bool:
        core.add(approved)
        return False

    monkeypatch.setattr(core, "change_claim", too_late)
    with pytest.raises(NotInThatStatus):
        filed.cancel([BUDI], "KLM-1", SENT)


@pytest.mark.parametrize("deed", ["cancel", "add_files"])
def test_a_claim_that_goes_into_review_at_the_very_moment_takes_what_the_member_does(
    core: InMemoryCoreSystem, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, deed: str
):
    book = FakeClaimsBook(core)
    owner, name = (core, "change_claim") if deed == "cancel" else (book, "add_files")
    as_ever = getattr(owner, name)

    def after_the_tpa(*what: object) -> bool:
        core.add(replace(CLAIM, status=ClaimStatus.IN_REVIEW))
        monkeypatch.setattr(owner, name, as_ever)
        return bool(as_ever(*what))

    monkeypatch.setattr(owner, name, after_the_tpa)
    filed = Claims(core, clock, core, book)
    if deed == "cancel":
        assert filed.cancel([BUDI], "KLM-1", SENT).status is ClaimStatus.CANCELLED
    else:
        filed.add_files([BUDI], "KLM-1", [("m1", "receipt")], CHAT, SENT)
        assert [file.media_id for file in book.files("KLM-1")] == ["m1"]
        assert filed.open_for_documents([BUDI], "KLM-1")[0].status is ClaimStatus.IN_REVIEW


def test_nobody_does_anything_to_somebody_elses_claim(filed: Claims):
    for deed in (
        lambda: filed.cancel([SITI], "KLM-1", SENT),
        lambda: filed.open_for_documents([SITI], "KLM-1"),
        lambda: filed.add_files([SITI], "KLM-1", [("m1", "receipt")], CHAT, SENT),
        lambda: filed.files([SITI], "KLM-1"),
    ):
        with pytest.raises(ClaimNotFound):
            deed()


def test_claims_that_wait_for_documents_are_offered_and_others_by_number_alone(
    core: InMemoryCoreSystem, filed: Claims
):
    waiting = replace(CLAIM, claim_number="KLM-2", status=ClaimStatus.PENDING_DOCUMENTS)
    decided = replace(CLAIM, claim_number="KLM-3", status=ClaimStatus.REJECTED)
    core.add(waiting, decided)
    assert filed.open_for_documents([BUDI]) == [waiting]
    assert filed.open_for_documents([BUDI], "klm-1") == [CLAIM]
    with pytest.raises(NotInThatStatus):
        filed.open_for_documents([BUDI], "KLM-3")


def test_files_are_added_once_and_the_word_that_all_are_there_moves_the_claim_on(
    core: InMemoryCoreSystem, filed: Claims
):
    core.add(replace(CLAIM, status=ClaimStatus.PENDING_DOCUMENTS, documents=("receipt",)))
    one = [("m1", "receipt")]
    assert filed.add_files([BUDI], "KLM-1", one, CHAT, SENT).documents == ("receipt",)
    for _ in range(2):
        moved = filed.add_files(
            [BUDI], "KLM-1", [*one, ("m2", "other")], CHAT, SENT, all_there=True
        )
    assert (moved.status, moved.documents) == (ClaimStatus.IN_REVIEW, ())
    assert [file.media_id for file in filed.files([BUDI], "KLM-1")] == ["m1", "m2"]


def test_files_for_a_claim_in_review_leave_it_there(core: InMemoryCoreSystem, filed: Claims):
    core.add(replace(CLAIM, status=ClaimStatus.IN_REVIEW))
    claim = filed.add_files([BUDI], "KLM-1", [("m1", "other")], CHAT, SENT, all_there=True)
    assert claim.status is ClaimStatus.IN_REVIEW


def test_a_claim_can_hold_three_times_what_it_is_filed_with(filed: Claims):
    files = [(f"m{n}", "other") for n in range(MOST_FILES_EVER)]
    filed.add_files([BUDI], "KLM-1", files, CHAT, SENT)
    with pytest.raises(TooManyFiles):
        filed.add_files([BUDI], "KLM-1", [("one-more", "other")], CHAT, "2" * 32)


def test_who_took_a_step_and_what_was_approved_stand_in_the_history(
    core: InMemoryCoreSystem, claims: Claims
):
    claims.set_status("KLM-1", ClaimStatus.IN_REVIEW, actor="operator:ani")
    claims.set_status("KLM-1", ClaimStatus.APPROVED, amount_approved=400_000, actor="tpa")
    claims.set_status("KLM-1", ClaimStatus.REJECTED, "Keliru")
    assert [(event.actor, event.amount_approved) for event in core.claim_history("KLM-1")] == [
        ("", None),
        ("operator:ani", None),
        ("tpa", 400_000),
        ("operator", None),
    ]


def test_a_file_of_another_claim_is_noticed(core: InMemoryCoreSystem, clock: FakeClock):
    uploads = FakeUploads()
    photo = Upload("m1", "photo", "stored", sha256="a" * 64)
    uploads.put(SENT, photo)
    claims = Claims(core, clock, core, FakeClaimsBook(core, uploads=uploads))
    claims.add_files([BUDI], "KLM-1", [("m1", "receipt")], CHAT, SENT)
    assert claims.seen_before([BUDI], replace(photo, id="m2")) == "KLM-1"
    assert claims.seen_before([SITI], replace(photo, id="m2")) is None
