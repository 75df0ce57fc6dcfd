"""A claim in words: its line in a list, its status, and what is written above its buttons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.formats import day, rupiah
from actions.turn import Turn
from insurance.model import BenefitType, Claim, ClaimStatus, Member

NUMBER_SHOWN = 30
"""Characters of an unknown claim number that are repeated to the member."""


def names_of(members: Sequence[Member]) -> Mapping[str, str]:
    """First names by participant number."""
    return {member.participant_number: member.first_name for member in members}


def status_in_words(turn: Turn, status: ClaimStatus) -> str:
    """ "menunggu dokumen"."""
    return turn.part(f"claim_status_{status.value}")


def benefit_in_words(turn: Turn, kind: BenefitType) -> str:
    """ "Rawat jalan"."""
    return turn.part(f"benefit_type_{kind.value}")


def claim_line(turn: Turn, claim: Claim, names: Mapping[str, str]) -> str:
    """One entry of a list of claims."""
    return turn.part(
        "claim_line",
        claim_number=claim.claim_number,
        status=status_in_words(turn, claim.status),
        benefit=benefit_in_words(turn, claim.benefit_type),
        name=names[claim.participant_number],
        treated=day(claim.treatment_date, turn.language),
        amount=rupiah(claim.amount_claimed),
    )


def claim_lines(turn: Turn, claims: Sequence[Claim], members: Sequence[Member]) -> str:
    """A list of claims, as the text above their buttons."""
    names = names_of(members)
    return "\n".join(claim_line(turn, claim, names) for claim in claims)


def say_not_found(turn: Turn, claim_number: str) -> None:
    """The same words for a claim that never was and for somebody else's."""
    turn.say("utter_claim_not_found", claim_number=claim_number[:NUMBER_SHOWN].upper())
