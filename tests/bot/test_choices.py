"""Offered choices are found again, by the conversation that was offered them."""

from __future__ import annotations

from bot.choices import Tapped, last_offered, offer, tapped
from bot.fakes import inbound
from bot.messages import Channel, Choice, Reply

REPLY = Reply("?", (Choice("Ya", "affirm", {"x": "y"}), Choice("Tidak", "deny")))


def test_tokens_are_fresh_and_fit_a_telegram_button():
    first, second = offer(REPLY), offer(REPLY)
    tokens = [one.token for one in (*first, *second)]
    assert len(set(tokens)) == 4
    assert all(len(token.encode()) <= 64 for token in tokens)
    assert [one.position for one in first] == [1, 2]


async def test_a_token_is_good_in_its_own_conversation_only(world):
    received = await world.say("halo")
    other = await world.say("halo", address="8")
    await world.outbox.say(received.conversation_id, REPLY)
    with world.db.reading() as session:
        offered = last_offered(session, received.conversation_id)
        assert [one.choice for one in offered] == list(REPLY.choices)
        tap = tapped(session, received.conversation_id, offered[0].token)
        assert tap == Tapped(offered[0], None)
        assert tapped(session, other.conversation_id, offered[0].token) is None
        assert tapped(session, received.conversation_id, "guess") is None
        assert last_offered(session, other.conversation_id) == ()


async def test_only_the_last_thing_said_counts_as_offered(world):
    received = await world.say("halo")
    await world.outbox.say(received.conversation_id, REPLY)
    await world.say("lain")
    with world.db.reading() as session:
        assert last_offered(session, received.conversation_id) == ()


async def test_a_notice_does_not_take_the_last_menu_away(world):
    received = await world.say("halo")
    await world.outbox.say(received.conversation_id, REPLY)
    await world.outbox.say(received.conversation_id, Reply("sebentar ya"))
    with world.db.transaction() as session:
        world.outbox.stage(
            session,
            received.conversation_id,
            Channel.TELEGRAM,
            received.inbound_id,
            [Reply("masih dicari")],
            position=-1,
        )
    with world.db.reading() as session:
        offered = last_offered(session, received.conversation_id)
    assert [one.choice for one in offered] == list(REPLY.choices)


def test_inbound_ids_of_the_fakes_differ():
    assert inbound().provider_message_id != inbound().provider_message_id
