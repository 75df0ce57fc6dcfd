"""Files and places as a gateway would have put them down before the dialogue hears of them."""

from __future__ import annotations

import json
import uuid

from insurance.ports import Clock, Upload
from storage.database import Database
from storage.tables import InboxRow, MediaRow
from storage.uploads import SqlUploads


class Arrivals(SqlUploads):
    """What members sent; ``put`` and ``put_place`` are what the gateway does."""

    def __init__(self, db: Database, clock: Clock) -> None:
        """Nobody has sent anything."""
        super().__init__(db)
        self._rows = db
        self._clock = clock

    def put(self, conversation_id: str, inbound_id: str, *uploads: Upload) -> None:
        """These came with that message of that chat; each gets an id of its own."""
        now = self._clock.now()
        message = self._message(conversation_id, inbound_id)
        files = [
            MediaRow(
                id=uuid.uuid4().hex,
                conversation_id=conversation_id,
                inbound_id=inbound_id,
                position=position,
                kind=upload.kind,
                state=upload.state,
                content_type=upload.content_type,
                file_name=upload.file_name,
                size=upload.size,
                sha256=upload.sha256,
                pages=upload.pages,
                findings=",".join(upload.findings),
                likeness=upload.likeness,
                created_at=now,
            )
            for position, upload in enumerate(uploads)
        ]
        with self._rows.transaction() as session:
            session.add_all([message, *files])

    def put_place(
        self, conversation_id: str, inbound_id: str, latitude: float, longitude: float
    ) -> None:
        """This place came with that message of that chat."""
        message = self._message(conversation_id, inbound_id)
        message.content = json.dumps({"location": {"latitude": latitude, "longitude": longitude}})
        with self._rows.transaction() as session:
            session.add(message)

    def _message(self, conversation_id: str, inbound_id: str) -> InboxRow:
        return InboxRow(
            inbound_id=inbound_id,
            channel="telegram",
            provider_message_id=inbound_id,
            conversation_id=conversation_id,
            received_at=self._clock.now(),
        )
