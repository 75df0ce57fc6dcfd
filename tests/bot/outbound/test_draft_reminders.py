"""A claim that was begun and not sent: its member is reminded once, the day before it is erased."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from bot.messages import Draft, News
from bot.outbound.draft_reminders import DraftReminders
from bot.stored import draft_from_json
from bot.texts import Texts
from iclick.bootstrap import composers
from iclick.draft_keeper import DraftKeeper
from insurance.claim_drafts import ClaimDraft
from insurance.fakes import FakeClock
from storage.claim_drafts import SqlClaimDrafts
from storage.database import Database
from storage.news_choices import SqlNewsChoices
from storage.tables import ClaimDraftRow, ConversationRow, LinkRow, OutboxRow
from tests.identity_world import ANI, BUDI, IdentityWorld


@dataclass
class Desk:
    """Members who have begun claims, and what they are told."""

    db: Database
    clock: FakeClock
    reminders: DraftReminders = field(init=False)

    def __post_init__(self) -> None:
        self.world = IdentityWorld(self.db, self.clock)
        self.reminders = DraftReminders(self.db, composers(), Texts.load(), self.clock)

    def chat(self, member: str, channel: str = "telegram", language: str | None = None) -> str:
        """A chat of the member's, used just now."""
        chat, now = self.world.chat(channel), self.clock.now()
        with self.db.transaction() as session:
            row = session.get_one(ConversationRow, chat)
            row.language, row.last_inbound_at = language, now
            session.add(
                LinkRow(
                    conversation_id=chat,
                    participant_number=member,
                    consent_version="1",
                    linked_at=now,
                    expires_at=now + timedelta(days=90),
                    unlocked_until=now,
                )
            )
        return chat

    def begins(self, member: str, chat: str) -> str:
        """The member begins a claim in that chat; its draft's id."""
        inbound = uuid4().hex
        SqlClaimDrafts(self.db, self.clock).save(ClaimDraft(inbound, member), chat, inbound)
        return inbound

    def told(self) -> dict[str, list[Draft]]:
        """What was staged, by chat."""
        with self.db.reading() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        found: dict[str, list[Draft]] = {}
        for row in rows:
            found.setdefault(row.conversation_id, []).append(draft_from_json(row.content or "{}"))
        return found


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    """On SQLite and on PostgreSQL."""
    return Desk(database, clock)


def test_a_member_is_reminded_once_after_six_days_and_not_before(desk: Desk) -> None:
    chat = desk.chat(BUDI.participant_number)
    desk.begins(BUDI.participant_number, chat)
    desk.clock.advance(days=5, hours=23)
    assert desk.reminders.stage_due() == {"due": 0, "reminded": 0}
    desk.clock.advance(hours=2)
    assert desk.reminders.stage_due() == {"due": 1, "reminded": 1}
    assert desk.reminders.stage_due() == {"due": 0, "reminded": 0}
    ((told,),) = desk.told().values()
    assert "simpan sampai 8 Juli 2026, lalu kami hapus" in told.text
    assert [title for title, _ in told.buttons] == ["Lanjutkan klaim"]


def test_it_comes_in_the_chat_used_last_and_in_its_language(desk: Desk) -> None:
    began = desk.chat(BUDI.participant_number)
    desk.begins(BUDI.participant_number, began)
    desk.clock.advance(minutes=5)
    last = desk.chat(BUDI.participant_number, "whatsapp", "en")
    desk.clock.advance(days=6)
    desk.reminders.stage_due()
    assert list(desk.told()) == [last]
    (told,) = desk.told()[last]
    assert told.news == News("draft_reminder", ("8 July 2026",))
    assert [title for title, _ in told.buttons] == ["Continue my claim"]


def test_who_wants_no_news_of_claims_is_reminded_all_the_same(desk: Desk) -> None:
    chat = desk.chat(BUDI.participant_number)
    desk.begins(BUDI.participant_number, chat)
    SqlNewsChoices(desk.db, desk.clock).set_claim_news(BUDI.participant_number, wanted=False)
    desk.clock.advance(days=6, minutes=1)
    assert desk.reminders.stage_due() == {"due": 1, "reminded": 1}


def test_a_chat_that_is_no_longer_linked_is_told_nothing(desk: Desk) -> None:
    chat = desk.chat(BUDI.participant_number)
    desk.chat(ANI.participant_number)
    desk.begins(BUDI.participant_number, chat)
    with desk.db.transaction() as session:
        session.execute(
            update(LinkRow).where(LinkRow.conversation_id == chat).values(ended_at=desk.clock.now())
        )
    desk.clock.advance(days=6, minutes=1)
    assert desk.reminders.stage_due() == {"due": 1, "reminded": 0}
    assert desk.told() == {}


def test_the_keeper_ends_what_nobody_has_touched_for_seven_days(desk: Desk) -> None:
    chat = desk.chat(BUDI.participant_number)
    draft = desk.begins(BUDI.participant_number, chat)
    keeper = DraftKeeper(desk.db, composers(), Texts.load(), desk.clock)
    desk.clock.advance(days=6, minutes=1)
    assert keeper._keep() == {"abandoned": 0, "due": 1, "reminded": 1}
    desk.clock.advance(days=1)
    assert keeper._keep() == {"abandoned": 1, "due": 0, "reminded": 0}
    with desk.db.reading() as session:
        row = session.get_one(ClaimDraftRow, draft)
        assert (row.state, row.content) == ("abandoned", None)
