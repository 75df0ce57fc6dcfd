"""Turns: one answer for every message, in order."""

from __future__ import annotations

import asyncio
import re

from bot.fakes import inbound
from bot.leases import DURATION_S
from bot.messages import Channel, InboundKind, Language
from bot.texts import Texts
from storage.tables import ConversationRow

SAID = Texts.load()


async def test_a_message_is_answered(world):
    await world.say("halo")
    assert world.telegram.texts() == ["re: halo"]
    assert [row.state for row in world.inbox_rows()] == ["done"]
    assert [row.state for row in world.outbox_rows()] == ["sent"]


async def test_second_copy_of_a_message_is_answered_once(world):
    message = inbound("halo")
    first = await world.receive(message)
    second = await world.receive(message)
    await world.settled()
    assert (first.is_new, second.is_new) == (True, False)
    assert first.inbound_id == second.inbound_id
    assert world.telegram.texts() == ["re: halo"]


async def test_copies_that_arrive_together_are_answered_once(world):
    message = inbound("halo")
    received = await asyncio.gather(*(world.receive(message) for _ in range(8)))
    await world.settled()
    assert sum(one.is_new for one in received) == 1
    assert world.telegram.texts() == ["re: halo"]


async def test_messages_of_one_chat_are_answered_in_order_and_one_at_a_time(world):
    world.rasa.takes_s = 0.002
    for number in range(20):
        await world.receive(inbound(f"pesan {number}"))
    await world.settled()
    assert world.telegram.texts() == [f"re: pesan {number}" for number in range(20)]
    assert world.rasa.most_at_once == 1
    assert world.telegram.most_at_once == 1


async def test_different_chats_are_answered_at_once(small_world):
    world = small_world
    world.rasa.takes_s = 0.3
    begun = asyncio.get_running_loop().time()
    for number in range(10):
        await world.receive(inbound("halo", address=str(number)))
    await world.settled()
    assert len(world.telegram.sent) == 10
    assert asyncio.get_running_loop().time() - begun < 1.5


async def test_a_thousand_chats_are_all_answered_once_and_in_order(small_world):
    world = small_world
    with world.db.engine.connect() as connection:  # no power will fail here: spare the disk
        connection.exec_driver_sql("ROLLBACK")
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
    for number in range(1000):
        await world.receive(inbound("satu", address=str(number)))
        if number % 10 == 0:
            await world.receive(inbound("dua", address=str(number)))
    await world.until(lambda: len(world.telegram.sent) >= 1100, 90)
    await world.settled()
    for number in range(1000):
        second = ["re: dua"] if number % 10 == 0 else []
        assert world.telegram.texts(str(number)) == ["re: satu", *second]


async def test_a_message_that_nobody_was_woken_for_is_found_by_the_sweep(world):
    await world.inbox.receive(inbound("halo"))
    await world.until(lambda: world.telegram.texts() == ["re: halo"], 20)


async def test_a_kind_that_is_not_understood_is_answered_by_name_without_rasa(world):
    await world.say("", kind=InboundKind.UNSUPPORTED, unsupported="voice", language_hint="en-GB")
    await world.say("", kind=InboundKind.UNSUPPORTED, unsupported="hologram")
    assert world.telegram.texts() == [
        SAID.say("unsupported_voice", Language.ENGLISH).text,
        SAID.say("unsupported_other", Language.INDONESIAN).text,
    ]
    assert world.rasa.asked == []


async def test_start_and_menu_become_intents(world):
    await world.say("/start", kind=InboundKind.START)
    await world.say("/menu", kind=InboundKind.MENU)
    assert world.rasa.said() == ["/greet", "/show_menu"]


async def test_a_typed_command_is_only_text(world):
    await world.say('/inform{"policy_number":"GI-1"}')
    (question,) = world.rasa.asked
    assert question["text"] == 'inform{"policy_number":"GI-1"}'
    assert "intent" not in question


MENU = [
    {
        "text": "Mau apa?",
        "buttons": [
            {"title": "Cek manfaat", "payload": '/check_benefits{"benefit_type":"dental"}'},
            {"title": "Cek klaim", "payload": "/check_claim_status"},
        ],
    }
]


async def test_a_tap_becomes_the_intent_that_was_offered(world):
    world.rasa.answers["menu"] = MENU
    await world.say("menu")
    token = world.telegram.sent[0][1].buttons[0][1]
    await world.say("", kind=InboundKind.CHOICE, choice_token=token)
    assert world.rasa.asked[-1]["intent"] == {
        "name": "check_benefits",
        "entities": {"benefit_type": "dental"},
    }


async def test_a_token_of_another_chat_sets_nothing(world):
    world.rasa.answers["menu"] = MENU
    await world.say("menu")
    token = world.telegram.sent[0][1].buttons[0][1]
    await world.say("", address="8", kind=InboundKind.CHOICE, choice_token=token)
    assert world.telegram.texts("8") == [SAID.say("unknown_button", Language.INDONESIAN).text]
    await world.say("Cek klaim", address="8", kind=InboundKind.CHOICE, choice_token=token)
    assert world.rasa.asked[-1]["text"] == "Cek klaim"


async def test_a_typed_number_picks_from_the_last_menu_only(world):
    world.rasa.answers["menu"] = MENU
    await world.say("menu", channel=Channel.WHATSAPP)
    await world.say("yang kedua", channel=Channel.WHATSAPP)
    await world.say("2", channel=Channel.WHATSAPP)  # the last thing said offers nothing
    assert world.rasa.said() == ["menu", "/check_claim_status", "2"]


async def test_a_member_who_blocked_us_gets_nothing_until_they_write(world):
    world.rasa.is_down = True
    await world.receive(inbound("halo"))
    await world.receive(inbound("", kind=InboundKind.BLOCKED))
    await world.settled()
    world.clock.advance(seconds=3)
    world.rasa.is_down = False
    await world.until(lambda: [row.state for row in world.inbox_rows()] == ["done", "done"], 20)
    await world.settled()
    assert world.conversation().suppressed_at is not None
    before = len(world.telegram.sent)
    await world.say("halo lagi")
    assert world.telegram.texts()[before:] == ["re: halo lagi"]
    assert world.conversation().suppressed_at is None


async def test_the_language_is_guessed_kept_and_sent_along(world):
    await world.say("hi, can you help me with my claim please")
    await world.say("ok")
    await world.say("saya mau cek sisa limit rawat jalan")
    assert [question["language"] for question in world.rasa.asked] == ["en", "en", "id"]
    assert world.conversation().language == "id"


async def test_a_language_that_was_asked_for_stays(world):
    world.rasa.answers["english please"] = [{"text": "Sure"}, {"custom": {"language": "en"}}]
    await world.say("english please")
    await world.say("saya mau cek sisa limit rawat jalan")
    assert world.telegram.texts()[0] == "Sure"
    assert world.rasa.asked[-1]["language"] == "en"
    assert world.conversation().language_chosen


async def test_identity_data_is_deleted_from_the_chat_before_the_answer(world):
    world.rasa.answers["12 Mei 1990"] = [{"text": "ok", "custom": {"delete_inbound": True}}]
    await world.say("12 Mei 1990")
    await world.say("12 Mei 1990", address="w", channel=Channel.WHATSAPP, message_ref=None)
    assert [draft.delete_ref for _, draft, _ in world.telegram.sent] == ["99", None]
    assert [draft.delete_ref for _, draft, _ in world.whatsapp.sent] == [None]


async def test_a_code_reaches_neither_rasa_nor_the_inbox(world):
    world.desk.awaited = True
    await world.say("kodenya 123-456 ya")
    (question,) = world.rasa.asked
    assert question["intent"] == {"name": "code_checked", "entities": {"outcome": "accepted"}}
    # Three digits alone would stand in a random id once in a while.
    assert not re.search("123-?456", str(question))
    assert "123-456" not in (world.inbox_rows()[0].content or "")
    assert world.telegram.sent[0][1].delete_ref == "99"


async def test_a_wrong_code_tells_rasa_how_many_tries_are_left(world):
    world.desk.awaited = True
    await world.say("654321")
    entities = world.rasa.asked[0]["intent"]["entities"]
    assert entities == {"outcome": "wrong", "tries_left": "4"}


async def test_a_mistyped_code_is_not_counted(world):
    world.desk.awaited = True
    await world.say("12345")
    assert world.rasa.asked[0]["intent"]["entities"] == {"outcome": "malformed"}
    assert world.desk.checks == []


async def test_a_code_whose_turn_was_killed_is_checked_once_and_still_kept_from_rasa(
    resting_world,
):
    world = resting_world
    world.desk.awaited = True
    world.start()

    await world.killed_before("_finish", inbound("123456"))
    world.clock.advance(seconds=DURATION_S + 1)
    world.restart_parts()
    world.start()
    await world.until(lambda: len(world.telegram.sent) == 2, 20)
    assert world.desk.checks == ["123456"]
    assert world.rasa.said() == ["/code_checked"]


async def test_six_digits_are_plain_text_while_no_code_is_awaited(world):
    await world.say("123456")
    assert world.rasa.said() == ["123456"]


async def test_every_turn_is_a_sign_of_life(world):
    received = await world.say("halo")
    await world.say("", kind=InboundKind.MENU)
    assert world.desk.active == [received.conversation_id] * 2


async def test_no_member_text_address_or_code_is_logged(small_world, capfd):
    world = small_world
    world.desk.awaited = True
    world.rasa.failures = [500, 503]
    for text in ("nama saya Budiman-Kanari", "123456", "\u202eBudiman-Kanari"):
        await world.receive(inbound(text, address="0812-Kanari"))
    await world.as_time_passes(lambda: len(world.rasa.heard) == 3)
    printed = capfd.readouterr()
    assert "turn_done" in printed.out + printed.err
    for secret in ("Kanari", "123456", "0812"):
        assert secret not in printed.out + printed.err


async def test_ten_thousand_characters_reach_rasa_cut_and_clean(small_world):
    await small_world.say("a\u202e\u200b" * 10_000)
    assert small_world.rasa.asked[0]["text"] == "a" * 4_000


async def test_a_turn_is_timed_stage_by_stage(small_world):
    world = small_world
    await world.say("halo")
    for stage in ("wait", "claim", "secrets", "rasa", "commit", "send", "total"):
        assert world.metrics.value("iclick_turn_seconds_count", stage=stage) == 1
    assert world.metrics.value("iclick_turns_total", end="answered") == 1


async def test_the_turns_of_a_conversation_that_is_not_the_bots_wait(world):
    received = await world.say("halo")
    give_to(world, received.conversation_id, "agent")
    await world.say("halo kak")
    await world.turns.sweep()
    await world.settled()
    assert world.rasa.said() == ["halo"]
    give_to(world, received.conversation_id, "bot")
    await world.turns.sweep()
    await world.settled()
    assert world.rasa.said() == ["halo", "halo kak"]


def give_to(world, conversation_id, owner):
    with world.db.transaction() as session:
        session.get_one(ConversationRow, conversation_id).owner = owner
