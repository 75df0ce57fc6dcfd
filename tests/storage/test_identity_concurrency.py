"""Several gateways at once, on either database: no limit gives way, nothing happens twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from insurance.errors import ChatLocked, IdentityMismatch, InsuranceError, TooManyCodes
from insurance.errors import TooManyTries as Locked
from insurance.fakes import FakeClock
from insurance.identity import CodeOutcomeKind
from storage.audit import SessionAudit
from storage.database import Database
from storage.tables import AuditRow, LinkRow, OneTimeCodeRow
from tests.identity_world import BUDI, IdentityWorld, other_than, said

AT_ONCE = 12


@pytest.fixture
def world(database: Database, clock: FakeClock) -> Iterator[IdentityWorld]:
    """Members, chats and mailboxes over each database in turn."""
    yield IdentityWorld(database, clock)


def at_once(work: Callable[[int], object], times: int = AT_ONCE) -> Counter[object]:
    """Do it in many threads at the same time; errors count by their kind."""

    def attempt(number: int) -> object:
        try:
            return work(number)
        except InsuranceError as error:
            return type(error)

    with ThreadPoolExecutor(times) as threads:
        return Counter(threads.map(attempt, range(times)))


def rows(world: IdentityWorld, table: type[object]) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_chat_is_linked_unlocked_and_linked_anew(world: IdentityWorld) -> None:
    chat = world.link()
    assert world.identity.unlocked_member(chat) == BUDI
    world.clock.advance(minutes=31)
    with pytest.raises(ChatLocked):
        world.identity.unlocked_member(chat)
    world.identity.request_unlock_code(chat, said(), "en")
    world.mail_codes()
    assert world.check(chat, world.last_code()).kind == CodeOutcomeKind.ACCEPTED
    world.identity.unlink(chat, "logout")
    world.clock.advance(minutes=1)
    world.link(BUDI, chat)
    assert rows(world, LinkRow) == 2


def test_guesses_at_once_are_five_at_most(world: IdentityWorld) -> None:
    chat = world.chat()
    wrong = other_than(world.ask_and_read(chat))
    outcomes = at_once(lambda _: world.check(chat, wrong).kind)
    assert outcomes == {CodeOutcomeKind.WRONG: 4, CodeOutcomeKind.LOCKED: AT_ONCE - 4}
    with world.store.reading() as book:
        tries = book.tries(chat, f"code:{BUDI.participant_number}")
    assert tries is not None
    assert tries.count == 5


def test_the_right_code_at_once_is_accepted_once(world: IdentityWorld) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    outcomes = at_once(lambda _: world.check(chat, code).kind)
    assert outcomes == {CodeOutcomeKind.ACCEPTED: 1, CodeOutcomeKind.NOT_AWAITED: AT_ONCE - 1}
    assert rows(world, LinkRow) == 1


def test_one_message_checked_at_once_is_one_try(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    wrong = other_than(world.ask_and_read(chat))
    assert at_once(lambda _: world.check(chat, wrong, inbound).tries_left) == {4: AT_ONCE}


def test_many_chats_at_once_get_no_more_codes_than_the_member_may(world: IdentityWorld) -> None:
    chats = [world.chat() for _ in range(AT_ONCE)]
    outcomes = at_once(lambda number: world.ask(chats[number]).masked_email)
    assert outcomes == {"B***o@contoh.co.id": 5, TooManyCodes: AT_ONCE - 5}


def test_one_message_asking_at_once_asks_once(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    assert len(at_once(lambda _: world.ask(chat, inbound=inbound))) == 1
    assert rows(world, OneTimeCodeRow) == 1


def test_mismatches_at_once_lock_at_the_fifth(world: IdentityWorld) -> None:
    chat = world.chat()
    outcomes = at_once(lambda _: world.ask(chat, policy_number="X1"))
    assert outcomes == {IdentityMismatch: 4, Locked: AT_ONCE - 4}


def test_a_code_is_claimed_by_one_gateway(world: IdentityWorld) -> None:
    for _ in range(5):
        world.ask(world.chat())
    now = world.clock.now()
    until = now + timedelta(seconds=30)
    claimed = at_once(lambda _: tuple(each.id for each in world.queue.claim_due(now, until, 8)))
    ids = [code_id for batch in claimed for code_id in batch]  # type: ignore[attr-defined]
    assert sorted(ids) == [1, 2, 3, 4, 5]


def test_a_delay_is_told_by_one_gateway(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask(chat)
    now = world.clock.now()
    told = at_once(lambda _: len(world.queue.claim_delayed(now, now)))
    assert told == {1: 1, 0: AT_ONCE - 1}


def test_chats_do_not_wait_for_one_another_in_a_ring(world: IdentityWorld) -> None:
    chats = [world.chat() for _ in range(AT_ONCE)]

    def a_whole_visit(number: int) -> str:
        chat = chats[number]
        try:
            world.ask(chat)
        except TooManyCodes:
            world.identity.withdraw_code(chat)
        world.check(chat, "000000")
        world.identity.note_activity(chat)
        world.identity.unlink(chat, "logout")
        return "through"

    assert at_once(a_whole_visit) == {"through": AT_ONCE}


def test_the_audit_keeps_who_did_what(world: IdentityWorld) -> None:
    with world.database.transaction() as session:
        audit = SessionAudit(session, world.clock)
        audit.record("claim_set", actor="operator", detail={"claim": "C-1"})
    with world.database.reading() as session:
        [line] = session.scalars(select(AuditRow))
    assert (line.at, line.actor, line.action, line.detail) == (
        world.clock.now(),
        "operator",
        "claim_set",
        '{"claim": "C-1"}',
    )
