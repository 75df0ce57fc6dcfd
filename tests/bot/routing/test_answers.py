"""What a turn's end puts into the outbox: folded in a flood, and keyboards that go away."""

from __future__ import annotations

from dataclasses import replace

from bot.fakes import inbound
from bot.messages import Channel, Contact, InboundKind, Location
from bot.outbound.sender import RetryLater
from bot.stored import inbound_from_json
from storage.tables import OutboxRow

ASKS_WHERE = [{"text": "Di mana Anda?", "custom": {"request": "location"}}]
HERE = Location(-6.2, 106.8, "Rumah", "Jl. Contoh 1")


def with_keyboards(sender):
    """The fake shows a keyboard where it is asked to."""
    compose = type(sender).compose

    def composed(reply, offered):
        *first, last = compose(sender, reply, offered)
        return [*first, replace(last, location_button="Kirim" if reply.asks_location else "")]

    sender.compose = composed


async def test_a_flood_is_answered_in_order_and_the_same_words_are_not_piled_up(small_world):
    world = small_world
    world.telegram.failures = [RetryLater(60)]
    for number in range(200):
        await world.receive(inbound("spam" if number >= 20 else f"pesan {number}"))
    await world.until(lambda: len(world.rasa.heard) == 200)
    await world.settled()
    assert [row.state for row in world.inbox_rows()] == ["done"] * 200
    await world.as_time_passes(lambda: len(world.telegram.sent) == 21, step_s=5)
    assert world.telegram.texts() == [*(f"re: pesan {number}" for number in range(20)), "re: spam"]


async def test_others_are_answered_during_a_flood(small_world):
    world = small_world
    for number in range(200):
        await world.inbox.receive(inbound(f"spam {number}"))
    await world.say("halo", address="8")
    await world.until(lambda: "re: halo" in world.telegram.texts("8"))
    await world.until(lambda: len(world.telegram.texts("7")) == 200)


async def test_the_same_answer_is_given_again_while_little_waits(world):
    world.telegram.failures = [RetryLater(60)]
    for _ in range(5):
        await world.receive(inbound("halo"))
    await world.until(lambda: {row.state for row in world.inbox_rows()} == {"done"})
    assert len(world.outbox_rows()) == 5


async def test_the_same_menu_counts_as_the_same_words(small_world):
    world = small_world
    buttons = [{"title": "Ya", "payload": "/affirm"}]
    world.rasa.answers["menu"] = [{"text": "?", "buttons": buttons}]
    world.telegram.failures = [RetryLater(60)]
    for number in range(10):
        await world.receive(inbound(f"pesan {number}"))
    for _ in range(5):
        await world.receive(inbound("menu"))
    await world.until(lambda: {row.state for row in world.inbox_rows()} == {"done"})
    assert len(world.outbox_rows()) == 11


async def test_a_folded_answer_still_deletes_what_is_secret(small_world):
    world = small_world
    world.rasa.answers["12 Mei 1990"] = [{"text": "ok"}, {"custom": {"delete_inbound": True}}]
    world.telegram.failures = [RetryLater(60)]
    for number in range(10):
        await world.receive(inbound(f"pesan {number}"))
    for ref in ("101", "102"):
        await world.receive(inbound("12 Mei 1990", message_ref=ref))
    await world.until(lambda: {row.state for row in world.inbox_rows()} == {"done"})
    await world.as_time_passes(lambda: len(world.telegram.sent) == 13, step_s=5)
    refs = [draft.delete_ref for _, draft, _ in world.telegram.sent if draft.delete_ref]
    assert refs == ["101", "102"]


async def test_the_keyboard_that_asks_for_a_place_goes_away_with_the_next_answer(world):
    with_keyboards(world.telegram)
    world.rasa.answers["dekat"] = ASKS_WHERE
    await world.say("dekat")
    assert world.conversation().keyboard_shown
    await world.say("", kind=InboundKind.LOCATION, location=HERE)
    await world.say("halo")
    assert [draft.hides_keyboard for _, draft, _ in world.telegram.sent] == [False, True, False]
    assert not world.conversation().keyboard_shown


async def test_a_keyboard_that_is_shown_again_is_not_hidden_first(world):
    with_keyboards(world.telegram)
    world.rasa.answers["dekat"] = ASKS_WHERE
    await world.say("dekat")
    await world.say("dekat")
    assert [draft.hides_keyboard for _, draft, _ in world.telegram.sent] == [False, False]
    assert world.conversation().keyboard_shown


async def test_a_channel_without_keyboards_has_none_to_hide(world):
    world.rasa.answers["dekat"] = ASKS_WHERE
    await world.say("dekat", channel=Channel.WHATSAPP)
    assert not world.conversation().keyboard_shown


async def test_a_place_reaches_neither_rasa_nor_stays_in_the_inbox(world):
    await world.say("", kind=InboundKind.LOCATION, location=HERE)
    (question,) = world.rasa.asked
    assert question["intent"] == {"name": "location_sent", "entities": {}}
    kept = inbound_from_json(world.inbox_rows()[0].content)
    assert (kept.kind, kept.location) == (InboundKind.LOCATION, None)
    assert "Contoh" not in str(question) + (world.inbox_rows()[0].content or "")


async def test_a_place_that_is_nowhere_is_answered_without_rasa_and_not_kept(world):
    await world.say("", kind=InboundKind.LOCATION, location=Location(0.0, 0.0))
    assert world.rasa.asked == []
    assert len(world.telegram.sent) == 1
    assert inbound_from_json(world.inbox_rows()[0].content).location is None


async def test_the_number_of_a_contact_is_not_kept(world):
    own = Contact(is_own=True, phone_number="+6281200000001")
    await world.say("", kind=InboundKind.CONTACT, contact=own)
    assert world.rasa.asked == []
    assert "+62812" not in (world.inbox_rows()[0].content or "")


async def test_what_a_turn_says_stands_in_the_order_in_which_it_is_sent(world):
    world.desk.awaited = True
    await world.say("123456")
    with world.db.reading() as session:
        rows = session.query(OutboxRow.position).order_by(OutboxRow.id).all()
    assert [position for (position,) in rows] == [0, 1]
