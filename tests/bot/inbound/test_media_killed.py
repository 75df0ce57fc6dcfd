"""A gateway that is killed in the middle of a download loses nothing and leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.fakes import FakeCheck, inbound
from bot.inbound.inbox import Inbox
from bot.inbound.media_desk import MediaDesk
from bot.inbound.media_fetch import Fetcher
from bot.inbound.media_sources import TwilioMedia
from bot.inbound.safe_http import SafeHttp, download_client
from bot.messages import Attachment, AttachmentKind, Channel, InboundKind
from bot.metrics import Metrics
from insurance.ports import SystemClock
from storage.crypto import Keyring
from storage.database import Database
from storage.media_retention import erase_media
from storage.media_store import MediaStore
from storage.tables import MediaRow
from tests.bot.inbound.file_server import JPEG, content, dripping, serving

ROOT = Path(__file__).resolve().parents[3]
MODULE = "tests.bot.inbound.test_media_killed"
SECRET_KEY = "a-secret-key-for-tests-and-nothing-else"
LARGE = JPEG + b"\0" * 2_000_000


async def fetch(database_url: str, media_url: str, api_url: str) -> None:
    """What the gateway does for files, until it is ended."""
    keyring = Keyring([SECRET_KEY])
    async with download_client() as http:
        source = TwilioMedia("AC1", "token", SafeHttp(api_url, [], http))
        desk = MediaDesk(
            db=Database(database_url, keyring),
            fetcher=Fetcher(MediaStore(media_url), {Channel.WHATSAPP: source}, keyring),
            check=FakeCheck(),
            clock=SystemClock(),
            metrics=Metrics(),
            wake_turns=lambda _: None,
        )
        await desk.run()


def waiting(db: Database) -> MediaRow:
    with db.reading() as session:
        return session.scalars(select(MediaRow)).one()


def in_folder(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


async def until(condition) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_killed_in_the_middle_of_a_download_the_file_is_fetched_again(
    sqlite_database, keyring, tmp_path
):
    store = MediaStore((tmp_path / "media").as_uri())
    async with serving() as files:
        address = files.put("/1", dripping(LARGE))
        places = (str(sqlite_database.url), (tmp_path / "media").as_uri(), files.address)
        message = inbound(
            "",
            channel=Channel.WHATSAPP,
            kind=InboundKind.MEDIA,
            attachments=(Attachment(AttachmentKind.PHOTO, address),),
        )
        await Inbox(sqlite_database, keyring, SystemClock()).receive(message)
        command = (sys.executable, "-m", MODULE, *places)
        gateway = await asyncio.create_subprocess_exec(*command, cwd=ROOT)
        await until(lambda: in_folder(tmp_path / "media"))  # some of it is on the disk by now
        gateway.kill()
        await gateway.wait()

        assert (waiting(sqlite_database).state, list(store.kept())) == ("waiting", [])
        [half] = in_folder(tmp_path / "media")

        files.put("/1", content(LARGE))
        again = asyncio.create_task(fetch(*places))
        await until(lambda: waiting(sqlite_database).state != "waiting")
        again.cancel()

    row = waiting(sqlite_database)
    assert (row.state, row.attempts) == ("stored", 2)
    assert store.read(row.id, row.data_key) == LARGE
    long_ago = time.time() - timedelta(hours=2).total_seconds()
    os.utime(half, (long_ago, long_ago))
    erase_media(sqlite_database, store, SystemClock())
    assert (half.exists(), len(in_folder(tmp_path / "media"))) == (False, 1)


if __name__ == "__main__":
    asyncio.run(fetch(*sys.argv[1:]))
