"""``add_claim_document``: to which claim; the form that takes the files begins after it."""

from __future__ import annotations

from collections.abc import Sequence

from actions.claim_words import claim_lines, say_not_found, status_in_words
from actions.document_sitting import CLAIM, SOURCES
from actions.texts import Texts
from actions.turn import (
    DOCUMENT_FORM,
    OFFERED,
    Event,
    Turn,
    TurnAction,
    button,
    go_on_with,
    offered_files,
    remember,
)
from actions.wishes import come_last, fulfilled, inbound_of, wish_of
from insurance.claims import UNDECIDED, Claims
from insurance.errors import ClaimNotFound, NotInThatStatus
from insurance.identity import Identity
from insurance.model import Claim, Member
from insurance.ports import Uploads

MOST_OFFERED = 7
"""Claims among which one is chosen: a list on WhatsApp has ten rows."""
LOOKED_THROUGH = 50
"""Claims among which those are looked for that are not decided yet."""


class AddClaimDocument(TurnAction):
    """Finds the claim; the only one that waits for documents is not asked for."""

    action_name = "action_add_claim_document"

    def __init__(self, texts: Texts, identity: Identity, claims: Claims, uploads: Uploads) -> None:
        """``uploads`` tell whether files came with the wish itself."""
        super().__init__(texts)
        self._identity = identity
        self._claims = claims
        self._uploads = uploads

    def answer(self, turn: Turn) -> list[Event]:
        """The form, or which claim is meant, or why there is none."""
        asking = self._identity.unlocked_member(turn.conversation_id)
        if later := come_last(turn):
            return later
        visible = self._identity.visible_members(asking)
        number = wish_of(turn).entities.get("claim_number")
        sources = self._sources(turn)
        claims = self._meant(turn, visible, number)
        events = remember(
            topic={"action": self.action_name}, **{SOURCES: sources or None, OFFERED: None}
        )
        if len(claims) == 1:
            begun = remember(**{CLAIM: claims[0].claim_number})
            return [*fulfilled(turn), *events, *begun, go_on_with(DOCUMENT_FORM)]
        if claims:
            _ask_which(turn, claims, visible, sources)
        return [*fulfilled(turn), *events]

    def _meant(self, turn: Turn, visible: Sequence[Member], number: str | None) -> Sequence[Claim]:
        """One claim, or several to choose from; none, and then that has been said."""
        try:
            if number:
                return self._claims.open_for_documents(visible, number)
        except ClaimNotFound:
            say_not_found(turn, number or "")
            return []
        except NotInThatStatus:
            _say_closed(turn, self._claims.detail(visible, number or "").claim)
            return []
        found = self._claims.open_for_documents(visible) or self._undecided(visible)
        if not found:
            turn.say("utter_no_claim_for_documents")
        return found[:MOST_OFFERED]

    def _undecided(self, visible: Sequence[Member]) -> Sequence[Claim]:
        """Claims of which nobody has asked for documents, but that can still take some."""
        latest = self._claims.latest(visible, LOOKED_THROUGH)
        return [claim for claim in latest if claim.status in UNDECIDED]

    def _sources(self, turn: Turn) -> str:
        """The messages that brought files for it, by inbound id, separated by commas."""
        named = wish_of(turn).entities.get("files_of", "").split(",")
        ids = [*filter(None, named), *_offered(turn), inbound_of(turn)]
        return ",".join(dict.fromkeys(one for one in ids if self._uploads.of(one)))


def _offered(turn: Turn) -> list[str]:
    """Files that came before the wish, unless a button says which ones are meant."""
    return [] if turn.is_button else offered_files(turn)


def _ask_which(
    turn: Turn, claims: Sequence[Claim], visible: Sequence[Member], sources: str
) -> None:
    files = {"files_of": sources} if sources else {}
    choices = [
        button(one.claim_number, "add_claim_document", claim_number=one.claim_number, **files)
        for one in claims
    ]
    if sources:
        turn.tell_gateway(files_told=True)
    turn.ask("utter_which_claim_for_documents", choices, lines=claim_lines(turn, claims, visible))


def _say_closed(turn: Turn, claim: Claim) -> None:
    see = button(turn.part("see_claim"), "check_claim_status", claim_number=claim.claim_number)
    turn.ask(
        "utter_claim_takes_no_documents",
        [see],
        claim_number=claim.claim_number,
        status=status_in_words(turn, claim.status),
    )
