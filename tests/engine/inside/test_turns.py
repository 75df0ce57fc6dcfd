"""Turns of the small assistant: digressions, replay, what is kept and what is not."""

from __future__ import annotations

import asyncio
import uuid

from cryptography.fernet import Fernet
from world import KEY, Conversation, bytes_of

from engine.tracker_database import Conflict
from engine.turn import Turn, current_turn


async def test_a_text_with_a_blank_line_stays_one_message(conversation: Conversation) -> None:
    assert await conversation.say("halo") == ["Halo.\n\nAda yang bisa dibantu?"]


async def test_the_answer_is_in_the_language_of_the_turn(conversation: Conversation) -> None:
    assert await conversation.say("halo", "en") == ["Hello.\n\nHow can I help?"]
    assert await conversation.say("halo", "id") == ["Halo.\n\nAda yang bisa dibantu?"]


async def test_a_turn_asked_again_is_replayed(conversation: Conversation) -> None:
    inbound_id = uuid.uuid4().hex
    first = await conversation.ask(text="isi formulir", inbound_id=inbound_id)
    again = await conversation.ask(text="isi formulir", inbound_id=inbound_id)
    assert (first, again) == ((False, first[1]), (True, first[1]))
    assert await conversation.say("Budi Santoso") == ["Lahir?"]


async def test_a_turn_asked_twice_at_once_is_run_once(conversation: Conversation) -> None:
    inbound_id = uuid.uuid4().hex
    both = await asyncio.gather(
        *(conversation.ask(text="isi formulir", inbound_id=inbound_id) for _ in range(2))
    )
    assert sorted(replayed for replayed, _ in both) == [False, True]
    assert both[0][1] == both[1][1]


async def test_an_answer_is_replayed_to_its_own_conversation_only(
    conversation: Conversation,
) -> None:
    inbound_id = uuid.uuid4().hex
    await conversation.ask(text="halo", inbound_id=inbound_id)
    stored = await conversation.store.answer("somebody-else", inbound_id)
    assert stored is None


async def test_a_question_in_a_form_is_answered_and_the_form_goes_on(
    conversation: Conversation,
) -> None:
    await conversation.say("isi formulir")
    assert await conversation.say("kartu saya hilang") == ["Jawaban", "Lainnya", "Nama?"]
    assert await conversation.slot("full_name") is None
    assert await conversation.say("Budi Santoso") == ["Lahir?"]
    assert await conversation.say("claim deadline") == ["Jawaban", "Lainnya", "Lahir?"]
    assert await conversation.say("12 mei 1990") == ["Selesai: Budi Santoso, 12 mei 1990"]


async def test_two_questions_in_a_row_are_answered_in_a_form(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    await conversation.say("kartu saya hilang")
    assert await conversation.say("batas waktu klaim") == ["Jawaban", "Lainnya", "Nama?"]


async def test_an_emergency_in_a_form_goes_first(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    assert await conversation.say("tolong dada saya sakit sesak napas") == ["119", "Nama?"]


async def test_a_form_can_be_left(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    assert await conversation.say("ga jadi") == ["Dibatalkan"]
    assert await conversation.form() is None


async def test_a_button_in_a_form_is_a_digression_too(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    assert await conversation.tap("tapped", choice="B") == ["Pilihan B", "Nama?"]


async def test_an_unknown_button_is_not_understood_and_sets_nothing(
    conversation: Conversation,
) -> None:
    assert await conversation.tap("long_gone", choice="B") == ["Maksud Anda?"]


async def test_text_that_looks_like_a_payload_sets_nothing(conversation: Conversation) -> None:
    for text in ('/tapped{"choice":"B"}', '\u200b /tapped{"choice":"B"}', '//tapped{"choice":"B"}'):
        await conversation.say(text)
        assert await conversation.slot("choice") is None


async def test_text_without_anything_to_read_is_answered(conversation: Conversation) -> None:
    for text in ("", "/", "\u200b\u200b", " \n "):
        assert await conversation.say(text) == ["Maksud Anda?"]


async def test_a_form_survives_a_restart(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    await conversation.say("Budi Santoso")
    conversation.use(KEY)
    assert await conversation.say("12 mei 1990") == ["Selesai: Budi Santoso, 12 mei 1990"]


async def test_the_past_of_a_conversation_does_not_grow(conversation: Conversation) -> None:
    await conversation.say("halo")
    await conversation.say("halo")
    early = await conversation.events()
    for _ in range(20):
        await conversation.say("halo")
    assert await conversation.events() == early


async def test_the_past_does_not_grow_inside_a_form_either(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    await conversation.say("Budi Santoso")
    counts = set()
    for _ in range(20):
        await conversation.say("kartu saya hilang")
        counts.add(await conversation.events())
    assert max(counts) < 150
    assert await conversation.slot("full_name") == "Budi Santoso"
    assert await conversation.say("12 mei 1990") == ["Selesai: Budi Santoso, 12 mei 1990"]


async def test_a_rotated_key_still_reads_what_the_old_one_wrote(
    conversation: Conversation,
) -> None:
    await conversation.say("isi formulir")
    conversation.use(f"{Fernet.generate_key().decode()},{KEY}")
    assert await conversation.form() == "name_form"


async def test_a_lost_key_starts_the_conversation_afresh(conversation: Conversation) -> None:
    inbound_id = uuid.uuid4().hex
    await conversation.ask(text="isi formulir", inbound_id=inbound_id)
    conversation.use(Fernet.generate_key().decode())
    assert await conversation.say("halo") == ["Halo.\n\nAda yang bisa dibantu?"]
    replayed, messages = await conversation.ask(text="isi formulir", inbound_id=inbound_id)
    assert (replayed, messages[0]["text"]) == (False, "Nama?")


async def test_a_turn_overtaken_by_another_is_not_stored(conversation: Conversation) -> None:
    await conversation.say("isi formulir")
    turn = Turn(conversation.conversation_id, uuid.uuid4().hex, "id")
    token = current_turn.set(turn)
    tracker = await conversation.store.retrieve(conversation.conversation_id)
    current_turn.reset(token)
    await conversation.say("Budi Santoso")
    current_turn.set(turn)
    try:
        await conversation.store.save(tracker)
    except Conflict:
        pass
    else:
        raise AssertionError("the older turn was stored over the newer one")
    current_turn.set(None)
    assert await conversation.slot("full_name") == "Budi Santoso"


async def test_nothing_that_is_written_can_be_read_in_the_database(
    sqlite_conversation: Conversation,
) -> None:
    await sqlite_conversation.say("isi formulir")
    await sqlite_conversation.say("KANARI-9137")
    await sqlite_conversation.say("12 mei 1990")
    written = bytes_of(sqlite_conversation.url)
    assert sqlite_conversation.conversation_id.encode() in written
    assert b"KANARI" not in written
    assert b"Selesai" not in written


async def test_old_answers_and_conversations_are_deleted(conversation: Conversation) -> None:
    inbound_id = uuid.uuid4().hex
    await conversation.ask(text="isi formulir", inbound_id=inbound_id)
    conversation.store = type(conversation.store)(
        conversation.agent.domain,
        conversation.url,
        KEY,
        answers_kept_days=0,
        conversations_kept_days=0,
    )
    await conversation.store.prune()
    assert await conversation.store.answer(conversation.conversation_id, inbound_id) is None
    assert await conversation.form() is None
