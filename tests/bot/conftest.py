"""A whole gateway in a test: real inbox, turns and outbox; Rasa, channels and codes are fakes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from bot.fakes import FakeCodeDesk, FakeRasa, FakeSender, inbound
from bot.inbound.inbox import Inbox, Received
from bot.messages import Channel, ConversationId, Inbound
from bot.metrics import Metrics
from bot.outbound.attempts import Post
from bot.outbound.outbox import Outbox
from bot.outbound.presence import Presence
from bot.outbound.sender import Sender
from bot.routing.secrets import Secrets
from bot.routing.turns import Turns
from bot.texts import Texts
from insurance.fakes import FakeClock
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import ConversationRow, InboxRow, OutboxRow


@dataclass
class World:
    """One gateway, and the world around it."""

    db: Database
    keyring: Keyring
    clock: FakeClock
    rasa: FakeRasa = field(default_factory=FakeRasa)
    telegram: FakeSender = field(default_factory=FakeSender)
    whatsapp: FakeSender = field(
        default_factory=lambda: FakeSender(Channel.WHATSAPP, grace_s=10.0, can_find=True)
    )
    desk: FakeCodeDesk = field(default_factory=FakeCodeDesk)
    post: Post | None = None
    """The mail for news that WhatsApp does not take."""
    metrics: Metrics = field(default_factory=Metrics)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    known: set[ConversationId] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.restart_parts()

    def restart_parts(self) -> None:
        """As a new process would: nothing is known but what the database holds."""
        self.inbox = Inbox(self.db, self.keyring, self.clock, self.metrics)
        senders: dict[Channel, Sender] = {
            Channel.TELEGRAM: self.telegram,
            Channel.WHATSAPP: self.whatsapp,
        }
        self.presence = Presence(senders)
        self.outbox = Outbox(self.db, senders, self.clock, self.metrics, post=self.post)
        self.turns = Turns(
            db=self.db,
            secrets=Secrets(self.desk),
            rasa=self.rasa.client(),
            outbox=self.outbox,
            texts=Texts.load(),
            clock=self.clock,
            metrics=self.metrics,
            presence=self.presence,
        )

    def start(self) -> None:
        """Begin to work."""
        for loop in (self.turns, self.outbox):
            self.tasks.append(asyncio.create_task(loop.run()))

    async def stop(self) -> None:
        """End cleanly."""
        await self.turns.stop()
        await self.outbox.stop()
        await self.presence.stop()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()

    async def kill(self) -> None:
        """End as ``kill -9`` would, as far as one process can do that to itself."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()

    async def killed_before(self, step: str, message: Inbound, of: object | None = None) -> None:
        """Receive a message, and be killed when its turn gets to ``step`` (of the turns)."""
        reached = asyncio.Event()

        async def hang(*_: object) -> None:
            reached.set()
            await asyncio.Event().wait()

        setattr(of or self.turns, step, hang)
        await self.receive(message)
        await reached.wait()
        await self.kill()

    async def receive(self, message: Inbound) -> Received:
        """A provider delivers."""
        received = await self.inbox.receive(message)
        self.known.add(received.conversation_id)
        self.turns.wake(received.conversation_id)
        return received

    async def say(self, text: str, address: str = "7", **changes: Any) -> Received:
        """A member writes, and everything that follows happens."""
        received = await self.receive(inbound(text, address, **changes))
        await self.settled()
        return received

    async def settled(self) -> None:
        """Everything that is due has been done."""
        for _ in range(3):
            await self.turns.idle()
            await self.outbox.idle()

    async def until(self, condition: Callable[[], Any], limit_s: float = 20.0) -> None:
        """Wait for something to become true."""
        async with asyncio.timeout(limit_s):
            while not condition():
                await asyncio.sleep(0.005)

    async def as_time_passes(
        self, condition: Callable[[], Any], step_s: float = 0.5, limit_s: float = 30.0
    ) -> None:
        """Wait for something to become true while the clock moves on."""
        async with asyncio.timeout(limit_s):
            while not condition():
                self.clock.advance(seconds=step_s)
                for conversation_id in self.known:  # timers run on the real clock
                    self.turns.wake(conversation_id)
                    self.outbox.wake(conversation_id)
                await asyncio.sleep(0.02)
        await self.settled()

    def inbox_rows(self) -> list[InboxRow]:
        """The inbox as it stands."""
        with self.db.reading() as session:
            return list(session.scalars(select(InboxRow).order_by(InboxRow.id)))

    def outbox_rows(self) -> list[OutboxRow]:
        """The outbox as it stands."""
        with self.db.reading() as session:
            return list(session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def conversation(self) -> ConversationRow:
        """The only conversation."""
        with self.db.reading() as session:
            return session.scalars(select(ConversationRow)).one()


@pytest.fixture
async def world(database: Database, keyring: Keyring, clock: FakeClock) -> AsyncIterator[World]:
    """A gateway at work, on SQLite and on PostgreSQL."""
    world = World(database, keyring, clock)
    world.start()
    yield world
    await world.stop()


@pytest.fixture
async def resting_world(
    database: Database, keyring: Keyring, clock: FakeClock
) -> AsyncIterator[World]:
    """A gateway that has not been started yet."""
    world = World(database, keyring, clock)
    yield world
    await world.stop()


@pytest.fixture
async def small_world(
    sqlite_database: Database, keyring: Keyring, clock: FakeClock
) -> AsyncIterator[World]:
    """A gateway at work on SQLite only, for what no database changes."""
    world = World(sqlite_database, keyring, clock)
    world.start()
    yield world
    await world.stop()
