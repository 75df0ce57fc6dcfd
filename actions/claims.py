"""``check_claim_status``: the latest claims, or one with its history and what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from actions.formats import day, day_of, rupiah
from actions.participants import who_is_meant
from actions.texts import Texts
from actions.turn import Button, Event, Turn, TurnAction, button, remember
from actions.wishes import Wish, fulfilled, wish_of
from insurance.claims import ClaimDetail, Claims
from insurance.errors import ClaimNotFound
from insurance.identity import Identity
from insurance.model import BenefitType, Claim, ClaimEvent, ClaimStatus, Member

NUMBER_SHOWN = 30
"""Characters of an unknown claim number that are repeated to the member."""


class CheckClaimStatus(TurnAction):
    """Asks for no number: shows the latest claims, of which one can be chosen."""

    action_name = "action_check_claim_status"

    def __init__(self, texts: Texts, identity: Identity, claims: Claims) -> None:
        super().__init__(texts)
        self._identity = identity
        self._claims = claims

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; somebody else's claim is not found."""
        asking = self._identity.unlocked_member(turn.conversation_id)
        visible = self._identity.visible_members(asking)
        wish = wish_of(turn)
        number = wish.entities.get("claim_number")
        if number:
            self._tell_one(turn, visible, number)
        else:
            self._tell_latest(turn, _whose_claims(wish, asking, visible), visible)
        return [*fulfilled(turn), *remember(topic={"action": self.action_name})]

    def _tell_one(self, turn: Turn, visible: Sequence[Member], number: str) -> None:
        try:
            detail = self._claims.detail(visible, number)
        except ClaimNotFound:
            turn.say("utter_claim_not_found", claim_number=number[:NUMBER_SHOWN].upper())
            return
        claim = detail.claim
        turn.say(
            "utter_claim",
            claim_number=claim.claim_number,
            status=_status(turn, claim.status),
            lines="\n".join(_facts(turn, claim, _names(visible))),
            history="\n".join(_event(turn, event) for event in _history(detail)),
            next=turn.part(f"claim_next_{claim.status.value}"),
        )

    def _tell_latest(self, turn: Turn, whose: Sequence[Member], visible: Sequence[Member]) -> None:
        claims = self._claims.latest(whose)
        if not claims:
            turn.say("utter_no_claims")
            return
        names = _names(visible)
        lines = "\n".join(_line(turn, claim, names) for claim in claims)
        turn.say("utter_claims", [_choice(claim) for claim in claims], lines=lines)


def _whose_claims(wish: Wish, asking: Member, visible: Sequence[Member]) -> Sequence[Member]:
    """The whole family's, unless somebody else in it is named: "klaim saya" are all I sent in."""
    meant = who_is_meant(wish, asking, visible)
    return visible if list(meant) == [asking] else meant


def _names(members: Sequence[Member]) -> dict[str, str]:
    return {member.participant_number: member.first_name for member in members}


def _choice(claim: Claim) -> Button:
    return button(claim.claim_number, "check_claim_status", claim_number=claim.claim_number)


def _line(turn: Turn, claim: Claim, names: dict[str, str]) -> str:
    return turn.part(
        "claim_line",
        claim_number=claim.claim_number,
        status=_status(turn, claim.status),
        benefit=_benefit(turn, claim.benefit_type),
        name=names[claim.participant_number],
        treated=day(claim.treatment_date, turn.language),
        amount=rupiah(claim.amount_claimed),
    )


def _facts(turn: Turn, claim: Claim, names: dict[str, str]) -> Iterator[str]:
    yield turn.part(
        "claim_facts",
        name=names[claim.participant_number],
        benefit=_benefit(turn, claim.benefit_type),
        treated=day(claim.treatment_date, turn.language),
        provider=claim.provider_name,
        amount=rupiah(claim.amount_claimed),
    )
    if claim.amount_approved is not None:
        yield turn.part("claim_approved_amount", amount=rupiah(claim.amount_approved))
    if claim.status_reason:
        yield turn.part("claim_reason", reason=claim.status_reason)
    if claim.documents:
        yield turn.part("claim_documents", documents=", ".join(claim.documents))


def _history(detail: ClaimDetail) -> Sequence[ClaimEvent]:
    """The steps; for a claim that came with none, its submission and its present status."""
    if detail.history:
        return detail.history
    claim = detail.claim
    begun = ClaimEvent(claim.claim_number, ClaimStatus.SUBMITTED, "", claim.submitted_at)
    if claim.status is ClaimStatus.SUBMITTED:
        return [begun]
    return [begun, ClaimEvent(claim.claim_number, claim.status, "", claim.updated_at)]


def _event(turn: Turn, event: ClaimEvent) -> str:
    at, status = day_of(event.at, turn.language), _status(turn, event.status)
    if event.reason:
        return turn.part("claim_event_reason", at=at, status=status, reason=event.reason)
    return turn.part("claim_event", at=at, status=status)


def _status(turn: Turn, status: ClaimStatus) -> str:
    return turn.part(f"claim_status_{status.value}")


def _benefit(turn: Turn, kind: BenefitType) -> str:
    return turn.part(f"benefit_type_{kind.value}")
