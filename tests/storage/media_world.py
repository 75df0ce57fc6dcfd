"""Chats, messages and files in a database and a store, for tests of what becomes of files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from insurance.fakes import FakeClock
from storage.database import Database
from storage.media_store import MediaStore
from storage.sealing import new_data_key
from storage.tables import ConversationRow, InboxRow, MediaRow

CHAT = "c" * 32


@dataclass
class Files:
    """Puts files where a gateway would have put them."""

    db: Database
    store: MediaStore
    clock: FakeClock

    def chat(self, name: str = CHAT) -> None:
        self._add(
            ConversationRow(
                id=name,
                channel="telegram",
                address_digest=f"digest of {name}",
                address="4711",
                created_at=self.clock.now(),
            )
        )

    def message(self, name: str, *, burst: str | None = None, state: str = "done") -> None:
        self._add(
            InboxRow(
                inbound_id=name,
                channel="telegram",
                provider_message_id=name,
                conversation_id=CHAT,
                burst_id=burst,
                content="{}",
                received_at=self.clock.now(),
                state=state,
            )
        )

    def file(self, name: str, inbound_id: str | None, **changes: object) -> None:
        """A stored file of that message, unless told otherwise; its content is its name."""
        now, data_key = self.clock.now(), new_data_key()
        values = {
            "position": 0,
            "kind": "photo",
            "state": "stored",
            "content_type": "image/jpeg",
            "file_name": f"{name}.jpg",
            "size": len(name),
            "sha256": "5" * 64,
            "data_key": data_key,
            "created_at": now,
            "settled_at": now,
            "erase_at": now + timedelta(hours=24),
            **changes,
        }
        if values["data_key"] == data_key:
            self.store.put(name, data_key, name.encode())
        self._add(MediaRow(id=name, conversation_id=CHAT, inbound_id=inbound_id, **values))

    def row(self, name: str) -> MediaRow:
        with self.db.reading() as session:
            return session.get_one(MediaRow, name)

    def in_store(self) -> list[str]:
        return sorted(kept.media_id for kept in self.store.kept())

    def _add(self, row: object) -> None:
        with self.db.transaction() as session:
            session.add(row)
