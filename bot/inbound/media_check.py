"""Between fetching a file and settling it: what it really is, and a clean copy in its place.

What came lies sealed in the store until a worker is free; what is kept is written under another
key, and what came is deleted. A kill in between leaves bytes that no row's key opens, which are
swept as such, and the file is fetched anew.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Protocol

import structlog

from bot.faults import where
from bot.inbound.media_fetch import Fetched, Wanted
from bot.inbound.media_sources import Missing, NotFetched
from bot.inspection.verdict import Inspected, NotUsable
from bot.inspection.workers import Workers, WorkersAway
from bot.metrics import Metrics
from storage.media_store import STORE_TROUBLES, MediaStore
from storage.sealing import Damaged, new_data_key

log = structlog.get_logger(__name__)

_TROUBLES = (*STORE_TROUBLES, Damaged)


class Check(Protocol):
    """Looks into a file that has been fetched."""

    async def check(self, wanted: Wanted, fetched: Fetched) -> Fetched:
        """The file as it is to be kept. Raises NotFetched when it cannot be used."""

    async def close(self) -> None:
        """Give up what is held for the next file."""


class MediaCheck:
    """Has files looked into by workers, and keeps what they make of them."""

    def __init__(self, store: MediaStore, workers: Workers, metrics: Metrics) -> None:
        """``store`` is where the fetcher puts files."""
        self._store = store
        self._workers = workers
        self._metrics = metrics

    async def check(self, wanted: Wanted, fetched: Fetched) -> Fetched:
        """The file as it is to be kept; raises NotFetched when it cannot be used."""
        try:
            inspected = await self._inspect(wanted.media_id, fetched)
            return await self._kept(wanted.media_id, fetched, inspected)
        except (NotUsable, WorkersAway, *_TROUBLES) as error:
            await self._delete(wanted.media_id, fetched)
            raise _missing(wanted.media_id, error) from None

    async def close(self) -> None:
        """End the workers."""
        await self._workers.close()

    async def _inspect(self, media_id: str, fetched: Fetched) -> Inspected:
        read = partial(asyncio.to_thread, self._store.read, media_id, fetched.data_key)
        start = perf_counter()
        try:
            return await self._workers.inspect(read, fetched.content_type)
        finally:
            self._metrics.media_inspected(fetched.content_type, perf_counter() - start)

    async def _kept(self, media_id: str, fetched: Fetched, inspected: Inspected) -> Fetched:
        kept = replace(
            fetched,
            content_type=inspected.content_type,
            findings=inspected.findings,
            likeness=inspected.likeness,
            pages=inspected.pages,
        )
        if inspected.content is None:
            return kept
        data_key, content = new_data_key(), inspected.content
        await asyncio.to_thread(self._store.put, media_id, data_key, content)
        await self._delete(media_id, fetched)
        return replace(kept, data_key=data_key, size=len(content))

    async def _delete(self, media_id: str, fetched: Fetched) -> None:
        """What came; the sweep takes it when the store is away just now."""
        try:
            await asyncio.to_thread(self._store.delete, media_id, fetched.data_key)
        except STORE_TROUBLES as error:
            log.warning("raw_file_left", media_id=media_id, **where(error))


def _missing(media_id: str, error: Exception) -> NotFetched:
    if isinstance(error, NotUsable):
        return NotFetched(Missing(error.state.value), error.why)
    if isinstance(error, WorkersAway):
        log.error("workers_away", media_id=media_id, **where(error))
        return NotFetched(Missing.UNAVAILABLE, "no worker starts")
    log.error("store_away", media_id=media_id, **where(error))
    return NotFetched(Missing.UNAVAILABLE, "the store is away")
