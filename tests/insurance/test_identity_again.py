"""After a crash everything is asked again with the same inbound id: same answer, counted once."""

from __future__ import annotations

import pytest

from insurance.errors import IdentityMismatch
from insurance.identity import CodeOutcomeKind
from storage.tables import AuditRow
from tests.identity_world import BUDI, IdentityWorld, other_than, said


def audited(world: IdentityWorld) -> list[tuple[str, str | None]]:
    with world.database.reading() as session:
        rows = session.query(AuditRow).order_by(AuditRow.id).all()
        return [(row.action, row.participant_number) for row in rows]


def test_a_request_asked_again_mails_one_code(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    first = world.ask(chat, inbound=inbound)
    assert world.ask(chat, inbound=inbound) == first
    assert world.mail_codes() == 1
    world.ask(chat, inbound=inbound)
    assert world.mail_codes() == 0
    assert audited(world) == [("code_requested", BUDI.participant_number)]


def test_a_resend_and_an_unlock_asked_again_mail_one_code_each(world: IdentityWorld) -> None:
    chat, resend, unlock = world.chat(), said(), said()
    world.ask_and_read(chat)
    world.clock.advance(minutes=1)
    for _ in range(2):
        world.identity.resend_code(chat, resend)
        world.mail_codes()
    assert len(world.mailer.sent) == 2
    world.check(chat, world.last_code())
    world.clock.advance(minutes=31)
    for _ in range(2):
        world.identity.request_unlock_code(chat, unlock, "id")
        world.mail_codes()
    assert len(world.mailer.sent) == 3


def test_an_accepted_code_is_accepted_again(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    code = world.ask_and_read(chat)
    first = world.check(chat, code, inbound)
    world.clock.advance(minutes=10)
    assert world.check(chat, code, inbound) == first


def test_a_wrong_code_asked_again_is_one_try(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    wrong = other_than(world.ask_and_read(chat))
    outcomes = [world.check(chat, wrong, inbound) for _ in range(10)]
    assert {outcome.tries_left for outcome in outcomes} == {4}
    assert world.check(chat, wrong).tries_left == 3


def test_the_locking_try_asked_again_tells_the_same_lock(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    wrong = other_than(world.ask_and_read(chat))
    for _ in range(4):
        world.check(chat, wrong)
    first = world.check(chat, wrong, inbound)
    world.clock.advance(minutes=1)
    assert first.kind == CodeOutcomeKind.LOCKED
    assert world.check(chat, wrong, inbound) == first


def test_a_mismatch_asked_again_is_one_try(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    for _ in range(10):
        with pytest.raises(IdentityMismatch):
            world.ask(chat, inbound=inbound, policy_number="X1")
    world.ask(chat)
    assert [action for action, _ in audited(world)] == ["identity_mismatch", "code_requested"]


def test_a_message_may_be_tried_as_a_code_and_then_as_identity_data(world: IdentityWorld) -> None:
    chat, inbound = world.chat(), said()
    assert world.check(chat, "123456", inbound).kind == CodeOutcomeKind.NOT_AWAITED
    with pytest.raises(IdentityMismatch):
        world.ask(chat, inbound=inbound, policy_number="123456")


def test_the_audit_tells_the_whole_story_in_ids(world: IdentityWorld) -> None:
    chat = world.link()
    world.clock.advance(minutes=31)
    world.identity.request_unlock_code(chat, said(), "id")
    world.mail_codes()
    for _ in range(5):
        world.check(chat, other_than(world.last_code()))
    world.identity.unlink(chat, "logout")
    number = BUDI.participant_number
    assert audited(world) == [
        ("code_requested", number),
        ("code_accepted", number),
        ("linked", number),
        ("code_requested", number),
        ("code_locked", number),
        ("unlinked", number),
    ]


def test_a_number_that_is_nobodys_is_not_kept_in_the_audit(world: IdentityWorld) -> None:
    with pytest.raises(IdentityMismatch):
        world.ask(world.chat(), participant_number="3174091204850001")
    assert audited(world) == [("identity_mismatch", None)]
