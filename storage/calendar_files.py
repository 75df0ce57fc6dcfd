"""Calendar files of events: one for a chat that takes it as a file, and an address for all."""

from __future__ import annotations

from urllib.parse import quote

import structlog

from insurance.calendar_file import CONTENT_TYPE, calendar_file, file_name
from insurance.events import Talk
from insurance.ports import Clock
from storage.media_store import STORE_TROUBLES
from storage.own_files import OwnFiles

log = structlog.get_logger(__name__)


class CalendarFiles:
    """Makes the files when they are wanted."""

    def __init__(self, files: OwnFiles, public_url: str, clock: Clock) -> None:
        """``public_url``: where the world reaches the gateway, which has ``/events/``."""
        self._files = files
        self._base = f"{public_url.rstrip('/')}/events/"
        self._clock = clock

    def attachment(self, talk: Talk, language: str, conversation_id: str) -> dict[str, str] | None:
        """A file for this chat, as the effect ``media`` wants it; None while the store is away."""
        content = calendar_file(talk, language, self._clock.now())
        name = file_name(talk)
        try:
            media_id = self._files.add(conversation_id, content, CONTENT_TYPE, name)
        except STORE_TROUBLES as error:
            log.warning("calendar_file_not_kept", why=type(error).__name__)
            return None
        return {"id": media_id, "content_type": CONTENT_TYPE, "file_name": name}

    def address(self, talk: Talk, language: str) -> str:
        """Where anybody finds it: an event is nobody's secret."""
        return f"{self._base}{quote(talk.code, safe='')}.{language}.ics"
