"""Where conversations live between turns: one encrypted row each, and the answers given.

A conversation's row holds what is left of its events after ``engine.session`` has reduced them,
as compressed JSON under Fernet. The answer to each inbound message is written in the same
transaction, under the inbound id: asked again, it is replayed. Two servers that work on one
conversation at once are told apart by the row's version; the later one's turn is not stored.
"""

from __future__ import annotations

import asyncio
import json
import logging
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Iterable, List, Optional  # noqa: UP035

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet, deserialise_events
from rasa.shared.core.trackers import DialogueStateTracker

from engine.session import opening, reduced, still_valid
from engine.tracker_database import Conflict, TrackerDatabase
from engine.turn import Turn, current_turn

__all__ = ["Conflict", "FlatTrackerStore"]

logger = logging.getLogger(__name__)

LANGUAGE_SLOT = "language"


@dataclass(frozen=True)
class Loaded:
    """A conversation as it was at the beginning of a turn."""

    version: int
    events: list[Event]
    before: list[Event]
    count: int
    """Events in the tracker that was handed out."""


class FlatTrackerStore(TrackerStore):  # type: ignore[misc]
    """Keeps trackers small, encrypted and each turn's answer beside them."""

    def __init__(
        self,
        domain: Optional[Domain],  # noqa: UP045
        host: str,
        keys: str,
        event_broker: Optional[EventBroker] = None,  # noqa: UP045
        *,
        answers_kept_days: int = 7,
        conversations_kept_days: int = 30,
        **_: Any,
    ) -> None:
        """Open the database.

        Args:
            domain: whose slots a tracker has; Rasa sets it again once the model is loaded.
            host: SQLAlchemy URL of the database (Rasa's name for the endpoint's ``url``).
            keys: Fernet keys, comma-separated, newest first.
            event_broker: not used; nothing leaves the process but through the channel.
            answers_kept_days: how long an answer can be replayed.
            conversations_kept_days: how long after its last turn a conversation is remembered.

        """
        super().__init__(domain, None)
        self._database = TrackerDatabase(host)
        self._cipher = MultiFernet([Fernet(key.strip()) for key in keys.split(",")])
        self._answers_kept = timedelta(days=answers_kept_days)
        self._conversations_kept = timedelta(days=conversations_kept_days)
        self._loaded: dict[str, Loaded] = {}

    async def answer(self, conversation_id: str, inbound_id: str) -> list[dict[str, Any]] | None:
        """What was answered to an inbound message, or None if it has not been answered."""
        sealed = await asyncio.to_thread(self._database.answer, conversation_id, inbound_id)
        if sealed is None:
            return None
        opened = self._open(sealed, conversation_id)
        if opened is None:  # its key is lost: the turn is run anew
            await asyncio.to_thread(self._database.forget_answer, inbound_id)
        return opened

    async def retrieve(self, sender_id: str) -> DialogueStateTracker:
        """The conversation's tracker, a fresh one if there is none or its key is lost.

        During a turn it also has the turn's language.
        """
        version, events = await self._load(sender_id)
        tracker = self._tracker(sender_id, events)
        turn = current_turn.get()
        if turn and turn.conversation_id == sender_id:
            self._loaded[turn.inbound_id] = self._begin(tracker, version, turn)
        return tracker

    async def _load(self, sender_id: str) -> tuple[int, list[Event]]:
        version, sealed = await asyncio.to_thread(self._database.conversation, sender_id)
        stored = self._open(sealed, sender_id) if sealed else None
        events = deserialise_events(stored) if stored else []
        return version, still_valid(events, self.domain)

    def _tracker(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        tracker = self.init_tracker(sender_id)
        for event in events or opening(tracker):
            tracker.update(event)
        return tracker

    def _begin(self, tracker: DialogueStateTracker, version: int, turn: Turn) -> Loaded:
        has_slot = any(slot.name == LANGUAGE_SLOT for slot in self.domain.slots)
        if has_slot and tracker.get_slot(LANGUAGE_SLOT) != turn.language:
            tracker.update(SlotSet(LANGUAGE_SLOT, turn.language))
        events = list(tracker.events)
        return Loaded(version, events, opening(tracker), len(events))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the turn and its answer together; raises ``Conflict`` if another turn came first.

        Outside a turn nothing is stored.
        """
        turn = current_turn.get()
        loaded = self._loaded.get(turn.inbound_id) if turn else None
        if turn is None or loaded is None or turn.conversation_id != tracker.sender_id:
            return
        new = list(tracker.events)[loaded.count :]
        events = reduced(loaded.before, loaded.events, new, tracker)
        sealed = self._seal([event.as_dict() for event in events])
        answer = self._seal(turn.messages)
        await asyncio.to_thread(self._database.store, turn, loaded.version, sealed, answer)
        turn.stored = True

    def forget(self, turn: Turn) -> None:
        """Let go of what was loaded for a turn, stored or not."""
        self._loaded.pop(turn.inbound_id, None)

    async def prune(self) -> None:
        """Delete answers and conversations that are past their time."""
        now = datetime.now(timezone.utc)
        await asyncio.to_thread(
            self._database.prune, now - self._answers_kept, now - self._conversations_kept
        )

    async def keys(self) -> Iterable[str]:
        """The ids of all conversations."""
        return await asyncio.to_thread(self._database.conversation_ids)

    def _seal(self, value: List[Any]) -> bytes:  # noqa: UP006
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return self._cipher.encrypt(zlib.compress(plain, 3))

    def _open(self, sealed: bytes, conversation_id: str) -> list[Any] | None:
        try:
            opened: list[Any] = json.loads(zlib.decompress(self._cipher.decrypt(bytes(sealed))))
        except (InvalidToken, zlib.error, ValueError):
            logger.warning("Conversation %s cannot be read: it starts afresh", conversation_id)
            return None
        return opened
