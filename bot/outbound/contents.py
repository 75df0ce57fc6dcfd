"""What Twilio's Content API keeps for us: created once, found again, its refusals remembered.

A content is known by the digest of what was asked for. Its sid stands in our table; when the row
is lost, the account is searched for the content's friendly name before another is created. Two
gateways that create the same at once leave one too many behind, which harms nobody: the row that
was written first counts for both.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Any

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.outbound.sender import ContentRefused
from bot.twilio_api import TwilioApi, TwilioRefused, TwilioTrouble
from insurance.ports import Clock
from storage.database import Database
from storage.tables import ContentRow
from storage.upsert import insert_into

log = structlog.get_logger(__name__)

REFUSED_FOR = timedelta(minutes=10)
"""For how long a content that was refused is not tried again."""
AWAY_FOR = timedelta(seconds=30)
"""For how long nothing is asked of a Content API that does not answer."""
PATIENCE_S = 5.0
"""How long a message may wait for its content; then it goes as text."""


@dataclass(frozen=True)
class Definition:
    """One content as it is asked for."""

    name: str
    """``menu``, or the template's name."""
    friendly_name: str
    """By which it is found again in the account."""
    language: str
    variables: Mapping[str, str]
    """Sample values, by the variables' numbers."""
    types: Mapping[str, Any]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what makes it differ from others, in hex."""
        asked = [self.friendly_name, self.language, dict(self.variables), dict(self.types)]
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()

    def request(self) -> Mapping[str, Any]:
        """Twilio's ``ContentCreateRequest``."""
        return {
            "friendly_name": self.friendly_name,
            "language": self.language,
            "variables": dict(self.variables),
            "types": dict(self.types),
        }


class Contents:
    """The sids of contents, whoever created them."""

    def __init__(self, db: Database, api: TwilioApi, clock: Clock) -> None:
        """Asks nothing before a sid is wanted."""
        self._db = db
        self._api = api
        self._clock = clock
        self._sids: dict[str, str] = {}
        self._dead: set[str] = set()
        self._refused_until: dict[str, datetime] = {}
        self._away_until: datetime | None = None
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def sid(self, wanted: Definition) -> str:
        """The content's sid; ContentRefused while there is none to be had, which it remembers."""
        if self._is_refused(wanted) or (self._is_away() and not await self._is_known(wanted)):
            raise ContentRefused("content_refused_lately")
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self.find_or_create(wanted)
        except (TwilioTrouble, TimeoutError) as trouble:
            self._remember(wanted, trouble)
            raise ContentRefused("content_not_created") from None

    async def find_or_create(self, wanted: Definition) -> str:
        """The content's sid, created if need be; raises TwilioTrouble."""
        async with self._locks[wanted.digest]:
            if wanted.digest not in self._sids:
                self._sids[wanted.digest] = await self._known(wanted) or await self._made(wanted)
            return self._sids[wanted.digest]

    def refuse(self, wanted: Definition) -> None:
        """The channel does not take messages of this content: do without for a while."""
        self._refused_until[wanted.digest] = self._clock.now() + REFUSED_FOR

    async def forget(self, wanted: Definition, sid: str) -> None:
        """Twilio does not know this sid (any more): the next message makes another."""
        self._dead.add(sid)
        self._sids.pop(wanted.digest, None)

        def strike(session: Session) -> None:
            mine = (ContentRow.digest == wanted.digest) & (ContentRow.content_sid == sid)
            session.execute(delete(ContentRow).where(mine))

        await self._db.run(strike)

    def _is_refused(self, wanted: Definition) -> bool:
        until = self._refused_until.get(wanted.digest)
        return until is not None and self._clock.now() < until

    def _is_away(self) -> bool:
        return self._away_until is not None and self._clock.now() < self._away_until

    async def _is_known(self, wanted: Definition) -> bool:
        return wanted.digest in self._sids or await self._known(wanted) is not None

    def _remember(self, wanted: Definition, trouble: Exception) -> None:
        log.error("content_not_created", name=wanted.friendly_name, why=str(trouble))
        if isinstance(trouble, TwilioRefused) and trouble.status == HTTPStatus.BAD_REQUEST:
            self.refuse(wanted)
        else:  # nothing to do with this content: wrong account, too many requests, no answer
            self._away_until = self._clock.now() + AWAY_FOR

    async def _known(self, wanted: Definition) -> str | None:
        row = await self._db.read(lambda session: session.get(ContentRow, wanted.digest))
        return row.content_sid if row and row.content_sid not in self._dead else None

    async def _made(self, wanted: Definition) -> str:
        sid = await self._found(wanted) or await self._api.create_content(wanted.request())
        return await self._db.run(lambda session: self._keep(session, wanted, sid))

    async def _found(self, wanted: Definition) -> str | None:
        async for content in self._api.contents():
            sid = content.get("sid")
            is_it = content.get("friendly_name") == wanted.friendly_name
            if is_it and isinstance(sid, str) and sid not in self._dead:
                return sid
        return None

    def _keep(self, session: Session, wanted: Definition, sid: str) -> str:
        """Write the row, unless another gateway was faster; returns the sid that stands there."""
        values = {
            "digest": wanted.digest,
            "name": wanted.name,
            "language": wanted.language,
            "content_sid": sid,
            "created_at": self._clock.now(),
        }
        session.connection().execute(
            insert_into(session, ContentRow).values(**values).on_conflict_do_nothing()
        )
        return session.get_one(ContentRow, wanted.digest).content_sid
