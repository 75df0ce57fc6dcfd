"""``iclick doctor``: is everything there that the assistant depends on, and how to mend it if not.

Every check has a deadline, says one line and changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import httpx
from rich.console import Console
from rich.text import Text

from iclick import channel_checks, house_checks, insurer_checks, telemedicine_checks
from iclick.findings import Finding, State, broken
from iclick.secret_key import settings_with_key
from iclick.settings import Settings

Check = Callable[[Settings, httpx.AsyncClient], Awaitable[Finding]]

CHECKS: dict[str, Check] = {
    "secret key": house_checks.secret_key,
    "database": house_checks.database,
    "media store": house_checks.media,
    "model": house_checks.model,
    "Rasa": house_checks.rasa,
    "action server": house_checks.actions,
    "mail": house_checks.mail,
    "Telegram": channel_checks.telegram,
    "WhatsApp": channel_checks.whatsapp,
    "claims API": insurer_checks.claims_api,
    "claims system": insurer_checks.claims_system,
    "telemedicine": telemedicine_checks.telemedicine,
    "PUBLIC_URL": channel_checks.public_url,
    "clock": channel_checks.clock,
}
DEADLINE_S = 12.0
MARKS = {State.WELL: "✓", State.OFF: "–", State.DOUBTFUL: "!", State.BROKEN: "✗"}
COLOURS = {
    State.WELL: "green",
    State.OFF: "dim",
    State.DOUBTFUL: "yellow",
    State.BROKEN: "red",
}


def examine() -> int:
    """Check everything and print what was found; 1 when something is broken, else 0."""
    settings = settings_with_key()
    findings = asyncio.run(find_out(settings))
    console = Console(highlight=False)
    for finding in findings:
        console.print(_line(finding), soft_wrap=True)
    return int(any(finding.state is State.BROKEN for finding in findings))


async def find_out(settings: Settings) -> list[Finding]:
    """Make every check, all at once; the findings in the order of CHECKS."""
    async with httpx.AsyncClient(timeout=DEADLINE_S) as http:
        checks = [_guarded(name, check, settings, http) for name, check in CHECKS.items()]
        return list(await asyncio.gather(*checks))


async def _guarded(name: str, check: Check, settings: Settings, http: httpx.AsyncClient) -> Finding:
    try:
        async with asyncio.timeout(DEADLINE_S):
            return await check(settings, http)
    except TimeoutError:
        return broken(name, f"no answer within {DEADLINE_S:g} s", "see whether it runs at all")
    except Exception as error:
        # Its text may hold an address with a token or a password: the kind must do.
        return broken(
            name, f"fails ({type(error).__name__})", "see whether it runs and its address is right"
        )


def _line(finding: Finding) -> Text:
    line = Text(f"{MARKS[finding.state]} {finding.what:<14} ", style=COLOURS[finding.state])
    line.append(finding.says, style="default")
    if finding.mend:
        line.append(f"\n                 → {finding.mend}", style="default")
    return line
