"""The outbox: in order, once, and given up only loudly."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from bot.fakes import inbound
from bot.messages import Channel, Choice, Reply
from bot.outbound.outbox import Outbox
from bot.outbound.sender import Ambiguous, Paused, Refused, RetryLater, Unreachable
from storage.tables import ChoiceRow, ConversationRow, OutboxRow


def states(world):
    return [row.state for row in world.outbox_rows()]


async def test_rows_hold_no_plaintext(world):
    await world.say("Budiman")
    with world.db.engine.connect() as connection:
        raw = connection.exec_driver_sql("SELECT content FROM outbox").scalars().all()
        raw += connection.exec_driver_sql("SELECT content FROM inbox").scalars().all()
        raw += connection.exec_driver_sql("SELECT address FROM conversations").scalars().all()
    assert not [content for content in raw if "Budiman" in content or content == "7"]


async def test_several_bubbles_go_out_in_order(world):
    world.rasa.answers["halo"] = [{"text": "a\n\nb"}, {"text": "c"}]
    await world.say("halo")
    assert world.telegram.texts() == ["a", "b", "c"]
    assert [row.position for row in world.outbox_rows()] == [0, 1, 2]


async def test_choices_belong_to_the_last_draft_of_their_reply(world):
    buttons = [{"title": "Ya", "payload": "/affirm"}]
    world.rasa.answers["halo"] = [{"text": "a\n\nb", "buttons": buttons}]
    await world.say("halo")
    with world.db.reading() as session:
        (choice,) = session.scalars(select(ChoiceRow)).all()
    assert choice.outbox_id == world.outbox_rows()[-1].id
    assert world.telegram.sent[-1][1].buttons == (("Ya", choice.token),)


async def test_a_passing_failure_is_tried_again_and_holds_back_what_follows(world):
    world.rasa.answers["halo"] = [{"text": "a"}, {"text": "b"}]
    world.telegram.failures = [RetryLater(), RetryLater(3.0)]
    await world.receive(inbound("halo"))
    await world.as_time_passes(lambda: len(world.telegram.sent) == 2)
    assert world.telegram.texts() == ["a", "b"]
    assert [row.attempts for row in world.outbox_rows()] == [3, 1]


async def test_the_wait_that_a_channel_asks_for_is_obeyed(world):
    world.telegram.failures = [RetryLater(30.0)]
    await world.say("halo")
    (row,) = world.outbox_rows()
    assert row.state == "pending"
    assert row.next_attempt_at == world.clock.now() + timedelta(seconds=30)


async def test_a_paused_channel_holds_back_every_chat_but_not_the_other_channel(small_world):
    world = small_world
    world.telegram.failures = [Paused(60.0)]
    await world.say("halo")
    await world.say("halo", address="8")
    await world.say("halo", address="w", channel=Channel.WHATSAPP)
    assert world.telegram.sent == []
    assert world.whatsapp.texts() == ["re: halo"]


async def test_a_refused_message_is_given_up_loudly_and_the_next_goes_on(world):
    world.rasa.answers["halo"] = [{"text": "a"}, {"text": "b"}]
    world.telegram.failures = [Refused("400")]
    await world.say("halo")
    assert states(world) == ["failed", "sent"]
    assert world.outbox_rows()[0].error_code == "400"
    assert world.telegram.texts() == ["b"]
    sends = world.metrics.value("iclick_sends_total", channel="telegram", outcome="failed")
    assert sends == 1


async def test_a_member_who_cannot_be_reached_is_left_alone_until_they_write(world):
    world.rasa.answers["halo"] = [{"text": "a"}, {"text": "b"}]
    world.telegram.failures = [Unreachable("403")]
    await world.say("halo")
    assert states(world) == ["suppressed", "suppressed"]
    assert world.conversation().suppressed_at is not None
    await world.say("lagi")
    assert world.telegram.texts() == ["re: lagi"]


async def test_an_ambiguous_send_that_went_out_is_found_and_not_sent_again(world):
    world.whatsapp.failures = [Ambiguous()]
    world.whatsapp.goes_out_unheard = True
    await world.say("halo", channel=Channel.WHATSAPP)
    assert states(world) == ["unknown"]
    assert world.whatsapp.looked_up == []  # the status callback has its grace first
    await world.as_time_passes(lambda: states(world) == ["sent"])
    (row,) = world.outbox_rows()
    assert (row.provider_message_id, row.attempts) == (f"SM{row.id}", 1)
    assert world.whatsapp.texts() == ["re: halo"]


async def test_an_ambiguous_send_that_is_not_found_is_sent_again(world):
    world.whatsapp.failures = [Ambiguous()]
    await world.say("halo", channel=Channel.WHATSAPP)
    await world.as_time_passes(lambda: states(world) == ["sent"])
    assert world.whatsapp.texts() == ["re: halo"]
    assert len(world.whatsapp.looked_up) == 1


async def test_a_look_up_that_fails_leaves_the_message_unknown(small_world):
    world = small_world
    world.whatsapp.failures = [Ambiguous()]
    world.whatsapp.goes_out_unheard = True
    real_find, troubles = world.whatsapp.find, [RetryLater(1.0)]

    async def find(*args):
        if troubles:
            raise troubles.pop()
        return await real_find(*args)

    world.whatsapp.find = find
    await world.say("halo", channel=Channel.WHATSAPP)
    await world.as_time_passes(lambda: states(world) == ["sent"])
    assert world.whatsapp.texts() == ["re: halo"]


async def test_a_status_callback_settles_what_nobody_knew(world):
    world.whatsapp.failures = [Ambiguous()]
    received = await world.say("halo", channel=Channel.WHATSAPP)
    with world.db.transaction() as session:
        settled = {"state": "sent", "provider_message_id": "SM-callback"}
        session.execute(update(OutboxRow).values(**settled))
    world.outbox.wake(received.conversation_id)
    await world.settled()
    assert world.whatsapp.looked_up == []
    await world.say("lagi", channel=Channel.WHATSAPP)
    assert world.whatsapp.texts() == ["re: lagi"]


@pytest.mark.parametrize(
    ("channel", "went_out", "times"),
    [
        (Channel.WHATSAPP, True, 1),
        (Channel.WHATSAPP, False, 1),
        (Channel.TELEGRAM, False, 1),
        (Channel.TELEGRAM, True, 2),  # neither key nor look-up: this one may appear twice
    ],
)
async def test_a_send_in_flight_at_a_kill(world, channel, went_out, times):
    sender = world.whatsapp if channel is Channel.WHATSAPP else world.telegram
    reached = asyncio.Event()

    async def hang() -> None:
        if went_out:
            sender.sent.append(("7", *in_flight(world)))
        reached.set()
        await asyncio.Event().wait()

    sender.before_send = hang
    await world.receive(inbound("halo", channel=channel))
    await reached.wait()
    await world.kill()
    assert states(world) == ["sending"]
    sender.before_send = None
    world.restart_parts()
    world.start()
    await world.as_time_passes(lambda: states(world) == ["sent"], step_s=1.0)
    assert sender.texts() == ["re: halo"] * times


def in_flight(world):
    from bot.stored import draft_from_json

    (row,) = world.outbox_rows()
    return draft_from_json(row.content), row.id


async def test_an_unforeseen_error_is_tried_again_and_then_given_up(small_world):
    world = small_world
    world.telegram.failures = [KeyError("Budiman")] * 9
    await world.receive(inbound("halo"))
    await world.as_time_passes(lambda: states(world) == ["failed"], step_s=3.0)
    assert world.outbox_rows()[0].error_code == "KeyError"
    assert world.outbox_rows()[0].attempts == 5


async def test_what_is_too_old_to_help_is_given_up(small_world):
    world = small_world
    world.telegram.failures = [RetryLater(3600.0), RetryLater(3600.0)]
    await world.say("halo")
    world.clock.advance(hours=25)
    await world.as_time_passes(lambda: states(world) == ["failed"])
    assert world.outbox_rows()[0].error_code == "too_old"


async def test_what_was_sent_is_recorded_even_if_the_database_is_away_for_a_while(small_world):
    world = small_world
    real_run, refusals = world.db.run, [0]

    async def run(work, **options):
        if world.telegram.sent and refusals[0] < 2:
            refusals[0] += 1
            raise OperationalError("COMMIT", {}, Exception("database is locked"))
        return await real_run(work, **options)

    world.db.run = run
    await world.receive(inbound("halo"))
    await world.until(lambda: states(world) == ["sent"])
    assert world.telegram.texts() == ["re: halo"]
    assert refusals == [2]


async def test_one_slow_chat_does_not_hold_up_the_others(small_world):
    world = small_world
    blocked = asyncio.Event()

    async def slow_for_the_first() -> None:
        if not world.telegram.sent:
            world.telegram.before_send = None
            await blocked.wait()

    world.telegram.before_send = slow_for_the_first
    await world.receive(inbound("halo", address="slow"))
    await world.until(lambda: world.telegram.before_send is None)
    await world.receive(inbound("halo", address="fast"))
    await world.until(lambda: world.telegram.texts("fast") == ["re: halo"])
    blocked.set()
    await world.settled()
    assert world.telegram.texts("slow") == ["re: halo"]


async def test_something_can_be_said_outside_any_turn(world):
    received = await world.say("halo")
    await world.outbox.say(received.conversation_id, Reply("kabar", (Choice("Ya", "affirm"),)))
    await world.settled()
    assert world.telegram.texts() == ["re: halo", "kabar"]


async def test_stopping_finishes_the_call_under_way_and_keeps_the_rest(small_world):
    world = small_world
    world.rasa.answers["halo"] = [{"text": "a"}, {"text": "b"}]
    world.telegram.takes_s = 0.3
    await world.receive(inbound("halo"))
    await world.until(lambda: states(world)[:1] == ["sending"])
    await world.stop()
    assert states(world) == ["sent", "pending"]


async def test_a_failed_chat_is_not_swept_while_it_waits(small_world):
    world = small_world
    world.telegram.failures = [RetryLater(50.0)]
    await world.say("halo")
    with world.db.reading() as session:
        assert world.outbox._queue.waiting(session) == []
    world.clock.advance(seconds=51)
    with world.db.reading() as session:
        conversation = session.scalars(select(ConversationRow.id)).one()
        assert world.outbox._queue.waiting(session) == [conversation]


async def test_a_member_who_wrote_while_a_send_failed_is_not_left_alone(small_world):
    world = small_world

    async def member_comes_back() -> None:
        world.telegram.before_send = None
        world.clock.advance(seconds=1)
        await world.receive(inbound("sudah kembali"))

    world.telegram.before_send = member_comes_back
    world.telegram.failures = [Unreachable("403")]
    await world.say("halo")
    assert world.conversation().suppressed_at is None
    assert world.telegram.texts() == ["re: sudah kembali"]


async def test_a_deletion_that_keeps_failing_does_not_hold_up_the_answer(small_world):
    world = small_world
    world.rasa.answers["12 Mei 1990"] = [{"text": "ok", "custom": {"delete_inbound": True}}]
    world.telegram.failures = [RetryLater(), Ambiguous(), KeyError("?")]
    await world.receive(inbound("12 Mei 1990"))
    await world.as_time_passes(lambda: world.telegram.sent)
    assert world.telegram.texts() == ["ok"]
    deletion, answer = world.outbox_rows()
    assert (deletion.state, deletion.error_code, answer.state) == ("failed", "not_deleted", "sent")
    assert world.metrics.value("iclick_sends_total", channel="telegram", outcome="failed") == 1


async def test_nothing_is_said_to_a_chat_whose_channel_is_switched_off(small_world):
    world = small_world
    received = await world.say("halo", channel=Channel.WHATSAPP)
    telegram_only = Outbox(world.db, {Channel.TELEGRAM: world.telegram}, world.clock, world.metrics)
    await telegram_only.say(received.conversation_id, Reply("sebentar"))
    assert [row.state for row in world.outbox_rows()] == ["sent"]


async def test_a_send_in_flight_is_awaited_when_the_gateway_stops(resting_world):
    world = resting_world
    world.telegram.takes_s = 0.5
    world.start()
    await world.receive(inbound("halo"))
    await world.until(lambda: states(world) == ["sending"])
    await world.stop()
    assert (world.telegram.texts(), states(world)) == (["re: halo"], ["sent"])


async def test_a_gateway_that_froze_before_its_call_does_not_make_it(small_world, monkeypatch):
    world = small_world
    monkeypatch.setattr("bot.outbound.outbox.FRESH_S", -1.0)
    await world.receive(inbound("halo"))
    await world.until(lambda: states(world) == ["sending"])
    await world.settled()
    assert (world.telegram.sent, states(world)) == ([], ["sending"])
    monkeypatch.setattr("bot.outbound.outbox.FRESH_S", 5.0)
    await world.until(lambda: states(world) == ["sent"])
    assert world.telegram.texts() == ["re: halo"]
