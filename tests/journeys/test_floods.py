"""A flood of messages, and a thumb on a menu of last year."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.messages import Channel
from bot.stored import draft_from_json
from storage.database import Database
from storage.retention import purge
from storage.tables import InboxRow, OutboxRow
from tests.journeys.running_channels import MENU, Channels, member, texts

ON_BOTH = pytest.mark.parametrize("channel", list(Channel))
FLOOD = 200
A_YEAR_S = 365 * 24 * 3600
WITHIN_S = 60


def staged(db: Database, conversation_id: str) -> Sequence[tuple[str, str]]:
    """What the outbox holds for a chat, oldest first: text, and whether it was sent."""
    with db.reading() as session:
        rows = session.scalars(
            select(OutboxRow)
            .where(OutboxRow.conversation_id == conversation_id)
            .order_by(OutboxRow.id)
        )
        return [(draft_from_json(row.content or "{}").text, row.state) for row in rows]


def unanswered(db: Database, conversation_id: str) -> int:
    """How many of the member's messages wait for their turn."""
    with db.reading() as session:
        states = session.scalars(
            select(InboxRow.state).where(InboxRow.conversation_id == conversation_id)
        ).all()
    return len([state for state in states if state != "done"])


async def all_answered(db: Database, conversation_id: str) -> None:
    async with asyncio.timeout(WITHIN_S):
        while unanswered(db, conversation_id):
            await asyncio.sleep(0.1)


@ON_BOTH
async def test_two_hundred_messages_at_once_are_all_answered_in_order_and_hold_up_nobody(
    channels: Channels, sqlite_database: Database, channel: Channel
) -> None:
    flooder = await member(channels, channel)
    whose = channels.rasa.heard[-1]["conversation_id"]
    other = await member(channels, channel)
    wanted = [f"pesan {number}" for number in range(FLOOD)]
    for text in wanted:
        await flooder.send_text(text)
    await other.send_text("apel")
    await other.wait_for_reply("re: apel")
    # The other was answered while the flood was still being answered, one message a second.
    assert len(await texts(flooder)) < FLOOD
    await all_answered(sqlite_database, whose)
    heard = [one["text"] for one in channels.rasa.heard if one["conversation_id"] == whose][1:]
    assert heard == wanted
    answers = [text for text, _ in staged(sqlite_database, whose)]
    assert answers == [
        MENU["text"].replace("*Apa*", "<b>Apa</b>")
        if channel is Channel.TELEGRAM
        else MENU["text"],
        *(f"re: {text}" for text in wanted),
    ]
    said = (await texts(flooder))[1:]
    assert said == [f"re: {text}" for text in wanted[: len(said)]]


@ON_BOTH
async def test_the_same_answer_over_and_over_is_not_sent_two_hundred_times(
    channels: Channels, sqlite_database: Database, channel: Channel
) -> None:
    flooder = await member(channels, channel)
    whose = channels.rasa.heard[-1]["conversation_id"]
    channels.rasa.answers["?"] = [{"text": "Sebentar ya"}]
    for _ in range(FLOOD):
        await flooder.send_text("?")
    await all_answered(sqlite_database, whose)
    assert [one["text"] for one in channels.rasa.heard[1:]] == ["?"] * FLOOD
    answers = [text for text, _ in staged(sqlite_database, whose)][1:]
    assert set(answers) == {"Sebentar ya"}
    assert 10 <= len(answers) < FLOOD


@pytest.mark.parametrize("is_purged", [False, True])
async def test_tap_on_a_year_old_button_is_answered_and_the_button_goes(
    channels: Channels, sqlite_database: Database, is_purged: bool
) -> None:
    phone = await member(channels, Channel.TELEGRAM)
    (menu,) = await phone.heard()
    channels.clock.move(A_YEAR_S)
    if is_purged:
        await asyncio.to_thread(purge, sqlite_database, channels.clock)
    await phone.tap("Cek manfaat")
    told = await phone.wait_for_reply("tombol itu tidak berlaku" if is_purged else "re: /check")
    assert told.text
    async with asyncio.timeout(10):
        while (shown := await phone.now(menu)) is None or shown["buttons"]:
            await asyncio.sleep(0.05)


async def test_answer_to_a_year_old_quick_reply_is_read_by_its_title(
    channels: Channels, sqlite_database: Database
) -> None:
    phone = await member(channels, Channel.WHATSAPP)
    channels.clock.move(A_YEAR_S)
    await asyncio.to_thread(purge, sqlite_database, channels.clock)
    await phone.tap("Cek manfaat")
    await phone.wait_for_reply("re: Cek manfaat")
    assert channels.rasa.heard[-1].get("intent") is None
