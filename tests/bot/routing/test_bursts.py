"""Photos, albums and other files: what belongs together is one turn, and nothing is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.fakes import inbound
from bot.leases import DURATION_S, LeaseLost
from bot.messages import Attachment, AttachmentKind, Channel, InboundKind, Language
from bot.routing import bursts
from bot.routing.turn import Part, Turn, joined
from bot.stored import inbound_from_json
from bot.texts import Texts
from insurance.ports import LARGEST_UPLOAD_MB
from storage.tables import InboxRow, MediaRow
from tests.bot.conftest import World

SAID = Texts.load()
_refs = iter(range(100, 10**9))


def photo(text="", kind=AttachmentKind.PHOTO, **changes):
    """A message with one file, which is fetched unless it is a recording."""
    values = {
        "kind": InboundKind.MEDIA,
        "attachments": (Attachment(kind, "where it is"),),
        "message_ref": str(next(_refs)),
        **changes,
    }
    return inbound(text, **values)


def settle_files(world, state="stored"):
    """All files have been fetched, or not."""
    with world.db.transaction() as session:
        session.execute(
            update(MediaRow).where(MediaRow.state == "waiting").values(state=state)
        )  # fmt: skip


async def fetched(world, *messages, state="stored"):
    """These messages arrive, and their files with them."""
    received = [await world.receive(message) for message in messages]
    settle_files(world, state)
    return received


async def answered(world, count=1):
    """So much time passes that so many questions were answered."""
    await world.as_time_passes(lambda: len(world.rasa.heard) >= count, step_s=0.2)


def questions(world):
    return [
        (
            question.get("text") or question["intent"]["name"],
            question["inbound_id"],
            question.get("attachments", 0),
        )
        for question in world.rasa.heard
    ]


async def test_thirty_photos_in_one_burst_get_one_answer(world):
    received = await fetched(world, *(photo() for _ in range(30)))
    await answered(world)
    assert questions(world) == [("media_sent", received[0].inbound_id, 30)]
    assert world.telegram.texts() == ["re: /media_sent"]
    assert {row.state for row in world.inbox_rows()} == {"done"}
    assert {row.burst_id for row in world.inbox_rows()} == {received[0].inbound_id}


async def test_a_burst_is_answered_once_nothing_more_comes_for_a_second(world):
    await fetched(world, photo())
    await world.settled()
    world.clock.advance(seconds=0.9)
    await fetched(world, photo())
    await world.settled()
    assert world.rasa.heard == []
    await answered(world)
    assert [count for _, _, count in questions(world)] == [2]


async def test_a_photo_that_comes_after_the_answer_is_a_turn_of_its_own(world):
    first = await fetched(world, photo())
    await answered(world)
    second = await fetched(world, photo())
    await answered(world, 2)
    assert questions(world) == [
        ("media_sent", first[0].inbound_id, 1),
        ("media_sent", second[0].inbound_id, 1),
    ]


async def test_the_burst_waits_until_all_its_files_are_settled(world):
    await world.receive(photo())
    await world.settled()
    world.clock.advance(seconds=5)
    world.turns.wake(next(iter(world.known)))
    await world.settled()
    assert world.rasa.heard == []
    settle_files(world)
    await answered(world)
    assert [count for _, _, count in questions(world)] == [1]


async def test_photos_and_a_pdf_together_are_one_turn(world):
    pdf = photo(kind=AttachmentKind.DOCUMENT)
    await fetched(world, photo(album="a"), pdf, photo())
    await answered(world)
    assert [count for _, _, count in questions(world)] == [3]


async def test_a_text_between_two_photos_separates_them(world):
    one, text, two = await fetched(world, photo(), inbound("ini kuitansinya"), photo())
    await answered(world, 3)
    assert questions(world) == [
        ("media_sent", one.inbound_id, 1),
        ("ini kuitansinya", text.inbound_id, 0),
        ("media_sent", two.inbound_id, 1),
    ]


async def test_what_follows_ends_the_wait_for_more(world):
    await world.inbox.receive(photo())
    await world.inbox.receive(inbound("ini kuitansinya"))
    settle_files(world)
    await world.until(lambda: len(world.telegram.sent) == 2)  # the clock stands still
    assert world.rasa.said() == ["/media_sent", "ini kuitansinya"]


async def test_the_texts_under_the_photos_are_what_is_asked(world):
    await fetched(world, photo(), photo("ini kuitansi"), photo("ini kuitansi"), photo("sisa limit"))
    await answered(world)
    assert [text for text, _, _ in questions(world)] == ["ini kuitansi\nsisa limit"]


async def test_a_burst_ends_after_ten_seconds_or_thirty_messages(small_world):
    world = small_world
    for _ in range(12):
        await fetched(world, photo())
        world.clock.advance(seconds=0.99)
        await world.settled()
    await answered(world, 2)
    assert [count for _, _, count in questions(world)] == [11, 1]
    await fetched(world, *(photo(address="8") for _ in range(31)))
    await answered(world, 4)
    assert [count for _, _, count in questions(world)] == [11, 1, 30, 1]


@pytest.mark.parametrize("step", ["_finish", "answer"])
async def test_killed_in_a_burst_the_very_same_messages_are_answered_again(resting_world, step):
    world = resting_world
    await world.inbox.receive(photo())
    await world.inbox.receive(photo())
    settle_files(world)
    world.clock.advance(seconds=2)
    world.start()
    if step == "answer":
        await world.killed_before("answer", inbound("dan ini?"), of=world.turns._answering)
    else:
        await world.killed_before("_finish", inbound("dan ini?"))
    sealed = [row.burst_id for row in world.inbox_rows()]
    await world.inbox.receive(photo())  # comes too late for that burst
    settle_files(world)
    world.clock.advance(seconds=DURATION_S + 1)
    world.restart_parts()
    world.start()
    await world.until(lambda: len(world.telegram.sent) == 3)
    first = world.inbox_rows()[0].inbound_id
    assert sealed == [first, first, None]
    assert [count for _, _, count in questions(world)] == [2, 0, 1]
    assert world.telegram.texts() == ["re: /media_sent", "re: dan ini?", "re: /media_sent"]


async def test_a_burst_that_another_gateway_has_taken_over_is_left_alone(world):
    received = await fetched(world, photo())
    await answered(world)
    part = Part(1, received[0].inbound_id, photo(), world.clock.now())
    turn = Turn(received[0].conversation_id, (part,), 0, None, False, False)
    with pytest.raises(LeaseLost), world.db.transaction() as session:
        bursts.seal(session, turn)


async def test_two_gateways_answer_a_burst_once(world):
    other = World(world.db, world.keyring, world.clock, world.rasa, world.telegram)
    other.start()
    received = [await world.receive(photo()) for _ in range(10)]
    settle_files(world)
    world.clock.advance(seconds=2)
    for gateway in (world, other):
        gateway.turns.wake(received[0].conversation_id)
    await world.until(lambda: {row.state for row in world.inbox_rows()} == {"done"})
    await world.until(lambda: world.telegram.sent)  # by whichever gateway
    await world.settled()
    await other.settled()
    await other.stop()
    assert questions(world) == [("media_sent", received[0].inbound_id, 10)]
    assert world.telegram.texts() == ["re: /media_sent"]


async def test_a_burst_with_a_code_under_a_photo_keeps_the_code_to_itself(world):
    world.desk.awaited = True
    await fetched(world, photo(message_ref="5"), photo("kode 123456", message_ref="6"))
    await answered(world)
    assert world.rasa.said() == ["/code_checked"]
    assert [draft.delete_ref for _, draft, _ in world.telegram.sent] == ["6", None]
    assert all("123456" not in (row.content or "") for row in world.inbox_rows())


async def test_where_the_files_came_from_is_forgotten_with_the_turn(world):
    await fetched(world, photo())
    await answered(world)
    (attachment,) = inbound_from_json(world.inbox_rows()[0].content).attachments
    assert attachment == Attachment(AttachmentKind.PHOTO, "")


@pytest.mark.parametrize("kind", ["video", "voice", "audio"])
async def test_a_recording_alone_is_answered_kindly_without_rasa(small_world, kind):
    world = small_world
    await world.receive(photo(kind=AttachmentKind(kind)))
    await world.as_time_passes(lambda: world.telegram.sent)
    assert world.telegram.texts() == [SAID.say(f"unsupported_{kind}", Language.INDONESIAN).text]
    assert world.rasa.asked == []


@pytest.mark.parametrize("kind", ["video", "voice", "audio"])
async def test_the_text_under_a_recording_is_answered_in_one_bubble(small_world, kind):
    world = small_world
    await world.receive(photo("sisa limit", kind=AttachmentKind(kind)))
    await answered(world)
    note = SAID.say(f"not_opened_{kind}", Language.INDONESIAN).text
    assert world.telegram.texts() == [note, "re: sisa limit"]  # the fake splits paragraphs
    assert len({draft for _, draft, _ in world.telegram.sent}) == 2


async def test_files_that_failed_are_told_with_the_answer_to_the_text_under_them(small_world):
    world = small_world
    await world.receive(photo("ini kuitansi"))
    settle_files(world)
    await world.receive(photo())
    settle_files(world, "too_large")
    await answered(world)
    assert world.telegram.texts()[0].splitlines() == [
        SAID.say("file_stored", Language.INDONESIAN).text,
        SAID.say("file_too_large", Language.INDONESIAN).text.format(limit=LARGEST_UPLOAD_MB),
    ]


async def test_failed_files_without_a_text_are_left_to_the_dialogue(small_world):
    world = small_world
    await fetched(world, photo(), photo(kind=AttachmentKind.VIDEO), state="gone")
    await answered(world)
    assert world.telegram.texts() == [
        SAID.say("not_opened_video", Language.INDONESIAN).text,
        "re: /media_sent",
    ]


async def test_a_number_under_a_photo_is_a_pick(small_world):
    world = small_world
    world.rasa.answers["menu"] = [{"text": "?", "buttons": [{"title": "Ya", "payload": "/affirm"}]}]
    await world.say("menu", channel=Channel.WHATSAPP)
    await fetched(world, photo("1", channel=Channel.WHATSAPP, message_ref=None))
    await answered(world, 2)
    assert world.rasa.said() == ["menu", "/affirm"]


async def test_typing_is_shown_as_soon_as_a_burst_is_waited_for(small_world):
    world = small_world
    message = photo()
    await world.receive(message)
    await world.until(lambda: world.telegram.typing)
    assert world.telegram.typing == [("7", message.provider_message_id)]
    settle_files(world)
    await answered(world)
    assert world.presence.shown_in == frozenset()


async def test_other_chats_do_not_wait_for_a_burst(small_world):
    world = small_world
    for number in range(20):
        await world.receive(photo(address=f"p{number}"))
    await world.say("halo", address="8")
    assert world.telegram.texts("8") == ["re: halo"]


async def test_the_photos_of_an_edited_album_are_counted_once(world):
    one, two = photo("lama", message_ref="5"), photo(message_ref="6")
    await fetched(world, one, two, photo("baru", message_ref="5", edit_of="5"))
    await answered(world)
    assert [(text, count) for text, _, count in questions(world)] == [("baru", 2)]
    with world.db.reading() as session:
        states = session.scalars(select(InboxRow.state)).all()
    assert set(states) == {"done"}


async def test_an_edit_that_changes_no_word_silences_no_photo_beside_it(world):
    await fetched(world, photo("lama", message_ref="5"))
    await answered(world)
    await fetched(world, photo("lama", message_ref="5", edit_of="5"), photo())
    await answered(world, 2)
    assert [text for text, _, _ in questions(world)] == ["lama", "media_sent"]


async def test_an_edit_that_comes_after_the_seal_is_a_turn_of_its_own(resting_world):
    world = resting_world
    received = await world.inbox.receive(photo("lama", message_ref="5"))
    settle_files(world)
    with world.db.transaction() as session:  # its turn was begun, and then came a kill
        session.execute(update(InboxRow).values(burst_id=received.inbound_id))
    await world.receive(photo("baru", message_ref="5", edit_of="5"))
    settle_files(world)
    world.start()
    await answered(world, 2)
    assert world.rasa.said() == ["lama", "baru"]
    note = SAID.say("edit_used", Language.INDONESIAN).text
    assert world.telegram.texts()[-2].splitlines()[0] == note


def test_a_burst_is_one_message_with_all_its_files():
    head = photo("a")
    parts = (Part(1, "x", head, None), Part(2, "y", photo(" a "), None))
    whole = joined(parts)
    assert whole == replace(head, attachments=head.attachments * 2)


def test_the_wait_is_over_at_once_when_nothing_can_join(clock):
    part = Part(1, "x", photo(), clock.now())
    now = clock.now() + timedelta(seconds=0.25)
    assert bursts.wait_s((part,), is_complete=False, now=now) == 0.75
    assert bursts.wait_s((part,), is_complete=True, now=now) == 0.0
