"""The inbox: every message received, kept before the provider is answered, each only once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from bot.messages import FETCHED, ConversationId, Inbound, InboundId
from bot.metrics import Metrics
from bot.stored import inbound_to_json
from insurance.ports import Clock
from storage.crypto import Keyring
from storage.database import Database
from storage.tables import ConversationRow, InboxRow, MediaRow
from storage.upsert import insert_into

_REPEAT = ["channel", "provider_message_id"]
_SAME_CHAT = ["channel", "address_digest"]


@dataclass(frozen=True)
class Received:
    """What became of a delivery: whose turn it is, and whether it was news."""

    conversation_id: ConversationId
    inbound_id: InboundId
    is_new: bool
    """False for a repeat, which changes nothing."""


@dataclass(frozen=True)
class _Chat:
    """The conversation that a message belongs to."""

    id: ConversationId
    profile_name: str | None


class Inbox:
    """Takes messages in. Once ``receive`` has returned, the message cannot be lost."""

    def __init__(
        self, db: Database, keyring: Keyring, clock: Clock, metrics: Metrics | None = None
    ) -> None:
        """``keyring`` makes the digest by which a chat is found again."""
        self._db = db
        self._keyring = keyring
        self._clock = clock
        self._metrics = metrics or Metrics()

    async def receive(self, inbound: Inbound) -> Received:
        """Keep one message; a repeat (same channel and provider's id) is dropped by the index.

        Raises SQLAlchemy's errors when the database cannot be written: the provider tries again.
        """
        received = await self._db.run(lambda session: self.store(session, inbound), is_urgent=True)
        self._metrics.received(inbound.channel, is_new=received.is_new)
        return received

    def store(self, session: Session, inbound: Inbound) -> Received:
        """``receive`` within a transaction of the caller's."""
        now = self._clock.now()
        chat = self._chat(session, inbound, now)
        received = Received(chat.id, InboundId(uuid4().hex), True)
        if not _insert_once(session, InboxRow, _row(inbound, received, now), _REPEAT):
            return _first_receipt(session, inbound)
        files = _files(inbound, received, now)
        if files:
            session.execute(insert(MediaRow), files)
        changes: dict[str, object] = {"last_inbound_at": now}
        if inbound.profile_name not in (None, chat.profile_name):
            changes["profile_name"] = inbound.profile_name
        session.execute(
            update(ConversationRow).where(ConversationRow.id == chat.id).values(**changes)
        )
        return received

    def _chat(self, session: Session, inbound: Inbound, now: datetime) -> _Chat:
        digests = self._keyring.digests("address", f"{inbound.channel}:{inbound.address}")
        # The row is locked, so that the ids of one chat's messages rise in the order of commits.
        find = (
            select(ConversationRow.id, ConversationRow.profile_name)
            .where(
                ConversationRow.channel == inbound.channel.value,
                ConversationRow.address_digest.in_(digests),  # several while keys rotate
            )
            .with_for_update(key_share=True)
        )
        found = session.execute(find).first()
        if found is None:
            begun = {
                "id": uuid4().hex,
                "channel": inbound.channel.value,
                "address_digest": digests[0],
                "address": inbound.address,
                "created_at": now,
            }
            _insert_once(session, ConversationRow, begun, _SAME_CHAT)
            found = session.execute(find).one()
        return _Chat(ConversationId(found[0]), found[1])


def _row(inbound: Inbound, received: Received, now: datetime) -> dict[str, Any]:
    return {
        "inbound_id": received.inbound_id,
        "channel": inbound.channel.value,
        "provider_message_id": inbound.provider_message_id,
        "conversation_id": received.conversation_id,
        "message_ref": inbound.message_ref,
        "content": inbound_to_json(inbound),
        "received_at": now,
    }


def _files(inbound: Inbound, received: Received, now: datetime) -> list[dict[str, Any]]:
    """A row for each file to be fetched."""
    return [
        {
            "id": uuid4().hex,
            "conversation_id": received.conversation_id,
            "inbound_id": received.inbound_id,
            "position": position,
            "kind": file.kind.value,
            "source": file.source or None,
            "state": "waiting",
            "file_name": file.file_name,
            "size": file.size,
            "created_at": now,
        }
        for position, file in enumerate(inbound.attachments)
        if file.kind in FETCHED
    ]


def _insert_once(session: Session, table: Any, values: dict[str, Any], unique: list[str]) -> bool:
    statement = (
        insert_into(session, table).values(values).on_conflict_do_nothing(index_elements=unique)
    )
    return session.connection().execute(statement.returning(table.id)).first() is not None


def _first_receipt(session: Session, inbound: Inbound) -> Received:
    row = session.execute(
        select(InboxRow.conversation_id, InboxRow.inbound_id).where(
            InboxRow.channel == inbound.channel.value,
            InboxRow.provider_message_id == inbound.provider_message_id,
        )
    ).one()
    return Received(ConversationId(row[0]), InboundId(row[1]), False)
