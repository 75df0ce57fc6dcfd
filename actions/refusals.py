"""What the insurance does not allow, said politely: the one place for every action."""

from __future__ import annotations

from actions.formats import hour
from actions.turn import (
    CODE_FORM,
    VERIFICATION_FORM,
    Event,
    Turn,
    end_form,
    go_on_with,
    leave_form,
    remember,
)
from actions.wishes import noted
from insurance.errors import (
    ChatLocked,
    InsuranceError,
    NoEmailOnFile,
    NotLinked,
    ResendTooSoon,
    TooManyCodes,
    TooManyTries,
)

FORGET_IDENTITY: dict[str, object] = {
    "policy_type": None,
    "consent": None,
    "policy_number": None,
    "participant_number": None,
    "date_of_birth": None,
    "partial_date": None,
    "email": None,
    "suggested_email": None,
    "written_email": None,
    "check_due": False,
    "unclear": 0,
}
"""What a verification leaves behind: nothing."""


def refuse(error: InsuranceError, turn: Turn, action: str) -> list[Event]:
    """Say it, and go where the member gets on; what they wanted is remembered if need be."""
    if isinstance(error, NotLinked | ChatLocked):
        return _verify_first(error, turn, action)
    say_why(error, turn)
    if isinstance(error, ResendTooSoon):
        return [go_on_with(CODE_FORM)]
    return leave_form() if turn.form else []


def refuse_in_form(error: InsuranceError, turn: Turn) -> list[Event]:
    """The same for the claim form's own action, which ends it: what was said is heard after the
    code."""
    if isinstance(error, NotLinked | ChatLocked):
        locked = isinstance(error, ChatLocked)
        then = "action_request_unlock_code" if locked else VERIFICATION_FORM
        return [*noted(turn, "action_file_claim"), *end_form(then=then)]
    say_why(error, turn)
    return remember(unclear=0)


def say_why(error: InsuranceError, turn: Turn) -> None:
    """The polite words for it."""
    match error:
        case ResendTooSoon():
            turn.say("utter_code_resend_too_soon", until=hour(error.until))
        case TooManyTries():
            turn.say("utter_too_many_tries", until=hour(error.until))
        case TooManyCodes():
            turn.say("utter_too_many_codes", until=hour(error.until))
        case NoEmailOnFile():
            turn.say("utter_no_email_on_file")
        case _:
            turn.say("utter_trouble")


def _verify_first(error: InsuranceError, turn: Turn, action: str) -> list[Event]:
    wish = noted(turn, action)
    if turn.form in (VERIFICATION_FORM, CODE_FORM):
        turn.say("utter_wish_noted")
        return wish
    if isinstance(error, ChatLocked):
        return [*wish, go_on_with("action_request_unlock_code", comes_last=True)]
    return [*wish, go_on_with(VERIFICATION_FORM)]
