"""The files that members sent, in memory: for tests of whoever asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from insurance.ports import Upload


class FakeUploads:
    """Knows what it was told came with each turn."""

    def __init__(self) -> None:
        """Nobody has sent anything."""
        self._by_turn: dict[str, tuple[Upload, ...]] = {}

    def put(self, inbound_id: str, *uploads: Upload) -> None:
        """These came with that message."""
        self._by_turn[inbound_id] = uploads

    def of(self, inbound_id: str) -> Sequence[Upload]:
        """What came with that message."""
        return self._by_turn.get(inbound_id, ())

    def find(self, media_ids: Sequence[str]) -> Mapping[str, Upload]:
        """Those of these ids that came with any message."""
        every = (upload for uploads in self._by_turn.values() for upload in uploads)
        return {upload.id: upload for upload in every if upload.id in media_ids}
