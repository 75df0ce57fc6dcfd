"""``iclick testimonials``: what members have given is read, and approved or rejected."""

from __future__ import annotations

from collections.abc import Sequence

from iclick.tools import open_database
from insurance.errors import TestimonialNotFound
from insurance.formats import day_and_hour
from insurance.ports import Clock, SystemClock
from insurance.testimonials import Given, GivenState
from storage.database import Database
from storage.testimonials import SqlTestimonialBook


def list_testimonials() -> str:
    """What waits for a decision, the oldest first."""
    with open_database() as db:
        waiting = SqlTestimonialBook(db, SystemClock()).waiting()
    return "\n\n".join(map(_told, waiting)) or "no testimonial waits for a decision"


def decide_testimonials(numbers: Sequence[int], *, approve: bool) -> str:
    """Approve or reject some; TestimonialNotFound, and nothing done, when one is not there."""
    with open_database() as db:
        return decide(db, SystemClock(), numbers, approve=approve)


def decide(db: Database, clock: Clock, numbers: Sequence[int], *, approve: bool) -> str:
    """The same in ``db``."""
    book = SqlTestimonialBook(db, clock)
    state = GivenState.APPROVED if approve else GivenState.REJECTED
    unknown = [number for number in numbers if not book.is_there(number)]
    if unknown:
        raise TestimonialNotFound(unknown[0])
    for number in numbers:
        book.decide(number, state)
    return "\n".join(f"testimonial {number}: {state.value}" for number in numbers)


def _told(given: Given) -> str:
    when = day_and_hour(given.given_at, "en")
    stars = "*" * given.stars
    return f"{given.id}  {stars}  {given.name}  ({given.language}, {when})\n{given.text}"
