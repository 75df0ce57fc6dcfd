"""News by mail: to whom, what it says, and what happens while the mail server is away."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.messages import Channel, ConversationId, Draft, Language, News
from bot.outbound.letters import NewsPost
from bot.outbound.outcomes import GivenUp, Job, Mailed
from bot.outbound.sender import RetryLater
from insurance.fake_mailer import FakeMailer
from insurance.fakes import FakeClock
from storage.core_system import SqlCoreSystem
from storage.database import Database
from storage.tables import LinkRow
from tests.identity_world import BUDI, NO_EMAIL, SITI, IdentityWorld


class Desk:
    """A member's quiet chat, a mail server, and news."""

    def __init__(self, db: Database, clock: FakeClock) -> None:
        self.db = db
        self.clock = clock
        self.world = IdentityWorld(db, clock)
        self.mailer = FakeMailer()
        self.post = NewsPost(db, SqlCoreSystem(db), self.mailer, clock)

    def job(self, member: str, language: Language = Language.INDONESIAN) -> Job:
        """The row that is to tell this member's chat."""
        chat, now = self.world.chat("whatsapp"), self.clock.now()
        with self.db.transaction() as session:
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
        news = News("claim_news", ("KLM-1", "disetujui"))
        return Job(
            outbox_id=7,
            conversation_id=ConversationId(chat),
            channel=Channel.WHATSAPP,
            address="whatsapp:+62812",
            draft=Draft("kabar", news=news, language=language),
            attempts=1,
            created_at=now,
            tried_at=now,
            look_up=False,
            in_window=False,
        )


@pytest.fixture
def desk(sqlite_database: Database, clock: FakeClock) -> Desk:
    return Desk(sqlite_database, clock)


@pytest.mark.parametrize("language", list(Language))
async def test_the_mail_names_claim_and_status_and_what_to_do(
    desk: Desk, language: Language
) -> None:
    assert await desk.post.send(desk.job(BUDI.participant_number, language)) == Mailed()
    (mail,) = desk.mailer.sent
    assert mail.to == BUDI.email
    assert mail.subject in ("Kabar tentang klaim Anda", "News about your claim")
    for part in (mail.text, mail.html):
        assert "KLM-1" in part
        assert "disetujui" in part
        assert "15000-37" in part
        assert "{" not in part
    assert ('lang="en"' in mail.html) is (language is Language.ENGLISH)


@pytest.mark.parametrize("language", list(Language))
async def test_the_reminder_of_a_draft_says_until_when_it_is_kept(
    desk: Desk, language: Language
) -> None:
    job = desk.job(BUDI.participant_number, language)
    reminder = replace(job.draft, news=News("draft_reminder", ("12 Maret 2026",)))
    assert await desk.post.send(replace(job, draft=reminder)) == Mailed()
    (mail,) = desk.mailer.sent
    assert mail.subject in ("Klaim Anda belum terkirim", "Your claim has not been sent yet")
    for part in (mail.text, mail.html):
        assert "12 Maret 2026" in part
        assert "{" not in part


async def test_a_dependent_without_an_address_is_written_to_at_the_principals(desk: Desk) -> None:
    await desk.post.send(desk.job(SITI.participant_number))
    (mail,) = desk.mailer.sent
    assert (mail.to, mail.text.splitlines()[0]) == (BUDI.email, "Halo Siti,")


async def test_the_same_row_again_is_the_same_mail_and_another_is_not(desk: Desk) -> None:
    job = desk.job(BUDI.participant_number)
    for one in (job, job, replace(job, outbox_id=8)):
        await desk.post.send(one)
    first, second, other = (mail.message_id for mail in desk.mailer.sent)
    assert first == second != other
    assert job.conversation_id not in first


async def test_while_the_mail_server_is_away_it_is_tried_ever_less_often(desk: Desk) -> None:
    desk.mailer.is_down = True
    job, waits = desk.job(BUDI.participant_number), []
    for attempts in (1, 2, 5, 50):
        with pytest.raises(RetryLater) as raised:
            await desk.post.send(replace(job, attempts=attempts))
        waits.append(raised.value.after_s)
    assert waits == [2, 4, 32, 300]


async def test_a_mail_server_that_never_says_what_became_of_it_gets_it_once(desk: Desk) -> None:
    desk.mailer.is_mute = True
    assert await desk.post.send(desk.job(BUDI.participant_number)) == Mailed()


async def test_who_has_no_address_or_no_chat_any_more_is_given_up(desk: Desk) -> None:
    nowhere = await desk.post.send(desk.job(NO_EMAIL.participant_number))
    assert nowhere == GivenUp("no_address")
    job = desk.job(BUDI.participant_number)
    with desk.db.transaction() as session:
        session.execute(update(LinkRow).values(ended_at=desk.clock.now()))
    assert await desk.post.send(job) == GivenUp("unlinked")
    assert desk.mailer.sent == []


async def test_news_without_a_letter_is_given_up(desk: Desk) -> None:
    job = desk.job(BUDI.participant_number)
    other = replace(job, draft=Draft("x", news=News("weather", ("hujan",))))
    assert await desk.post.send(other) == GivenUp("no_letter")
