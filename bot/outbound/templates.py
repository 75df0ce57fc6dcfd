"""Whether WhatsApp has approved the messages of ``template_catalogue``.

Outside its 24 hours WhatsApp takes nothing else. ``iclick twilio sync-templates`` puts them into
the operator's Twilio account and asks for approval; whoever sends reads here which are approved.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import structlog
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.messages import Language, News
from bot.outbound.contents import Contents
from bot.outbound.template_catalogue import CATALOGUE, Template, template_for
from bot.twilio_api import TwilioApi, TwilioRefused, TwilioTrouble
from insurance.ports import Clock
from storage.database import Database
from storage.tables import ContentRow

__all__ = ["CATALOGUE", "Template", "TemplateState", "Templates", "template_for", "variables_of"]

log = structlog.get_logger(__name__)

APPROVED = "approved"
UNSUBMITTED = "unsubmitted"
"""The status of a content that nobody has asked approval for."""
REFUSED = "refused"
"""Our own word: it counted as approved, and a message of it was refused."""
ASK_AGAIN_AFTER = timedelta(minutes=10)
"""How old WhatsApp's word may be while it is not yes."""
BELIEVE_FOR = timedelta(hours=24)
"""And how old while it is."""


@dataclass(frozen=True)
class TemplateState:
    """How a template stands at Twilio."""

    template: Template
    sid: str
    approval: str
    rejection_reason: str = ""


def variables_of(news: News) -> str:
    """``ContentVariables`` for the news' template: JSON."""
    numbered = {str(n): " ".join(value.split()) for n, value in enumerate(news.values, start=1)}
    return json.dumps(numbered, ensure_ascii=False)


def is_approved(session: Session, news: str, language: Language | None) -> bool:
    """Whether the news could go out by template, as far as we were told."""
    template = template_for(news, language)
    row = session.get(ContentRow, template.definition().digest) if template else None
    return row is not None and row.approval == APPROVED


def mark_refused(session: Session, news: str, language: Language | None, now: datetime) -> None:
    """A message of the template was refused: it counts as not approved until asked again."""
    template = template_for(news, language)
    if template is not None:
        _note(session, template, REFUSED, now)


class Templates:
    """The catalogue at Twilio."""

    def __init__(self, db: Database, api: TwilioApi, contents: Contents, clock: Clock) -> None:
        """Asks nothing before it is asked."""
        self._db = db
        self._api = api
        self._contents = contents
        self._clock = clock

    async def approved(self, news: str, language: Language | None) -> str | None:
        """The sid to send this news by, if WhatsApp has approved it; its word is asked anew
        when it is old. Never raises TwilioTrouble."""
        template = template_for(news, language)
        if template is None:
            return None
        digest = template.definition().digest
        row = await self._db.read(lambda session: session.get(ContentRow, digest))
        if row is None:
            return None
        approval = row.approval
        if self._is_old(row):
            approval = await self._asked_again(template, row)
        return row.content_sid if approval == APPROVED else None

    async def sync(self, catalogue: Sequence[Template] = CATALOGUE) -> Sequence[TemplateState]:
        """Create what is missing, submit what is not submitted, and tell how each one stands.

        Raises TwilioTrouble.
        """
        return [await self._sync(template) for template in catalogue]

    async def doubt(self, news: str, language: Language | None) -> None:
        """``mark_refused``, in a transaction of its own."""
        now = self._clock.now()
        await self._db.run(lambda session: mark_refused(session, news, language, now))

    def _is_old(self, row: ContentRow) -> bool:
        keeps = BELIEVE_FOR if row.approval == APPROVED else ASK_AGAIN_AFTER
        return row.checked_at is None or row.checked_at + keeps <= self._clock.now()

    async def _asked_again(self, template: Template, row: ContentRow) -> str | None:
        try:
            approval = _read(await self._api.approval(row.content_sid))["status"]
        except TwilioTrouble as trouble:
            log.warning("approval_not_read", template=template.name, why=str(trouble))
            return row.approval
        await self._note(template, approval)
        return approval

    async def _sync(self, template: Template) -> TemplateState:
        sid = await self._contents.find_or_create(template.definition())
        try:
            state = await self._submitted(template, sid)
        except TwilioRefused as refusal:
            if refusal.status != HTTPStatus.NOT_FOUND:
                raise
            # Somebody has deleted it at Twilio.
            await self._contents.forget(template.definition(), sid)
            sid = await self._contents.find_or_create(template.definition())
            state = await self._submitted(template, sid)
        await self._note(template, state.approval)
        return state

    async def _submitted(self, template: Template, sid: str) -> TemplateState:
        state = await self._state(template, sid)
        if state.approval != UNSUBMITTED:
            return state
        await self._api.ask_for_approval(sid, template.name, template.category)
        return await self._state(template, sid)

    async def _note(self, template: Template, approval: str) -> None:
        now = self._clock.now()
        await self._db.run(lambda session: _note(session, template, approval, now))

    async def _state(self, template: Template, sid: str) -> TemplateState:
        found = _read(await self._api.approval(sid))
        return TemplateState(template, sid, found["status"], found["rejection_reason"])


def _read(approval: Mapping[str, object]) -> dict[str, str]:
    status = str(approval.get("status") or UNSUBMITTED).lower()
    return {"status": status, "rejection_reason": str(approval.get("rejection_reason") or "")}


def _note(session: Session, template: Template, approval: str, now: datetime) -> None:
    session.execute(
        update(ContentRow)
        .where(ContentRow.digest == template.definition().digest)
        .values(approval=approval, checked_at=now)
    )
