"""How often, how long, how many: every limit of identity, and the arithmetic on them.

The figures are those of "Who may see what" in the design.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from insurance.identity_ports import CodeSent, Tries

CODE_VALID = timedelta(minutes=2)
"""From when the mail server accepted the mail."""
MAX_TRIES = 5
LOCK = timedelta(minutes=15)
"""How long a lock lasts, and after how long without a wrong try the count starts anew."""
STILL_AWAITED = timedelta(minutes=15)
"""How long after its end a code is still taken for one, and answered with "expired"."""
RESEND_AFTER = timedelta(seconds=60)
RESEND_WITHIN = timedelta(hours=24)
"""How long identity data that matched suffice for another code."""
LINK_LIVES = timedelta(days=90)
UNLOCKED = timedelta(minutes=30)
"""Without activity."""

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MEMBER_ALLOWANCE = ((HOUR, 5), (DAY, 10))
"""Codes for one member, over all chats."""
CHAT_ALLOWANCE = ((HOUR, 4), (DAY, 8))
"""Codes for one member that one chat may ask for: less than all of them, so that a single
stranger who knows a member's data cannot use up what the member needs."""
STRANGERS_ALLOWANCE = ((HOUR, 3), (DAY, 6))
"""Codes for one member that chats which are not the member's may ask for all together, once
another chat is: however many they are, that one can be unlocked twice an hour."""


def after_wrong_try(tries: Tries | None, now: datetime) -> Tries:
    """The count after one more wrong try; the fifth locks."""
    count = _count(tries, now) + 1
    return Tries(count, now, now + LOCK if count >= MAX_TRIES else None)


def tries_left(tries: Tries | None, now: datetime) -> int:
    """How many wrong tries there may be until a lock; 0 while locked."""
    return max(0, MAX_TRIES - _count(tries, now))


def locked_until(tries: Tries | None, now: datetime) -> datetime | None:
    """When the lock ends; None when there is none."""
    if tries is None or tries.locked_until is None or tries.locked_until <= now:
        return None
    return tries.locked_until


def allowance_refilled_at(
    sent: Sequence[CodeSent], conversation_id: str, linked: Collection[str], now: datetime
) -> datetime | None:
    """When the chat may ask for another code of a member; None: now.

    ``sent`` are the member's codes, ``linked`` the chats that are the member's already.
    """
    of_chat = [mail.at for mail in sent if mail.conversation_id == conversation_id]
    of_strangers = [mail.at for mail in sent if mail.conversation_id not in linked]
    waits = [
        *_waits([mail.at for mail in sent], MEMBER_ALLOWANCE, now),
        *_waits(of_chat, CHAT_ALLOWANCE, now),
    ]
    if linked and conversation_id not in linked:
        waits += _waits(of_strangers, STRANGERS_ALLOWANCE, now)
    return max(waits, default=None)


def _waits(
    moments: Iterable[datetime], allowance: Sequence[tuple[timedelta, int]], now: datetime
) -> Iterable[datetime]:
    newest_first = sorted(moments, reverse=True)
    for window, most in allowance:
        within = [moment for moment in newest_first if moment > now - window]
        if len(within) >= most:
            yield within[most - 1] + window


def _count(tries: Tries | None, now: datetime) -> int:
    # Counted from the last wrong try, so that no 15 minutes ever hold more than five.
    return tries.count if tries and now - tries.last_at < LOCK else 0
