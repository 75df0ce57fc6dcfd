"""``iclick claim set-status``: what the TPA decided to a claim, and the news of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.decisions import USER_NAME, is_user_name
from bot.outbound.notifications import ClaimNews, Told
from bot.texts import Texts
from iclick.bootstrap import composers
from iclick.logging import configure_logging
from iclick.secret_key import settings_with_key
from iclick.tools import open_database
from insurance.claims import Claims
from insurance.errors import ClaimNotFound, InvalidStatusChange
from insurance.model import ClaimStatus
from insurance.ports import Clock, SystemClock
from storage.core_system import SqlCoreSystem
from storage.database import Database


def set_claim_status(
    number: str,
    status: str,
    reason: str,
    approved: int | None,
    documents: Sequence[str],
    *,
    by: str = "",
) -> str:
    """Do what the TPA decided to a claim, and tell the member."""
    settings = settings_with_key()
    configure_logging(settings.log_level, settings.log_format)
    with open_database(settings) as db:
        return decide_claim(
            db,
            SystemClock(),
            number,
            ClaimStatus(status),
            reason=reason,
            approved=approved,
            documents=documents,
            by=by,
        )


def decide_claim(
    db: Database,
    clock: Clock,
    number: str,
    status: ClaimStatus,
    *,
    reason: str,
    approved: int | None,
    documents: Sequence[str],
    by: str = "",
) -> str:
    """Set the claim's status in ``db``, stage the news of it, and say who is told.

    ``by``: which operator decided it, for the claim's history. Raises InvalidStatusChange, with
    words for an operator.
    """
    if by and not is_user_name(by):
        raise InvalidStatusChange(f"--by: {USER_NAME}")
    news = ClaimNews(composers(), Texts.load(), clock)
    told: list[Told] = []
    core = SqlCoreSystem(db, lambda *change: told.append(news.stage(*change)))
    try:
        claim = Claims(core, clock, writer=core).set_status(
            number,
            status,
            reason,
            approved,
            documents,
            actor=f"operator:{by}" if by else "operator",
        )
    except ClaimNotFound:  # whose words are a member's
        raise InvalidStatusChange(f"there is no claim of the number {number}") from None
    return f"claim {claim.claim_number}: {claim.status.value}\n{who_was_told(told)}"


def who_was_told(told: Sequence[Told]) -> str:
    """How members will be told, as things stand; the gateway does it as soon as it runs."""
    if not told:
        return "it stood like that: nobody is told"
    outside = "whose 24-hour window is closed"
    ways = {
        "in the chat": sum(each.chats for each in told),
        f"by an approved template in a WhatsApp chat {outside}": sum(
            each.by_template for each in told
        ),
        f"by e-mail instead of a WhatsApp chat {outside}": sum(each.by_mail for each in told),
    }
    said = "; ".join(f"{_times(count)} {way}" for way, count in ways.items() if count)
    missed = sum(each.no_address for each in told)
    sentences = [f"the member is told: {said}"] if said else []
    if missed:
        chats = f"{missed} WhatsApp chat{'' if missed == 1 else 's'}"
        sentences.append(f"not told: {chats} {outside}, no e-mail on file")
    declined = sum(each.declined for each in told)
    if declined:
        sentences.append(f"not told: {declined} who want{'s' if declined == 1 else ''} no news")
    return "; ".join(sentences) or "no chat may see it: nobody is told"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
