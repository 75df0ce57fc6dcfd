"""``cancel_claim``: which claim, are you sure, and done; a decided claim is a matter for people."""

from __future__ import annotations

from collections.abc import Sequence

from actions.claim_words import claim_line, claim_lines, names_of, say_not_found, status_in_words
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction, button, remember
from actions.wishes import fulfilled, wish_of
from insurance.claims import UNDECIDED, Claims
from insurance.errors import ClaimNotFound, NotInThatStatus
from insurance.identity import Identity
from insurance.model import Claim, ClaimStatus, Member

MOST_OFFERED = 7
"""Claims among which one is chosen: a list on WhatsApp has ten rows."""
LOOKED_THROUGH = 50
"""Claims among which those are looked for that can still be cancelled."""


class _OnClaims(TurnAction):
    """Works on one of the claims that the member may see."""

    def __init__(self, texts: Texts, identity: Identity, claims: Claims) -> None:
        """``claims`` are asked with the members whom the chat may see."""
        super().__init__(texts)
        self._identity = identity
        self._claims = claims

    def visible(self, turn: Turn) -> Sequence[Member]:
        """Whose claims the chat may see; raises what locked chats are met with."""
        asking = self._identity.unlocked_member(turn.conversation_id)
        return self._identity.visible_members(asking)


class CancelClaim(_OnClaims):
    """Asks for a yes before anything happens, by a button: no word can be mistaken for it."""

    action_name = "action_cancel_claim"

    def answer(self, turn: Turn) -> list[Event]:
        """The question, or which claim is meant, or why there is nothing to cancel."""
        visible = self.visible(turn)
        number = wish_of(turn).entities.get("claim_number")
        asked = self._ask_about(turn, visible, number) if number else self._ask_which(turn, visible)
        topic = {"action": self.action_name, "to_be_cancelled": asked}
        return [*fulfilled(turn), *remember(topic=topic)]

    def _ask_about(self, turn: Turn, visible: Sequence[Member], number: str) -> str | None:
        """The number of the claim that the question is about; None when it was not asked."""
        try:
            claim = self._claims.detail(visible, number).claim
        except ClaimNotFound:
            say_not_found(turn, number)
            return None
        if claim.status in UNDECIDED:
            return _ask_to_confirm(turn, claim, visible)
        say_too_late(turn, claim)
        return None

    def _ask_which(self, turn: Turn, visible: Sequence[Member]) -> str | None:
        claims = [
            claim
            for claim in self._claims.latest(visible, LOOKED_THROUGH)
            if claim.status in UNDECIDED
        ][:MOST_OFFERED]
        if len(claims) == 1:
            return _ask_to_confirm(turn, claims[0], visible)
        if claims:
            lines = claim_lines(turn, claims, visible)
            turn.ask("utter_cancel_which_claim", [_choice(claim) for claim in claims], lines=lines)
        else:
            turn.say("utter_nothing_to_withdraw")
        return None


class ConfirmCancelClaim(_OnClaims):
    """The yes; twice is once."""

    action_name = "action_confirm_cancel_claim"

    def answer(self, turn: Turn) -> list[Event]:
        """Done, or why not any more."""
        visible = self.visible(turn)
        number = wish_of(turn).entities.get("claim_number", "")
        try:
            claim = self._claims.cancel(visible, number, turn.inbound_id)
        except ClaimNotFound:
            say_not_found(turn, number)
        except NotInThatStatus:
            say_too_late(turn, self._claims.detail(visible, number).claim)
        else:
            turn.say("utter_claim_cancelled", claim_number=claim.claim_number)
        return [*fulfilled(turn), *remember(topic={"action": CancelClaim.action_name})]


def say_too_late(turn: Turn, claim: Claim) -> None:
    """Why a claim cannot be withdrawn, and who can help."""
    if claim.status is ClaimStatus.CANCELLED:
        turn.say("utter_claim_cancelled_already", claim_number=claim.claim_number)
        return
    see = button(turn.part("see_claim"), "check_claim_status", claim_number=claim.claim_number)
    status = status_in_words(turn, claim.status)
    turn.ask("utter_cancel_too_late", [see], claim_number=claim.claim_number, status=status)


def _ask_to_confirm(turn: Turn, claim: Claim, visible: Sequence[Member]) -> str:
    number = claim.claim_number
    turn.say(
        "utter_cancel_claim_confirm",
        [
            button(turn.part("yes_cancel_claim"), "confirm_cancel_claim", claim_number=number),
            button(turn.part("keep_claim"), "check_claim_status", claim_number=number),
        ],
        claim_number=number,
        line=claim_line(turn, claim, names_of(visible)),
    )
    return number


def _choice(claim: Claim) -> dict[str, str]:
    return button(claim.claim_number, "cancel_claim", claim_number=claim.claim_number)
