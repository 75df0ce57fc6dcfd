"""A moderator before whom two testimonials lie."""

from __future__ import annotations

from collections.abc import Sequence

from bot.sandbox.world import DecisionRefused, TestimonialOnDesk

GIVEN = (
    TestimonialOnDesk(number=1, name="Budi S.", text="Klaimnya cepat dibayar.", stars=4),
    TestimonialOnDesk(number=2, name="Dewi L.", text="<b>Petugasnya</b> ramah.", stars=4),
)


class FakeModerator:
    """Keeps what was decided."""

    def __init__(self) -> None:
        """Begin with the two."""
        self.decided: dict[int, bool] = {}

    def waiting(self) -> Sequence[TestimonialOnDesk]:
        return [one for one in GIVEN if one.number not in self.decided]

    def decide(self, number: int, *, approve: bool) -> None:
        if number not in {one.number for one in self.waiting()}:
            raise DecisionRefused(f"no testimonial {number} waits for a decision")
        self.decided[number] = approve
