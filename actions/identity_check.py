"""The verification form's last question: whether all data together belong to one member."""

from __future__ import annotations

from datetime import date

from actions.form_help import HELP, ways_out
from actions.form_listening import CHECK, CONSENT, DATA
from actions.identity_data import BIRTH, EMAIL, PARTICIPANT, POLICY
from actions.masking import masked
from actions.refusals import FORGET_IDENTITY, say_why
from actions.turn import (
    CODE_FORM,
    VERIFICATION_FORM,
    Event,
    IdentityAction,
    Turn,
    end_form,
    remember,
)
from insurance.errors import IdentityMismatch, InsuranceError, ResendTooSoon
from insurance.identity import IdentityClaim


class CheckIdentity(IdentityAction):
    """Has all data checked together, once for each change of them."""

    action_name = f"action_ask_{VERIFICATION_FORM}_{CHECK}"

    def answer(self, turn: Turn) -> list[Event]:
        """A code on its way, or what to put right; help with that when it is asked for."""
        if not turn.slots.get("check_due"):
            if turn.intent == HELP:
                turn.say("utter_help_identity_checked", ways=ways_out(turn, ()))
                return []
            return self._mismatch(turn)
        sent = self._identity.check_identity_and_request_code(
            turn.conversation_id,
            turn.inbound_id,
            _claim(turn),
            consent_version=turn.slots[CONSENT],
            language=turn.language,
        )
        turn.say("utter_code_sent", masked_email=sent.masked_email)
        return [
            *remember(**FORGET_IDENTITY),
            *end_form(then=CODE_FORM),
        ]

    def refuse(self, error: InsuranceError, turn: Turn) -> list[Event]:
        """A mismatch keeps the form, so that one datum can be corrected; the rest ends it."""
        if isinstance(error, IdentityMismatch):
            return self._mismatch(turn)
        say_why(error, turn)
        then = CODE_FORM if isinstance(error, ResendTooSoon) else "action_listen"
        return [*remember(**FORGET_IDENTITY), *end_form(then)]

    def _mismatch(self, turn: Turn) -> list[Event]:
        heard = {slot: masked(slot, turn.slots[slot], turn.language) for slot in DATA}
        turn.say("utter_question_identity_checked", **heard)
        return remember(check_due=False)


def _claim(turn: Turn) -> IdentityClaim:
    return IdentityClaim(
        policy_number=turn.slots[POLICY],
        participant_number=turn.slots[PARTICIPANT],
        date_of_birth=date.fromisoformat(turn.slots[BIRTH]),
        email=turn.slots[EMAIL],
    )
