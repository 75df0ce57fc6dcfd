"""What identity is talked about in: what a member claims, what came of a code, how a chat stands.

Everything here is frozen and free of I/O; the gateway and the actions import it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


@dataclass(frozen=True)
class IdentityClaim:
    """The four data by which somebody says that they are a member, as typed. Never log it."""

    policy_number: str
    """Upper or lower case, with or without separators."""
    participant_number: str
    """Upper or lower case, with or without separators."""
    date_of_birth: date
    email: str
    """The address on file: the member's own, or the principal's for a dependent without one."""


class CodeState(StrEnum):
    """Where the code that a chat asked for stands."""

    REQUESTED = "requested"
    """Asked for; the mail has not gone out yet."""
    SENT = "sent"
    """The mail server has taken the mail, and the two minutes run."""
    EXPIRED = "expired"
    """The two minutes are over; told for another 15 minutes."""
    LOCKED = "locked"
    """Tried wrongly too often; told until the lock ends."""


@dataclass(frozen=True)
class CodeRequested:
    """A code was asked for, and goes out within seconds."""

    masked_email: str
    """Where it goes, such as ``b***i@contoh.co.id``."""
    resend_at: datetime
    """From when on another may be asked for."""


@dataclass(frozen=True)
class CodeAwaited:
    """This chat is expected to type a code, or was until at most 15 minutes ago."""

    state: CodeState
    masked_email: str
    resend_at: datetime
    """From when on another may be asked for; the end of the lock while locked."""
    tries_left: int
    """0 while locked."""
    expires_at: datetime | None = None
    """Until when the code is valid; None while the mail has not gone out."""
    locked_until: datetime | None = None


class CodeOutcomeKind(StrEnum):
    """What came of a message with a code."""

    ACCEPTED = "accepted"
    """Right: the chat is linked and unlocked."""
    WRONG = "wrong"
    """Not the newest code of this chat; ``tries_left`` more."""
    EXPIRED = "expired"
    """Too late; not counted as a try."""
    LOCKED = "locked"
    """Tried wrongly too often; ``until`` says when a new code can be asked for."""
    MALFORMED = "malformed"
    """Not six digits; not counted as a try."""
    NOT_SENT = "not_sent"
    """The mail with the newest code has not gone out yet; not counted as a try."""
    NOT_AWAITED = "not_awaited"
    """Nobody asked for a code here, or it is used, withdrawn or long gone."""


@dataclass(frozen=True)
class CodeOutcome:
    """What came of a message with a code; asked again for the same message, the same."""

    kind: CodeOutcomeKind
    tries_left: int | None = None
    """Told with ``wrong`` and ``locked`` (0)."""
    until: datetime | None = None
    """Told with ``locked``."""


@dataclass(frozen=True)
class ChatStatus:
    """How a chat stands: nobody's, a member's but locked, or a member's and unlocked."""

    linked: bool
    unlocked: bool
    first_name: str | None = None
    """The linked member's, to greet with."""
    masked_email: str | None = None
    """Where an unlock code would go; None when unlinked, or when no address is on file."""
