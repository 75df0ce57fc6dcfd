"""Drafts that nobody comes back to: a reminder the day before, then an end with their files."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from storage.draft_keeping import due_reminders
from storage.media_retention import erase_media
from storage.retention import purge
from storage.tables import AuditRow, ClaimDraftRow
from tests.storage.claims_world import BEGUN, CHANGED, SENT, ClaimsWorld, at_once
from tests.storage.media_world import CHAT


@pytest.fixture
def world(claims_world: ClaimsWorld) -> ClaimsWorld:
    """Budi has begun a claim with a photo."""
    claims_world.files.message(BEGUN)
    claims_world.drafts.save(claims_world.complete(claims_world.photo("p1")), CHAT, BEGUN)
    return claims_world


def due(world: ClaimsWorld, *, told: bool = False) -> list[str]:
    """The drafts to remind of; ``told``: and now they are reminded of."""
    with world.db.transaction() as session:
        rows = due_reminders(session, world.clock.now())
        for row in rows if told else ():
            row.reminded_at = world.clock.now()
        return [row.id for row in rows]


@pytest.mark.parametrize(("days", "expected"), [(5.9, []), (6, [BEGUN]), (6.9, [BEGUN]), (7, [])])
def test_a_reminder_is_due_in_the_last_of_the_seven_days(
    world: ClaimsWorld, days: float, expected: list[str]
):
    world.clock.advance(days=days)
    assert due(world) == expected


def test_a_draft_is_reminded_of_once_and_again_when_it_was_worked_on(world: ClaimsWorld):
    world.clock.advance(days=6)
    assert (due(world, told=True), due(world)) == ([BEGUN], [])
    draft = world.drafts.as_of("P-1", CHANGED)
    assert draft is not None
    world.drafts.save(replace(draft, amount=5), CHAT, CHANGED)
    world.clock.advance(days=6)
    assert due(world) == [BEGUN]


def test_two_gateways_do_not_remind_of_the_same_draft(world: ClaimsWorld):
    world.clock.advance(days=6)
    found = at_once(lambda _: tuple(due(world, told=True)))
    assert Counter(found) == {(BEGUN,): 1, (): 7}


def test_after_seven_days_a_draft_ends_with_its_files(world: ClaimsWorld):
    world.clock.advance(days=6, hours=23)
    assert world.ends_abandoned() == 0
    world.clock.advance(hours=1)
    assert world.ends_abandoned() == 1
    row = world.draft_row()
    assert (row.state, row.content, row.before) == ("abandoned", None, None)
    assert world.files.in_store() == ["p1"]
    assert erase_media(world.db, world.files.store, world.clock, pause_s=0)["files"] == 1
    assert (world.files.in_store(), world.media("p1").state) == ([], "erased")
    assert [line.action for line in world.rows(AuditRow)][-2:] == [
        *("claim_draft_abandoned", "purge")
    ]


def test_the_files_of_a_draft_outlive_it_where_nobody_has_ended_it(world: ClaimsWorld):
    world.clock.advance(days=7, hours=23)
    erase_media(world.db, world.files.store, world.clock, pause_s=0)
    assert world.files.in_store() == ["p1"]
    world.clock.advance(hours=1)
    erase_media(world.db, world.files.store, world.clock, pause_s=0)
    assert world.files.in_store() == []


def test_ending_drafts_at_once_ends_each_once(world: ClaimsWorld):
    world.clock.advance(days=7)
    assert sum(map(int, at_once(lambda _: world.ends_abandoned()))) == 1  # type: ignore[call-overload]


def test_a_submitted_claim_is_never_abandoned(world: ClaimsWorld):
    draft = world.drafts.as_of("P-1", SENT)
    assert draft is not None
    claim = world.submits(draft)
    world.clock.advance(days=400)
    assert world.ends_abandoned() == 0
    purge(world.db, world.clock, pause_s=0)
    erase_media(world.db, world.files.store, world.clock, pause_s=0)
    assert world.files.in_store() == ["p1"]
    assert [file.sha256 for file in world.book.files(claim.claim_number)] == ["5" * 64]


def test_a_purge_ends_abandoned_drafts_too(world: ClaimsWorld):
    world.clock.advance(days=7)
    assert purge(world.db, world.clock, pause_s=0)["drafts"] == 1
    assert purge(world.db, world.clock, pause_s=0)["drafts"] == 0


def test_what_a_draft_was_is_erased_a_day_after_its_end_unless_its_turn_is_not_over(
    world: ClaimsWorld,
):
    world.files.message(CHANGED, state="received")
    world.drafts.discard("P-1", CHANGED)
    world.clock.advance(days=2)
    purge(world.db, world.clock, pause_s=0)
    assert world.draft_row().before is not None
    world.drafts.save(replace(world.complete(inbound_id=SENT), files=()), CHAT, SENT)
    world.drafts.discard("P-1", "8" * 32)
    world.clock.advance(days=2)
    purge(world.db, world.clock, pause_s=0)
    assert world.draft_row(SENT).before is None
    world.clock.advance(days=90)
    purge(world.db, world.clock, pause_s=0)
    assert [row.id for row in world.rows(ClaimDraftRow)] == []


def test_a_reminder_still_leaves_the_day_that_it_speaks_of(world: ClaimsWorld):
    world.clock.advance(days=6)
    assert due(world) == [BEGUN]
    world.clock.advance(hours=23)
    assert world.drafts.as_of("P-1", CHANGED) is not None
    assert world.media("p1").erase_at - world.clock.now() == timedelta(days=1, hours=1)
