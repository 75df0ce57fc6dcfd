"""The media store: members' files and ours, sealed, in a folder or an S3-compatible bucket.

What is stored is named by the file's id and its key's fingerprint. So a download that was begun
twice, by a gateway that had lost its turn, never ends up under a key that does not open it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import url2pathname

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from storage.sealing import Opening, Seal, fingerprint, new_data_key

if TYPE_CHECKING:  # the library has it for type checkers only
    from obstore.store import RetryConfig

STORE_TROUBLES = (BaseError, OSError)
"""What calls of the store raise when it is away, full, or does not let us in."""
_LOCAL_BUFFER = 256 * 1024
_BUCKET_BUFFER = 5 * 1024 * 1024
"""What S3 wants a part of a larger object to have at least, in bytes."""
_PIECE = 256 * 1024
_BUCKET_RETRIES: RetryConfig = {"max_retries": 3, "retry_timeout": timedelta(seconds=10)}
"""Whoever waits for a file has a deadline of some 30 s."""


@dataclass(frozen=True)
class Kept:
    """One object in the store, as a listing tells."""

    path: str
    media_id: str
    key_fingerprint: str
    since: datetime


class Writing:
    """One file on its way into the store."""

    def __init__(self, file: obstore.AsyncWritableFile, seal: Seal) -> None:
        self._file = file
        self._seal = seal

    async def write(self, data: bytes) -> None:
        """The next bytes of the file."""
        if sealed := self._seal.add(data):
            await self._file.write(sealed)

    async def _end(self) -> None:
        await self._file.write(self._seal.end())


class MediaStore:
    """Seals files on the way in and opens them on the way out.

    Every method may raise STORE_TROUBLES, and the reading ones FileNotFoundError when there is no
    such file, or ``storage.sealing.Damaged`` when what is there is not what was stored.
    """

    def __init__(self, url: str) -> None:
        """``url``: ``file:///folder`` or ``s3://bucket/prefix``; nothing is opened yet.

        For S3, the store finds keys, region and endpoint in the usual ``AWS_*`` variables.
        """
        self._url = url

    @property
    def folder(self) -> Path | None:
        """The folder in which it is, unless it is a bucket."""
        parts = urlsplit(self._url)
        return Path(url2pathname(parts.path)) if parts.scheme == "file" else None

    @cached_property
    def _store(self) -> ObjectStore:
        if self.folder is None:
            return from_url(self._url, retry_config=_BUCKET_RETRIES)
        # What is in there is sealed, yet nobody else's business.
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(self.folder)

    @asynccontextmanager
    async def writing(self, media_id: str, data_key: str) -> AsyncIterator[Writing]:
        """A place to write a file to, piece by piece, whatever its length.

        The file is there once the block has ended, and only if it ended well. At most some 5 MiB
        of it are in memory.
        """
        buffer = _BUCKET_BUFFER if self.folder is None else _LOCAL_BUFFER
        path, seal = _path(media_id, data_key), Seal(data_key, media_id)
        async with obstore.open_writer_async(self._store, path, buffer_size=buffer) as file:
            writing = Writing(file, seal)
            yield writing
            await writing._end()

    def put(self, media_id: str, data_key: str, content: bytes) -> None:
        """Store a file that is in memory already."""
        seal = Seal(data_key, media_id)
        obstore.put(self._store, _path(media_id, data_key), seal.add(content) + seal.end())

    def read(self, media_id: str, data_key: str) -> bytes:
        """The whole file."""
        opening = Opening(data_key, media_id)
        result = obstore.get(self._store, _path(media_id, data_key))
        pieces = [opening.add(bytes(piece)) for piece in result.stream(_PIECE)]
        return b"".join([*pieces, opening.end()])

    async def stream(self, media_id: str, data_key: str) -> AsyncGenerator[bytes, None]:
        """The file piece by piece, each of them checked before it is given out."""
        opening = Opening(data_key, media_id)
        result = await obstore.get_async(self._store, _path(media_id, data_key))
        async for sealed in result.stream(_PIECE):
            if piece := opening.add(bytes(sealed)):
                yield piece
        yield opening.end()

    def delete(self, media_id: str, data_key: str) -> None:
        """Take the bytes away; nothing happens when they are gone already."""
        self.delete_path(_path(media_id, data_key))

    def delete_path(self, path: str) -> None:
        """``delete`` for what a listing has found."""
        try:
            obstore.delete(self._store, path)
        except FileNotFoundError:
            return

    def kept(self) -> Iterator[Kept]:
        """All that is in the store and was put there by us."""
        for some in obstore.list(self._store):
            for meta in some:
                name = meta["path"].rpartition("/")[2]
                media_id, _, key_fingerprint = name.partition(".")
                if key_fingerprint and meta["path"] == _place(media_id, key_fingerprint):
                    yield Kept(meta["path"], media_id, key_fingerprint, meta["last_modified"])

    def clear_unfinished(self, before: datetime) -> int:
        """Delete what a kill in the middle of a write has left in a folder; how many it was.

        A bucket keeps unfinished uploads out of sight: there a lifecycle rule ends them.
        """
        if self.folder is None:
            return 0
        # The library writes to ``name#1`` and renames that at the end.
        left = [
            path
            for path in self.folder.glob("*/*#*")
            if path.is_file() and path.stat().st_mtime < before.timestamp()
        ]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def try_out(self) -> None:
        """Store a file, read it and delete it again; raises STORE_TROUBLES or Damaged."""
        data_key, content = new_data_key(), b"a file to try the store with"
        self.put("0" * 32, data_key, content)
        self.read("0" * 32, data_key)
        self.delete("0" * 32, data_key)


def _path(media_id: str, data_key: str) -> str:
    return _place(media_id, fingerprint(data_key))


def _place(media_id: str, key_fingerprint: str) -> str:
    return f"{media_id[:2]}/{media_id}.{key_fingerprint}"
