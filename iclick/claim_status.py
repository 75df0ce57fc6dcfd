"""``iclick claim set-status``: what the TPA decided to a claim, and the news of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.outbound.notifications import ClaimNews, Told
from bot.texts import Texts
from iclick.bootstrap import composers
from iclick.logging import configure_logging
from iclick.secret_key import settings_with_key
from iclick.tools import open_database
from insurance.claims import Claims
from insurance.errors import ClaimNotFound, InvalidStatusChange
from insurance.model import ClaimStatus
from insurance.ports import SystemClock
from storage.core_system import SqlCoreSystem


def set_claim_status(
    number: str, status: str, reason: str, approved: int | None, documents: Sequence[str]
) -> str:
    """Do what the TPA decided to a claim, and tell the member."""
    settings = settings_with_key()
    configure_logging(settings.log_level, settings.log_format)
    clock = SystemClock()
    news = ClaimNews(composers(), Texts.load(), clock)
    told: list[Told] = []
    with open_database(settings) as db:
        core = SqlCoreSystem(db, lambda *change: told.append(news.stage(*change)))
        claims = Claims(core, clock, writer=core)
        try:
            claim = claims.set_status(number, ClaimStatus(status), reason, approved, documents)
        except ClaimNotFound:  # whose words are a member's
            raise InvalidStatusChange(f"there is no claim of the number {number}") from None
    return f"claim {claim.claim_number}: {claim.status.value}\n{_who_was_told(told)}"


def _who_was_told(told: Sequence[Told]) -> str:
    chats = sum(each.chats for each in told)
    closed = sum(each.outside_window for each in told)
    if not told:
        return "it stood like that: nobody told"
    said = f"{_chats(chats)} told"
    window = f"{_chats(closed, 'WhatsApp ')} outside its 24-hour window not told"
    return f"{said}, {window}" if closed else said


def _chats(count: int, kind: str = "") -> str:
    return f"{count} {kind}chat{'' if count == 1 else 's'}"
