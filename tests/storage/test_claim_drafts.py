"""Drafts: a turn asked again starts from the same, and one member has one, whichever chat."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from insurance.claim_drafts import ClaimDraft, DraftFile
from insurance.errors import DraftChanged
from insurance.fake_claims import FakeClaimDrafts
from insurance.ports import ClaimDrafts
from storage.claim_drafts import DROPPED_KEPT_FOR
from storage.tables import ClaimDraftRow
from tests.storage.claims_world import BEGUN, CHANGED, OTHER_CHAT, SENT, ClaimsWorld, at_once
from tests.storage.media_world import CHAT

NEW = ClaimDraft(BEGUN, "P-1", diagnosis="demam")


@pytest.fixture(params=["memory", "sql"])
def drafts(request: pytest.FixtureRequest, claims_world: ClaimsWorld) -> ClaimDrafts:
    """Both implementations, the SQL one on both databases."""
    return FakeClaimDrafts() if request.param == "memory" else claims_world.drafts


def said(drafts: ClaimDrafts, inbound_id: str) -> str | None:
    """The diagnosis in the draft as of that message."""
    draft = drafts.as_of("P-1", inbound_id)
    return None if draft is None else draft.diagnosis


def change(drafts: ClaimDrafts, inbound_id: str, diagnosis: str, chat: str = CHAT) -> None:
    draft = drafts.as_of("P-1", inbound_id)
    assert draft is not None
    drafts.save(replace(draft, diagnosis=diagnosis), chat, inbound_id)


def test_nobody_has_a_draft_before_they_begin_one(drafts: ClaimDrafts):
    assert drafts.as_of("P-1", BEGUN) is None


def test_a_draft_is_there_for_the_next_message_and_not_for_the_one_that_began_it(
    drafts: ClaimDrafts,
):
    drafts.save(NEW, CHAT, BEGUN)
    assert said(drafts, BEGUN) is None
    assert said(drafts, CHANGED) == "demam"
    assert drafts.as_of("P-1-1", CHANGED) is None


def test_a_message_asked_again_starts_from_what_was_before_it(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    change(drafts, CHANGED, "batuk")
    assert said(drafts, CHANGED) == "demam"
    change(drafts, CHANGED, "pilek")
    assert (said(drafts, CHANGED), said(drafts, SENT)) == ("demam", "pilek")


def test_the_message_that_began_a_draft_may_be_asked_again(drafts: ClaimDrafts):
    for _ in range(2):
        assert drafts.as_of("P-1", BEGUN) is None
        drafts.save(NEW, CHAT, BEGUN)
    assert said(drafts, CHANGED) == "demam"


def test_the_last_of_two_saves_of_one_message_counts(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    draft = drafts.as_of("P-1", CHANGED)
    assert draft is not None
    drafts.save(replace(draft, diagnosis="batuk"), CHAT, CHANGED)
    drafts.save(replace(draft, diagnosis="batuk", amount=5), CHAT, CHANGED)
    assert drafts.as_of("P-1", SENT) == replace(draft, diagnosis="batuk", amount=5, version=2)


def test_what_another_chat_changed_meanwhile_is_not_overwritten(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    stale = drafts.as_of("P-1", CHANGED)
    assert stale is not None
    change(drafts, SENT, "di chat lain", OTHER_CHAT)
    with pytest.raises(DraftChanged):
        drafts.save(replace(stale, diagnosis="di sini"), CHAT, CHANGED)
    assert said(drafts, "9" * 32) == "di chat lain"


def test_a_second_draft_is_not_begun_beside_the_first(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    with pytest.raises(DraftChanged):
        drafts.save(ClaimDraft(CHANGED, "P-1"), OTHER_CHAT, CHANGED)


def test_members_have_drafts_of_their_own(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    drafts.save(ClaimDraft(CHANGED, "P-1-1", diagnosis="batuk"), OTHER_CHAT, CHANGED)
    assert said(drafts, SENT) == "demam"


def test_what_was_thrown_away_is_gone_but_for_the_message_that_did_it(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    drafts.discard("P-1", CHANGED)
    assert (said(drafts, CHANGED), said(drafts, SENT)) == ("demam", None)


def test_throwing_away_what_is_not_there_does_nothing(drafts: ClaimDrafts):
    drafts.discard("P-1", CHANGED)
    assert drafts.as_of("P-1", SENT) is None


def test_one_message_may_throw_away_and_begin_anew_and_be_asked_again(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    for _ in range(2):
        assert said(drafts, CHANGED) == "demam"
        drafts.discard("P-1", CHANGED)
        drafts.save(ClaimDraft(CHANGED, "P-1", diagnosis="baru"), CHAT, CHANGED)
    assert said(drafts, SENT) == "baru"


def test_a_message_asked_again_throws_away_nothing_that_was_begun_since(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    drafts.discard("P-1", CHANGED)
    drafts.save(ClaimDraft(SENT, "P-1", diagnosis="di chat lain"), OTHER_CHAT, SENT)
    drafts.discard("P-1", CHANGED)
    assert said(drafts, "9" * 32) == "di chat lain"


def test_a_draft_that_was_thrown_away_in_another_chat_is_not_saved(drafts: ClaimDrafts):
    drafts.save(NEW, CHAT, BEGUN)
    stale = drafts.as_of("P-1", CHANGED)
    assert stale is not None
    drafts.discard("P-1", SENT)
    with pytest.raises(DraftChanged):
        drafts.save(stale, CHAT, CHANGED)


def test_every_field_comes_out_as_it_went_in(claims_world: ClaimsWorld):
    draft = replace(
        claims_world.complete("p1", "p2"),
        skipped=("prescription",),
        details_confirmed=True,
        documents_done=True,
        files=(DraftFile("p1"), DraftFile("p2", "receipt", is_kept=True)),
    )
    claims_world.drafts.save(draft, CHAT, BEGUN)
    assert claims_world.drafts.as_of("P-1", SENT) == replace(draft, version=1)


def test_nobody_can_save_somebody_elses_draft(claims_world: ClaimsWorld):
    claims_world.drafts.save(NEW, CHAT, BEGUN)
    with pytest.raises(DraftChanged):
        claims_world.drafts.save(replace(NEW, filed_by="P-2"), CHAT, BEGUN)


def test_what_a_draft_says_is_not_readable_in_the_database(claims_world: ClaimsWorld):
    claims_world.drafts.save(replace(NEW, diagnosis="sangat rahasia"), CHAT, BEGUN)
    with claims_world.db.engine.connect() as connection:
        lines = connection.exec_driver_sql("SELECT * FROM claim_drafts").all()
    assert "rahasia" not in str(lines)


def test_a_drafts_files_are_kept_as_long_as_it_may_live(claims_world: ClaimsWorld):
    photo = claims_world.photo("p1")
    claims_world.drafts.save(claims_world.complete(photo), CHAT, BEGUN)
    assert claims_world.media(photo).erase_at == claims_world.clock.now() + timedelta(days=8)


def test_a_file_taken_out_of_a_draft_is_erased_like_one_that_nobody_wants(
    claims_world: ClaimsWorld,
):
    photo, world = claims_world.photo("p1"), claims_world
    world.drafts.save(world.complete(photo), CHAT, BEGUN)
    draft = world.drafts.as_of("P-1", CHANGED)
    assert draft is not None
    world.drafts.save(replace(draft, files=()), CHAT, CHANGED)
    assert world.media(photo).erase_at == world.clock.now() + DROPPED_KEPT_FOR


def test_the_files_of_a_draft_that_was_thrown_away_go_within_the_hour(claims_world: ClaimsWorld):
    photo, world = claims_world.photo("p1"), claims_world
    world.drafts.save(world.complete(photo), CHAT, BEGUN)
    world.drafts.discard("P-1", CHANGED)
    assert world.media(photo).erase_at == world.clock.now() + timedelta(hours=1)
    assert world.draft_row().content is None


def test_files_of_a_strangers_chat_are_not_kept_by_naming_them(claims_world: ClaimsWorld):
    photo, world = claims_world.photo("p1"), claims_world
    before = world.media(photo).erase_at
    world.drafts.save(world.complete(photo), OTHER_CHAT, BEGUN)
    assert world.media(photo).erase_at == before
    world.links(CHAT)
    world.drafts.save(world.complete(photo), OTHER_CHAT, BEGUN)
    assert world.media(photo).erase_at > before


def test_after_seven_days_a_draft_is_gone_although_nobody_has_ended_it(claims_world: ClaimsWorld):
    world = claims_world
    world.drafts.save(NEW, CHAT, BEGUN)
    world.clock.advance(days=7)
    assert world.drafts.as_of("P-1", CHANGED) is None
    world.drafts.save(ClaimDraft(CHANGED, "P-1"), CHAT, CHANGED)
    assert {row.id: row.state for row in world.rows(ClaimDraftRow)} == {
        BEGUN: "abandoned",
        CHANGED: "open",
    }


def test_two_chats_that_begin_at_once_make_one_draft(claims_world: ClaimsWorld):
    def begin(number: int) -> str:
        inbound_id = f"{number:032}"
        claims_world.drafts.save(
            ClaimDraft(inbound_id, "P-1"), (CHAT, OTHER_CHAT)[number % 2], inbound_id
        )
        return "saved"

    assert Counter(at_once(begin)) == {"saved": 1, DraftChanged: 7}
    assert claims_world.count(ClaimDraftRow) == 1


def test_one_turn_that_runs_many_times_at_once_is_one_draft(claims_world: ClaimsWorld):
    assert set(at_once(lambda _: claims_world.drafts.save(NEW, CHAT, BEGUN))) == {None}
    assert claims_world.draft_row().version == 1


def test_of_two_chats_that_change_a_draft_at_once_one_is_told(claims_world: ClaimsWorld):
    claims_world.drafts.save(NEW, CHAT, BEGUN)
    draft = claims_world.drafts.as_of("P-1", CHANGED)
    assert draft is not None

    def save(number: int) -> str:
        claims_world.drafts.save(replace(draft, amount=number + 1), CHAT, f"{number:032}")
        return "saved"

    assert Counter(at_once(save)) == {"saved": 1, DraftChanged: 7}
    assert claims_world.draft_row().version == 2
