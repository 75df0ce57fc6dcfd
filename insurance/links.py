"""Which chat is which member: made by an accepted code, unlocked by use, ended by time or wish."""

from __future__ import annotations

from datetime import datetime

from insurance.identity_ports import CodeRecord, IdentityBook, LinkRecord
from insurance.limits import LINK_LIVES, UNLOCKED


def live_link(book: IdentityBook, conversation_id: str, now: datetime) -> LinkRecord | None:
    """The chat's link, unless its 90 days are over."""
    link = book.link(conversation_id)
    return link if link and link.expires_at > now else None


def is_unlocked(link: LinkRecord, now: datetime) -> bool:
    """Whether the chat may show personal data right now."""
    return min(link.unlocked_until, link.expires_at) > now


def extend(book: IdentityBook, link: LinkRecord, now: datetime) -> bool:
    """Give an unlocked chat its 30 minutes anew; False if it was locked, and locked it stays."""
    return is_unlocked(link, now) and book.stay_unlocked(link.id, now=now, until=now + UNLOCKED)


def prove(book: IdentityBook, code: CodeRecord, now: datetime) -> None:
    """The code was right: its chat is its member's, and unlocked.

    A fresh code proves as much as the first did, so that the 90 days start anew with each; only
    ``linked_at`` tells of the first. Linked to another member before, the chat is theirs no more.
    """
    link = book.link(code.conversation_id)
    if link and link.expires_at > now and link.participant_number == code.participant_number:
        book.renew_link(
            link.id,
            consent_version=code.consent_version,
            expires_at=now + LINK_LIVES,
            unlocked_until=now + UNLOCKED,
        )
        _record(book, "unlocked", code.conversation_id, code.participant_number)
        return
    if link:
        end(book, code.conversation_id, link, now, _why_over(link, now))
    book.add_link(code, linked_at=now, expires_at=now + LINK_LIVES, unlocked_until=now + UNLOCKED)
    _record(book, "linked", code.conversation_id, code.participant_number)


def end(
    book: IdentityBook, conversation_id: str, link: LinkRecord, now: datetime, because: str
) -> None:
    """The chat is nobody's from now on."""
    book.end_link(link.id, at=now, because=because)
    book.record(
        "unlinked",
        conversation_id=conversation_id,
        participant_number=link.participant_number,
        detail={"because": because},
    )


def _why_over(link: LinkRecord, now: datetime) -> str:
    return "expired" if link.expires_at <= now else "linked_anew"


def _record(book: IdentityBook, action: str, conversation_id: str, participant_number: str) -> None:
    book.record(action, conversation_id=conversation_id, participant_number=participant_number)
