"""What members say of the insurer in public: read by all, given once a month, moderated before.

What is given is shown under the first name and an initial, and only once somebody has approved it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from insurance.model import Member
from insurance.periods import JAKARTA
from insurance.ports import Clock

if TYPE_CHECKING:
    from insurance.lifestyle_ports import TestimonialBook

SHORTEST, LONGEST = 10, 500
"""Characters of a testimonial."""
MOST_STARS = 5
_CONTACT = re.compile(
    r"\S@\S|https?:|www\.|(?<!rp)(?<!rp )(?<![\d.])(?:\d[ .()/-]*){7,}|\b[A-Z]{2,4}-\d{3,}",
    re.IGNORECASE,
)
"""An address, a link, or a number, other than an amount, long enough to be somebody's."""


@dataclass(frozen=True)
class Testimonial:
    """One that may be read."""

    name: str
    text: str
    language: str
    stars: int
    published_on: date


class GivenState(StrEnum):
    """What became of a testimonial that was given in a chat."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Given:
    """A testimonial as moderators see it: under the name under which it would be shown."""

    id: int
    name: str
    text: str
    language: str
    stars: int
    state: GivenState
    given_at: datetime
    inbound_id: str


@dataclass(frozen=True)
class Draft:
    """A testimonial whose publication a member has agreed to."""

    participant_number: str
    conversation_id: str
    inbound_id: str
    month: str
    name: str
    text: str
    language: str
    stars: int
    given_at: datetime


class Unfit(StrEnum):
    """Why a text cannot be published as it is."""

    SHORT = "short"
    LONG = "long"
    CONTACT = "contact"
    """It holds an address, a link or a number, which strangers would read."""


def unfit(text: str) -> Unfit | None:
    """What is wrong with a text; None when it will do."""
    if len(text) < SHORTEST:
        return Unfit.SHORT
    if len(text) > LONGEST:
        return Unfit.LONG
    return Unfit.CONTACT if _CONTACT.search(text) else None


def public_name(member: Member) -> str:
    """First name and initial: ``Budi S.``; a name of one word as it is."""
    last = member.full_name.title().split()[-1]
    return member.first_name if last == member.first_name else f"{member.first_name} {last[0]}."


def month_of(moment: datetime) -> str:
    """The month in Jakarta: ``2026-11``."""
    return f"{moment.astimezone(JAKARTA):%Y-%m}"


def next_month(moment: datetime) -> date:
    """The day from which on the next testimonial may be given."""
    local = moment.astimezone(JAKARTA)
    return date(local.year + local.month // 12, local.month % 12 + 1, 1)


class Testimonials:
    """Reads and takes testimonials."""

    def __init__(self, book: TestimonialBook, clock: Clock) -> None:
        """``book`` keeps them."""
        self._book = book
        self._clock = clock

    def published(self, language: str, skip: int, limit: int) -> Sequence[Testimonial]:
        """What may be read in this language, or in the other if there is none; newest first."""
        return self._book.published(language, skip, limit)

    def may_give_from(self, member: Member) -> date | None:
        """The day on which the member may give the next one; None: now."""
        now = self._clock.now()
        given = self._book.given(member.participant_number, month_of(now))
        return next_month(now) if given else None

    def give(  # noqa: PLR0917  (all of them are the testimonial)
        self,
        member: Member,
        conversation_id: str,
        inbound_id: str,
        stars: int,
        text: str,
        language: str,
    ) -> bool:
        """Hand it in for moderation; the same message again changes nothing and is told the same.

        False when this month's was given before. ValueError for what ``unfit`` refuses.
        """
        if unfit(text) or not 1 <= stars <= MOST_STARS:
            raise ValueError("a testimonial that the form should not have let through")
        now = self._clock.now()
        draft = Draft(
            participant_number=member.participant_number,
            conversation_id=conversation_id,
            inbound_id=inbound_id,
            month=month_of(now),
            name=public_name(member),
            text=text,
            language=language,
            stars=stars,
            given_at=now,
        )
        return self._book.give(draft)
