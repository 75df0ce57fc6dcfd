"""Compares the four data of an identity claim with what is on file, in constant time."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from insurance.identity_model import IdentityClaim
from insurance.model import Gender, Member, Relation
from insurance.ports import CoreSystem

DUMMY = Member(
    participant_number="",
    policy_number="",
    full_name="",
    date_of_birth=date(1900, 1, 1),
    gender=Gender.FEMALE,
    relation=Relation.SELF,
    principal_participant_number="",
    plan_code="",
    email="",
    phone="",
    card_number="",
    card_active=False,
    start_date=date(1900, 1, 1),
    end_date=date(1900, 1, 1),
)
"""What a claim is compared with when somebody has gone since the number was found."""


@dataclass(frozen=True)
class FoundMember:
    """What a claim led to."""

    member: Member | None
    """Whose all four data are; None otherwise."""
    tried: str | None = None
    """The participant whose number was given, right or not, for the audit alone."""


def plain_number(number: str) -> str:
    """A policy or participant number as it reads without case and separators."""
    plain = unicodedata.normalize("NFKC", number).upper()
    return "".join(sign for sign in plain if sign.isalnum())


def plain_email(email: str) -> str:
    """An e-mail address as mail servers in practice compare it."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def matches(claim: IdentityClaim, member: Member, email_on_file: str) -> bool:
    """Whether all four belong to ``member``; takes as long whichever of them is wrong.

    Never true without an e-mail on file: there would be nowhere to send the code.
    """
    pairs = (
        (plain_number(claim.policy_number), plain_number(member.policy_number)),
        (plain_number(claim.participant_number), plain_number(member.participant_number)),
        (claim.date_of_birth.isoformat(), member.date_of_birth.isoformat()),
        (plain_email(claim.email), plain_email(email_on_file)),
    )
    same = [hmac.compare_digest(_digest(given), _digest(known)) for given, known in pairs]
    complete = [bool(known) for _, known in pairs]
    return all([*same, *complete])


def find_claimed(
    core: CoreSystem, claim: IdentityClaim, participant_numbers: Sequence[str]
) -> FoundMember:
    """The member among these to whom all four data belong.

    A number that is nobody's comes here with somebody else's, who is looked up, decrypted and
    compared like any other, and cannot match.
    """
    right: Member | None = None
    for number in participant_numbers:
        member = core.member(number) or DUMMY
        if matches(claim, member, email_on_file(core, member)):
            right = member
    given = plain_number(claim.participant_number)
    tried = [number for number in participant_numbers if plain_number(number) == given]
    return FoundMember(right, tried[0] if tried else None)


def email_on_file(core: CoreSystem, member: Member) -> str:
    """Where the member's codes go: their own address, else the principal's; maybe empty."""
    principal = core.member(member.principal_participant_number)
    return member.email.strip() or (principal.email.strip() if principal else "")


def mask_email(email: str) -> str:
    """An address that its owner recognises and nobody else learns: ``b***i@contoh.co.id``."""
    name, _, domain = email.strip().partition("@")
    last = name[-1] if len(name) > 2 else ""  # noqa: PLR2004 - of a short name only the first
    return f"{name[:1]}***{last}@{domain}"


def _digest(value: str) -> bytes:
    # Equal lengths: compare_digest may tell by its time how long the values are.
    return hashlib.sha256(value.encode()).digest()
