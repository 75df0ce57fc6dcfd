"""Submitting: everything of a claim is written at once, and once."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from insurance.claim_forwarding import LEASE
from insurance.errors import DraftChanged, DraftIncomplete, NotInThatStatus, TooManyFiles
from insurance.model import BankAccount, ClaimDetails, ClaimEvent, ClaimStatus
from insurance.ports import KnownFile
from storage.claim_forwards import SqlClaimForwards
from storage.claims_book import SqlClaimsBook
from storage.tables import (
    AuditRow,
    BankAccountRow,
    ClaimDraftRow,
    ClaimEventRow,
    ClaimFileRow,
    ClaimForwardRow,
    ClaimLetterRow,
    ClaimRow,
)
from tests.storage.claims_world import BEGUN, CHANGED, OTHER_CHAT, SENT, ClaimsWorld, at_once
from tests.storage.media_world import CHAT

WRITTEN = (ClaimRow, ClaimEventRow, ClaimFileRow, ClaimLetterRow, ClaimForwardRow, BankAccountRow)
LIKENESS = "f" * 64


@pytest.fixture
def world(claims_world: ClaimsWorld) -> ClaimsWorld:
    return claims_world


def counts(world: ClaimsWorld) -> list[int]:
    return [world.count(table) for table in WRITTEN]


def audited(world: ClaimsWorld) -> list[tuple[str, str]]:
    return [(row.actor, row.action) for row in world.rows(AuditRow) if row.action != "import"]


def test_a_claim_is_written_with_all_that_follows_from_it(world: ClaimsWorld):
    before = counts(world)
    claim = world.files_a_claim(world.photo("p1"), world.photo("p2", position=1))

    assert claim == world.core.claim(claim.claim_number)
    assert (claim.status, claim.filed_by, claim.submitted_at) == (
        ClaimStatus.SUBMITTED,
        "P-1",
        world.clock.now(),
    )
    assert world.core.claim_history(claim.claim_number) == [
        ClaimEvent(claim.claim_number, ClaimStatus.SUBMITTED, "", world.clock.now(), "member")
    ]
    account = BankAccount("BCA", "1234567890", "Budi Santoso")
    assert world.book.details(claim.claim_number) == ClaimDetails(
        "demam", "+628120000001", account, "RS-1", "id", world.clock.now()
    )
    assert world.book.bank_account("P-1") == account
    assert [after - then for after, then in zip(counts(world), before, strict=True)] == [
        *(1, 1, 2, 1, 1, 1)
    ]
    assert audited(world) == [("member", "claim_submitted")]


def test_the_files_of_a_claim_stand_in_order_and_are_never_erased(world: ClaimsWorld):
    claim = world.files_a_claim(world.photo("p1"), world.photo("p2", position=1))
    files = world.book.files(claim.claim_number)
    assert [(file.media_id, file.document_id, file.position) for file in files] == [
        ("p1", "receipt", 1),
        ("p2", "bill", 2),
    ]
    assert (files[0].content_type, files[0].size, files[0].sha256) == ("image/jpeg", 2, "5" * 64)
    assert [world.media(name).erase_at for name in ("p1", "p2")] == [None, None]


def test_the_letter_and_the_insurers_system_are_told_of_it_once(world: ClaimsWorld):
    claim = world.files_a_claim()
    [letter] = world.rows(ClaimLetterRow)
    assert (letter.claim_number, letter.language, letter.state) == (
        claim.claim_number,
        "id",
        "pending",
    )
    [forward] = world.rows(ClaimForwardRow)
    assert (forward.kind, forward.idempotency_key, forward.state) == (
        "submitted",
        f"submitted-{BEGUN}",
        "pending",
    )


def test_without_a_system_of_the_insurers_nothing_is_forwarded(world: ClaimsWorld):
    world.book._is_forwarding = False
    world.files_a_claim()
    assert world.count(ClaimForwardRow) == 0


def test_submitting_again_is_the_same_claim(world: ClaimsWorld):
    claim = world.files_a_claim()
    before = counts(world)
    world.clock.advance(minutes=5)
    draft = world.filing.draft(world.budi, SENT)
    assert draft is not None, "asked again, the message finds what it had submitted"
    world.filing.save(draft, CHAT, SENT)

    assert world.submits(draft) == claim
    assert world.submits(draft, inbound_id="7" * 32, chat=OTHER_CHAT) == claim
    assert world.filing.submitted(BEGUN) == claim
    assert counts(world) == before


def test_a_draft_that_is_a_claim_is_open_no_more(world: ClaimsWorld):
    claim = world.files_a_claim()
    assert world.filing.draft(world.budi, "7" * 32) is None
    assert (world.draft_row().state, world.draft_row().claim_number) == (
        "submitted",
        claim.claim_number,
    )
    with pytest.raises(DraftChanged):
        world.filing.save(world.complete("p1"), CHAT, "7" * 32)


def test_one_message_may_save_and_submit(world: ClaimsWorld):
    draft = world.complete(world.photo("p1"), inbound_id=BEGUN)
    for _ in range(2):
        world.filing.save(draft, CHAT, BEGUN)
        claim = world.submits(draft, inbound_id=BEGUN)
    assert world.count(ClaimLetterRow) == 1
    assert world.filing.submitted(BEGUN) == claim


def test_a_double_tap_at_once_is_one_claim(world: ClaimsWorld):
    world.links(CHAT)
    world.filing.save(world.complete(world.photo("p1")), CHAT, BEGUN)
    draft = world.filing.draft(world.budi, SENT)
    assert draft is not None
    before = counts(world)

    claims = at_once(
        lambda number: world.submits(draft, f"{number:032}", (CHAT, OTHER_CHAT)[number % 2])
    )

    assert len(set(claims)) == 1
    assert [after - then for after, then in zip(counts(world), before, strict=True)] == [1] * 6


def test_two_claims_of_one_number_at_once_get_two_numbers(
    world: ClaimsWorld, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("insurance.new_claims.proposed_number", lambda _: "KLM-99999999")
    world.filing.save(world.complete(world.photo("p1")), CHAT, BEGUN)
    other = replace(world.complete(world.photo("p2", position=1)), id=CHANGED, filed_by="P-1-1")
    world.filing.save(other, CHAT, CHANGED)
    drafts = [world.drafts.as_of(number, SENT) for number in ("P-1", "P-1-1")]

    claims = at_once(lambda number: world.submits(drafts[number], f"{number:032}").claim_number, 2)

    assert sorted(claims) == ["KLM-10000000", "KLM-99999999"]


def test_a_number_that_an_imported_claim_has_is_not_given_twice(
    world: ClaimsWorld, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("insurance.new_claims.proposed_number", lambda _: "KLM-10000001")
    first = world.files_a_claim()
    world.filing.save(
        world.complete(world.photo("p2", position=1), inbound_id=CHANGED), CHAT, CHANGED
    )
    draft = world.filing.draft(world.budi, "8" * 32)
    assert draft is not None
    second = world.submits(draft, "8" * 32)
    assert (first.claim_number, second.claim_number) == ("KLM-10000001", "KLM-10000002")


def test_killed_before_the_commit_nothing_of_it_is_there(
    world: ClaimsWorld, monkeypatch: pytest.MonkeyPatch
):
    world.filing.save(world.complete(world.photo("p1")), CHAT, BEGUN)
    draft = world.filing.draft(world.budi, SENT)
    assert draft is not None
    before = counts(world)

    def killed(*_: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr("storage.claims_book._end_draft", killed)
        with pytest.raises(SystemExit):
            world.submits(draft)

    assert counts(world) == before
    assert world.media("p1").erase_at is not None
    assert world.filing.draft(world.budi, SENT) == draft
    assert world.submits(draft).claim_number == world.rows(ClaimDraftRow)[0].claim_number


def test_a_draft_that_another_chat_has_changed_is_not_submitted_unseen(world: ClaimsWorld):
    world.filing.save(world.complete(world.photo("p1")), CHAT, BEGUN)
    stale = world.filing.draft(world.budi, SENT)
    fresh = world.filing.draft(world.budi, CHANGED)
    assert stale is not None
    assert fresh is not None
    world.filing.save(replace(fresh, amount=9), OTHER_CHAT, CHANGED)
    with pytest.raises(DraftChanged):
        world.submits(stale)
    assert world.filing.submitted(BEGUN) is None


def test_a_draft_that_was_never_kept_or_was_thrown_away_is_not_submitted(world: ClaimsWorld):
    draft = world.complete(world.photo("p1"))
    with pytest.raises(DraftIncomplete):
        world.submits(draft)
    world.filing.save(draft, CHAT, BEGUN)
    world.filing.discard(world.budi, CHANGED)
    with pytest.raises(DraftIncomplete):
        world.submits(draft)


def test_a_file_of_a_strangers_chat_does_not_come_into_a_claim(world: ClaimsWorld):
    world.filing.save(world.complete(world.photo("p1")), OTHER_CHAT, BEGUN)
    draft = world.filing.draft(world.budi, SENT)
    assert draft is not None
    with pytest.raises(DraftIncomplete):
        world.submits(draft, chat=OTHER_CHAT)
    world.links(CHAT)
    assert world.submits(draft, chat=OTHER_CHAT).status is ClaimStatus.SUBMITTED


def test_one_photo_may_stand_in_two_claims_and_stays_when_one_draft_goes(world: ClaimsWorld):
    first = world.files_a_claim(world.photo("p1"))
    world.filing.save(world.complete("p1", inbound_id=CHANGED), CHAT, CHANGED)
    world.filing.discard(world.budi, "8" * 32)
    assert world.media("p1").erase_at is None
    assert [file.media_id for file in world.book.files(first.claim_number)] == ["p1"]


def test_known_files_are_those_of_claims_that_were_not_cancelled(world: ClaimsWorld):
    claim = world.files_a_claim(world.photo("p1", likeness=LIKENESS))
    known = [KnownFile(claim.claim_number, "5" * 64, LIKENESS)]
    assert world.book.known_files(["P-1", "P-1-1"]) == known
    assert world.book.known_files(["P-2"]) == []
    world.claims.cancel([world.core.member("P-1-1")], claim.claim_number, SENT)
    assert world.book.known_files(["P-1", "P-1-1"]) == []


def test_the_account_wanted_last_is_the_known_one(world: ClaimsWorld):
    world.files_a_claim()
    world.clock.advance(days=1)
    draft = replace(world.complete("p1", inbound_id=CHANGED), bank="Mandiri")
    world.filing.save(draft, CHAT, CHANGED)
    world.submits(replace(draft, version=1), "8" * 32)
    account = world.filing.known_account(world.budi)
    assert account is not None
    assert account.bank == "Mandiri"


def test_what_is_personal_is_not_readable_in_the_database(world: ClaimsWorld):
    world.files_a_claim()
    with world.db.engine.connect() as connection:
        lines = [
            connection.execute(text(f"SELECT * FROM {table}")).all()
            for table in ("claims", "bank_accounts", "claim_drafts")
        ]
    assert not [word for word in ("demam", "1234567890", "RS Sehat") if word in str(lines)]


# Cancelling and adding -------------------------------------------------------------------------


def test_a_cancelled_claim_is_told_to_the_insurers_system_and_audited(world: ClaimsWorld):
    claim = world.files_a_claim()
    family = world.core.family("P-1")
    world.clock.advance(hours=1)
    for _ in range(2):
        cancelled = world.claims.cancel(family, claim.claim_number, "8" * 32)
    assert cancelled.status is ClaimStatus.CANCELLED
    keys = [row.idempotency_key for row in world.rows(ClaimForwardRow)]
    assert keys == [f"submitted-{BEGUN}", f"cancelled-{claim.claim_number}"]
    assert audited(world)[-1] == ("member", "claim_status_set")
    assert world.core.claim_history(claim.claim_number)[-1].actor == "member"


def test_cancelling_at_once_cancels_once(world: ClaimsWorld):
    claim = world.files_a_claim()
    family = world.core.family("P-1")
    world.clock.advance(hours=1)
    outcomes = at_once(lambda _: world.claims.cancel(family, claim.claim_number, SENT).status)
    assert Counter(outcomes) == {ClaimStatus.CANCELLED: 8}
    assert len(world.core.claim_history(claim.claim_number)) == 2


def pending(world: ClaimsWorld) -> str:
    """A claim that waits for a receipt."""
    claim = world.files_a_claim()
    world.clock.advance(days=1)
    world.claims.set_status(
        claim.claim_number, ClaimStatus.PENDING_DOCUMENTS, documents=["receipt"], actor="tpa:ani"
    )
    world.clock.advance(days=1)
    return claim.claim_number


def test_added_files_stand_behind_the_others_and_the_claim_goes_on(world: ClaimsWorld):
    number, family = pending(world), world.core.family("P-1")
    photo = world.photo("p2", CHANGED)
    for _ in range(2):
        claim = world.claims.add_files(
            family, number, [(photo, "receipt")], CHAT, CHANGED, all_there=True
        )
    assert (claim.status, claim.documents) == (ClaimStatus.IN_REVIEW, ())
    assert [file.media_id for file in world.book.files(number)] == ["p1", "p2"]
    assert [file.position for file in world.book.files(number)] == [1, 2]
    assert world.media("p2").erase_at is None
    assert [event.actor for event in world.core.claim_history(number)] == [
        *("member", "tpa:ani", "member")
    ]
    keys = [row.idempotency_key for row in world.rows(ClaimForwardRow)]
    assert keys == [f"submitted-{BEGUN}", f"documents_added-{number}-2"]


def test_one_message_may_add_files_twice_each_told_to_the_insurers_system(world: ClaimsWorld):
    number, family = pending(world), world.core.family("P-1")
    good, poor = world.photo("p2", CHANGED), world.photo("p3", CHANGED, position=1)
    world.claims.add_files(family, number, [(good, "receipt")], CHAT, CHANGED)
    # The blurred one of the same album, which the member keeps a moment later.
    world.claims.add_files(family, number, [(poor, "receipt")], CHAT, CHANGED)
    assert [file.media_id for file in world.book.files(number)] == ["p1", "p2", "p3"]
    forwards, told = SqlClaimForwards(world.db), []
    while forward := forwards.claim_due(world.clock.now(), world.clock.now() + LEASE):
        told.append((forward.key, forward.media_ids))
        forwards.done(forward, world.clock.now())
    assert told == [
        (f"submitted-{BEGUN}", {"p1"}),
        (f"documents_added-{number}-2", {"p2"}),
        (f"documents_added-{number}-3", {"p3"}),
    ]


def test_files_may_come_in_several_messages_before_the_word_that_all_are_there(
    world: ClaimsWorld,
):
    number, family = pending(world), world.core.family("P-1")
    first = world.claims.add_files(
        family, number, [(world.photo("p2", CHANGED), "receipt")], CHAT, CHANGED
    )
    done = world.claims.add_files(family, number, [], CHAT, "8" * 32, all_there=True)
    again = world.claims.add_files(family, number, [], CHAT, "8" * 32, all_there=True)
    assert (first.status, done.status) == (ClaimStatus.PENDING_DOCUMENTS, ClaimStatus.IN_REVIEW)
    assert again == done


def test_a_message_with_files_asked_again_after_the_decision_changes_nothing(world: ClaimsWorld):
    number, family = pending(world), world.core.family("P-1")
    files = [(world.photo("p2", CHANGED), "receipt")]
    world.claims.add_files(family, number, files, CHAT, CHANGED, all_there=True)
    world.claims.set_status(number, ClaimStatus.REJECTED, "Di luar polis")
    assert (
        world.claims.add_files(family, number, files, CHAT, CHANGED, all_there=True).status
        is ClaimStatus.REJECTED
    )
    with pytest.raises(NotInThatStatus):
        world.claims.add_files(family, number, [("p3", "receipt")], CHAT, "8" * 32)


def test_files_of_another_chat_are_not_added(world: ClaimsWorld):
    number, family = pending(world), world.core.family("P-1")
    world.claims.add_files(
        family, number, [(world.photo("p2", CHANGED), "receipt")], OTHER_CHAT, CHANGED
    )
    assert [file.media_id for file in world.book.files(number)] == ["p1"]


def test_a_claim_takes_no_more_files_than_it_can_hold(world: ClaimsWorld):
    number, family = pending(world), world.core.family("P-1")
    with pytest.raises(TooManyFiles):
        world.claims.add_files(
            family, number, [(f"x{n}", "other") for n in range(45)], CHAT, CHANGED
        )


def test_files_are_not_added_to_a_claim_that_has_changed_meanwhile(world: ClaimsWorld):
    number = pending(world)
    claim = world.core.claim(number)
    assert claim is not None
    stale = replace(claim, updated_at=claim.updated_at - timedelta(days=1))
    assert not world.book.add_files(
        stale, stale, [(world.photo("p2", CHANGED), "receipt")], CHAT, CHANGED
    )
    assert len(world.book.files(number)) == 1


def test_an_imported_claim_has_no_details_and_no_files(world: ClaimsWorld):
    assert world.book.details("K-1") is None
    assert world.book.details("K-0") is None
    assert world.book.files("K-1") == []
    assert world.book.bank_account("P-2") is None


def test_the_tpas_doings_are_audited_with_who_and_not_with_what(world: ClaimsWorld):
    number = pending(world)
    [line] = [row for row in world.rows(AuditRow) if row.action == "claim_status_set"]
    assert (line.actor, json.loads(line.detail)) == (
        "tpa",
        {"claim": number, "from": "submitted", "to": "pending_documents", "by": "tpa:ani"},
    )


def test_an_approval_is_kept_with_its_amount_in_the_history(world: ClaimsWorld):
    number = pending(world)
    world.claims.set_status(number, ClaimStatus.APPROVED, amount_approved=300_000, actor="tpa")
    world.clock.advance(days=1)
    world.claims.set_status(number, ClaimStatus.PAID, actor="tpa")
    assert [event.amount_approved for event in world.core.claim_history(number)] == [
        *(None, None, 300_000, 300_000)
    ]


def test_a_book_of_another_installation_knows_the_same(world: ClaimsWorld):
    claim = world.files_a_claim()
    assert SqlClaimsBook(world.db, world.clock).submitted(BEGUN) == claim
