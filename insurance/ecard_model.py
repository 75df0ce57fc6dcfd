"""What an eCard is: how it stands, what it shows, and what its QR code tells a hospital."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from insurance.model import Benefit, Member, Policy, PolicyStatus


class CardState(StrEnum):
    """How a participant's card stands on a day."""

    VALID = "valid"
    INACTIVE = "inactive"
    """Cover is in force; the member has not activated the card, or the insurer ended that."""
    SUSPENDED = "suspended"
    """By an operator, until it is resumed."""
    NOT_YET = "not_yet"
    """Cover begins on a later day."""
    EXPIRED = "expired"
    """Cover has ended, by the policy's period or the participant's own."""
    LAPSED = "lapsed"
    """The insurer does not honour the policy, or does not know it."""


@dataclass(frozen=True)
class CardRecord:
    """What we know of a card beyond what the insurer's file says."""

    participant_number: str
    card_id: str
    """Random; stands, signed, in the QR code."""
    activated_at: datetime | None = None
    suspended_at: datetime | None = None


@dataclass(frozen=True)
class ECard:
    """A participant's card on a day. Personal data: never log it."""

    member: Member
    state: CardState
    policy: Policy | None
    plan: Sequence[Benefit]
    """The benefits that it is good for."""
    valid_from: date
    valid_until: date
    """Both days are part of it."""

    @property
    def plan_name(self) -> str:
        """As members know it; its code where nothing else is on file."""
        return next((benefit.plan_name for benefit in self.plan), self.member.plan_code)

    @property
    def room_class(self) -> str:
        """Of inpatient care; empty where the plan names none."""
        return next((benefit.room_class for benefit in self.plan if benefit.room_class), "")


@dataclass(frozen=True)
class CardPicture:
    """A picture of a card that may be sent to one conversation, as ``Reply.media`` wants it."""

    media_id: str
    content_type: str
    file_name: str


class Verdict(StrEnum):
    """What whoever scans a card's QR code is told."""

    VALID = "valid"
    SUSPENDED = "suspended"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """The address is ours, and the card that it stood on is no longer in use."""
    UNKNOWN = "unknown"
    """The address is none of ours: forged, altered, or cut off."""


@dataclass(frozen=True)
class Verified:
    """All that a hospital's front desk is told; empty where there is nothing to tell."""

    verdict: Verdict
    masked_name: str = ""
    plan_name: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


VERDICTS = {
    CardState.VALID: Verdict.VALID,
    CardState.INACTIVE: Verdict.SUSPENDED,
    CardState.SUSPENDED: Verdict.SUSPENDED,
    CardState.NOT_YET: Verdict.NOT_YET,
    CardState.EXPIRED: Verdict.EXPIRED,
    CardState.LAPSED: Verdict.EXPIRED,
}
"""A desk need not know why a card is not good now."""


def state_of(
    member: Member, policy: Policy | None, record: CardRecord | None, on: date
) -> CardState:
    """How the card of ``member`` stands on that day."""
    if policy is None or policy.status is PolicyStatus.LAPSED:
        return CardState.LAPSED
    if on > min(policy.end_date, member.end_date):
        return CardState.EXPIRED
    if on < max(policy.start_date, member.start_date):
        return CardState.NOT_YET
    if record and record.suspended_at:
        return CardState.SUSPENDED
    is_active = member.card_active or bool(record and record.activated_at)
    return CardState.VALID if is_active else CardState.INACTIVE


def masked_name(full_name: str) -> str:
    """A name that its owner's identity card confirms and that tells nobody else who it is:
    ``Bu** Sa*****`` for Budi Santoso."""
    return " ".join(_masked(word) for word in full_name.split())


def _masked(word: str) -> str:
    shown = 2 if len(word) > 3 else 1  # noqa: PLR2004 (of a short name, less)
    return word[:shown] + "*" * (len(word) - shown)
