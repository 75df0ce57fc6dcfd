"""The desk: every file is settled, whoever is slow, hostile, or killed in the middle of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from bot.fakes import FakeCheck, inbound
from bot.inbound.inbox import Inbox
from bot.inbound.media_desk import MediaDesk
from bot.inbound.media_fetch import Fetched, Fetcher, Patience, Wanted
from bot.inbound.media_queue import MOST_KEPT_BYTES, MOST_STARTS, depth
from bot.inbound.media_sources import Missing, NotFetched
from bot.messages import Attachment, AttachmentKind, Channel, ConversationId, InboundKind
from bot.metrics import Metrics
from insurance.fakes import FakeClock
from insurance.ports import Finding
from storage.crypto import Keyring
from storage.database import Database
from storage.media_retention import erase_media
from storage.media_store import MediaStore
from storage.tables import LeaseRow, MediaRow
from tests.bot.inbound.file_server import JPEG

PATIENCE = Patience(deadline_s=20.0, retry_s=0.1, pauses_s=(0.01,))


@dataclass
class FakeSource:
    """A channel whose files are what their names say."""

    opened: list[str] = field(default_factory=list)
    under_way: int = 0
    most_at_once: int = 0
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def open(self, source: str) -> AsyncIterator[AsyncIterator[bytes]]:
        self.opened.append(source)
        self.under_way += 1
        self.most_at_once = max(self.most_at_once, self.under_way)
        try:
            yield self._bytes(source)
        finally:
            self.under_way -= 1

    async def _bytes(self, source: str) -> AsyncIterator[bytes]:
        if source.startswith("slow"):
            await self.go_on.wait()
        if source.startswith("gone"):
            raise NotFetched(Missing.GONE, "answers 404")
        if source.startswith("refused"):
            raise NotFetched(Missing.REFUSED, "redirected to an address that is not public")
        if source.startswith("odd"):
            raise ZeroDivisionError
        await asyncio.sleep(0)
        yield JPEG + source.encode()


@dataclass
class World:
    """An inbox, a store and a desk."""

    db: Database
    keyring: Keyring
    clock: FakeClock
    store: MediaStore
    source: FakeSource = field(default_factory=FakeSource)
    metrics: Metrics = field(default_factory=Metrics)
    woken: list[ConversationId] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    messages: int = 0

    def __post_init__(self) -> None:
        self.desk = self.new_desk()

    def new_desk(
        self,
        source: FakeSource | None = None,
        clock: FakeClock | None = None,
        check: FakeCheck | None = None,
    ):
        sources = {Channel.TELEGRAM: source or self.source}
        return MediaDesk(
            db=self.db,
            fetcher=Fetcher(self.store, sources, self.keyring, PATIENCE),
            check=check or FakeCheck(),
            clock=clock or self.clock,
            metrics=self.metrics,
            wake_turns=self.woken.append,
        )

    def start(self, desk: MediaDesk | None = None) -> None:
        self.tasks.append(asyncio.create_task((desk or self.desk).run()))

    async def kill(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()

    async def send(self, *sources: str, address: str = "7") -> ConversationId:
        """A member sends files in one message."""
        self.messages += 1
        files = tuple(Attachment(AttachmentKind.PHOTO, source) for source in sources)
        message = inbound(
            "",
            address,
            provider_message_id=f"m{self.messages}",
            kind=InboundKind.MEDIA,
            attachments=files,
        )
        received = await Inbox(self.db, self.keyring, self.clock).receive(message)
        self.desk.wake(received.conversation_id)
        return received.conversation_id

    def rows(self) -> list[MediaRow]:
        with self.db.reading() as session:
            return list(
                session.scalars(select(MediaRow).order_by(MediaRow.created_at, MediaRow.position))
            )

    def states(self) -> list[str]:
        return [row.state for row in self.rows()]

    async def until(self, condition: Callable[[], object], limit_s: float = 20.0) -> None:
        async with asyncio.timeout(limit_s):
            while not condition():
                await asyncio.sleep(0.005)

    async def all_settled(self) -> None:
        await self.until(lambda: "waiting" not in self.states())


@pytest.fixture
async def resting(
    database: Database, keyring: Keyring, clock: FakeClock, tmp_path: Path
) -> AsyncIterator[World]:
    world = World(database, keyring, clock, MediaStore((tmp_path / "media").as_uri()))
    yield world
    await world.kill()


@pytest.fixture
async def world(resting: World) -> World:
    resting.start()
    return resting


async def test_a_photo_is_stored_and_its_turn_is_woken(world):
    conversation_id = await world.send("one")
    await world.all_settled()
    [row] = world.rows()
    assert (row.state, row.content_type, row.size) == ("stored", "image/jpeg", len(JPEG) + 3)
    assert world.store.read(row.id, row.data_key) == JPEG + b"one"
    assert row.erase_at - row.settled_at == timedelta(hours=24)
    assert row.source is None
    await world.until(lambda: conversation_id in world.woken)


async def test_every_trouble_settles_its_own_file_only(world):
    await world.send("one", "gone", "refused", "odd", "two")
    await world.all_settled()
    assert world.states() == ["stored", "gone", "refused", "unavailable", "stored"]
    assert [row.data_key is None for row in world.rows()] == [False, True, True, True, False]


async def test_a_refused_download_is_told_loudly_and_without_content(world):
    with capture_logs() as logs:
        await world.send("refused: https://evil.example/secret")
        await world.all_settled()
        await world.desk.idle()
    [line] = [line for line in logs if line["event"] == "file_not_stored"]
    assert (line["log_level"], line["state"]) == ("error", "refused")
    assert line["why"] == "redirected to an address that is not public"
    assert "evil.example" not in repr(logs)


async def test_what_became_of_files_is_counted(world):
    await world.send("one", "gone", "two")
    await world.all_settled()
    await world.desk.idle()
    counted = {
        state: world.metrics.value("iclick_media_seconds_count", channel="telegram", state=state)
        for state in ("stored", "gone", "refused")
    }
    assert counted == {"stored": 2, "gone": 1, "refused": 0}
    kept = sum(row.size or 0 for row in world.rows())
    assert world.metrics.value("iclick_media_bytes_total", channel="telegram") == kept


async def test_how_many_files_wait_and_since_when_is_known(resting):
    await resting.send("one", "two")
    now = resting.clock.advance(seconds=5)
    with resting.db.reading() as session:
        assert depth(session, now) == (2, 5.0)
    resting.start()
    await resting.all_settled()
    with resting.db.reading() as session:
        assert depth(session, now) == (0, 0.0)


async def test_30_photos_of_one_chat_are_fetched_four_at_a_time(world):
    for number in range(30):
        await world.send(f"photo {number}")
    await world.all_settled()
    assert set(world.states()) == {"stored"}
    assert sorted(world.source.opened) == sorted(f"photo {number}" for number in range(30))
    assert 1 < world.source.most_at_once <= 4


async def test_a_slow_member_holds_up_nobody_else(world):
    await world.send(*(f"slow {number}" for number in range(8)), address="slow member")
    await world.until(lambda: len(world.source.opened) == 4)
    for number in range(10):
        await world.send(f"quick {number}", address=f"member {number}")
    await world.until(lambda: world.states().count("stored") == 10)
    assert world.states().count("waiting") == 8
    world.source.go_on.set()
    await world.all_settled()


async def test_a_file_that_is_there_is_told_while_another_of_its_message_is_slow(world):
    await world.send("one", "slow")
    await world.until(lambda: "stored" in world.states())
    assert world.states() == ["stored", "waiting"]
    await world.until(lambda: world.woken)
    world.source.go_on.set()
    await world.all_settled()


async def test_files_that_nobody_was_woken_for_are_found(resting):
    await resting.send("one")
    resting.desk = resting.new_desk()  # as after a restart
    resting.start()
    await resting.all_settled()
    assert resting.states() == ["stored"]


async def test_a_file_whose_download_was_killed_is_fetched_anew(world):
    await world.send("slow")
    await world.until(lambda: world.source.under_way)
    await world.kill()
    assert world.states() == ["waiting"]
    world.source.go_on.set()
    world.clock.advance(seconds=30)  # the dead one's lease is over
    world.start(world.new_desk())
    await world.all_settled()
    [row] = world.rows()
    assert (row.state, row.attempts) == ("stored", 2)
    assert world.store.read(row.id, row.data_key) == JPEG + b"slow"


async def test_a_file_whose_inspection_was_killed_is_fetched_and_inspected_anew(resting):
    class Stuck(FakeCheck):
        async def check(self, wanted: Wanted, fetched: Fetched) -> Fetched:
            await asyncio.Event().wait()
            return fetched

    resting.start(resting.new_desk(check=Stuck()))
    await resting.send("one")
    await resting.until(lambda: list(resting.store.kept()))
    await resting.kill()
    assert resting.states() == ["waiting"]
    resting.clock.advance(seconds=30)
    resting.start()
    await resting.all_settled()
    [row] = resting.rows()
    assert (row.state, row.attempts) == ("stored", 2)
    assert resting.store.read(row.id, row.data_key) == JPEG + b"one"
    await resting.kill()
    for kept in resting.store.folder.glob("*/*"):
        os.utime(kept, (0, 0))
    erase_media(resting.db, resting.store, resting.clock)
    assert len(list(resting.store.kept())) == 1


async def test_what_is_found_in_a_photo_is_recorded_and_counted(resting):
    class Finds(FakeCheck):
        async def check(self, wanted: Wanted, fetched: Fetched) -> Fetched:
            found = (Finding.BLURRED, Finding.TILTED)
            return replace(fetched, findings=found, likeness="a" * 64, pages=None)

    resting.start(resting.new_desk(check=Finds()))
    await resting.send("one")
    await resting.all_settled()
    [row] = resting.rows()
    assert (row.findings, row.likeness, row.pages) == ("blurred,tilted", "a" * 64, None)
    await resting.until(
        lambda: resting.metrics.value("iclick_media_findings_total", finding="tilted") == 1
    )


async def test_a_file_that_cannot_be_used_is_settled_with_the_reason(resting):
    class Refuses(FakeCheck):
        async def check(self, wanted: Wanted, fetched: Fetched) -> Fetched:
            raise NotFetched(Missing.PASSWORD, "encrypted")

    resting.start(resting.new_desk(check=Refuses()))
    await resting.send("one")
    await resting.all_settled()
    [row] = resting.rows()
    assert (row.state, row.data_key, row.content_type) == ("password", None, None)


async def test_a_file_that_ended_many_gateways_is_not_begun_again(resting):
    await resting.send("one")
    with resting.db.transaction() as session:
        session.execute(update(MediaRow).values(attempts=MOST_STARTS))
    resting.start()
    await resting.all_settled()
    assert (resting.states(), resting.source.opened) == (["unavailable"], [])


async def test_a_file_without_a_source_is_given_up_at_once(resting):
    await resting.send("one")
    with resting.db.transaction() as session:
        session.execute(update(MediaRow).values(source=None))
    resting.start()
    await resting.all_settled()
    assert resting.states() == ["unavailable"]


async def test_nobody_fills_the_store_for_all(resting):
    await resting.send("one", address="greedy member")
    with resting.db.transaction() as session:
        session.execute(
            update(MediaRow).values(
                state="stored", size=MOST_KEPT_BYTES, erase_at=resting.clock.now()
            )
        )
    await resting.send("more", address="greedy member")
    await resting.send("mine", address="another")
    resting.start()
    await resting.all_settled()
    assert sorted(resting.states()) == ["stored", "stored", "unavailable"]
    assert resting.source.opened == ["mine"]


async def test_a_file_that_somebody_has_a_use_for_takes_no_room(resting):
    await resting.send("a claim's")
    with resting.db.transaction() as session:
        session.execute(update(MediaRow).values(state="stored", size=MOST_KEPT_BYTES))
    await resting.send("another")
    resting.start()
    await resting.all_settled()
    assert resting.states() == ["stored", "stored"]


async def test_files_of_a_channel_that_is_off_wait(resting):
    await resting.send("one")
    whatsapp = inbound(
        "",
        "whatsapp:+62811",
        channel=Channel.WHATSAPP,
        kind=InboundKind.MEDIA,
        attachments=(Attachment(AttachmentKind.PHOTO, "two"),),
    )
    received = await Inbox(resting.db, resting.keyring, resting.clock).receive(whatsapp)
    resting.desk.wake(received.conversation_id)
    resting.start()
    await resting.until(lambda: "stored" in resting.states())
    await resting.desk.idle()
    assert sorted(resting.states()) == ["stored", "waiting"]


async def test_two_gateways_fetch_every_file_once(resting):
    if resting.db.is_sqlite:
        pytest.skip("on SQLite there is one gateway")
    other = resting.new_desk()
    resting.start()
    resting.start(other)
    for number in range(12):
        conversation_id = await resting.send(f"photo {number}", address=f"member {number % 3}")
        other.wake(conversation_id)
    await resting.all_settled()
    assert sorted(resting.source.opened) == sorted(f"photo {number}" for number in range(12))


async def test_a_gateway_that_lost_its_lease_says_nothing_of_the_file(resting):
    if resting.db.is_sqlite:
        pytest.skip("on SQLite there is one gateway")
    slow = FakeSource()
    first = resting.new_desk(slow)
    resting.start(first)
    conversation_id = await resting.send("slow")
    first.wake(conversation_id)
    await resting.until(lambda: slow.under_way)
    with resting.db.transaction() as session:  # it froze, and another took over
        session.execute(
            update(LeaseRow)
            .where(LeaseRow.name == f"media:{conversation_id}")
            .values(holder="another", until=resting.clock.now() + timedelta(hours=1))
        )
    slow.go_on.set()
    await first.idle()
    assert resting.states() == ["waiting"]
    resting.clock.advance(hours=2)
    resting.source.go_on.set()
    resting.start()
    await resting.all_settled()
    [row] = resting.rows()
    assert resting.store.read(row.id, row.data_key) == JPEG + b"slow"


async def test_it_stops_at_once_when_nothing_is_under_way(world):
    await world.send("one")
    await world.all_settled()
    async with asyncio.timeout(5):
        await world.desk.stop()
        await asyncio.gather(*world.tasks)
