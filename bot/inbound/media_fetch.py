"""One file from its channel into the media store, or the reason why not; never for too long."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from time import monotonic

import structlog

from bot.faults import where
from bot.inbound.media_sources import MOST_BYTES, MediaSource, Missing, NotFetched
from bot.inbound.media_types import ENOUGH, content_type_of
from bot.messages import Channel
from insurance.ports import Finding
from storage.crypto import Keyring
from storage.media_store import STORE_TROUBLES, MediaStore
from storage.sealing import new_data_key

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Patience:
    """How long one file is waited for, in seconds."""

    deadline_s: float = 30.0
    """From its first try to the end, whatever happens."""
    retry_s: float = 15.0
    """For so long after the first try it is tried again."""
    pauses_s: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
    """Between tries; the last one again and again."""


@dataclass(frozen=True)
class Wanted:
    """A file that a member sent."""

    media_id: str
    channel: Channel
    source: str
    size: int | None
    """What the channel says, in bytes."""


@dataclass(frozen=True)
class Fetched:
    """A file that is in the store now."""

    content_type: str
    size: int
    """In bytes."""
    sha256: str
    """Keyed, of what was sent, hex."""
    data_key: str
    findings: tuple[Finding, ...] = ()
    likeness: str | None = None
    pages: int | None = None


class Fetcher:
    """Fetches files."""

    def __init__(
        self,
        store: MediaStore,
        sources: Mapping[Channel, MediaSource],
        keyring: Keyring,
        patience: Patience | None = None,
    ) -> None:
        """``sources`` of the channels that are switched on; ``keyring`` for the digests."""
        self._store = store
        self._sources = sources
        self._keyring = keyring
        self._patience = patience or Patience()

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels whose files can be fetched."""
        return frozenset(self._sources)

    async def fetch(self, wanted: Wanted) -> Fetched:
        """Get the file into the store, or raise NotFetched within ``Patience.deadline_s``."""
        if wanted.size is not None and wanted.size > MOST_BYTES:
            raise NotFetched(Missing.TOO_LARGE, "the channel says so")
        try:
            async with asyncio.timeout(self._patience.deadline_s):
                return await self._try_and_try_again(wanted)
        except TimeoutError:
            raise NotFetched(Missing.UNAVAILABLE, "takes too long") from None

    async def _try_and_try_again(self, wanted: Wanted) -> Fetched:
        began, tries = monotonic(), 0
        while True:
            try:
                return await self._try(wanted)
            except NotFetched as error:
                pause_s = self._patience.pauses_s[min(tries, len(self._patience.pauses_s) - 1)]
                passed_s = monotonic() - began
                why = error.why
                if not error.may_come or passed_s + pause_s > self._patience.retry_s:
                    raise
            tries += 1
            log.info("download_again", media_id=wanted.media_id, why=why, tries=tries)
            await asyncio.sleep(pause_s)

    async def _try(self, wanted: Wanted) -> Fetched:
        try:
            async with self._sources[wanted.channel].open(wanted.source) as body:
                return await self._keep(wanted.media_id, _pieces(body))
        except STORE_TROUBLES as error:
            log.error("store_away", media_id=wanted.media_id, **where(error))
            raise NotFetched(Missing.UNAVAILABLE, "the store is away", may_come=True) from None

    async def _keep(self, media_id: str, body: AsyncIterator[bytes]) -> Fetched:
        piece = await _first_bytes(body)
        if not piece:
            raise NotFetched(Missing.EMPTY, "0 bytes")
        content_type = content_type_of(piece)
        if content_type is None:
            raise NotFetched(Missing.WRONG_TYPE, "by its first bytes")
        data_key, size, mac = new_data_key(), 0, self._keyring.mac("media-content")
        async with self._store.writing(media_id, data_key) as writing:
            while piece:
                size += len(piece)
                if size > MOST_BYTES:
                    raise NotFetched(Missing.TOO_LARGE, "does not end")
                mac.update(piece)
                await writing.write(piece)
                piece = await anext(body, b"")
        return Fetched(content_type, size, mac.hexdigest(), data_key)


async def _pieces(body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """What comes, less what is empty: an empty piece means the end here."""
    async for piece in body:
        if piece:
            yield piece


async def _first_bytes(body: AsyncIterator[bytes]) -> bytes:
    first = b""
    while len(first) < ENOUGH and (piece := await anext(body, b"")):
        first += piece
    return first
