"""The messages that WhatsApp has to approve: what they say, and whether it has.

Outside its 24 hours WhatsApp takes nothing else. ``iclick twilio sync-templates`` puts them into
the operator's Twilio account and asks for approval; whoever sends reads here which are approved.

Meta's rules for a body: it neither begins nor ends with a variable, no two variables touch, and
there are at least twice as many words as variables. To change one, raise its version.
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
from bot.outbound.contents import Contents, Definition
from bot.twilio_api import TwilioApi, TwilioRefused, TwilioTrouble
from insurance.ports import Clock
from storage.database import Database
from storage.tables import ContentRow

log = structlog.get_logger(__name__)

APPROVED = "approved"
UNSUBMITTED = "unsubmitted"
"""The status of a content that nobody has asked approval for."""
REFUSED = "refused"
"""Our own word: it counted as approved, and a message of it was refused."""
UTILITY = "UTILITY"
ASK_AGAIN_AFTER = timedelta(minutes=10)
"""How old WhatsApp's word may be while it is not yes."""
BELIEVE_FOR = timedelta(hours=24)
"""And how old while it is."""


@dataclass(frozen=True)
class Template:
    """One message in one language."""

    news: str
    """The name by which ``News`` asks for it."""
    version: int
    language: Language
    body: str
    samples: tuple[str, ...]
    category: str = UTILITY

    @property
    def name(self) -> str:
        """Its name at Twilio and at WhatsApp: lower case, digits, underscores."""
        return f"{self.news}_v{self.version}_{self.language}"

    def definition(self) -> Definition:
        """The content to be created for it."""
        samples = {str(n): sample for n, sample in enumerate(self.samples, start=1)}
        types = {"twilio/text": {"body": self.body}}
        return Definition(self.news, self.name, self.language.value, samples, types)

    def filled(self, values: Sequence[str]) -> str:
        """What the member reads."""
        text = self.body
        for number, value in enumerate(values, start=1):
            text = text.replace(f"{{{{{number}}}}}", value)
        return text


CATALOGUE = (
    Template(
        "claim_news",
        1,
        Language.INDONESIAN,
        "Ada kabar tentang klaim {{1}}. Statusnya sekarang: {{2}}.\n\n"
        'Balas pesan ini dengan "status klaim" untuk melihat selengkapnya.',
        ("KLM-2026-0001", "disetujui"),
    ),
    Template(
        "claim_news",
        1,
        Language.ENGLISH,
        "There is news about claim {{1}}. Its status is now: {{2}}.\n\n"
        'Reply to this message with "claim status" to see more.',
        ("KLM-2026-0001", "approved"),
    ),
    Template(
        "draft_reminder",
        1,
        Language.INDONESIAN,
        "Klaim yang Anda mulai belum terkirim. Draf dan fotonya kami simpan sampai {{1}}, lalu "
        "kami hapus.\n\n"
        'Balas pesan ini dengan "lanjutkan klaim" untuk melanjutkannya.',
        ("12 Maret 2026",),
    ),
    Template(
        "draft_reminder",
        1,
        Language.ENGLISH,
        "The claim that you began has not been sent yet. We keep the draft and its photos until "
        "{{1}}, then they are erased.\n\n"
        'Reply to this message with "continue my claim" to go on.',
        ("12 March 2026",),
    ),
)


@dataclass(frozen=True)
class TemplateState:
    """How a template stands at Twilio."""

    template: Template
    sid: str
    approval: str
    rejection_reason: str = ""


def template_for(news: str, language: Language | None) -> Template | None:
    """The template that says this news; None when nobody has written one."""
    wanted = language or Language.INDONESIAN
    for template in CATALOGUE:
        if (template.news, template.language) == (news, wanted):
            return template
    return None


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
