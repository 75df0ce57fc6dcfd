"""The moderator's desk of the demo: what members have given in the chats, and what may show."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.world import DecisionRefused, TestimonialOnDesk
from iclick.testimonials import decide
from insurance.ports import Clock
from storage.database import Database
from storage.testimonials import SqlTestimonialBook


class TestimonialDesk:
    """What ``iclick testimonials`` does, for the page of the demo."""

    __test__ = False  # nothing for pytest, whatever the name begins with

    def __init__(self, db: Database, clock: Clock) -> None:
        """Work on the testimonials in ``db``."""
        self._db = db
        self._clock = clock

    def waiting(self) -> Sequence[TestimonialOnDesk]:
        """What nobody has decided about yet, the oldest first."""
        waiting = SqlTestimonialBook(self._db, self._clock).waiting()
        return [TestimonialOnDesk(one.id, one.name, one.text, one.stars) for one in waiting]

    def decide(self, number: int, *, approve: bool) -> None:
        """Approve or reject it; DecisionRefused when it does not wait (any more)."""
        if number not in {one.number for one in self.waiting()}:
            raise DecisionRefused(f"no testimonial {number} waits for a decision")
        decide(self._db, self._clock, [number], approve=approve)
