"""How often a chat may try and a member be mailed, and that nobody's limit is another's lock."""

from __future__ import annotations

import pytest

from insurance.errors import IdentityMismatch, InsuranceError, ResendTooSoon, TooManyCodes
from insurance.errors import TooManyTries as Locked
from insurance.identity import CodeOutcome, CodeOutcomeKind, CodeState
from insurance.limits import DAY, HOUR, LOCK, RESEND_AFTER
from tests.identity_world import ANI, BUDI, IdentityWorld, other_than, said

ACCEPTED = CodeOutcome(CodeOutcomeKind.ACCEPTED)


def try_wrong(world: IdentityWorld, chat: str, code: str, times: int) -> list[CodeOutcome]:
    return [world.check(chat, other_than(code)) for _ in range(times)]


def codes_until_refused(world: IdentityWorld, chat: str) -> int:
    """Ask for one code after the other, a minute apart; tells how many were sent."""
    for sent in range(20):
        try:
            world.ask(chat)
        except TooManyCodes:
            return sent
        world.mail_codes()
        world.clock.advance(minutes=1)
    return 20


def test_the_fifth_wrong_code_locks_for_fifteen_minutes(world: IdentityWorld) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    until = world.clock.now() + LOCK
    assert try_wrong(world, chat, code, 5) == [
        *(CodeOutcome(CodeOutcomeKind.WRONG, left) for left in (4, 3, 2, 1)),
        CodeOutcome(CodeOutcomeKind.LOCKED, 0, until),
    ]
    assert world.check(chat, code) == CodeOutcome(CodeOutcomeKind.LOCKED, 0, until)
    awaited = world.identity.code_awaited(chat)
    assert awaited is not None
    assert (awaited.state, awaited.locked_until) == (CodeState.LOCKED, until)


def test_while_locked_no_new_code_is_mailed_and_afterwards_one_is(world: IdentityWorld) -> None:
    chat = world.chat()
    try_wrong(world, chat, world.ask_and_read(chat), 5)
    world.clock.advance(minutes=14, seconds=59)
    with pytest.raises(Locked):
        world.identity.resend_code(chat, said())
    with pytest.raises(Locked):
        world.ask(chat)
    world.clock.advance(seconds=1)
    assert world.identity.code_awaited(chat) is None
    assert world.check(chat, world.ask_and_read(chat)) == ACCEPTED


def test_wrong_tries_add_up_over_several_codes(world: IdentityWorld) -> None:
    chat = world.chat()
    try_wrong(world, chat, world.ask_and_read(chat), 4)
    world.clock.advance(minutes=1)
    code = world.ask_and_read(chat)
    assert try_wrong(world, chat, code, 1)[0].kind == CodeOutcomeKind.LOCKED


def test_an_accepted_code_forgets_the_wrong_tries(world: IdentityWorld) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    try_wrong(world, chat, code, 4)
    assert world.check(chat, code) == ACCEPTED
    world.clock.advance(minutes=1)
    assert try_wrong(world, chat, world.ask_and_read(chat), 1)[0].tries_left == 4


def test_a_locked_chat_locks_no_other_chat_and_no_other_member(world: IdentityWorld) -> None:
    stranger, owner = world.chat(), world.chat()
    try_wrong(world, stranger, world.ask_and_read(stranger), 5)
    assert world.check(owner, world.ask_and_read(owner)) == ACCEPTED
    assert world.check(stranger, world.ask_and_read(stranger, ANI)) == ACCEPTED


def test_a_code_may_be_resent_after_sixty_seconds(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask_and_read(chat)
    free_at = world.clock.now() + RESEND_AFTER
    world.clock.advance(seconds=59)
    for again in (
        lambda: world.identity.resend_code(chat, said()),
        lambda: world.ask(chat),
    ):
        with pytest.raises(ResendTooSoon) as caught:
            again()
        assert caught.value.until == free_at
    world.clock.advance(seconds=1)
    assert world.identity.resend_code(chat, said()).resend_at == free_at + RESEND_AFTER


def test_whoever_took_a_request_back_may_ask_again_at_once_but_no_more_often(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    for _ in range(4):
        world.ask_and_read(chat)
        world.identity.withdraw_code(chat)
    with pytest.raises(TooManyCodes):
        world.ask(chat)


def test_one_chat_gets_four_codes_an_hour_and_leaves_one_for_the_owner(
    world: IdentityWorld,
) -> None:
    stranger, owner = world.chat(), world.chat()
    begin = world.clock.now()
    assert codes_until_refused(world, stranger) == 4
    with pytest.raises(TooManyCodes) as caught:
        world.ask(stranger)
    assert caught.value.until == begin + HOUR
    world.ask(owner)
    with pytest.raises(TooManyCodes):
        world.ask(world.chat())
    world.clock.set(begin + HOUR)
    world.ask(stranger)


def test_one_chat_gets_eight_codes_a_day_and_a_member_ten(world: IdentityWorld) -> None:
    stranger, begin = world.chat(), world.clock.now()
    sent = 0
    for hour in range(8):
        world.clock.set(begin + hour * HOUR)
        sent += codes_until_refused(world, stranger)
    assert sent == 8
    owner = world.chat()
    assert codes_until_refused(world, owner) == 2
    with pytest.raises(TooManyCodes) as caught:
        world.ask(owner)
    assert caught.value.until == begin + DAY
    assert world.check(world.chat(), "123456").kind == CodeOutcomeKind.NOT_AWAITED
    world.clock.set(begin + DAY)
    assert world.check(owner, world.ask_and_read(owner)) == ACCEPTED


def test_however_many_strangers_the_owners_linked_chat_can_be_unlocked(
    world: IdentityWorld,
) -> None:
    owner = world.link()
    world.clock.advance(days=2)
    begin = world.clock.now()
    for hour in range(4):
        world.clock.set(begin + hour * HOUR)
        for _ in range(6):
            codes_until_refused(world, world.chat())
    world.identity.request_unlock_code(owner, said(), "id")
    world.mail_codes()
    assert world.check(owner, world.last_code()) == ACCEPTED


def test_codes_that_were_never_mailed_use_nothing_up(world: IdentityWorld) -> None:
    chat = world.chat()
    world.mailer.is_down = True
    world.ask(chat)
    for _ in range(12):
        world.clock.advance(minutes=1)
        world.identity.resend_code(chat, said())
    world.mailer.is_down = False
    assert world.mail_codes() == 1
    assert world.check(chat, world.last_code()) == ACCEPTED


def test_the_fifth_mismatch_locks_the_chat_for_identity_data(world: IdentityWorld) -> None:
    chat = world.chat()
    for _ in range(4):
        with pytest.raises(IdentityMismatch):
            world.ask(chat, policy_number="X1")
    with pytest.raises(Locked) as caught:
        world.ask(chat, policy_number="X1")
    assert caught.value.until == world.clock.now() + LOCK
    with pytest.raises(Locked):
        world.ask(chat)  # even the right data: a locked chat must learn nothing
    world.ask(world.chat())
    world.clock.advance(minutes=15)
    world.ask(world.chat(), ANI)
    world.ask(chat)


def test_mismatches_are_forgotten_after_fifteen_minutes_without_one(world: IdentityWorld) -> None:
    chat = world.chat()
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(IdentityMismatch):
                world.ask(chat, policy_number="X1")
        world.clock.advance(minutes=15)


def answer(world: IdentityWorld, chat: str, **claimed: object) -> tuple[type[Exception], str]:
    with pytest.raises(InsuranceError) as caught:
        world.ask(chat, **claimed)
    return type(caught.value), str(caught.value)


def test_enumerating_member_numbers_tells_nothing(world: IdentityWorld) -> None:
    known = [BUDI.participant_number, "GI-0001-01", "GI-0002-00", "LP-0001-00", "GI-0003-00"]
    unknown = [f"GI-{number:04d}-00" for number in range(5000, 5200)]
    answers = {
        answer(world, world.chat(), participant_number=number, email="guess@contoh.co.id")
        for number in known + unknown
    }
    assert answers == {(IdentityMismatch, str(IdentityMismatch()))}


def test_a_thousand_guesses_from_many_chats_get_nowhere(world: IdentityWorld) -> None:
    owner = world.link()
    world.clock.advance(minutes=31)
    compared = 0
    for _ in range(100):
        chat = world.chat()
        try:
            world.ask(chat)
            world.mail_codes()
        except TooManyCodes:
            pass
        outcomes = try_wrong(world, chat, world.last_code(), 10)
        compared += sum(each.tries_left is not None for each in outcomes[:5])
    assert compared == 3 * 5  # three codes, five tries each
    world.identity.request_unlock_code(owner, said(), "id")
    world.mail_codes()
    assert world.check(owner, world.last_code()) == ACCEPTED
    assert world.identity.unlocked_member(owner) == BUDI
