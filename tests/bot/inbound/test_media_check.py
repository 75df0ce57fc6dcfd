"""What came is never what is kept: a clean copy under another key is, or nothing at all."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PIL import Image

from bot.inbound.media_check import MediaCheck
from bot.inbound.media_fetch import Fetched, Wanted
from bot.inbound.media_sources import Missing, NotFetched
from bot.inspection.verdict import Unfit
from bot.inspection.workers import Workers, WorkersAway
from bot.messages import Channel
from bot.metrics import Metrics
from insurance.ports import Finding
from storage.media_store import MediaStore
from storage.sealing import new_data_key
from tests.bot.inspection.papers import paper, pdf, written

MEDIA_ID = "ab" * 16
WANTED = Wanted(MEDIA_ID, Channel.TELEGRAM, "a source", None)


@dataclass
class World:
    """A store, workers and a file that was fetched into it."""

    store: MediaStore
    workers: Workers
    metrics: Metrics = field(default_factory=Metrics)

    def fetched(self, content: bytes, content_type: str = "image/jpeg") -> Fetched:
        data_key = new_data_key()
        self.store.put(MEDIA_ID, data_key, content)
        return Fetched(content_type, len(content), "5" * 64, data_key)

    async def check(self, fetched: Fetched) -> Fetched:
        return await MediaCheck(self.store, self.workers, self.metrics).check(WANTED, fetched)

    async def missing(self, fetched: Fetched) -> Missing:
        with pytest.raises(NotFetched) as caught:
            await self.check(fetched)
        return caught.value.state

    def in_store(self) -> int:
        return len(list(self.store.kept()))


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    workers = Workers({"PATH": os.defpath})
    yield World(MediaStore((tmp_path / "media").as_uri()), workers)
    await workers.close()


async def test_a_photo_is_kept_clean_under_a_key_of_its_own(world):
    gps = Image.Exif()
    gps[0x8825] = {1: "S", 2: (6.0, 12.0, 0.0)}
    fetched = world.fetched(written(paper(), exif=gps))
    kept = await world.check(fetched)
    content = world.store.read(MEDIA_ID, kept.data_key)
    assert (kept.content_type, kept.size, kept.sha256) == ("image/jpeg", len(content), "5" * 64)
    assert kept.data_key != fetched.data_key
    assert (kept.findings, len(kept.likeness or ""), kept.pages) == ((), 64, None)
    with Image.open(io.BytesIO(content)) as image:
        assert (image.size, dict(image.getexif())) == ((900, 1300), {})


async def test_what_was_sent_is_gone_from_the_store(world):
    fetched = world.fetched(written(paper()))
    await world.check(fetched)
    with pytest.raises(FileNotFoundError):
        world.store.read(MEDIA_ID, fetched.data_key)
    assert world.in_store() == 1


@pytest.mark.parametrize(("kind", "content_type"), [("PNG", "image/png"), ("WEBP", "image/webp")])
async def test_every_picture_becomes_a_jpeg(world, kind, content_type):
    kept = await world.check(world.fetched(written(paper(), kind), content_type))
    assert kept.content_type == "image/jpeg"
    assert world.store.read(MEDIA_ID, kept.data_key).startswith(b"\xff\xd8\xff")


async def test_a_photo_that_is_hard_to_read_is_kept_with_what_is_wrong(world):
    kept = await world.check(world.fetched(written(paper(200, 300))))
    assert kept.findings == (Finding.TOO_SMALL,)


async def test_a_pdf_stays_as_it_is_and_its_pages_are_counted(world):
    sent = pdf(4)
    fetched = world.fetched(sent, "application/pdf")
    kept = await world.check(fetched)
    assert (kept.data_key, kept.pages, kept.findings) == (fetched.data_key, 4, ())
    assert world.store.read(MEDIA_ID, kept.data_key) == sent


async def test_nothing_of_a_file_that_cannot_be_used_is_kept(world):
    broken = written(paper())[:3000]
    assert await world.missing(world.fetched(broken)) is Missing.BROKEN
    assert await world.missing(world.fetched(pdf(21), "application/pdf")) is Missing.TOO_MANY_PAGES
    assert world.in_store() == 0


def test_every_reason_of_the_inspection_is_a_state_of_a_file():
    assert {unfit.value for unfit in Unfit} <= {missing.value for missing in Missing}


async def test_workers_that_do_not_start_make_a_file_unavailable(world, monkeypatch):
    async def away(*_: object) -> None:
        raise WorkersAway("OSError")

    monkeypatch.setattr(world.workers, "inspect", away)
    assert await world.missing(world.fetched(written(paper()))) is Missing.UNAVAILABLE
    assert world.in_store() == 0


async def test_nothing_is_kept_when_the_clean_copy_cannot_be_written(world, monkeypatch):
    def full(self: MediaStore, *_: object) -> None:
        raise OSError

    fetched = world.fetched(written(paper()))
    monkeypatch.setattr(MediaStore, "put", full)
    assert await world.missing(fetched) is Missing.UNAVAILABLE
    assert world.in_store() == 0


async def test_bytes_that_are_not_what_was_stored_make_a_file_unavailable(world):
    fetched = world.fetched(written(paper()))
    world.store.delete(MEDIA_ID, fetched.data_key)
    assert await world.missing(fetched) is Missing.UNAVAILABLE


async def test_a_store_that_does_not_delete_leaves_what_was_sent_to_the_sweep(world, monkeypatch):
    def full(self: MediaStore, *_: object) -> None:
        raise OSError

    fetched = world.fetched(written(paper()))
    monkeypatch.setattr(MediaStore, "delete", full)
    kept = await world.check(fetched)
    assert world.store.read(MEDIA_ID, kept.data_key)
    assert world.in_store() == 2


async def test_how_long_it_took_is_counted_by_kind(world):
    await asyncio.gather(
        world.check(world.fetched(written(paper(300, 500)))),
        world.check(world.fetched(pdf(), "application/pdf")),
    )
    for content_type in ("image/jpeg", "application/pdf"):
        name = "iclick_media_inspection_seconds_count"
        assert world.metrics.value(name, content_type=content_type) == 1
