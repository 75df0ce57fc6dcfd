"""Files that hurt, in a real worker: each comes to the right end, and none takes it along."""

from __future__ import annotations

import csv
import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from PIL import Image
from pypdf import PdfReader

from bot.inbound.media_types import content_type_of
from bot.inspection.limits import LONGEST_SIDE
from bot.inspection.verdict import JPEG, PDF, Inspected, NotUsable
from bot.inspection.workers import Workers
from tests.bot.inspection.test_workers import ENVIRONMENT, children, giving

TAKEN = "taken"
MOST_GROWTH = 300 * 1024 * 1024
EXPECTED = {
    "active-content": {"wrong_type"},
    "animated": {TAKEN, "wrong_type"},
    "bomb": {"wrong_type", "too_many_pixels", "broken"},
    "empty": {"empty", "wrong_type"},
    "exif": {TAKEN},
    "exif-gps": {TAKEN},
    "fuzz-crash": {"wrong_type"},
    "fuzz-oom": {"wrong_type"},
    "ghostscript": {"wrong_type"},
    "heic": {TAKEN},
    "malformed": {TAKEN, "broken", "wrong_type"},
    "multi-picture": {TAKEN},
    "orientation": {TAKEN},
    "pdf-annot": {TAKEN},
    "pdf-embedded-file": {"active"},
    "pdf-encrypted": {"password"},
    "pdf-form": {TAKEN},
    "pdf-javascript": {"active"},
    "pdf-malformed": {TAKEN, "broken"},
    "pdf-many-pages": {"too_many_pages"},
    "pdf-multipage": {TAKEN},
    "pdf-ok": {TAKEN},
    "pdf-rotated": {TAKEN},
    "polyglot": {TAKEN, "wrong_type"},
    "truncated": {"broken"},
    "type-mismatch": {"wrong_type"},
}


@contextmanager
def most_memory() -> Iterator[list[int]]:
    """The most that any worker takes while the block runs, in bytes, looked at all the time."""
    most, is_over = [0], threading.Event()

    def look() -> None:
        while not is_over.wait(0.005):
            with suppress(psutil.Error):
                most[0] = max([most[0], *(one.memory_info().rss for one in children())])

    watching = threading.Thread(target=look)
    watching.start()
    yield most
    is_over.set()
    watching.join()


async def end_of(workers: Workers, content: bytes) -> tuple[str, Inspected | None]:
    content_type = content_type_of(content)
    if content_type is None:
        return ("wrong_type" if content else "empty"), None
    try:
        return TAKEN, await workers.inspect(giving(content), content_type)
    except NotUsable as error:
        return error.state.value, None


def check_kept(kept: Inspected, sent: bytes) -> None:
    if kept.content_type == PDF:
        assert (kept.content, kept.pages) == (None, len(PdfReader(io.BytesIO(sent)).pages))
        return
    assert kept.content_type == JPEG
    assert kept.content is not None
    with Image.open(io.BytesIO(kept.content)) as image:
        image.load()
        assert image.format == "JPEG"
        assert dict(image.getexif()) == {}
        assert max(image.size) <= LONGEST_SIDE
    for trace in (b"Exif\0", b"GPS", b"PK\x03\x04", b"<script"):
        assert trace not in kept.content


async def test_every_evil_file_comes_to_the_right_end_and_no_worker_dies_or_grows(shared: Path):
    folder = shared / "data" / "evil"
    with (folder / "manifest.csv").open(encoding="utf-8") as manifest:
        rows = list(csv.DictReader(manifest))
    assert len(rows) == 59
    wrong, pids = {}, set()
    workers = Workers(ENVIRONMENT, at_once=1)
    await workers.inspect(giving((folder / "pil_hopper_bad_exif.jpg").read_bytes()), JPEG)
    before = children()[0].memory_info().rss
    with most_memory() as most:
        for row in rows:
            content = (folder / row["file"]).read_bytes()
            end, kept = await end_of(workers, content)
            if end not in EXPECTED[row["category"]]:
                wrong[row["file"]] = end
            if kept:
                check_kept(kept, content)
            pids |= {one.pid for one in children()}
    await workers.close()
    assert wrong == {}
    assert len(pids) == 1
    assert most[0] - before < MOST_GROWTH


@pytest.mark.parametrize(
    ("file", "size"), [("exif_portrait_6.jpg", (450, 600)), ("exif_landscape_8.jpg", (600, 450))]
)
async def test_photos_that_were_held_sideways_come_out_upright(shared: Path, file, size):
    workers = Workers({"PATH": os.defpath}, at_once=1)
    content = (shared / "data" / "evil" / file).read_bytes()
    kept = await workers.inspect(giving(content), JPEG)
    await workers.close()
    with Image.open(io.BytesIO(kept.content or b"")) as image:
        assert image.size == size


async def test_a_photo_of_108_million_pixels_is_taken_within_the_memory():
    sent = io.BytesIO()
    Image.new("RGB", (12_000, 9_000), (200, 190, 180)).save(sent, "JPEG", quality=60)
    workers = Workers(ENVIRONMENT, at_once=1)
    with most_memory() as most:
        kept = await workers.inspect(giving(sent.getvalue()), JPEG)
    await workers.close()
    assert kept.content
    assert most[0] < MOST_GROWTH


async def test_a_picture_that_memory_does_not_hold_says_so_and_the_worker_lives(shared: Path):
    wide = io.BytesIO()
    Image.new("RGBA", (12_500, 2_000), (9, 9, 9, 9)).save(wide, "PNG", compress_level=1)
    workers = Workers(ENVIRONMENT, at_once=1)
    await end_of(workers, (shared / "data" / "evil" / "pil_hopper_bad_exif.jpg").read_bytes())
    [worker] = children()
    worker.rlimit(psutil.RLIMIT_DATA, (200 * 1024 * 1024, 200 * 1024 * 1024))
    assert (await end_of(workers, wide.getvalue()))[0] == "too_many_pixels"
    assert children() == [worker]
    await workers.close()
