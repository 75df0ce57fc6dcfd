"""Letters about claims are worked off once, by however many gateways, on both databases."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from insurance.claim_post import LetterDue
from insurance.fakes import FakeClock
from storage.claim_letters import SqlClaimLetters
from storage.database import Database
from storage.tables import AuditRow, ClaimLetterRow
from tests.insurance.claim_letter_rows import keep_claims, letter_row
from tests.insurance.claim_world import BUDI, CLAIM

LEASE = timedelta(minutes=5)
CLAIMS = [replace(CLAIM, claim_number=f"KLM-{number}") for number in range(8)]


@pytest.fixture
def queue(database: Database, clock: FakeClock) -> SqlClaimLetters:
    """Eight letters that are due, the first the longest."""
    keep_claims(database, *CLAIMS)
    with database.transaction() as session:
        session.add_all(
            letter_row(claim.claim_number, clock.now() + timedelta(seconds=number))
            for number, claim in enumerate(CLAIMS)
        )
    return SqlClaimLetters(database, clock)


def test_the_oldest_are_taken_first_and_by_nobody_else_before_the_lease_ends(
    queue: SqlClaimLetters, clock: FakeClock
) -> None:
    now = clock.now()
    taken = queue.claim_due(now, now + LEASE, 2)
    assert taken == [LetterDue("KLM-0", "id", 1), LetterDue("KLM-1", "id", 1)]
    assert queue.claim_due(now, now + LEASE, 1) == [LetterDue("KLM-2", "id", 1)]
    later = now + LEASE
    assert queue.claim_due(later, later + LEASE, 1) == [LetterDue("KLM-0", "id", 2)]


def test_many_who_take_at_once_never_take_the_same(
    queue: SqlClaimLetters, clock: FakeClock
) -> None:
    now = clock.now()
    with ThreadPoolExecutor(6) as threads:
        rounds = threads.map(lambda _: queue.claim_due(now, now + LEASE, 8), range(6))
        taken = [letter.claim_number for one in rounds for letter in one]
    assert sorted(taken) == [claim.claim_number for claim in CLAIMS]


def test_what_was_sent_is_never_due_again(
    queue: SqlClaimLetters, clock: FakeClock, database: Database
) -> None:
    now = clock.now()
    [letter] = queue.claim_due(now, now + LEASE, 1)
    queue.mark_sent(letter, now)
    queue.put_off(letter, now)
    queue.give_up(letter)
    with database.reading() as session:
        row = session.get_one(ClaimLetterRow, "KLM-0")
    assert (row.state, row.sent_at, row.attempts) == ("sent", now, 1)


def test_what_was_put_off_waits(queue: SqlClaimLetters, clock: FakeClock) -> None:
    now = clock.now()
    [letter] = queue.claim_due(now, now + LEASE, 1)
    queue.put_off(letter, now + timedelta(seconds=20))
    assert "KLM-0" not in {each.claim_number for each in queue.claim_due(now, now + LEASE, 8)}
    then = now + timedelta(seconds=20)
    assert queue.claim_due(then, then + LEASE, 8) == [LetterDue("KLM-0", "id", 2)]


def test_what_is_given_up_is_in_the_audit(
    queue: SqlClaimLetters, clock: FakeClock, database: Database
) -> None:
    now = clock.now()
    [letter] = queue.claim_due(now, now + LEASE, 1)
    queue.give_up(letter)
    with database.reading() as session:
        [line] = session.scalars(select(AuditRow)).all()
    assert (line.action, line.actor) == ("claim_letter_given_up", "system")
    assert line.participant_number == BUDI.participant_number
    assert json.loads(line.detail) == {"claim": "KLM-0"}


def test_what_is_stale_is_given_up_unless_it_is_on_its_way(
    queue: SqlClaimLetters, clock: FakeClock
) -> None:
    now = clock.advance(days=3)
    queue.claim_due(now, now + LEASE, 2)
    assert queue.give_up_stale(now - timedelta(days=2, hours=23), now) == 6
    assert queue.give_up_stale(now - timedelta(days=2, hours=23), now) == 0
    assert queue.claim_due(now, now + LEASE, 8) == []
