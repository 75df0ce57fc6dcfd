"""Whatever members and strangers do in whatever order, these never give way."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import datetime
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from insurance.errors import ChatLocked, InsuranceError, NotLinked
from insurance.fakes import FakeClock
from insurance.identity import CodeOutcomeKind
from insurance.limits import CODE_VALID, DAY, HOUR, LINK_LIVES, LOCK, UNLOCKED
from insurance.model import Member
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import Base
from tests.identity_world import ANI, BUDI, IdentityWorld, code_in, other_than, said

CHATS = st.integers(0, 2)
MEMBERS = st.sampled_from([BUDI, ANI])


class Visits(RuleBasedStateMachine):
    """Three chats, two members, one mailbox each, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "test.db"
        self.database = Database(f"sqlite:///{path}", Keyring(("a key for tests",)))
        Base.metadata.create_all(self.database.engine)
        self.world = IdentityWorld(self.database, FakeClock())
        self.chats = [self.world.chat() for _ in range(3)]
        self.code: dict[str, tuple[str, datetime, Member]] = {}
        self.link: dict[str, tuple[Member, datetime, datetime]] = {}
        self.mailed: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self.wrong: dict[tuple[str, str], list[datetime]] = defaultdict(list)

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    @rule(at=CHATS, member=MEMBERS)
    def gives_data(self, at: int, member: Member) -> None:
        chat = self.chats[at]
        try:
            self.world.ask(chat, member)
        except InsuranceError:
            return
        self._mail(chat, member)

    @rule(at=CHATS)
    def wants_another(self, at: int) -> None:
        chat = self.chats[at]
        try:
            self.world.identity.resend_code(chat, said())
        except InsuranceError:
            return
        with self.world.store.reading() as book:
            latest = book.latest_code(chat)
        assert latest is not None
        self._mail(chat, BUDI if latest.participant_number == BUDI.participant_number else ANI)

    def _mail(self, chat: str, member: Member) -> None:
        assert self.world.mail_codes() == 1
        mail = self.world.mailer.sent[-1]
        assert mail.to == member.email
        self.code[chat] = (code_in(mail.text), self.now, member)
        self.mailed[member.participant_number].append((self.now, chat))

    @rule(at=CHATS)
    def types_the_code(self, at: int) -> None:
        chat = self.chats[at]
        if chat not in self.code:
            return
        code, sent_at, member = self.code[chat]
        outcome = self.world.check(chat, code)
        if outcome.kind == CodeOutcomeKind.ACCEPTED:
            assert self.now < sent_at + CODE_VALID
            self.code.pop(chat)
            self.wrong.pop((chat, member.participant_number), None)
            self.link[chat] = (member, self.now + LINK_LIVES, self.now + UNLOCKED)

    @rule(at=CHATS, other=CHATS)
    def types_the_code_of_another_chat(self, at: int, other: int) -> None:
        mine, theirs = self.code.get(self.chats[at]), self.code.get(self.chats[other])
        if theirs and (mine is None or mine[0] != theirs[0]):
            self._type_wrong(self.chats[at], theirs[0])

    @rule(at=CHATS, times=st.integers(1, 6))
    def guesses(self, at: int, times: int) -> None:
        chat = self.chats[at]
        for _ in range(times):
            self._type_wrong(chat, other_than(self.code[chat][0]) if chat in self.code else "1" * 6)

    def _type_wrong(self, chat: str, code: str) -> None:
        with self.world.store.reading() as book:
            before = book.latest_code(chat)
        outcome = self.world.check(chat, code)
        assert outcome.kind != CodeOutcomeKind.ACCEPTED
        with self.world.store.reading() as book:
            after = book.latest_code(chat)
        was_compared = outcome.kind == CodeOutcomeKind.WRONG or before != after
        if after and was_compared:
            self.wrong[chat, after.participant_number].append(self.now)

    @rule(at=CHATS)
    def changes_their_mind(self, at: int) -> None:
        self.world.identity.withdraw_code(self.chats[at])
        self.code.pop(self.chats[at], None)

    @rule(at=CHATS)
    def logs_out(self, at: int) -> None:
        self.world.identity.unlink(self.chats[at], "logout")
        self.code.pop(self.chats[at], None)
        self.link.pop(self.chats[at], None)

    @rule(at=CHATS)
    def writes(self, at: int) -> None:
        chat = self.chats[at]
        self.world.identity.note_activity(chat)
        self._extend(chat)

    @rule(at=CHATS)
    def looks_at_claims(self, at: int) -> None:
        chat = self.chats[at]
        member, expires, unlocked = self.link.get(chat, (None, self.now, self.now))
        try:
            seen: object = self.world.identity.unlocked_member(chat)
        except (NotLinked, ChatLocked) as error:
            seen = type(error)
        if expires <= self.now:
            assert seen == NotLinked
        else:
            assert seen == (member if unlocked > self.now else ChatLocked)
        self._extend(chat)

    def _extend(self, chat: str) -> None:
        if chat in self.link:
            member, expires, unlocked = self.link[chat]
            if min(expires, unlocked) > self.now:
                self.link[chat] = (member, expires, self.now + UNLOCKED)

    @rule(seconds=st.sampled_from([1, 30, 60, 120, 600, 900, 1800, 3600, 86_400, 90 * 86_400]))
    def time_passes(self, seconds: int) -> None:
        self.world.clock.advance(seconds=seconds)

    @invariant()
    def no_member_is_mailed_more_than_their_allowance(self) -> None:
        for mails in self.mailed.values():
            for window, of_member, of_chat in ((HOUR, 5, 4), (DAY, 10, 8)):
                recent = [chat for at, chat in mails if at > self.now - window]
                assert len(recent) <= of_member
                assert all(recent.count(chat) <= of_chat for chat in self.chats)

    @invariant()
    def no_chat_tries_more_than_five_times_within_a_lock(self) -> None:
        for moments in self.wrong.values():
            assert sum(at > self.now - LOCK for at in moments) <= 5

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()


TestVisits = Visits.TestCase
TestVisits.settings = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
