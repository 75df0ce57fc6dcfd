"""A chat becomes a member's by four data and a mailed code, and by nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, update

from insurance.errors import (
    ChatLocked,
    IdentityMismatch,
    NoEmailOnFile,
    NotLinked,
    TooManyTries,
)
from insurance.fakes import FakeClock
from insurance.identity import ChatStatus, CodeOutcome, CodeOutcomeKind, CodeState
from insurance.limits import LINK_LIVES
from storage.database import Database
from storage.tables import LinkRow, MemberRow
from tests.identity_world import (
    ANI,
    BUDI,
    LAPSED,
    NO_EMAIL,
    READS_LIKE_ANI,
    SITI,
    IdentityWorld,
    other_than,
    said,
)

ACCEPTED = CodeOutcome(CodeOutcomeKind.ACCEPTED)
NOBODY = ChatStatus(linked=False, unlocked=False)


def test_four_data_and_the_mailed_code_link_and_unlock_a_chat(world: IdentityWorld) -> None:
    chat = world.chat()
    requested = world.ask(chat)
    assert requested.masked_email == "B***o@contoh.co.id"
    assert world.identity.status(chat) == NOBODY
    world.mail_codes()
    assert world.check(chat, world.last_code()) == ACCEPTED
    assert world.identity.unlocked_member(chat) == BUDI
    assert world.identity.status(chat) == ChatStatus(True, True, "Budi", "B***o@contoh.co.id")


def test_numbers_and_email_match_without_case_and_separators(world: IdentityWorld) -> None:
    requested = world.ask(
        world.chat(),
        policy_number=" grp 2026.001",
        participant_number="gi/0001-00 ",
        email="  BUDI.santoso@CONTOH.co.id ",
    )
    assert requested.masked_email == "B***o@contoh.co.id"


def test_of_two_numbers_that_read_alike_the_other_data_decide(world: IdentityWorld) -> None:
    chats = [world.link(member) for member in (ANI, READS_LIKE_ANI)]
    assert [world.identity.unlocked_member(chat) for chat in chats] == [ANI, READS_LIKE_ANI]


def test_without_any_members_everybody_is_a_mismatch(
    sqlite_database: Database, clock: FakeClock
) -> None:
    world = IdentityWorld(sqlite_database, clock)
    with sqlite_database.transaction() as session:
        session.execute(delete(MemberRow))
    with pytest.raises(IdentityMismatch):
        world.ask(world.chat())


def test_a_dependent_without_email_proves_by_the_principals(world: IdentityWorld) -> None:
    chat = world.link(SITI)
    assert world.mailer.sent[-1].to == BUDI.email
    assert world.identity.unlocked_member(chat) == SITI


def test_a_member_of_a_lapsed_policy_links_all_the_same(world: IdentityWorld) -> None:
    assert world.identity.unlocked_member(world.link(LAPSED)) == LAPSED


@pytest.mark.parametrize(
    "changed",
    [
        {"policy_number": "GRP-2026-002"},
        {"policy_number": ""},
        {"participant_number": "GI-9999-00"},
        {"participant_number": ANI.participant_number},
        {"participant_number": ""},
        {"date_of_birth": date(1985, 12, 5)},
        {"email": ANI.email},
        {"email": ""},
    ],
    ids=str,
)
def test_any_wrong_datum_gets_the_same_answer(
    world: IdentityWorld, changed: dict[str, object]
) -> None:
    with pytest.raises(IdentityMismatch) as caught:
        world.ask(world.chat(), **changed)
    assert str(caught.value) == str(IdentityMismatch())
    assert world.mail_codes() == 0


def test_a_member_without_any_email_is_a_mismatch_like_any_other(world: IdentityWorld) -> None:
    with pytest.raises(IdentityMismatch):
        world.ask(world.chat(), NO_EMAIL)


def test_a_code_is_good_once(world: IdentityWorld) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    world.check(chat, code)
    assert world.check(chat, code).kind == CodeOutcomeKind.NOT_AWAITED


def test_a_code_of_one_chat_opens_no_other(world: IdentityWorld) -> None:
    mine, other = world.chat(), world.chat("telegram")
    code = world.ask_and_read(mine)
    assert world.check(other, code).kind == CodeOutcomeKind.NOT_AWAITED
    world.ask_and_read(other)
    assert world.check(other, code).kind == CodeOutcomeKind.WRONG
    assert world.check(mine, code) == ACCEPTED


def test_only_the_newest_code_counts(world: IdentityWorld) -> None:
    chat = world.chat()
    old = world.ask_and_read(chat)
    world.clock.advance(seconds=60)
    world.identity.resend_code(chat, said())
    assert world.check(chat, old).kind == CodeOutcomeKind.NOT_SENT
    world.mail_codes()
    new = world.last_code()
    assert world.check(chat, old if old != new else other_than(new)).kind == CodeOutcomeKind.WRONG
    assert world.check(chat, new) == ACCEPTED


def test_a_code_lives_two_minutes_from_its_mailing(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask(chat)
    world.clock.advance(minutes=5)
    world.mail_codes()
    world.clock.advance(seconds=119)
    assert world.check(chat, world.last_code()) == ACCEPTED


def test_a_code_is_expired_after_two_minutes_and_forgotten_after_fifteen_more(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    world.clock.advance(minutes=2)
    assert world.check(chat, code) == CodeOutcome(CodeOutcomeKind.EXPIRED)
    world.clock.advance(minutes=15)
    assert world.check(chat, code) == CodeOutcome(CodeOutcomeKind.NOT_AWAITED)
    assert world.identity.status(chat) == NOBODY


def test_what_is_no_code_counts_as_no_try(world: IdentityWorld) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    for typed in ("apa?", "12345", "1234567", "", "123456 654321"):
        assert world.check(chat, typed) == CodeOutcome(CodeOutcomeKind.MALFORMED)
    assert world.check(chat, f"ini kodenya: {code[:3]} {code[3:]}.") == ACCEPTED


def test_a_withdrawn_code_is_good_no_longer(world: IdentityWorld) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    world.identity.withdraw_code(chat)
    assert world.identity.code_awaited(chat) is None
    assert world.check(chat, code).kind == CodeOutcomeKind.NOT_AWAITED
    with pytest.raises(NotLinked):
        world.identity.resend_code(chat, said())


def test_what_is_awaited_is_told_at_every_stage(world: IdentityWorld) -> None:
    chat = world.chat()
    assert world.identity.code_awaited(chat) is None
    world.ask(chat)
    states = [world.identity.code_awaited(chat)]
    world.mail_codes()
    states.append(world.identity.code_awaited(chat))
    world.clock.advance(minutes=2)
    states.append(world.identity.code_awaited(chat))
    assert [each and each.state for each in states] == [
        CodeState.REQUESTED,
        CodeState.SENT,
        CodeState.EXPIRED,
    ]
    world.clock.advance(minutes=15)
    assert world.identity.code_awaited(chat) is None


def test_an_unlocked_chat_locks_after_thirty_quiet_minutes(world: IdentityWorld) -> None:
    chat = world.link()
    world.clock.advance(minutes=30)
    with pytest.raises(ChatLocked):
        world.identity.unlocked_member(chat)
    assert world.identity.status(chat) == ChatStatus(True, False, "Budi", "B***o@contoh.co.id")


def test_activity_keeps_a_chat_unlocked_but_unlocks_none(world: IdentityWorld) -> None:
    chat = world.link()
    world.clock.advance(minutes=29)
    world.identity.note_activity(chat)
    world.clock.advance(minutes=29)
    assert world.identity.unlocked_member(chat) == BUDI
    world.clock.advance(minutes=29)
    assert world.identity.unlocked_member(chat) == BUDI
    world.clock.advance(minutes=30)
    world.identity.note_activity(chat)
    with pytest.raises(ChatLocked):
        world.identity.unlocked_member(chat)


def test_a_fresh_code_unlocks_and_starts_the_ninety_days_anew(world: IdentityWorld) -> None:
    chat = world.link()
    world.clock.advance(days=89)
    requested = world.identity.request_unlock_code(chat, said(), "en")
    assert requested.masked_email == "B***o@contoh.co.id"
    world.mail_codes()
    assert world.check(chat, world.last_code()) == ACCEPTED
    assert world.identity.unlocked_member(chat) == BUDI
    world.clock.advance(days=89)
    assert world.identity.status(chat).linked


def test_a_link_ends_after_ninety_days(world: IdentityWorld) -> None:
    chat = world.link()
    world.clock.advance(days=90)
    assert world.identity.status(chat) == NOBODY
    with pytest.raises(NotLinked):
        world.identity.unlocked_member(chat)
    with pytest.raises(NotLinked):
        world.identity.request_unlock_code(chat, said(), "id")
    assert world.identity.unlocked_member(world.link(BUDI, chat)) == BUDI


def test_use_until_the_last_minute_does_not_outlive_the_ninety_days(world: IdentityWorld) -> None:
    chat = world.link()
    ends = world.clock.now() + LINK_LIVES
    with world.database.transaction() as session:
        session.execute(update(LinkRow).values(unlocked_until=ends))
    world.clock.set(ends - timedelta(minutes=1))
    assert world.identity.unlocked_member(chat) == BUDI
    world.clock.advance(minutes=1)
    with pytest.raises(NotLinked):
        world.identity.unlocked_member(chat)


def test_a_chat_linked_anew_is_the_former_members_no_more(world: IdentityWorld) -> None:
    chat = world.link(BUDI)
    world.clock.advance(minutes=1)
    world.link(ANI, chat)
    assert world.identity.unlocked_member(chat) == ANI


def test_a_member_may_have_several_chats(world: IdentityWorld) -> None:
    chats = [world.link(ANI), world.link(ANI)]
    assert [world.identity.unlocked_member(chat) for chat in chats] == [ANI, ANI]


def test_an_unlinked_chat_is_nobodys_and_its_codes_are_void(world: IdentityWorld) -> None:
    chat = world.link()
    world.clock.advance(minutes=1)
    world.identity.request_unlock_code(chat, said(), "id")
    world.mail_codes()
    world.identity.unlink(chat, "logout")
    assert world.check(chat, world.last_code()).kind == CodeOutcomeKind.NOT_AWAITED
    assert world.identity.status(chat) == NOBODY


def test_a_chat_that_is_nobodys_has_nothing_to_unlock_or_resend(world: IdentityWorld) -> None:
    chat = world.chat()
    with pytest.raises(NotLinked):
        world.identity.request_unlock_code(chat, said(), "id")
    with pytest.raises(NotLinked):
        world.identity.resend_code(chat, said())
    world.identity.note_activity(chat)
    world.identity.withdraw_code(chat)
    world.identity.unlink(chat, "logout")


def test_a_code_may_be_resent_the_next_morning_but_not_after_a_day(world: IdentityWorld) -> None:
    chat = world.chat()
    world.ask_and_read(chat)
    world.clock.advance(hours=23)
    world.identity.resend_code(chat, said())
    world.mail_codes()
    assert world.check(chat, world.last_code()) == ACCEPTED
    stale = world.chat()
    world.ask_and_read(stale, ANI)
    world.clock.advance(hours=24)
    with pytest.raises(NotLinked):
        world.identity.resend_code(stale, said())


def test_no_unlock_code_goes_out_where_the_address_was_removed(world: IdentityWorld) -> None:
    chat = world.link(ANI)
    world.core.add(type(ANI)(**{**ANI.__dict__, "email": ""}))
    with pytest.raises(NoEmailOnFile):
        world.identity.request_unlock_code(chat, said(), "id")


def test_a_principal_sees_the_family_and_a_dependent_only_themselves(world: IdentityWorld) -> None:
    assert world.identity.visible_members(BUDI) == [BUDI, SITI]
    assert world.identity.visible_members(SITI) == (SITI,)


def test_a_code_that_expired_before_the_data_were_given_anew_is_awaited_no_longer(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    world.clock.advance(minutes=2)
    world.identity.withdraw_code(chat)
    assert world.identity.code_awaited(chat) is None
    assert world.check(chat, code).kind == CodeOutcomeKind.NOT_AWAITED


def test_a_locked_code_is_awaited_no_longer_once_it_is_withdrawn_and_the_lock_stays(
    world: IdentityWorld,
) -> None:
    chat = world.chat()
    code = world.ask_and_read(chat)
    for _ in range(5):
        world.check(chat, "000000" if code != "000000" else "111111")
    assert world.check(chat, code).kind == CodeOutcomeKind.LOCKED
    world.identity.withdraw_code(chat)
    assert world.identity.code_awaited(chat) is None
    assert world.check(chat, code).kind == CodeOutcomeKind.NOT_AWAITED
    with pytest.raises(TooManyTries):
        world.ask(chat)
