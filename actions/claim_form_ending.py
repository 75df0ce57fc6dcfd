"""How the claim form ends: submitted, left for later, thrown away, or submitted before."""

from __future__ import annotations

from actions.claim_said import STASH
from actions.claim_sitting import PARTIAL, Sitting
from actions.turn import Button, Event, Turn, button, end_form, remember
from insurance.claim_filing import ClaimFiling
from insurance.identity import Identity
from insurance.known_facts import CLAIM_PROCESSING_DAYS, known_fact
from insurance.model import Claim
from insurance.ports import Facts

FORGET: dict[str, object] = {PARTIAL: None, STASH: None, "unclear": 0, "wish": None}


def _ended() -> list[Event]:
    return [*remember(**FORGET), *end_form()]


def submit(sitting: Sitting, identity: Identity, facts: Facts) -> list[Event]:
    """File the claim and say its number; raises DraftIncomplete."""
    turn = sitting.turn
    sitting.put(declared=True)
    sitting.save()
    claim = sitting.filing.submit(
        sitting.draft, turn.conversation_id, turn.inbound_id, turn.language
    )
    days = known_fact(facts, CLAIM_PROCESSING_DAYS, turn.language)
    masked = identity.status(turn.conversation_id).masked_email
    lines = [
        turn.part("claim_next_days", days=days) if days else turn.part("claim_next_no_days"),
        turn.part("claim_mailed", masked_email=masked) if masked else "",
    ]
    turn.ask(
        "utter_claim_submitted",
        [_status_button(turn, claim)],
        claim_number=claim.claim_number,
        next=" ".join(filter(None, lines)),
    )
    return _ended()


def was_submitted(sitting: Sitting) -> list[Event] | None:
    """A button of a claim that has been filed already: its number once more; None otherwise."""
    filing, said, draft = sitting.filing, sitting.said, sitting.draft
    named = said.entities.get("draft", "")
    if not sitting.is_new and named in ("", draft.id):
        return None
    claim = _filed(filing, sitting, named)
    if claim is None:
        return None
    turn = sitting.turn
    turn.ask(
        "utter_claim_submitted_already",
        [_status_button(turn, claim)],
        claim_number=claim.claim_number,
    )
    return _ended()


def _filed(filing: ClaimFiling, sitting: Sitting, named: str) -> Claim | None:
    if named:
        return filing.submitted(named)
    return filing.latest_submitted(sitting.member)


def _status_button(turn: Turn, claim: Claim) -> Button:
    title = turn.part("intent_check_claim_status")
    return button(title, "check_claim_status", claim_number=claim.claim_number)


def leave(sitting: Sitting, *, throws_away: bool = False) -> list[Event]:
    """Leave the form; what was said is kept, unless there is nothing or the member says so."""
    turn = sitting.turn
    if not throws_away and sitting.is_worth_keeping:
        sitting.save()
        away = button(turn.part("claim_throw_away"), "claim_discard", draft=sitting.draft.id)
        turn.ask("utter_claim_left", [_go_on_button(turn), away])
        return _ended()
    named = sitting.said.entities.get("draft", sitting.draft.id)
    if not sitting.is_new and named == sitting.draft.id:
        sitting.filing.discard(sitting.member, turn.inbound_id)
    turn.say("utter_claim_discarded")
    return _ended()


def pause(turn: Turn, sitting: Sitting | None = None) -> list[Event]:
    """The rest comes another time."""
    if sitting is not None:
        sitting.sort_files()
        sitting.save()
    turn.ask("utter_claim_saved", [_go_on_button(turn)])
    return _ended()


def changed_elsewhere(turn: Turn) -> list[Event]:
    """The same claim was changed from another chat at this moment."""
    turn.ask("utter_claim_changed_elsewhere", [_go_on_button(turn)])
    return _ended()


def _go_on_button(turn: Turn) -> Button:
    return button(turn.part("claim_go_on"), "claim_resume", choice="continue")
