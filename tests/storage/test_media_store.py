"""The media store, in a folder and in a bucket: what is put in comes out, for who has the key."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage.media_store import STORE_TROUBLES, MediaStore
from storage.sealing import Damaged, new_data_key
from tests.storage.s3_stand_in import Bucket, serving

ID = "ab" + "0" * 30
KEY = new_data_key()
LARGE = os.urandom(1024) * 9_000


@pytest.fixture(params=["folder", "bucket"])
def store(request, tmp_path, monkeypatch) -> Iterator[MediaStore]:
    """A store of each kind, empty."""
    if request.param == "folder":
        yield MediaStore((tmp_path / "deep" / "media").as_uri())
        return
    with serving(Bucket()) as endpoint:
        for name, value in {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "ap-southeast-3",
            "AWS_ACCESS_KEY_ID": "an-id",
            "AWS_SECRET_ACCESS_KEY": "a-secret",
        }.items():
            monkeypatch.setenv(name, value)
        yield MediaStore("s3://bucket/some/prefix")


@pytest.fixture
def folder_store(tmp_path) -> MediaStore:
    return MediaStore((tmp_path / "media").as_uri())


async def write(store: MediaStore, content: bytes, key: str = KEY) -> None:
    async with store.writing(ID, key) as writing:
        for at in range(0, len(content), 50_000):
            await writing.write(content[at : at + 50_000])


async def streamed(store: MediaStore, key: str = KEY) -> bytes:
    return b"".join([piece async for piece in store.stream(ID, key)])


@pytest.mark.parametrize("content", [b"", b"a small file", LARGE], ids=["empty", "small", "large"])
async def test_what_was_written_piece_by_piece_is_read_whole_and_streamed(store, content):
    await write(store, content)
    assert store.read(ID, KEY) == content
    assert await streamed(store) == content


def test_what_was_put_whole_is_read(store):
    store.put(ID, KEY, LARGE)
    assert store.read(ID, KEY) == LARGE


async def test_nothing_is_there_when_writing_ended_badly(store):
    for written in (b"little", LARGE):
        with pytest.raises(ZeroDivisionError):
            async with store.writing(ID, KEY) as writing:
                await writing.write(written)
                raise ZeroDivisionError
    assert list(store.kept()) == []
    with pytest.raises(FileNotFoundError):
        store.read(ID, KEY)


async def test_written_again_under_the_same_key_the_last_one_counts(store):
    await write(store, b"first")
    await write(store, b"second")
    assert store.read(ID, KEY) == b"second"


async def test_written_twice_under_two_keys_neither_is_in_the_others_way(store):
    other = new_data_key()
    await write(store, b"mine")
    await write(store, b"theirs", other)
    assert (store.read(ID, KEY), store.read(ID, other)) == (b"mine", b"theirs")


async def test_what_was_deleted_is_gone_and_may_be_deleted_again(store):
    await write(store, b"hello")
    store.delete(ID, KEY)
    store.delete(ID, KEY)
    with pytest.raises(FileNotFoundError):
        await streamed(store)


async def test_a_listing_tells_what_there_is_and_since_when(store):
    await write(store, b"hello")
    [kept] = store.kept()
    assert kept.media_id == ID
    assert abs(kept.since - datetime.now(UTC)) < timedelta(minutes=1)
    store.delete_path(kept.path)
    assert list(store.kept()) == []


def test_trying_it_out_leaves_nothing_behind(store):
    store.try_out()
    assert list(store.kept()) == []


def test_a_bucket_that_is_away_is_told_as_trouble(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_ALLOW_HTTP", "true")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "an-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a-secret")
    with pytest.raises(STORE_TROUBLES):
        MediaStore("s3://bucket").try_out()


def test_a_folder_that_cannot_be_made_is_told_as_trouble(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(STORE_TROUBLES):
        MediaStore((tmp_path / "file" / "media").as_uri()).try_out()


async def test_in_a_folder_nothing_can_be_read_without_the_key(folder_store):
    await write(folder_store, b"diagnosis " * 100_000)
    files = [path for path in folder_store.folder.rglob("*") if path.is_file()]
    assert len(files) == 1
    assert b"diagnosis" not in files[0].read_bytes()
    assert folder_store.folder.stat().st_mode & 0o077 == 0


async def test_a_file_that_somebody_changed_is_not_read(folder_store):
    await write(folder_store, b"hello")
    [path] = [path for path in folder_store.folder.rglob("*") if path.is_file()]
    sealed = path.read_bytes()
    path.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    with pytest.raises(Damaged):
        folder_store.read(ID, KEY)
    with pytest.raises(Damaged):
        await streamed(folder_store)


def test_what_a_kill_left_half_written_is_cleared_once_it_is_old(folder_store):
    folder_store.put(ID, KEY, b"whole")
    [whole] = [path for path in folder_store.folder.rglob("*") if path.is_file()]
    half = Path(f"{whole}#1")
    half.write_bytes(b"half")
    now = datetime.now(UTC)
    assert folder_store.clear_unfinished(now - timedelta(hours=1)) == 0
    assert folder_store.clear_unfinished(now + timedelta(hours=1)) == 1
    assert (whole.exists(), half.exists()) == (True, False)
