"""The gateway's media: the store, the desk that fills it, the door that shows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import httpx
from pydantic import SecretStr
from starlette.routing import BaseRoute

from bot.inbound.media_check import MediaCheck
from bot.inbound.media_desk import MediaDesk
from bot.inbound.media_door import MediaDoor
from bot.inbound.media_fetch import Fetcher
from bot.inbound.media_sources import MediaSource, TelegramMedia, TwilioMedia
from bot.inbound.safe_http import SafeHttp, download_client
from bot.inspection.workers import Workers
from bot.messages import Channel, ConversationId
from bot.metrics import Metrics
from bot.outbound.media_files import StoredFiles
from bot.outbound.media_links import MediaLinks
from bot.telegram_api import TelegramApi
from iclick.chores import Chore
from iclick.settings import Settings, inherited
from insurance.ports import Clock
from storage.crypto import Keyring
from storage.database import Database
from storage.ecard_pictures import erase_card_pictures
from storage.media_retention import erase_media
from storage.media_store import MediaStore

ERASE_FIRST_AFTER_S = 120.0
ERASE_EVERY_S = 1800.0
"""A file is kept for 24 hours, and goes at most half an hour later."""
INSPECTION_INHERITS = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "TMPDIR")
"""All that the processes which open strangers' files get of our environment."""


class Media:
    """Everything about files that one gateway needs, each part made once."""

    def __init__(
        self, settings: Settings, db: Database, keyring: Keyring, clock: Clock, metrics: Metrics
    ) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._db = db
        self._keyring = keyring
        self._clock = clock
        self._metrics = metrics
        self._store = MediaStore(settings.media_url)
        self.files = StoredFiles(db, self._store)
        self.links = MediaLinks(keyring, settings.public_url)

    def desk(
        self, outside: httpx.AsyncClient, wake_turns: Callable[[ConversationId], None]
    ) -> MediaDesk:
        """What fetches members' files; ``outside`` asks Telegram where they stand."""
        fetcher = Fetcher(self._store, self._sources(outside), self._keyring)
        check = MediaCheck(self._store, Workers(inherited(INSPECTION_INHERITS)), self._metrics)
        return MediaDesk(
            db=self._db,
            fetcher=fetcher,
            check=check,
            clock=self._clock,
            metrics=self._metrics,
            wake_turns=wake_turns,
        )

    def erasure(self) -> Chore:
        """What erases files past their retention."""
        work = partial(erase_files, self._db, self._store, self._clock)
        return Chore("files_erased", work, ERASE_FIRST_AFTER_S, ERASE_EVERY_S)

    def routes(self) -> Sequence[BaseRoute]:
        """Where providers fetch files from."""
        return MediaDoor(self.links, self.files, self._metrics).routes()

    def _sources(self, outside: httpx.AsyncClient) -> dict[Channel, MediaSource]:
        settings, downloads = self._settings, download_client()
        safe = partial(SafeHttp, redirect_hosts=settings.media_redirect_hosts, http=downloads)
        sources: dict[Channel, MediaSource] = {}
        if settings.telegram_bot_token:
            token, url = settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url
            api = TelegramApi(token, url, outside)
            sources[Channel.TELEGRAM] = TelegramMedia(token, url, api, safe(url))
        if settings.twilio_account_sid:
            token = _plain(settings.twilio_auth_token)
            http = safe(settings.twilio_api_url)
            sources[Channel.WHATSAPP] = TwilioMedia(settings.twilio_account_sid, token, http)
        return sources


def erase_files(db: Database, store: MediaStore, clock: Clock) -> Mapping[str, int]:
    """Erase members' files past their retention, and pictures of eCards that are out of date."""
    erased = erase_media(db, store, clock)
    return {**erased, "card_pictures": erase_card_pictures(db, store, clock)}


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
