"""What the sandbox is handed of the world outside the phones: its clock, the insurer, and who
moderates testimonials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol


class MovableClock(Protocol):
    """A clock that one may put forward and back."""

    @property
    def offset_s(self) -> int:
        """By how many seconds it is ahead of the machine's; negative when behind."""

    def now(self) -> datetime:
        """Now by this clock, as an aware datetime in UTC."""

    def machine_now(self) -> datetime:
        """Now by the machine's clock, as an aware datetime in UTC."""

    def move(self, offset_s: int) -> None:
        """Put it so many seconds ahead of the machine's; ValueError when that is too far."""


class ClockInMemory:
    """A clock that nobody else looks at: for a sandbox on its own."""

    def __init__(self) -> None:
        """Begin with the machine's time."""
        self.offset_s = 0

    def now(self) -> datetime:
        """Now by this clock, as an aware datetime in UTC."""
        return self.machine_now() + timedelta(seconds=self.offset_s)

    def machine_now(self) -> datetime:
        """Now by the machine's clock, as an aware datetime in UTC."""
        return datetime.now(UTC)

    def move(self, offset_s: int) -> None:
        """Put it so many seconds ahead of the machine's."""
        self.offset_s = offset_s


@dataclass(frozen=True)
class ClaimOnDesk:
    """A claim as the insurer's clerk sees it."""

    claim_number: str
    name: str
    """Of the participant who was treated."""
    benefit: str
    """The benefit's code, which the page translates."""
    provider: str
    amount: int
    """Claimed, in rupiah."""
    approved: int | None
    """In rupiah."""
    status: str
    next: Sequence[str]
    """The statuses that may follow, in the order of a claim's life."""
    need_amount: Sequence[str]
    """Those of them that mean nothing without an approved amount."""


class DecisionRefused(Exception):
    """The insurer's rules do not allow this; the message says why."""


class Insurer(Protocol):
    """The insurer's back office. Its calls block: the sandbox makes them in a thread."""

    def claims(self) -> Sequence[ClaimOnDesk]:
        """Every claim, latest change first."""

    def decide(
        self,
        number: str,
        status: str,
        reason: str,
        approved: int | None,
        documents: Sequence[str],
    ) -> str:
        """Set a claim's status, tell the member, and return what became of it in a line or two.

        DecisionRefused when there is no such claim or the status may not follow.
        """


@dataclass(frozen=True)
class TestimonialOnDesk:
    """A testimonial as the moderator sees it: under the name under which it would show."""

    __test__ = False  # nothing for pytest, whatever the name begins with

    number: int
    name: str
    text: str
    stars: int


class Moderator(Protocol):
    """Who lets testimonials show. Its calls block: the sandbox makes them in a thread."""

    def waiting(self) -> Sequence[TestimonialOnDesk]:
        """What nobody has decided about yet, the oldest first."""

    def decide(self, number: int, *, approve: bool) -> None:
        """Approve or reject it; DecisionRefused when it does not wait (any more)."""


@dataclass(frozen=True)
class World:
    """All of that together; on its own, a sandbox has a clock and nobody else."""

    clock: MovableClock = field(default_factory=ClockInMemory)
    insurer: Insurer | None = None
    moderator: Moderator | None = None
