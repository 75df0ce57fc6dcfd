"""``activate_ecard``: what it means, a yes by button or word, and the card at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.consent import agreement_in
from actions.ecard import QUESTION, ECardAction
from actions.turn import Event, Turn, go_on_with, remember
from actions.wishes import fulfilled, wish_of
from insurance.ecard_model import CardState
from insurance.model import Member

CONFIRM = "action_confirm_activate_ecard"
LATER = "later"
"""What the button says that leaves the card as it is."""
_ABOUT_IT = re.compile(
    r"\b(?:di)?aktif(?:kan|in)?(?:nya)?\b|\baktivasi(?:kan)?\b|\bactivat\w*|"
    r"\b(?:e-? ?card|kartu\w*|card)\b|\b(?:sekarang|skrg|now|tolong|please|pls|nya|ku|it)\b",
    re.IGNORECASE,
)
"""Words that say again what was asked, and neither yes nor no."""


class ActivateECard(ECardAction):
    """Asks for consent, or says that nothing is left to do."""

    action_name = "action_activate_ecard"
    intent = "activate_ecard"
    when_valid = "utter_ecard_active"

    def answer(self, turn: Turn) -> list[Event]:
        """The question; "aktifkan sekarang" after it is the answer to it."""
        if asked_about(turn) and turn.text and says_yes(turn.text):
            return [go_on_with(CONFIRM)]
        return super().answer(turn)


class ConfirmActivateECard(ECardAction):
    """The yes, and twice is once; or the button's no."""

    action_name = CONFIRM

    def answer(self, turn: Turn) -> list[Event]:
        """The card, active from now on; what is no clear yes is asked about once more."""
        if turn.entities.get("choice") == LATER:
            turn.say("utter_ecard_left_inactive")
            return remember(**{QUESTION: 0})
        asking = self.identity.unlocked_member(turn.conversation_id)
        visible = self.identity.visible_members(asking)
        named = _of_place(_place(turn), visible)
        card = self.ecards.card(named or asking)
        asked: float = 0
        if named and _is_consent(turn) and card.state in (CardState.VALID, CardState.INACTIVE):
            card = self.ecards.activate(asking, named, turn.conversation_id, turn.inbound_id)
            self.hand_over(turn, card, visible, ActivateECard.when_valid)
        else:
            asked = self.show(turn, card, visible)
        topic = {"action": ActivateECard.action_name}
        return [*fulfilled(turn), *remember(topic=topic, **{QUESTION: asked})]


def asked_about(turn: Turn) -> int:
    """The place of the participant whose activation was asked for last; 0 for nobody's.

    What the same message asked for in another breath has been asked about by nobody yet.
    """
    return 0 if turn.is_further_request else int(turn.slots.get(QUESTION) or 0)


def says_yes(text: str) -> bool:
    """Whether a text agrees, or just says what was asked about again."""
    rest = _ABOUT_IT.sub(" ", text)
    agreed = agreement_in(rest)
    return agreed == "affirm" or (agreed is None and not re.search(r"\w|\?", rest))


def _place(turn: Turn) -> int:
    named = wish_of(turn).entities.get("participant", "")
    return int(named) if named.isdigit() else asked_about(turn)


def _of_place(place: int, visible: Sequence[Member]) -> Member | None:
    return visible[place - 1] if 0 < place <= len(visible) else None


def _is_consent(turn: Turn) -> bool:
    """Whether it was agreed to, by a tap or in words that say nothing else."""
    text = wish_of(turn).text
    return not text or says_yes(text)
