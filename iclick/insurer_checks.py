"""The doctor's checks of the insurer's side: the TPA's API, and the insurer's own system."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import httpx

from iclick.claims import claims_system as system_of
from iclick.findings import Finding, broken, doubtful, off, well
from iclick.settings import Settings
from iclick.values import SHORTEST_KEY, is_loopback
from insurance.ports import SystemAway, SystemRefuses
from storage.claim_forwards import SqlClaimForwards, Waiting
from storage.database import Database

API, SYSTEM = "claims API", "claims system"


async def claims_api(settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether the TPA has a token, and one that nobody guesses."""
    if settings.tpa_api_token is None:
        return off(API, "off: TPA_API_TOKEN is not set")
    if len(settings.tpa_api_token.get_secret_value()) < SHORTEST_KEY:
        mend = f"set TPA_API_TOKEN to {SHORTEST_KEY} random characters or more"
        return doubtful(API, "its token is short enough to be guessed", mend)
    return well(API, f"on, at {settings.public_url}/api/claims/…")


async def claims_system(settings: Settings, _http: httpx.AsyncClient) -> Finding:
    """Whether the insurer's own system takes our token, and what it is still to be told."""
    system = system_of(settings)
    if system is None:
        return off(SYSTEM, "off: CLAIMS_SYSTEM_URL is not set")
    try:
        await asyncio.to_thread(system.reach)
    except (SystemAway, SystemRefuses) as error:
        mend = "see CLAIMS_SYSTEM_URL, CLAIMS_SYSTEM_TOKEN and whether it runs"
        return broken(SYSTEM, f"does not answer well ({error})", mend)
    return _standing(settings, await asyncio.to_thread(_waiting, settings))


def _standing(settings: Settings, waiting: Waiting) -> Finding:
    if waiting.refused:
        says = f"it has refused {waiting.refused} of the things that it was told"
        mend = "see the log (claim_forward_refused); then run `iclick claim forward-again`"
        return broken(SYSTEM, says, mend)
    if not _is_private(settings.claims_system_url or ""):
        return doubtful(SYSTEM, "claims go there in the clear", "give CLAIMS_SYSTEM_URL an https")
    return well(SYSTEM, f"takes our token; {waiting.pending} things wait to be told")


def _waiting(settings: Settings) -> Waiting:
    db = Database(settings.database_url, settings.keyring())
    try:
        return SqlClaimForwards(db).waiting()
    finally:
        db.close()


def _is_private(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")
