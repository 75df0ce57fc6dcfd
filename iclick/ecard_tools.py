"""``iclick ecard``: what an operator does to a participant's card. Returns what to print."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from iclick.tools import open_database
from insurance.errors import ParticipantNotFound
from insurance.ports import SystemClock
from storage.ecards import SqlCardBook


def change_card(what: str, participant_number: str) -> str:
    """``suspend``, ``resume`` or ``renew`` a participant's card; raises ParticipantNotFound."""
    with open_database() as db:
        book = SqlCardBook(db, SystemClock())
        if not book.is_known(participant_number):
            raise ParticipantNotFound
        return f"eCard of participant {participant_number}: {_DO[what](book, participant_number)}"


def _suspend(book: SqlCardBook, participant_number: str) -> str:
    return "suspended" if book.suspend(participant_number) else "was suspended already"


def _resume(book: SqlCardBook, participant_number: str) -> str:
    return "no longer suspended" if book.resume(participant_number) else "was not suspended"


def _renew(book: SqlCardBook, participant_number: str) -> str:
    book.renew(participant_number)
    return "has a new QR code; what was shown before does not verify any more"


_DO: Mapping[str, Callable[[SqlCardBook, str], str]] = {
    "suspend": _suspend,
    "resume": _resume,
    "renew": _renew,
}
