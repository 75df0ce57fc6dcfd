"""``iclick twilio sync-templates``: puts the messages that WhatsApp has to approve into the
operator's Twilio account, asks for approval, and tells how they stand."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from http import HTTPStatus

import httpx

from bot.outbound.contents import Contents
from bot.outbound.templates import APPROVED, Templates, TemplateState
from bot.twilio_api import TwilioOutOfReach, TwilioRefused, TwilioTrouble
from iclick.logging import configure_logging
from iclick.secret_key import settings_with_key
from iclick.settings import Settings, SettingsError
from iclick.tools import open_database
from iclick.whatsapp import twilio_api
from insurance.ports import SystemClock
from storage.database import Database

_HEAD = ("template", "language", "sid", "approval", "rejection reason")


class TemplatesNotSynced(Exception):
    """The templates could not be put into the Twilio account; the words say why."""


def sync_templates() -> str:
    """Create what is missing, ask for approval, and tell how each template stands.

    Raises SettingsError when no account is set, TemplatesNotSynced when Twilio refuses.
    """
    settings = settings_with_key()
    configure_logging(settings.log_level, settings.log_format)
    if not settings.has_whatsapp():
        needed = "TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_WHATSAPP_FROM"
        raise SettingsError(f"{needed}: must be set: there is no account to put templates into")
    with open_database(settings) as db:
        states = asyncio.run(_synced(settings, db))
    return _told(states)


async def _synced(settings: Settings, db: Database) -> Sequence[TemplateState]:
    async with httpx.AsyncClient() as http:
        api = twilio_api(settings, http)
        clock = SystemClock()
        try:
            return await Templates(db, api, Contents(db, api, clock), clock).sync()
        except TwilioTrouble as trouble:
            raise TemplatesNotSynced(_why(settings, trouble)) from None


def _why(settings: Settings, trouble: TwilioTrouble) -> str:
    where = settings.twilio_content_url
    if isinstance(trouble, TwilioRefused):
        if trouble.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return "Twilio does not know TWILIO_ACCOUNT_SID with this TWILIO_AUTH_TOKEN"
        code = f", code {trouble.code}" if trouble.code else ""
        return f"Twilio refuses at {where}: status {trouble.status}{code}"
    if isinstance(trouble, TwilioOutOfReach):
        return f"no connection to {where} (TWILIO_CONTENT_URL)"
    return f"no answer that can be read from {where} (TWILIO_CONTENT_URL): try again"


def _told(states: Sequence[TemplateState]) -> str:
    rows = [_HEAD, *map(_row, states)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    waiting = sum(state.approval != APPROVED for state in states)
    return "\n".join([*lines, "", _what_next(waiting)])


def _row(state: TemplateState) -> tuple[str, ...]:
    template = state.template
    return (
        template.name,
        template.language.value,
        state.sid,
        state.approval,
        state.rejection_reason,
    )


def _what_next(waiting: int) -> str:
    if not waiting:
        return "all approved: they are used where WhatsApp's 24 hours are over"
    return (
        f"{waiting} not approved (yet): until then members get e-mail instead; run this again "
        "to see WhatsApp's word, which takes minutes to days"
    )
