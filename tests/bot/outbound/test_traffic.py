"""In order, not too fast, and outside the window by another way: the outbox on WhatsApp."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.fakes import inbound
from bot.messages import Channel, ConversationId, Draft, Language, News, OutgoingMedia
from bot.outbound.outbox import Bubble
from bot.outbound.outcomes import GivenUp, Job, Mailed, Outcome
from bot.outbound.pace import Pacing
from bot.outbound.receipts import Receipts
from bot.outbound.sender import RetryLater, WindowClosed
from storage.tables import ConversationRow, OutboxRow

NEWS = Draft("kabar", news=News("claim_news", ("KLM-1", "disetujui")), language=Language.INDONESIAN)


class FakePost:
    """Mails that are kept; raises its failures first."""

    def __init__(self) -> None:
        self.mailed: list[int] = []
        self.failures: list[Exception] = []
        self.outcome: Outcome = Mailed()

    async def send(self, job: Job) -> Outcome:
        if self.failures:
            raise self.failures.pop(0)
        self.mailed.append(job.outbox_id)
        return self.outcome


@pytest.fixture
async def outside(world: Any) -> Any:
    """A world with a mail server, and one chat on WhatsApp."""
    world.post = FakePost()
    await restarted(world)
    received = await world.say("halo", channel=Channel.WHATSAPP)
    world.chat = received.conversation_id
    world.whatsapp.sent.clear()
    world.whatsapp.windows.clear()
    return world


async def put(world: Any, *drafts: Draft, conversation_id: str | None = None) -> None:
    chat = ConversationId(conversation_id or world.chat)
    bubbles = [Bubble((draft,)) for draft in drafts]
    with world.db.transaction() as session:
        world.outbox.put(session, chat, None, bubbles)
    world.outbox.wake(chat)
    await world.settled()


def rows(world: Any) -> list[OutboxRow]:
    """The rows after the first answer."""
    return world.outbox_rows()[1:]


def states(world: Any) -> list[str]:
    return [row.state for row in rows(world)]


async def test_inside_the_window_news_goes_like_anything_else(outside: Any) -> None:
    await put(outside, NEWS)
    assert (states(outside), outside.whatsapp.windows) == (["sent"], [True])


async def test_the_sender_is_told_when_the_window_is_closed(outside: Any) -> None:
    outside.clock.advance(hours=24)
    await put(outside, NEWS)
    assert (states(outside), outside.whatsapp.windows) == (["sent"], [False])


async def test_news_that_the_channel_does_not_take_is_mailed_once(outside: Any) -> None:
    outside.clock.advance(hours=24)
    outside.whatsapp.failures = [WindowClosed()]
    await put(outside, NEWS)
    (row,) = rows(outside)
    assert (row.state, row.next_attempt_at, outside.post.mailed) == ("mailed", None, [row.id])
    assert outside.whatsapp.texts() == []
    assert outside.metrics.value("iclick_sends_total", channel="whatsapp", outcome="mailed") == 1


async def test_news_waits_for_the_mail_server(outside: Any) -> None:
    outside.clock.advance(hours=24)
    outside.whatsapp.failures = [WindowClosed(), WindowClosed()]
    outside.post.failures = [RetryLater(2.0)]
    await put(outside, NEWS)
    assert states(outside) == ["pending"]
    await outside.as_time_passes(lambda: states(outside) == ["mailed"])
    assert len(outside.post.mailed) == 1


async def test_a_member_who_writes_while_their_news_waits_gets_it_in_the_chat(outside: Any) -> None:
    outside.clock.advance(hours=24)
    outside.whatsapp.failures = [WindowClosed()]
    outside.post.failures = [RetryLater(2.0)]
    await put(outside, NEWS)
    await outside.receive(inbound("halo", channel=Channel.WHATSAPP))
    await outside.as_time_passes(lambda: states(outside) == ["sent", "sent"])
    assert outside.whatsapp.texts() == ["kabar", "re: halo"]
    assert outside.post.mailed == []


async def test_a_window_that_turns_out_to_be_closed_leads_to_the_other_way_at_once(
    outside: Any,
) -> None:
    outside.whatsapp.failures = [WindowClosed(), WindowClosed()]
    await put(outside, NEWS)
    assert (states(outside), outside.whatsapp.windows) == (["mailed"], [True, False])
    await put(outside, NEWS)
    assert outside.whatsapp.windows == [True, False, False]


async def test_what_is_no_news_is_given_up_loudly_outside_the_window(outside: Any) -> None:
    outside.clock.advance(hours=24)
    outside.whatsapp.failures = [WindowClosed()]
    await put(outside, Draft("jawaban"))
    (row,) = rows(outside)
    assert (row.state, row.error_code, outside.post.mailed) == ("failed", "window_closed", [])


async def test_news_that_cannot_be_mailed_is_given_up_with_the_reason(outside: Any) -> None:
    outside.clock.advance(hours=24)
    outside.whatsapp.failures = [WindowClosed()]
    outside.post.outcome = GivenUp("no_address")
    await put(outside, NEWS)
    (row,) = rows(outside)
    assert (row.state, row.error_code) == ("failed", "no_address")


async def test_a_report_that_the_window_was_closed_leads_to_the_other_way(outside: Any) -> None:
    receipts = Receipts(outside.db, outside.outbox.wake, outside.clock)
    await put(outside, NEWS)
    (row,) = rows(outside)
    outside.whatsapp.failures = [WindowClosed()]
    outside.clock.advance(seconds=1)
    await receipts.apply(row.id, row.provider_message_id, "undelivered", 63016)
    await outside.settled()
    assert (states(outside), outside.post.mailed) == (["mailed"], [row.id])
    await receipts.apply(row.id, row.provider_message_id, "undelivered", 63016)
    await receipts.apply(row.id, "SM" + "9" * 32, "delivered")
    assert states(outside) == ["mailed"]


async def test_a_kill_between_mail_and_note_mails_the_same_row_again_and_no_other(
    outside: Any,
) -> None:
    outside.clock.advance(hours=24)
    reached = asyncio.Event()
    mail = outside.post.send

    async def mailed_and_killed(job: Job) -> Outcome:
        await mail(job)
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError

    outside.post.send = mailed_and_killed
    outside.whatsapp.failures = [WindowClosed(), WindowClosed()]
    chat = ConversationId(outside.chat)
    with outside.db.transaction() as session:
        outside.outbox.put(session, chat, None, [Bubble((NEWS,))])
    outside.outbox.wake(chat)
    await reached.wait()
    await outside.kill()
    assert states(outside) == ["sending"]
    outside.post.send = mail
    outside.restart_parts()
    outside.start()
    await outside.as_time_passes(lambda: states(outside) == ["mailed"], step_s=1.0)
    assert len(set(outside.post.mailed)) == 1


# --- order and pace ---------------------------------------------------------------------------


async def test_a_second_bubble_waits_until_the_first_is_reported_sent(small_world: Any) -> None:
    world = small_world
    world.whatsapp.keeps_order_by_receipts = True
    await restarted(world)
    world.rasa.answers["halo"] = [{"text": "a"}, {"text": "b"}]
    await world.say("halo", channel=Channel.WHATSAPP)
    assert world.whatsapp.texts() == ["a"]
    first = world.outbox_rows()[0]
    receipts = Receipts(world.db, world.outbox.wake, world.clock)
    await receipts.apply(first.id, first.provider_message_id, "queued")
    await world.settled()
    assert world.whatsapp.texts() == ["a"]
    await receipts.apply(first.id, first.provider_message_id, "delivered")
    await world.settled()
    assert world.whatsapp.texts() == ["a", "b"]


async def test_without_a_report_it_goes_after_four_seconds(small_world: Any) -> None:
    world = small_world
    world.whatsapp.keeps_order_by_receipts = True
    await restarted(world)
    world.rasa.answers["halo"] = [{"text": "a"}, {"text": "b"}]
    await world.say("halo", channel=Channel.WHATSAPP)
    world.clock.advance(seconds=3.9)
    world.outbox.wake(next(iter(world.known)))
    await world.settled()
    assert world.whatsapp.texts() == ["a"]
    await world.as_time_passes(lambda: len(world.whatsapp.sent) == 2, step_s=0.1)
    assert world.clock.now() - world.outbox_rows()[0].sent_at <= timedelta(seconds=4.5)


async def test_another_answer_waits_only_for_a_file(small_world: Any) -> None:
    world = small_world
    world.whatsapp.keeps_order_by_receipts = True
    await restarted(world)
    await world.say("halo", channel=Channel.WHATSAPP)
    await world.say("lagi", channel=Channel.WHATSAPP)
    assert world.whatsapp.texts() == ["re: halo", "re: lagi"]
    world.chat = next(iter(world.known))
    picture = Draft("kartu", media=OutgoingMedia("m", "image/png", "k.png"))
    await put(world, picture)
    await world.say("terus", channel=Channel.WHATSAPP)
    assert world.whatsapp.texts()[-1] == "kartu"
    await world.as_time_passes(lambda: len(world.whatsapp.sent) == 4)
    assert world.whatsapp.texts()[-1] == "re: terus"


async def test_a_chat_that_is_sent_too_much_waits_and_no_other_does(small_world: Any) -> None:
    world = small_world
    world.telegram.pace = Pacing(burst=2, seconds_per_message=0.4, messages_per_s=1000)
    await restarted(world)
    world.rasa.answers["banyak"] = [{"text": "a"}, {"text": "b"}, {"text": "c"}]
    loop = asyncio.get_running_loop()
    start = loop.time()
    await world.say("banyak", address="1")
    assert world.telegram.texts("1") == ["a", "b"]
    await world.say("halo", address="2")
    assert world.telegram.texts("2") == ["re: halo"]
    await world.until(lambda: len(world.telegram.texts("1")) == 3)
    assert loop.time() - start >= 0.35
    with world.db.reading() as session:
        assert set(session.scalars(select(OutboxRow.attempts))) == {1}


async def restarted(world: Any) -> None:
    """The same gateway, its outbox made anew with what was changed about the channels."""
    await world.stop()
    world.restart_parts()
    world.start()


async def test_a_deletion_is_not_counted(small_world: Any) -> None:
    world = small_world
    world.telegram.pace = Pacing(burst=1, seconds_per_message=60, messages_per_s=1000)
    await restarted(world)
    world.rasa.answers["12 Mei 1990"] = [{"text": "ok", "custom": {"delete_inbound": True}}]
    await world.say("12 Mei 1990")
    assert [draft.delete_ref or draft.text for _, draft, _ in world.telegram.sent] == ["99", "ok"]


async def test_the_window_is_looked_up_for_whatsapp_only(small_world: Any) -> None:
    world = small_world
    await world.say("halo")
    with world.db.transaction() as session:
        session.execute(update(ConversationRow).values(last_inbound_at=None))
    world.chat = next(iter(world.known))
    await put(world, Draft("kabar"))
    assert world.telegram.windows == [True, True]
