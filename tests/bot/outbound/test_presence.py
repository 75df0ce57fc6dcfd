"""That we are typing is shown in time, stops in time, and never gets in the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.fakes import FakeSender
from bot.messages import Channel, ConversationId
from bot.outbound.presence import Presence

CHAT = ConversationId("c" * 32)
OTHER = ConversationId("d" * 32)


def presence(sender: FakeSender, **limits: float) -> Presence:
    return Presence({sender.channel: sender}, **limits)


def begin(shown: Presence, conversation_id: ConversationId = CHAT, delay_s: float = 0.0) -> None:
    shown.begin(conversation_id, Channel.TELEGRAM, "7", "m1", delay_s=delay_s)


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(2):
        while not is_so():
            await asyncio.sleep(0.005)


async def test_typing_is_shown_for_the_message_that_is_answered() -> None:
    sender = FakeSender()
    shown = presence(sender)
    begin(shown)
    await until(lambda: not shown.shown_in)
    assert sender.typing == [("7", "m1")]


async def test_an_answer_that_comes_at_once_is_not_announced() -> None:
    sender = FakeSender()
    shown = presence(sender)
    begin(shown, delay_s=0.05)
    shown.end(CHAT)
    await asyncio.sleep(0.1)
    assert (sender.typing, shown.shown_in) == ([], frozenset())


async def test_it_is_shown_again_as_often_as_the_channel_wants_until_the_end() -> None:
    sender = FakeSender(typing_again_s=0.01)
    shown = presence(sender)
    begin(shown)
    await until(lambda: len(sender.typing) >= 3)
    shown.end(CHAT)
    count = len(sender.typing)
    await asyncio.sleep(0.05)
    assert len(sender.typing) == count


async def test_a_second_beginning_in_the_same_chat_changes_nothing() -> None:
    sender = FakeSender()
    shown = presence(sender)
    begin(shown, delay_s=0.02)
    begin(shown, delay_s=0.02)
    await until(lambda: not shown.shown_in)
    assert len(sender.typing) == 1


async def test_after_an_end_it_can_begin_anew() -> None:
    shown = presence(FakeSender(typing_again_s=10))
    begin(shown)
    shown.end(CHAT)
    begin(shown)
    await asyncio.sleep(0.01)  # the ended one is taken down meanwhile
    assert shown.shown_in == {CHAT}
    await shown.stop()


async def test_it_ends_by_itself_when_nobody_ends_it() -> None:
    sender = FakeSender(typing_again_s=0.01)
    shown = presence(sender, most_s=0.05)
    begin(shown)
    await until(lambda: not shown.shown_in)
    assert sender.typing


async def test_more_chats_than_it_can_show_it_in_go_without() -> None:
    sender = FakeSender(typing_again_s=10)
    shown = presence(sender, most_at_once=1)
    begin(shown)
    begin(shown, OTHER)
    assert shown.shown_in == {CHAT}
    await shown.stop()


async def test_a_sender_that_fails_harms_nobody() -> None:
    class Faulty(FakeSender):
        async def show_typing(self, address: str, provider_message_id: str) -> float | None:
            raise RuntimeError("the network is made of cheese")

    shown = presence(Faulty())
    begin(shown)
    await until(lambda: not shown.shown_in)


async def test_a_channel_that_is_off_shows_nothing() -> None:
    shown = Presence({})
    begin(shown)
    assert shown.shown_in == frozenset()


async def test_what_is_shown_ends_with_the_gateway_and_nothing_begins_after() -> None:
    sender = FakeSender(typing_again_s=0.01)
    shown = presence(sender)
    running = asyncio.create_task(shown.run())
    begin(shown)
    await until(lambda: bool(sender.typing))
    await shown.stop()
    await asyncio.wait_for(running, 1)
    begin(shown, OTHER)
    assert shown.shown_in == frozenset()
