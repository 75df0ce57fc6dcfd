"""One call of a channel's API that is to be made, and what can come of it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from bot.messages import Channel, ConversationId, Draft


@dataclass(frozen=True)
class Job:
    """One call to make, now, by whoever got this."""

    outbox_id: int
    conversation_id: ConversationId
    channel: Channel
    address: str
    draft: Draft
    attempts: int
    created_at: datetime
    tried_at: datetime
    look_up: bool
    """Whether it may have been sent already, and must be looked up first."""
    in_window: bool = True
    """Whether the channel takes free text for this member now."""
    claimed_at: float = field(default_factory=monotonic, compare=False)
    """By this machine's monotonic clock."""


@dataclass(frozen=True)
class Wait:
    """Nothing to do for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Sent:
    """It is out, under this id of the provider's."""

    provider_message_id: str | None


@dataclass(frozen=True)
class NotSent:
    """It surely is not out; to be sent after so many seconds."""

    after_s: float


@dataclass(frozen=True)
class Unknown:
    """It may be out; to be looked up after so many seconds."""

    after_s: float


@dataclass(frozen=True)
class GivenUp:
    """It will never be out."""

    code: str


@dataclass(frozen=True)
class Blocked:
    """The member cannot be reached, with this or anything else."""

    code: str


@dataclass(frozen=True)
class Closed:
    """It surely is not out: the channel's window is closed, whatever we thought."""


@dataclass(frozen=True)
class Mailed:
    """It went out by mail instead."""


Outcome = Sent | NotSent | Unknown | GivenUp | Blocked | Closed | Mailed

LABELS: Mapping[type[Outcome], str] = {
    Sent: "sent",
    NotSent: "retry",
    Unknown: "unknown",
    GivenUp: "failed",
    Blocked: "suppressed",
    Closed: "window_closed",
    Mailed: "mailed",
}
"""What the metrics call each outcome."""
_BACK_OFF_S = (0.5, 5.0)


def again(job: Job, after_s: float) -> Outcome:
    """What a call that failed for now came to; it is due again after so many seconds."""
    # A look-up that failed leaves the row as unknown as it was.
    return Unknown(after_s) if job.look_up else NotSent(after_s)


def back_off(attempts: int) -> float:
    """Seconds until the next try, of which so many were made."""
    first, longest = _BACK_OFF_S
    pause: float = min(first * 2 ** min(attempts - 1, 10), longest)
    return pause * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, not a secret
