"""A claim's new status is told to every chat that may see the claim, once, and to no other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.choices import keep, last_offered, offer, tapped
from bot.fakes import FakeSender
from bot.messages import Channel, Choice, ConversationId, Draft, Language, News, Reply
from bot.metrics import Metrics
from bot.outbound.notifications import ClaimNews, Told
from bot.outbound.outbox import Outbox
from bot.outbound.templates import template_for
from bot.stored import draft_from_json
from bot.texts import Texts
from iclick.bootstrap import composers
from insurance.claims import Claims
from insurance.fakes import FakeClock
from insurance.model import ClaimStatus
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.news_choices import SqlNewsChoices
from storage.tables import ClaimRow, ContentRow, ConversationRow, LinkRow, OutboxRow
from tests.identity_world import ANI, BUDI, NO_EMAIL, SITI, IdentityWorld

SUBMITTED = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Desk:
    """The TPA's back office, and the chats of members."""

    world: IdentityWorld
    db: Database
    clock: FakeClock

    def __post_init__(self) -> None:
        self.told: list[Told] = []
        news = ClaimNews(composers(), Texts.load(), self.clock)
        core = SqlCoreSystem(self.db, lambda *change: self.told.append(news.stage(*change)))
        self.claims = Claims(core, self.clock, writer=core)
        with self.db.transaction() as session:
            session.add_all(
                _claim(f"KLM-{n}", member.participant_number)
                for n, member in enumerate((BUDI, SITI, ANI, NO_EMAIL), start=1)
            )

    def chat(self, member: str, channel: str = "telegram", language: str | None = None) -> str:
        chat = self.world.chat(channel)
        now = self.clock.now()
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

    def writes(self, chat: str) -> None:
        """The member has used that chat just now."""
        with self.db.transaction() as session:
            session.get_one(ConversationRow, chat).last_inbound_at = self.clock.now()

    def drafts(self) -> list[Draft]:
        """The calls that were staged."""
        with self.db.reading() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        return [draft_from_json(row.content or "{}") for row in rows]

    def decide(self, number: str, status: ClaimStatus = ClaimStatus.REJECTED) -> Told | None:
        """Set a status, with a reason that nobody but the member may read."""
        before = len(self.told)
        self.claims.set_status(number, status, "diagnosis rahasia")
        return self.told[-1] if len(self.told) > before else None

    def texts(self) -> dict[str, list[str]]:
        """What was staged, by chat."""
        with self.db.reading() as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
        found: dict[str, list[str]] = {}
        for row in rows:
            found.setdefault(row.conversation_id, []).append(
                draft_from_json(row.content or "{}").text
            )
        return found


def _claim(number: str, participant_number: str) -> ClaimRow:
    return ClaimRow(
        claim_number=number,
        participant_number=participant_number,
        benefit_type="outpatient",
        treatment_date=date(2020, 1, 1),
        provider_name="RS Contoh",
        amount_claimed=1_234_567,
        status="submitted",
        status_reason="",
        submitted_at=SUBMITTED,
        updated_at=SUBMITTED,
    )


@pytest.fixture
def desk(database: Database, clock: FakeClock) -> Desk:
    """A back office on SQLite and on PostgreSQL."""
    return Desk(IdentityWorld(database, clock), database, clock)


def test_the_push_names_claim_and_status_says_how_to_see_more_and_nothing_else(desk: Desk):
    indonesian = desk.chat(BUDI.participant_number)
    assert desk.decide("KLM-1") == Told(chats=1)
    english = desk.chat(ANI.participant_number, "whatsapp", "en")
    assert desk.decide("KLM-3") == Told(chats=1)
    assert desk.texts() == {
        indonesian: [
            "Ada kabar tentang klaim KLM-1. Statusnya sekarang: tidak disetujui.\n\n"
            'Ketik "status klaim" untuk melihat selengkapnya.'
        ],
        english: [
            "There is news about claim KLM-3. Its status is now: not approved.\n\n"
            'Type "claim status" to see more.'
        ],
    }


@pytest.mark.parametrize("last", ["telegram", "whatsapp"])
def test_a_person_with_two_chats_is_told_once_in_the_one_used_last(desk: Desk, last: str):
    chats = {
        channel: desk.chat(BUDI.participant_number, channel) for channel in ("telegram", "whatsapp")
    }
    desk.clock.advance(minutes=5)
    desk.writes(chats[last])
    assert desk.decide("KLM-1") == Told(chats=1)
    assert set(desk.texts()) == {chats[last]}


def test_who_has_blocked_us_where_they_were_last_is_told_where_they_were_before(desk: Desk):
    before = desk.chat(BUDI.participant_number, "whatsapp")
    desk.clock.advance(minutes=5)
    blocked = desk.chat(BUDI.participant_number)
    with desk.db.transaction() as session:
        session.get_one(ConversationRow, blocked).suppressed_at = desk.clock.now()
    assert desk.decide("KLM-1") == Told(chats=1)
    assert set(desk.texts()) == {before}


def test_the_button_shows_this_claim_and_nobody_elses_tap_does(desk: Desk):
    chat = ConversationId(desk.chat(BUDI.participant_number))
    other = ConversationId(desk.chat(ANI.participant_number))
    desk.decide("KLM-1")
    with desk.db.reading() as session:
        (row,) = session.scalars(select(OutboxRow)).all()
        ((title, token),) = draft_from_json(row.content or "{}").buttons
        tap = tapped(session, chat, token)
        assert tap is not None
        seen = Choice("Lihat klaim", "check_claim_status", {"claim_number": "KLM-1"})
        assert (title, tap.offered.choice) == ("Lihat klaim", seen)
        assert tapped(session, other, token) is None


@pytest.mark.parametrize("channel", ["telegram", "whatsapp"])
def test_the_button_is_there_on_both_channels(desk: Desk, channel: str):
    desk.chat(BUDI.participant_number, channel)
    desk.decide("KLM-1")
    (draft,) = desk.drafts()
    assert [title for title, _ in draft.buttons] == ["Lihat klaim"]
    assert draft.numbered in ("", draft.text)  # a number would mean the menu above


def test_who_wants_no_news_is_told_nothing_and_others_are(desk: Desk):
    principal = desk.chat(BUDI.participant_number)
    desk.chat(SITI.participant_number)
    SqlNewsChoices(desk.db, desk.clock).set_claim_news(SITI.participant_number, wanted=False)
    assert desk.decide("KLM-2") == Told(chats=1, declined=1)
    assert set(desk.texts()) == {principal}


def test_more_documents_or_another_amount_are_news_though_the_status_is_the_same(desk: Desk):
    chat = desk.chat(BUDI.participant_number)
    pending, approved = ClaimStatus.PENDING_DOCUMENTS, ClaimStatus.APPROVED
    set_status = desk.claims.set_status
    set_status("KLM-1", pending, "resume medis belum ada", documents=["Resume medis"])
    set_status("KLM-1", pending, documents=["Resume medis", "Resep"])
    set_status("KLM-1", pending, "kata lain", documents=["Resume medis", "Resep"])
    assert len(desk.texts()[chat]) == 2
    set_status("KLM-1", approved, amount_approved=100_000)
    set_status("KLM-1", approved, amount_approved=200_000)
    assert len(desk.texts()[chat]) == 4


def test_a_dependents_claim_is_told_to_them_and_to_their_principal(desk: Desk):
    principal, own = desk.chat(BUDI.participant_number), desk.chat(SITI.participant_number)
    desk.chat(ANI.participant_number)
    assert desk.decide("KLM-2") == Told(chats=2)
    assert set(desk.texts()) == {principal, own}


def test_a_principals_claim_is_not_told_to_dependents(desk: Desk):
    desk.chat(SITI.participant_number)
    assert desk.decide("KLM-1") == Told()
    assert desk.texts() == {}


def test_the_same_status_again_tells_nobody(desk: Desk):
    chat = desk.chat(BUDI.participant_number)
    desk.decide("KLM-1")
    assert desk.decide("KLM-1") is None
    desk.claims.set_status("KLM-1", ClaimStatus.REJECTED, "another reason")
    assert len(desk.texts()[chat]) == 1


@pytest.mark.parametrize("how", ["expired", "ended", "suppressed"])
def test_a_chat_that_is_unlinked_expired_or_has_blocked_us_is_told_nothing(desk: Desk, how: str):
    chat = desk.chat(BUDI.participant_number)
    now = desk.clock.now()
    change = {
        "expired": update(LinkRow).values(expires_at=now),
        "ended": update(LinkRow).values(ended_at=now),
        "suppressed": update(ConversationRow)
        .where(ConversationRow.id == chat)
        .values(suppressed_at=now),
    }[how]
    with desk.db.transaction() as session:
        session.execute(change)
    assert desk.decide("KLM-1") == Told()
    assert desk.texts() == {}


def test_whatsapp_outside_its_window_is_told_by_mail_until_a_template_is_approved(desk: Desk):
    whatsapp = desk.chat(SITI.participant_number, "whatsapp")
    telegram = desk.chat(BUDI.participant_number)
    desk.clock.advance(hours=24)
    assert desk.decide("KLM-2") == Told(chats=1, by_mail=1)
    assert set(desk.texts()) == {telegram, whatsapp}
    approve(desk, Language.INDONESIAN)
    assert desk.decide("KLM-2", ClaimStatus.IN_REVIEW) == Told(chats=1, by_template=1)


def test_a_dependent_without_an_address_is_told_at_the_principals(desk: Desk):
    desk.chat(SITI.participant_number, "whatsapp")
    desk.clock.advance(hours=24)
    assert desk.decide("KLM-2") == Told(by_mail=1)


def test_a_member_without_any_address_is_counted_as_not_told(desk: Desk):
    desk.chat(NO_EMAIL.participant_number, "whatsapp")
    desk.clock.advance(hours=24)
    assert desk.decide("KLM-4") == Told(no_address=1)


def test_the_news_names_the_approved_words_that_stand_for_it(desk: Desk):
    chat = desk.chat(BUDI.participant_number, "whatsapp", "en")
    desk.decide("KLM-1")
    with desk.db.reading() as session:
        (row,) = session.scalars(select(OutboxRow)).all()
    draft = draft_from_json(row.content or "{}")
    assert row.conversation_id == chat
    assert draft.news == News("claim_news", ("KLM-1", "not approved"))
    assert draft.language is Language.ENGLISH


def approve(desk: Desk, language: Language) -> None:
    template = template_for("claim_news", language)
    assert template is not None
    with desk.db.transaction() as session:
        session.add(
            ContentRow(
                digest=template.definition().digest,
                name="claim_news",
                language=language.value,
                content_sid="HX" + "1" * 32,
                approval="approved",
                created_at=desk.clock.now(),
            )
        )


def test_news_and_change_are_committed_together(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    desk.chat(BUDI.participant_number)
    monkeypatch.setattr("bot.outbound.pushes.draft_to_json", lambda _draft: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        desk.decide("KLM-1")
    with desk.db.reading() as session:
        assert session.get_one(ClaimRow, "KLM-1").status == "submitted"


def test_every_status_has_its_words():
    texts = Texts.load()
    assert {f"claim_status_{status}" for status in ClaimStatus} <= texts.keys()


def test_the_gateway_that_runs_sends_the_news(desk: Desk):
    desk.chat(BUDI.participant_number)
    desk.decide("KLM-1")
    assert "KLM-1" in sent_by(desk)[0]


@pytest.mark.parametrize("how", ["ended", "expired", "anothers"])
def test_news_that_waited_too_long_does_not_reach_a_chat_that_is_no_longer_theirs(
    desk: Desk, how: str
):
    chat = desk.chat(BUDI.participant_number)
    ani = desk.chat(ANI.participant_number)
    desk.decide("KLM-1")
    desk.decide("KLM-3")
    desk.clock.advance(minutes=1)
    now = desk.clock.now()
    change = {
        "ended": {"ended_at": now},
        "expired": {"expires_at": now},
        "anothers": {"participant_number": SITI.participant_number, "linked_at": now},
    }[how]
    with desk.db.transaction() as session:
        session.execute(update(LinkRow).where(LinkRow.conversation_id == chat).values(change))
    assert [text.split()[4] for text in sent_by(desk)] == ["KLM-3."]
    with desk.db.reading() as session:
        rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
    assert {row.conversation_id: row.state for row in rows} == {chat: "suppressed", ani: "sent"}


def sent_by(desk: Desk) -> list[str]:
    """What a gateway sends that is started now."""
    sender = FakeSender()

    async def send() -> None:
        outbox = Outbox(desk.db, {Channel.TELEGRAM: sender}, desk.clock, Metrics())
        running = asyncio.create_task(outbox.run())
        async with asyncio.timeout(5):
            while not sender.sent or await outbox._waiting():
                await asyncio.sleep(0.02)
        await outbox.stop()
        await running

    asyncio.run(send())
    return sender.texts()


def test_news_leaves_the_menu_above_it_good(desk: Desk):
    chat = ConversationId(desk.chat(BUDI.participant_number, "whatsapp"))
    offered = offer(Reply("menu", (Choice("Cek manfaat", "check_benefits"),)))
    with desk.db.transaction() as session:
        answer = OutboxRow(
            conversation_id=chat, inbound_id="a", position=0, created_at=desk.clock.now()
        )
        session.add(answer)
        session.flush()
        keep(session, chat, answer.id, offered, desk.clock.now())
    desk.decide("KLM-1")
    with desk.db.reading() as session:
        assert last_offered(session, chat) == offered
