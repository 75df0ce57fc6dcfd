"""The inbox keeps every message once, in the order in which it came."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from sqlalchemy import select

from bot.fakes import inbound
from bot.inbound.inbox import Inbox
from bot.messages import Channel
from bot.metrics import Metrics
from bot.stored import inbound_from_json
from storage.crypto import Keyring
from storage.tables import ConversationRow, InboxRow


def rows(database, table):
    with database.reading() as session:
        return session.scalars(select(table)).all()


async def test_a_message_is_kept_as_it_came(database, keyring, clock):
    message = inbound("halo 👍", language_hint="id", choice_token=None)
    received = await Inbox(database, keyring, clock).receive(message)
    (row,) = rows(database, InboxRow)
    assert inbound_from_json(row.content) == message
    assert (row.inbound_id, row.state) == (received.inbound_id, "received")
    (conversation,) = rows(database, ConversationRow)
    assert conversation.id == received.conversation_id
    assert conversation.last_inbound_at == clock.now()


async def test_a_repeat_a_day_later_changes_nothing(database, keyring, clock):
    metrics = Metrics()
    inbox = Inbox(database, keyring, clock, metrics)
    message = inbound("halo")
    first = await inbox.receive(message)
    then = clock.now()
    clock.advance(days=1)
    again = await inbox.receive(replace(message, text="lain"))
    assert again == replace(first, is_new=False)
    assert rows(database, ConversationRow)[0].last_inbound_at == then
    assert metrics.value("iclick_received_total", channel="telegram", repeat="yes") == 1


async def test_the_same_id_on_another_channel_is_another_message(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)
    message = inbound("halo")
    await inbox.receive(message)
    other = await inbox.receive(replace(message, channel=Channel.WHATSAPP))
    assert other.is_new
    assert len(rows(database, ConversationRow)) == 2


async def test_a_chat_is_found_again_after_the_keys_were_rotated(database, keyring, clock):
    old = "a-secret-key-for-tests-and-nothing-else"
    first = await Inbox(database, keyring, clock).receive(inbound("halo"))
    rotated = Keyring(("a-newer-key-of-more-than-thirty-two-letters", old))
    second = await Inbox(database, rotated, clock).receive(inbound("lagi"))
    assert first.conversation_id == second.conversation_id


async def test_first_messages_that_arrive_together_make_one_conversation(database, keyring, clock):
    inbox = Inbox(database, keyring, clock)
    received = await asyncio.gather(*(inbox.receive(inbound(str(n))) for n in range(10)))
    assert len({one.conversation_id for one in received}) == 1
    assert [row.id for row in rows(database, InboxRow)] == sorted(
        row.id for row in rows(database, InboxRow)
    )


async def test_addresses_stand_nowhere_in_the_clear(database, keyring, clock):
    await Inbox(database, keyring, clock).receive(inbound("halo", "whatsapp:+628123456"))
    with database.engine.connect() as connection:
        everything = str(connection.exec_driver_sql("SELECT * FROM conversations").all())
        everything += str(connection.exec_driver_sql("SELECT * FROM inbox").all())
    assert "628123456" not in everything
