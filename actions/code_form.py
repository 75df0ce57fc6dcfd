"""The code form: waits until the mailed code has been typed, or is no longer wanted.

The code itself never comes here: the gateway checks it and tells the outcome (``code_checked``).
"""

from __future__ import annotations

from actions.answers import is_not_received
from actions.form_help import HELP, ways_out
from actions.formats import hour
from actions.media import TAKE_FILES
from actions.refusals import say_why
from actions.turn import REQUESTED, Event, IdentityAction, Turn, end_form, remember
from actions.wishes import with_files
from insurance.errors import InsuranceError, NotLinked, ResendTooSoon
from insurance.identity import CodeAwaited, CodeState, Identity

OUTCOME = "code_outcome"
AGAIN = frozenset({"resend_code", "otp_problem"})
WAITING = frozenset(
    {"inform", "nlu_fallback", "out_of_scope", "affirm", "login", "register", "greet"}
)
"""Intents after which the member is told again what is awaited."""


class ValidateCodeForm(IdentityAction):
    """Hears what came of a code, sends another, and says what is awaited."""

    action_name = "validate_code_form"

    def answer(self, turn: Turn) -> list[Event]:
        """What came of it; nothing when the message is a digression."""
        if turn.form_resumes:
            return self._wait(turn)
        if turn.intent == "code_checked":
            return self._checked(turn)
        if turn.intent in AGAIN:
            return self._resend(turn)
        return self._said_otherwise(turn)

    def _said_otherwise(self, turn: Turn) -> list[Event]:
        if turn.form_begins:
            return _still_asked()  # who began the form has said so already
        if turn.intent == HELP:
            return self._help(turn)
        if turn.attachments and turn.text:
            return self._keep_files(turn)
        if is_not_received(turn.text):
            return self._resend(turn)
        return self._wait(turn) if turn.intent in WAITING else []

    def refuse(self, error: InsuranceError, turn: Turn) -> list[Event]:
        """Why no code is sent now; the form goes on only if one is under way."""
        if isinstance(error, NotLinked):
            turn.say("utter_code_gone")
            return end_form()
        say_why(error, turn)
        return _still_asked() if isinstance(error, ResendTooSoon) else end_form()

    def _checked(self, turn: Turn) -> list[Event]:
        outcome = turn.entities.get("outcome", "")
        if outcome == "accepted":
            return [*remember(unclear=0), *end_form(then="action_welcome")]
        awaited = self._identity.code_awaited(turn.conversation_id)
        if awaited is None:
            turn.say("utter_code_gone")
            return end_form()
        if outcome in ("wrong", "malformed", "not_sent"):
            left = turn.entities.get("tries_left") or awaited.tries_left
            turn.say(f"utter_code_{outcome}", tries_left=left, masked_email=awaited.masked_email)
            return _still_asked()
        return _say_state(turn, awaited)

    def _resend(self, turn: Turn) -> list[Event]:
        sent = self._identity.resend_code(turn.conversation_id, turn.inbound_id, turn.language)
        turn.say("utter_code_resent", masked_email=sent.masked_email)
        return _still_asked()

    def _keep_files(self, turn: Turn) -> list[Event]:
        """Files with a caption are for what waits for the code, if that takes any."""
        kept = with_files(turn, TAKE_FILES)
        if not kept:
            return []
        turn.say("utter_media_kept", news=turn.part("media_something"))
        return [*kept, *self._wait(turn)]

    def _help(self, turn: Turn) -> list[Event]:
        awaited = self._identity.code_awaited(turn.conversation_id)
        ways = ways_out(turn, ())
        if awaited is None or awaited.state is CodeState.EXPIRED:
            turn.say("utter_help_code_expired", ways=ways)
        elif awaited.state is CodeState.LOCKED:
            return _say_state(turn, awaited)
        else:
            turn.say("utter_help_code_outcome", masked_email=awaited.masked_email, ways=ways)
        return _still_asked()

    def _wait(self, turn: Turn) -> list[Event]:
        awaited = self._identity.code_awaited(turn.conversation_id)
        if awaited is None:
            turn.say("utter_code_expired")
            return _still_asked()
        return _say_state(turn, awaited)


def _say_state(turn: Turn, awaited: CodeAwaited) -> list[Event]:
    if awaited.state is CodeState.LOCKED:
        turn.say("utter_code_locked", until=hour(awaited.locked_until or awaited.resend_at))
    elif awaited.state is CodeState.EXPIRED:
        turn.say("utter_code_expired")
    else:
        turn.say("utter_question_code_outcome", masked_email=awaited.masked_email)
    return _still_asked()


def _still_asked() -> list[Event]:
    return remember(unclear=0, **{REQUESTED: OUTCOME})


def code_is_on_its_way(turn: Turn, identity: Identity) -> bool:
    """Whether nothing but a good code is needed, and says so; an older one is withdrawn.

    The gateway would take six digits of a participant number or a date for the older one. A lock
    for wrong tries stays.
    """
    awaited = identity.code_awaited(turn.conversation_id)
    if awaited is None:
        return False
    if awaited.state in (CodeState.REQUESTED, CodeState.SENT):
        _say_state(turn, awaited)
        return True
    identity.withdraw_code(turn.conversation_id)
    return False
