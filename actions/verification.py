"""Signing in and out, and what happens around the two forms that do the asking."""

from __future__ import annotations

from actions.refusals import FORGET_IDENTITY
from actions.testimonial_form import FORGET_TESTIMONIAL
from actions.texts import Texts
from actions.turn import (
    CODE_FORM,
    OFFERED,
    VERIFICATION_FORM,
    Event,
    IdentityAction,
    Turn,
    TurnAction,
    go_on_with,
    leave_form,
    remember,
)
from insurance.identity import ChatStatus, CodeState, Identity
from insurance.model import Member
from insurance.periods import today
from insurance.ports import Clock, CoreSystem


def says_already_verified(turn: Turn, status: ChatStatus) -> bool:
    """Whether nothing is left to prove; then that has been said."""
    if status.unlocked:
        turn.say("utter_already_verified", name=status.first_name)
    return status.unlocked


class Login(IdentityAction):
    """``login`` and ``register``: only what is still needed."""

    action_name = "action_login"

    def answer(self, turn: Turn) -> list[Event]:
        """Nothing to do, a fresh code, the code that is under way, or the whole form."""
        if turn.form:
            return []
        status = self._identity.status(turn.conversation_id)
        if says_already_verified(turn, status):
            return []
        awaited = self._identity.code_awaited(turn.conversation_id)
        if awaited and awaited.state in (CodeState.REQUESTED, CodeState.SENT):
            turn.say("utter_question_code_outcome", masked_email=awaited.masked_email)
            return [go_on_with(CODE_FORM)]
        if status.linked:
            return [go_on_with("action_request_unlock_code", comes_last=True)]
        return [go_on_with(VERIFICATION_FORM)]


class RequestUnlockCode(IdentityAction):
    """A fresh code for a chat that is linked, but was quiet for too long."""

    action_name = "action_request_unlock_code"

    def answer(self, turn: Turn) -> list[Event]:
        """A code on its way."""
        sent = self._identity.request_unlock_code(
            turn.conversation_id, turn.inbound_id, turn.language
        )
        turn.say("utter_code_unlock", masked_email=sent.masked_email)
        return [go_on_with(CODE_FORM)]


class ResumeCode(IdentityAction):
    """A code's outcome or a wish for another, after the form was left: the form hears it."""

    action_name = "action_resume_code"

    def answer(self, turn: Turn) -> list[Event]:
        """The form says it; while other data are asked for, why no code counts yet is said here."""
        if turn.form is None:
            return [] if self._needs_no_code(turn) else [go_on_with(CODE_FORM)]
        if turn.entities.get("outcome") == "accepted":
            return [
                *remember(**FORGET_IDENTITY),
                *leave_form(),
                go_on_with("action_welcome"),
            ]
        turn.say("utter_code_not_yet")
        return []

    def _needs_no_code(self, turn: Turn) -> bool:
        """Whether the member asks for a code in a chat that is verified; then that is said."""
        if turn.intent == "code_checked":
            return False
        return says_already_verified(turn, self._identity.status(turn.conversation_id))


class ResumeVerification(IdentityAction):
    """A button of the verification, tapped after the form was left: the form hears it."""

    action_name = "action_resume_verification"

    def answer(self, turn: Turn) -> list[Event]:
        """The form, unless the chat is verified already."""
        if turn.form:
            return []
        status = self._identity.status(turn.conversation_id)
        if says_already_verified(turn, status):
            return []
        return [go_on_with(VERIFICATION_FORM)]


class Welcome(TurnAction):
    """After the right code: by name, with a word on a lapsed policy, and then what was wanted."""

    action_name = "action_welcome"

    def __init__(self, texts: Texts, identity: Identity, core: CoreSystem, clock: Clock) -> None:
        super().__init__(texts)
        self._identity = identity
        self._core = core
        self._clock = clock

    def answer(self, turn: Turn) -> list[Event]:
        """The wish is answered next, or else the menu shown."""
        member = self._identity.unlocked_member(turn.conversation_id)
        lapsed = "" if self._is_insured(member) else turn.part("lapsed")
        wish = turn.slots.get("wish")
        turn.say(
            "utter_welcome_wish" if wish else "utter_welcome",
            name=member.first_name,
            lapsed=lapsed,
        )
        return [go_on_with(wish["action"])] if wish else []

    def _is_insured(self, member: Member) -> bool:
        on = today(self._clock)
        policy = self._core.policy(member.policy_number)
        covered = member.start_date <= on <= member.end_date
        return policy is not None and policy.is_active(on) and covered


class Logout(IdentityAction):
    """``logout``: the chat is nobody's from now on."""

    action_name = "action_logout"

    def answer(self, turn: Turn) -> list[Event]:
        """The same words whether or not it was linked, so that a turn run twice ends alike."""
        self._identity.unlink(turn.conversation_id, because="logout")
        turn.say("utter_logged_out")
        said = {**FORGET_IDENTITY, **FORGET_TESTIMONIAL}
        forgotten = remember(**said, wish=None, topic=None, **{OFFERED: None})
        return [*forgotten, *leave_form()] if turn.form else forgotten
