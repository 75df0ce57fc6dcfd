"""The doctor's checks of telemedicine: whether the partner answers, and whom we could offer."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx

from iclick.findings import Finding, broken, doubtful, off, well
from iclick.settings import Settings
from iclick.telemedicine import telemedicine_partner
from iclick.values import SHORTEST_KEY, is_loopback
from insurance.ports import SystemClock
from insurance.telemedicine_ports import PartnerAway, PartnerRefuses
from storage.database import Database
from storage.doctors import SqlDoctors

WHAT = "telemedicine"


async def telemedicine(settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether the partner answers and believes us, and whether there are doctors to offer."""
    partner = telemedicine_partner(settings, SystemClock())
    if partner is None:
        return off(WHAT, "off: TELEMEDICINE_URL is not set")
    try:
        await asyncio.to_thread(partner.reach)
    except (PartnerAway, PartnerRefuses) as error:
        mend = "see TELEMEDICINE_URL, TELEMEDICINE_SECRET and whether it runs"
        return broken(WHAT, f"the partner does not answer well ({error})", mend)
    if not await asyncio.to_thread(_doctors, settings):
        mend = "load them: iclick import doctors doctors.csv"
        return doubtful(WHAT, "the partner answers, but no doctor is on our list", mend)
    return _secrecy(settings)


def _secrecy(settings: Settings) -> Finding:
    parts = urlsplit(settings.telemedicine_url or "")
    if parts.scheme != "https" and not is_loopback(parts.hostname or ""):
        says = "who is ill, and with what, goes there in the clear"
        return doubtful(WHAT, says, "give TELEMEDICINE_URL an https")
    secret = settings.telemedicine_secret
    if secret is None or len(secret.get_secret_value()) < SHORTEST_KEY:
        mend = f"agree with the partner on {SHORTEST_KEY} random characters or more"
        return doubtful(WHAT, "TELEMEDICINE_SECRET is short enough to be guessed", mend)
    says = f"the partner answers; its events come to {settings.public_url}/webhooks/telemedicine"
    return well(WHAT, says)


def _doctors(settings: Settings) -> int:
    db = Database(settings.database_url, settings.keyring())
    try:
        return len(SqlDoctors(db).doctors())
    finally:
        db.close()
