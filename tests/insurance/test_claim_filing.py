"""Filing a claim: what is asked, what is warned of, what is complete, and what was seen before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from insurance.claim_checks import (
    Cover,
    DateTrouble,
    LooksLikeEarlier,
    OverLimit,
    OverVisitLimit,
)
from insurance.claim_documents import ClaimDocument
from insurance.claim_drafts import ClaimDraft, DraftFile
from insurance.claim_filing import ClaimFiling, SeenBefore
from insurance.errors import DraftIncomplete
from insurance.fake_claims import FakeClaimDrafts, FakeClaimsBook, FakeProviders
from insurance.fake_core_system import InMemoryCoreSystem
from insurance.fake_uploads import FakeUploads
from insurance.fakes import FakeClock
from insurance.model import (
    BankAccount,
    BenefitType,
    Claim,
    ClaimStatus,
    Fact,
    LimitScope,
    Policy,
    PolicyStatus,
    Relation,
    Usage,
)
from insurance.new_claims import proposed_number
from insurance.ports import Upload
from tests.insurance import claim_world

BUDI = replace(
    claim_world.BUDI,
    participant_number="P-1",
    policy_number="POL-1",
    principal_participant_number="P-1",
    start_date=date(2026, 2, 1),
)
SITI = replace(BUDI, participant_number="P-1-1", relation=Relation.SPOUSE)
DEWI = replace(BUDI, participant_number="P-2", principal_participant_number="P-2")
POLICY = Policy(
    "POL-1", "PT Contoh", "Kesehatan", PolicyStatus.ACTIVE, date(2026, 1, 1), date(2026, 11, 30)
)
OUTPATIENT = replace(
    claim_world.OUTPATIENT,
    policy_number="POL-1",
    annual_limit=5_000_000,
    per_visit_limit=500_000,
    coverage_percent=80,
    limit_scope=LimitScope.FAMILY,
)
CHECKUP = replace(
    OUTPATIENT, benefit_type=BenefitType.CHECKUP, annual_limit=None, per_visit_limit=None
)
DEADLINE = Fact("claim_deadline_days", "90", "90", "buku polis", date(2026, 1, 1))
CHECKLIST = Fact(
    "claim_documents_outpatient",
    "prescription?: Salinan resep, bila obat diklaim; receipt: Kuitansi; diagnosis: Resume medis",
    "prescription?: Prescription, if claimed; receipt: Receipt; diagnosis: Medical summary",
    "buku polis",
    date(2026, 1, 1),
)
BEGUN, SENT, CHAT = "1" * 32, "2" * 32, "c" * 32
RECEIPT = Upload("m1", "photo", "stored", "image/jpeg", 9, sha256="a" * 64, likeness="0" * 64)
SUMMARY = Upload("m2", "photo", "stored", "image/jpeg", 9, sha256="b" * 64, likeness="f" * 64)
TREATED = date(2026, 6, 28)


class Desk:
    """Filing over fakes: Budi, his wife Siti, and Dewi, who is somebody else."""

    def __init__(self, clock: FakeClock) -> None:
        self.core = InMemoryCoreSystem(
            policies=[POLICY],
            members=[BUDI, SITI, DEWI],
            benefits=[OUTPATIENT, CHECKUP],
            facts=[DEADLINE, CHECKLIST],
        )
        self.uploads = FakeUploads()
        self.drafts = FakeClaimDrafts()
        self.book = FakeClaimsBook(self.core, self.drafts, self.uploads)
        self.filing = ClaimFiling(
            self.core,
            drafts=self.drafts,
            book=self.book,
            uploads=self.uploads,
            providers=FakeProviders(),
            facts=self.core,
            clock=clock,
        )
        self.uploads.put(BEGUN, RECEIPT, SUMMARY)

    def files(self, draft: ClaimDraft) -> Claim:
        """Keep the draft with one message and submit it with the next."""
        self.filing.save(draft, CHAT, draft.id)
        kept = self.filing.draft(BUDI, SENT)
        assert kept is not None
        return self.filing.submit(kept, CHAT, SENT, "id")


@pytest.fixture
def desk(clock: FakeClock) -> Desk:
    return Desk(clock)


COMPLETE = ClaimDraft(
    id=BEGUN,
    filed_by="P-1",
    participant_number="P-1-1",
    contact_phone="+628120000001",
    bank="BCA",
    account_number="1234567890",
    account_holder="Budi Santoso",
    benefit_type=BenefitType.OUTPATIENT,
    treatment_date=TREATED,
    provider_name="RS Sehat",
    diagnosis="demam",
    amount=350_000,
    files=(DraftFile("m1", "receipt"), DraftFile("m2", "diagnosis")),
    declared=True,
)


# Dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "trouble"),
    [
        (date(2026, 7, 1), None),
        (date(2026, 7, 2), DateTrouble.FUTURE),
        (date(9999, 12, 31), DateTrouble.FUTURE),
        (date(1900, 1, 1), DateTrouble.BEFORE_COVER),
        (date(2026, 1, 31), DateTrouble.BEFORE_COVER),
        (date(2026, 4, 2), None),
        (date(2026, 4, 1), DateTrouble.PAST_DEADLINE),
    ],
)
def test_a_day_of_treatment_is_past_covered_and_in_time(
    desk: Desk, day: date, trouble: DateTrouble | None
):
    assert desk.filing.check_date(SITI, day) is trouble


def test_a_treatment_after_the_cover_has_ended_is_told_apart(desk: Desk, clock: FakeClock):
    clock.set(datetime(2026, 12, 20, tzinfo=UTC))
    assert desk.filing.check_date(SITI, date(2026, 12, 1)) is DateTrouble.AFTER_COVER
    assert desk.filing.check_date(SITI, date(2026, 11, 30)) is None


def test_cover_is_what_member_and_policy_share(desk: Desk):
    assert desk.filing.cover(SITI) == Cover(date(2026, 2, 1), date(2026, 11, 30))


def test_today_is_jakartas(desk: Desk, clock: FakeClock):
    clock.set(datetime(2026, 7, 1, 17, 30, tzinfo=UTC))
    assert desk.filing.check_date(SITI, date(2026, 7, 2)) is None


def test_without_a_deadline_nothing_is_too_late(desk: Desk):
    desk.core.add(replace(DEADLINE, value_id="", value_en=""))
    assert desk.filing.deadline(TREATED) is None
    assert desk.filing.check_date(SITI, date(2026, 2, 1)) is None


def test_the_deadline_is_a_day(desk: Desk):
    assert desk.filing.deadline(date(2026, 4, 2)) == date(2026, 7, 1)
    assert desk.filing.deadline(date(9999, 12, 1)) == date.max


# Documents --------------------------------------------------------------------------------------


def missing(desk: Desk, draft: ClaimDraft) -> list[str]:
    return [document.id for document in desk.filing.missing(draft, "id")]


def test_what_is_missing_comes_with_what_is_required_first(desk: Desk):
    draft = replace(COMPLETE, files=())
    assert missing(desk, draft) == ["receipt", "diagnosis", "prescription"]
    assert missing(desk, replace(draft, files=(DraftFile("m1", "diagnosis"),))) == [
        *("receipt", "prescription")
    ]


def test_an_optional_document_can_be_skipped_and_a_required_one_not(desk: Desk):
    draft = replace(COMPLETE, files=(), skipped=("prescription", "receipt"))
    assert missing(desk, draft) == ["receipt", "diagnosis"]


def test_a_file_that_cannot_be_read_or_whose_kind_is_unknown_counts_for_nothing(desk: Desk):
    desk.uploads.put(SENT, replace(RECEIPT, id="m3", state="broken"))
    files = (DraftFile("m3", "receipt"), DraftFile("m1", None), DraftFile("m9", "diagnosis"))
    assert missing(desk, replace(COMPLETE, files=files)) == [
        *("receipt", "diagnosis", "prescription")
    ]


def test_without_a_checklist_one_file_of_any_kind_is_needed(desk: Desk):
    draft = replace(COMPLETE, benefit_type=BenefitType.CHECKUP, files=())
    assert desk.filing.checklist(BenefitType.CHECKUP, "id") is None
    assert desk.filing.missing(draft, "id") == (ClaimDocument("other", "", required=True),)
    assert missing(desk, replace(draft, files=(DraftFile("m1"),))) == []


def test_documents_are_named_in_the_members_language(desk: Desk):
    [receipt, *_] = desk.filing.missing(replace(COMPLETE, files=()), "en")
    assert receipt.name == "Receipt"


# Seen before ------------------------------------------------------------------------------------


def test_the_same_file_in_one_draft_is_noticed_from_the_second_on(desk: Desk):
    twin = replace(RECEIPT, id="m3", likeness=None)
    draft = replace(COMPLETE, files=(*COMPLETE.files, DraftFile("m3")))
    assert desk.filing.seen_before(draft, RECEIPT) is None
    assert desk.filing.seen_before(draft, twin) == SeenBefore(None)
    assert desk.filing.seen_before(COMPLETE, twin) == SeenBefore(None)


def test_a_photo_made_smaller_by_the_channel_is_noticed_by_its_looks(desk: Desk):
    smaller = replace(RECEIPT, id="m3", sha256="e" * 64, likeness="1" + "0" * 63)
    assert desk.filing.seen_before(COMPLETE, smaller) == SeenBefore(None)
    assert desk.filing.seen_before(COMPLETE, replace(smaller, likeness="5" * 64)) is None


def test_a_file_of_an_earlier_claim_is_noticed_with_its_number(desk: Desk):
    claim = desk.files(COMPLETE)
    new = desk.filing.begin(BUDI, "9" * 32)
    assert desk.filing.seen_before(new, replace(RECEIPT, id="m7")) == SeenBefore(claim.claim_number)


def test_nobody_learns_of_claims_that_they_may_not_see(desk: Desk):
    desk.files(replace(COMPLETE, participant_number="P-1"))
    for stranger in (SITI, DEWI):
        new = desk.filing.begin(stranger, "9" * 32)
        assert desk.filing.seen_before(new, replace(RECEIPT, id="m7")) is None


def test_files_without_a_digest_are_not_all_the_same(desk: Desk):
    bare = replace(RECEIPT, sha256=None, likeness=None)
    desk.uploads.put(BEGUN, bare, SUMMARY)
    assert desk.filing.seen_before(COMPLETE, replace(bare, id="m3")) is None


# Warnings ---------------------------------------------------------------------------------------


def test_a_claim_within_every_limit_is_not_warned_of(desk: Desk):
    assert desk.filing.warnings(COMPLETE) == ()


def test_over_the_limit_of_a_visit_is_said_with_it(desk: Desk):
    assert desk.filing.warnings(replace(COMPLETE, amount=500_001)) == (OverVisitLimit(500_000),)


def test_over_what_is_left_is_said_with_how_much_and_counts_what_is_in_process(desk: Desk):
    usage = Usage("U-1", "P-1", BenefitType.OUTPATIENT, date(2026, 5, 1), "Klinik", 4_000_000)
    desk.core.add(usage)
    desk.files(COMPLETE)
    draft = replace(COMPLETE, treatment_date=date(2026, 6, 29), amount=700_000)
    assert desk.filing.warnings(draft) == (OverLimit(650_000, 50_000), OverVisitLimit(500_000))


def test_the_limit_is_that_of_the_treatments_policy_year(desk: Desk, clock: FakeClock):
    desk.core.add(
        replace(POLICY, start_date=date(2025, 6, 1), end_date=date(2028, 5, 31)),
        replace(SITI, start_date=date(2025, 6, 1)),
        Usage("U-1", "P-1", BenefitType.OUTPATIENT, date(2026, 5, 1), "Klinik", 5_000_000),
    )
    last_year = replace(COMPLETE, treatment_date=date(2026, 5, 20))
    assert desk.filing.warnings(last_year) == (OverLimit(0, 350_000),)
    assert desk.filing.warnings(COMPLETE) == ()


def test_a_benefit_as_charged_has_no_limit_to_be_over(desk: Desk):
    draft = replace(COMPLETE, benefit_type=BenefitType.CHECKUP, amount=999_999_999_999)
    assert desk.filing.warnings(draft) == ()


@pytest.mark.parametrize("provider", ["RS Sehat", "rumah sakit sehat", "rs sehat jakarta"])
def test_a_claim_like_an_earlier_one_is_told_with_its_number(desk: Desk, provider: str):
    claim = desk.files(COMPLETE)
    again = replace(COMPLETE, id="9" * 32, provider_name=provider)
    assert desk.filing.warnings(again) == (LooksLikeEarlier(claim.claim_number),)


@pytest.mark.parametrize(
    "change",
    [
        {"participant_number": "P-1"},
        {"treatment_date": date(2026, 6, 27)},
        {"amount": 350_001},
        {"provider_name": "Klinik Melati"},
    ],
)
def test_another_person_day_amount_or_place_is_another_claim(desk: Desk, change: dict[str, object]):
    desk.files(COMPLETE)
    assert desk.filing.warnings(replace(COMPLETE, id="9" * 32, **change)) == ()


def test_a_cancelled_claim_may_be_filed_again_without_a_word(desk: Desk):
    claim = desk.files(COMPLETE)
    desk.core.add(replace(claim, status=ClaimStatus.CANCELLED))
    assert desk.filing.warnings(replace(COMPLETE, id="9" * 32)) == ()


def test_a_draft_that_says_little_is_warned_of_nothing(desk: Desk):
    assert desk.filing.warnings(desk.filing.begin(BUDI, BEGUN)) == ()


# Submitting -------------------------------------------------------------------------------------


def test_a_complete_draft_becomes_a_claim_with_its_details(desk: Desk, clock: FakeClock):
    claim = desk.files(COMPLETE)
    assert claim == Claim(
        claim_number=proposed_number(BEGUN),
        participant_number="P-1-1",
        benefit_type=BenefitType.OUTPATIENT,
        treatment_date=TREATED,
        provider_name="RS Sehat",
        amount_claimed=350_000,
        amount_approved=None,
        status=ClaimStatus.SUBMITTED,
        status_reason="",
        submitted_at=clock.now(),
        updated_at=clock.now(),
        filed_by="P-1",
    )
    assert desk.filing.known_account(BUDI) == BankAccount("BCA", "1234567890", "Budi Santoso")
    assert desk.filing.draft(BUDI, "9" * 32) is None


def test_submitting_the_same_draft_again_is_the_same_claim(desk: Desk):
    claim = desk.files(COMPLETE)
    assert desk.filing.submit(COMPLETE, CHAT, "9" * 32, "id") == claim
    assert len(desk.book.new) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"declared": False},
        {"participant_number": None},
        {"participant_number": "P-2"},
        {"participant_number": "nobody"},
        {"contact_phone": None},
        {"bank": None},
        {"account_number": ""},
        {"account_holder": None},
        {"benefit_type": None},
        {"benefit_type": BenefitType.DENTAL},
        {"treatment_date": None},
        {"treatment_date": date(2026, 7, 2)},
        {"treatment_date": date(1900, 1, 1)},
        {"provider_name": ""},
        {"diagnosis": None},
        {"amount": None},
        {"amount": 0},
        {"amount": -5},
        {"amount": 10**15},
        {"files": ()},
        {"files": (DraftFile("m1", "receipt"),)},
        {"files": (*COMPLETE.files, DraftFile("m9", "prescription"))},
    ],
)
def test_what_is_missing_or_wrong_is_not_submitted(desk: Desk, change: dict[str, object]):
    draft = replace(COMPLETE, **change)
    assert not desk.filing.is_complete(draft)
    with pytest.raises(DraftIncomplete):
        desk.files(draft)
    assert desk.book.new == []


def test_a_claim_has_fifteen_files_at_most(desk: Desk):
    uploads = [replace(RECEIPT, id=f"x{n}", sha256=f"{n:064}") for n in range(16)]
    desk.uploads.put(BEGUN, *uploads)
    files = tuple(DraftFile(f"x{n}", ("receipt", "diagnosis")[n % 2]) for n in range(16))
    assert not desk.filing.is_complete(replace(COMPLETE, files=files))
    assert desk.filing.is_complete(replace(COMPLETE, files=files[:15]))


def test_a_dependent_files_for_nobody_else(desk: Desk):
    draft = replace(COMPLETE, filed_by="P-1-1")
    assert desk.filing.is_complete(draft)
    assert not desk.filing.is_complete(replace(draft, participant_number="P-1"))


def test_a_late_second_tap_finds_the_claim_just_filed(desk: Desk, clock: FakeClock):
    assert desk.filing.latest_submitted(BUDI) is None
    claim = desk.files(COMPLETE)
    clock.advance(minutes=59)
    assert desk.filing.latest_submitted(BUDI) == claim
    assert desk.filing.latest_submitted(SITI) is None
    clock.advance(minutes=1)
    assert desk.filing.latest_submitted(BUDI) is None


def test_an_imported_claim_is_nobodys_second_tap(desk: Desk, clock: FakeClock):
    claim = desk.files(COMPLETE)
    desk.core.add(
        replace(
            claim,
            claim_number="K-1",
            filed_by=None,
            submitted_at=clock.now() + timedelta(minutes=1),
        )
    )
    assert desk.filing.latest_submitted(BUDI) == claim


def test_claim_numbers_can_be_read_out_and_differ_from_draft_to_draft():
    numbers = {proposed_number(f"{n:032}") for n in range(1000)}
    assert len(numbers) == 1000
    assert all(len(number) == 12 and number[4:].isdigit() for number in numbers)
