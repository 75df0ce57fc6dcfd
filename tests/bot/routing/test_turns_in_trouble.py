"""Turns in trouble: every message is answered once and in order, whatever breaks in between."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy.exc import OperationalError

from bot.fakes import inbound
from bot.leases import DURATION_S, LeaseLost, Leases
from bot.messages import InboundKind, Language
from bot.routing.backlog import Backlog
from bot.routing.turn import Ending, Turn
from bot.texts import Texts
from storage.tables import ConversationRow, InboxRow
from tests.bot.conftest import World

SAID = Texts.load()


async def test_what_a_dead_gateway_left_is_answered_after_a_restart(resting_world):
    world = resting_world
    await world.inbox.receive(inbound("halo"))
    world.start()
    await world.until(lambda: world.telegram.texts() == ["re: halo"], 20)


async def test_killed_before_the_commit_the_turn_is_replayed_and_answered_once(resting_world):
    world = resting_world
    world.start()

    await world.killed_before("_finish", inbound("halo"))  # Rasa has answered already
    assert [row.state for row in world.inbox_rows()] == ["received"]
    world.clock.advance(seconds=DURATION_S + 1)
    world.restart_parts()
    world.start()
    await world.until(lambda: world.telegram.sent, 20)
    await world.settled()
    assert world.telegram.texts() == ["re: halo"]
    assert len(world.rasa.heard) == 1
    assert len(world.rasa.asked) == 2


async def test_rasa_that_is_down_is_waited_for_and_then_answers(world):
    world.rasa.is_down = True
    await world.say("halo")
    assert world.telegram.texts() == []
    world.clock.advance(seconds=5)
    world.rasa.is_down = False
    await world.until(lambda: world.telegram.texts() == ["re: halo"], 20)
    assert world.inbox_rows()[0].attempts == 0


@pytest.mark.parametrize(
    "trouble", [503, 502, 404, 401, httpx.ReadTimeout("slow"), httpx.RemoteProtocolError("gone")]
)
async def test_passing_trouble_of_rasa_is_tried_again(small_world, trouble):
    world = small_world
    world.rasa.failures = [trouble, trouble]
    await world.receive(inbound("halo"))
    await world.as_time_passes(lambda: "re: halo" in world.telegram.texts())
    assert world.inbox_rows()[0].attempts == 0


async def test_only_one_chat_knocks_while_rasa_is_down(small_world):
    world = small_world
    world.rasa.is_down = True
    for number in range(50):
        await world.receive(inbound("halo", address=str(number)))
    await world.settled()
    assert world.metrics.value("iclick_rasa_troubles_total", kind="unavailable") < 20
    world.clock.advance(seconds=5)
    world.rasa.is_down = False
    await world.until(lambda: len(world.telegram.sent) == 50, 20)


async def test_after_ten_seconds_the_member_is_told_once_and_then_answered(world):
    world.rasa.is_down = True
    await world.say("halo, mau tanya")
    waiting = SAID.say("waiting", Language.INDONESIAN).text
    for _ in range(3):
        world.clock.advance(seconds=11)
        await world.turns.sweep()
        await world.outbox.idle()
    assert world.telegram.texts() == [waiting]
    assert world.inbox_rows()[0].notice_sent_at is not None
    world.rasa.is_down = False
    await world.until(lambda: len(world.telegram.sent) == 2, 20)
    assert world.telegram.texts() == [waiting, "re: halo, mau tanya"]
    assert [row.position for row in world.outbox_rows()] == [-1, 0]


async def test_several_messages_that_wait_bring_one_notice(world):
    world.rasa.is_down = True
    for text in ("can you help me", "hello?", "are you there"):
        await world.receive(inbound(text))
    await world.settled()
    for _ in range(3):
        world.clock.advance(seconds=11)
        await world.turns.sweep()
        await world.outbox.idle()
    assert world.telegram.texts() == [SAID.say("waiting", Language.ENGLISH).text]


async def test_a_question_that_rasa_cannot_cope_with_ends_in_an_apology(world):
    world.rasa.failures = [500, 500, 500]
    await world.receive(inbound("halo"))
    await world.as_time_passes(lambda: world.telegram.sent)
    assert world.telegram.texts() == [SAID.say("apology", Language.INDONESIAN).text]
    (row,) = world.inbox_rows()
    assert (row.state, row.failure) == ("done", "RasaFailed")
    assert world.metrics.value("iclick_turns_total", end="apologised") == 1
    await world.say("halo lagi")
    assert world.telegram.texts()[-1] == "re: halo lagi"


async def test_silence_of_rasa_becomes_a_kind_sentence(world):
    world.rasa.answers["halo"] = []
    await world.say("halo")
    assert world.telegram.texts() == [SAID.say("trouble", Language.INDONESIAN).text]


async def test_a_slow_holder_cannot_commit_what_another_has_taken_over(
    database, keyring, clock, resting_world
):
    world = resting_world
    received = await world.inbox.receive(inbound("halo"))
    slow = Backlog(Leases(clock), world.outbox, clock)
    fast = Backlog(Leases(clock), world.outbox, clock)
    with database.transaction() as session:
        turn = slow.claim(session, received.conversation_id)
    assert isinstance(turn, Turn)
    with database.transaction() as session:
        assert fast.claim(session, received.conversation_id) is None
    clock.advance(seconds=DURATION_S + 1)
    with database.transaction() as session:
        assert isinstance(fast.claim(session, received.conversation_id), Turn)
    with pytest.raises(LeaseLost), database.transaction() as session:
        slow.finish(session, turn, Ending((SAID.say("trouble", Language.INDONESIAN),)))
    assert world.outbox_rows() == []


async def test_two_gateways_on_one_postgresql_answer_everything_once_and_in_order(
    postgres_database, keyring, clock
):
    first, second = (World(postgres_database, keyring, clock) for _ in range(2))
    second.rasa = first.rasa
    second.telegram = first.telegram
    second.restart_parts()
    first.start()
    second.start()
    for text in ("satu", "dua", "tiga"):
        for number in range(30):
            message = inbound(text, address=str(number))
            received = await first.inbox.receive(message)
            for world in (first, second):  # both are told, as a sweep might
                world.turns.wake(received.conversation_id)
    await first.until(lambda: len(first.telegram.sent) >= 90, 30)
    await first.settled()
    await second.settled()
    for number in range(30):
        assert first.telegram.texts(str(number)) == ["re: satu", "re: dua", "re: tiga"]
    assert first.rasa.most_at_once == 1
    await first.stop()
    await second.stop()


async def test_a_database_that_is_locked_for_a_while_loses_nothing(small_world):
    world = small_world
    real_run, refusals = world.db.run, [3]

    async def locked(work):
        if refusals[0]:
            refusals[0] -= 1
            raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))
        return await real_run(work)

    received = await world.inbox.receive(inbound("halo"))
    world.db.run = locked
    world.turns.wake(received.conversation_id)
    await world.until(lambda: world.telegram.texts() == ["re: halo"], 20)


async def test_a_failing_commit_counts_as_a_failure_and_ends_in_an_apology(small_world):
    world = small_world
    real = world.telegram.compose
    apology = SAID.say("apology", Language.INDONESIAN)

    def compose(reply, offered):
        if reply.text != apology.text:
            raise ValueError("cannot be composed")
        return real(reply, offered)

    world.telegram.compose = compose
    await world.receive(inbound("halo"))
    await world.as_time_passes(lambda: world.telegram.sent)
    assert world.telegram.texts() == [apology.text]
    assert world.inbox_rows()[0].failure == "ValueError"


async def test_killed_between_commit_and_send_the_answer_is_sent_once(resting_world):
    world = resting_world
    world.tasks.append(asyncio.create_task(world.turns.run()))  # nobody sends yet
    received = await world.receive(inbound("halo"))
    await world.until(lambda: world.inbox_rows()[0].state == "done")
    await world.kill()
    assert [row.state for row in world.outbox_rows()] == ["pending"]
    world.restart_parts()
    world.start()
    await world.until(lambda: world.telegram.sent, 20)
    world.turns.wake(received.conversation_id)
    await world.settled()
    assert world.telegram.texts() == ["re: halo"]
    assert len(world.rasa.asked) == 1


async def test_a_restart_tells_nobody_a_second_time_to_wait(world):
    world.rasa.is_down = True
    await world.say("halo")
    world.clock.advance(seconds=11)
    await world.turns.sweep()
    await world.outbox.idle()
    await world.kill()
    world.restart_parts()
    world.start()
    for _ in range(3):
        world.clock.advance(seconds=11)
        await world.turns.sweep()
        await world.outbox.idle()
    assert world.telegram.texts() == [SAID.say("waiting", Language.INDONESIAN).text]


async def test_a_turn_longer_than_its_lease_is_kept_alive_by_the_heartbeat(
    postgres_database, keyring, clock, monkeypatch
):
    monkeypatch.setattr("bot.leases.HEARTBEAT_S", 0.05)
    world = World(postgres_database, keyring, clock)
    world.start()
    world.rasa.takes_s = 0.5
    received = await world.receive(inbound("halo"))
    await world.until(lambda: world.rasa.asked)
    clock.advance(seconds=DURATION_S - 1)
    await asyncio.sleep(0.2)
    clock.advance(seconds=DURATION_S - 1)
    other = Backlog(Leases(clock), world.outbox, clock)
    with postgres_database.transaction() as session:
        assert other.claim(session, received.conversation_id) is None
    await world.settled()
    assert world.telegram.texts()[-1] == "re: halo"
    await world.stop()


async def test_postgresql_that_drops_every_connection_now_and_then_loses_nothing(
    postgres_database, keyring, clock
):
    world = World(postgres_database, keyring, clock)
    world.rasa.takes_s = world.telegram.takes_s = 0.01
    for number in range(60):
        await world.inbox.receive(inbound("halo", address=str(number)))
    world.start()
    for _ in range(4):
        await asyncio.sleep(0.1)
        drop_every_connection(postgres_database)
    await world.until(lambda: len(world.telegram.sent) >= 60, 20)
    await world.settled()
    assert sorted(address for address, _, _ in world.telegram.sent) == sorted(map(str, range(60)))
    assert len(world.rasa.heard) == 60
    await world.stop()


def drop_every_connection(database):
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    for _ in range(5):
        try:
            with database.engine.connect() as connection:
                connection.exec_driver_sql(others)
            return
        except OperationalError:
            continue


async def test_a_message_that_alone_is_refused_for_long_ends_in_an_apology(small_world, capfd):
    world = small_world
    world.rasa.failures = [503, 413, 401, httpx.ReadTimeout("slow")] * 500
    await world.receive(inbound("halo"))
    apology = SAID.say("apology", Language.INDONESIAN).text
    await world.as_time_passes(lambda: apology in world.telegram.texts(), step_s=5)
    world.rasa.failures = []
    (row,) = world.inbox_rows()
    assert (row.state, row.failure) == ("done", "RasaUnavailable")
    assert (row.done_at - row.received_at).total_seconds() >= 120
    assert "rasa_refuses_one_message" in "".join(capfd.readouterr())
    await world.say("halo lagi")
    assert world.telegram.texts()[-1] == "re: halo lagi"


async def test_while_the_dialogue_is_unwell_no_message_is_given_up(small_world):
    world = small_world

    async def unwell():
        return False

    world.turns._patience._is_well = unwell
    world.rasa.failures = [503] * 500
    received = await world.receive(inbound("halo"))
    begun = world.clock.now()
    await world.as_time_passes(lambda: (world.clock.now() - begun).total_seconds() > 600, step_s=10)
    assert [(row.state, row.attempts) for row in world.inbox_rows()] == [("received", 0)]
    world.rasa.failures = []
    world.clock.advance(seconds=3)
    world.turns.wake(received.conversation_id)
    await world.until(lambda: world.telegram.texts()[-1] == "re: halo")


async def test_a_member_who_has_returned_is_told_to_wait_too(world):
    received = await world.say("halo")
    with world.db.transaction() as session:
        chat = session.get_one(ConversationRow, received.conversation_id)
        chat.suppressed_at = world.clock.now()
    world.clock.advance(seconds=60)
    world.rasa.is_down = True
    await world.say("saya kembali")
    for _ in range(2):
        world.clock.advance(seconds=11)
        await world.turns.sweep()
        await world.outbox.idle()
    waiting = SAID.say("waiting", Language.INDONESIAN).text
    assert world.telegram.texts() == ["re: halo", waiting]


async def test_whoever_blocks_us_meanwhile_is_not_told_to_wait(world):
    world.rasa.is_down = True
    await world.say("halo")
    with world.db.transaction() as session:
        row = session.get_one(InboxRow, world.inbox_rows()[0].id)
        row.state = "done"
    await world.turns.stop()
    await world.inbox.receive(inbound("", kind=InboundKind.BLOCKED))
    world.clock.advance(seconds=11)
    notices = world.turns._notices
    with world.db.transaction() as session:
        assert notices.tell(session, notices.late(session)) == []
