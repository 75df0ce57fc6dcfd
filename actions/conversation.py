"""First contact, menu, language, leaving a form, and what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from actions.first_contact import privacy_words
from actions.refusals import FORGET_IDENTITY
from actions.texts import Texts
from actions.turn import (
    CLAIM_FORM,
    CODE_FORM,
    VERIFICATION_FORM,
    Button,
    Event,
    IdentityAction,
    Turn,
    TurnAction,
    button,
    go_on_with,
    leave_form,
    remember,
)
from insurance.identity import Identity
from insurance.ports import Facts

LIKELY = 0.08
"""How likely an intent must be to be offered in "did you mean"."""
MOST_OFFERS = 3
LANGUAGES = ("id", "en")
PAUSED = {
    VERIFICATION_FORM: "utter_menu_paused",
    CODE_FORM: "utter_menu_paused",
    CLAIM_FORM: "utter_menu_paused_claim",
}
"""What the menu says when it interrupts a form that can be gone on with."""
ABOUT_A_CLAIM = frozenset({"action_add_claim_document", "action_cancel_claim"})
"""Actions that ask which claim is meant, so that a bare number answers them."""


class Greet(TurnAction):
    """Introduces the assistant once; greets a member by first name after that."""

    action_name = "action_greet"

    def __init__(self, texts: Texts, identity: Identity, facts: Facts) -> None:
        super().__init__(texts)
        self._identity = identity
        self._facts = facts

    def answer(self, turn: Turn) -> list[Event]:
        """With the menu in each case."""
        status = self._identity.status(turn.conversation_id)
        if status.linked and status.first_name:
            turn.say("utter_greet_member", name=status.first_name)
        elif turn.slots.get("introduced"):
            turn.say("utter_greet")
        else:
            turn.say("utter_introduction", privacy=privacy_words(turn, self._facts))
        return remember(introduced=True)


class Menu(TurnAction):
    """The main menu, from anywhere; a verification that it interrupts is kept."""

    action_name = "action_menu"

    def answer(self, turn: Turn) -> list[Event]:
        """Leaves any form."""
        turn.say(PAUSED.get(turn.form or "", "utter_menu"))
        return leave_form() if turn.form else []


class ChangeLanguage(TurnAction):
    """The other language, from the next word on."""

    action_name = "action_change_language"

    def answer(self, turn: Turn) -> list[Event]:
        """Confirmed in the new language; the gateway is told, for it owns the language."""
        language = turn.entities.get("language", "")
        if language not in LANGUAGES:
            turn.say("utter_ask_which_language")
            return []
        in_form = "_in_form" if turn.form else ""
        turn.say_in(language, f"utter_language_changed{in_form}")
        turn.tell_gateway(language=language)
        return remember(language=language)


class Cancel(IdentityAction):
    """Leaves whatever is going on."""

    action_name = "action_cancel"

    def answer(self, turn: Turn) -> list[Event]:
        """Forgets what was typed, and a code that was asked for."""
        if not turn.form and (kept := keep_claim(turn)):
            return kept
        awaited = self._identity.code_awaited(turn.conversation_id) is not None
        if not turn.form and not awaited:
            turn.say("utter_nothing_to_cancel")
            return remember(**FORGET_IDENTITY, wish=None)
        self._identity.withdraw_code(turn.conversation_id)
        turn.say("utter_cancelled")
        return [*remember(**FORGET_IDENTITY, wish=None), *leave_form()]


class Inform(TurnAction):
    """Data that nobody asked for: "istri saya", "rawat inap", a claim's number."""

    action_name = "action_inform"

    def answer(self, turn: Turn) -> list[Event]:
        """What the data are most likely about."""
        if turn.form:
            return []
        topic = turn.slots.get("topic")
        if "claim_number" in turn.entities:
            return [go_on_with(_about_claims(topic))]
        if "benefit_type" in turn.entities:
            return [go_on_with(_about_benefits(topic))]
        if "relation" in turn.entities and topic:
            return [go_on_with(topic["action"])]
        turn.say("utter_inform_unclear")
        return []


class Affirm(TurnAction):
    """A yes to nothing in particular; what only a button may set off is offered once more."""

    action_name = "action_affirm"

    def answer(self, turn: Turn) -> list[Event]:
        """A claim is never withdrawn by a word, and nobody is left to think that it was."""
        number = (turn.slots.get("topic") or {}).get("to_be_cancelled")
        if not number:
            turn.say("utter_affirm")
            return []
        yes = button(turn.part("yes_cancel_claim"), "confirm_cancel_claim", claim_number=number)
        no = button(turn.part("keep_claim"), "check_claim_status", claim_number=number)
        turn.say("utter_tap_to_cancel", [yes, no], claim_number=number)
        return []


class Deny(TurnAction):
    """A no to nothing in particular, or to the question whether a claim is to be withdrawn."""

    action_name = "action_deny"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        if kept := keep_claim(turn):
            return kept
        turn.say("utter_deny")
        return []


def keep_claim(turn: Turn) -> list[Event]:
    """A no to the question whether a claim is to be withdrawn; nothing when that was not asked."""
    topic = turn.slots.get("topic") or {}
    number = topic.get("to_be_cancelled")
    if not number:
        return []
    turn.say("utter_claim_kept", claim_number=number)
    return remember(topic={"action": topic["action"]})


def _about_claims(topic: Mapping[str, str] | None) -> str:
    """ "KLM-100004" after "which claim do you want to withdraw?" names that one."""
    asked = (topic or {}).get("action", "")
    return asked if asked in ABOUT_A_CLAIM else "action_check_claim_status"


def _about_benefits(topic: Mapping[str, str] | None) -> str:
    """ "Kalau rawat inap?" after the documents of a claim asks for documents."""
    asked = (topic or {}).get("action")
    return asked if asked == "action_claim_requirements" else "action_check_benefits"


class Clarify(TurnAction):
    """ "Maksud Anda …?" first, the people of customer service after the second miss."""

    action_name = "action_clarify"

    def answer(self, turn: Turn) -> list[Event]:
        """The slot ``misses`` counts; Rasa resets it with any message that was understood.

        What is beyond the assistant counts too: it may be the classifier's word for gibberish.
        """
        misses = int(turn.slots.get("misses") or 0) + 1
        offers = _offers(turn)
        if misses > 1:
            turn.say("utter_clarify_give_up")
        elif turn.intent == "out_of_scope":
            turn.say("utter_out_of_scope")
        elif offers:
            turn.say("utter_clarify", offers)
        else:
            turn.say("utter_clarify_open")
        return remember(misses=float(misses))


def _offers(turn: Turn) -> Sequence[Button]:
    likely = [str(each["name"]) for each in turn.ranking if float(each["confidence"]) >= LIKELY]
    named = [offer for name in likely for offer in _offer(turn, name)][:MOST_OFFERS]
    if not named:
        return []
    return [*named, button(turn.part("intent_show_menu"), "show_menu")]


def _offer(turn: Turn, name: str) -> Iterator[Button]:
    """A button for an intent, or for a topic of ``faq``, that has a title."""
    intent, _, topic = name.partition("/")
    if topic and turn.has_part(f"faq_title_{topic}"):
        yield button(turn.part(f"faq_title_{topic}"), intent, faq_topic=topic)
    elif not topic and turn.has_part(f"intent_{intent}"):
        yield button(turn.part(f"intent_{intent}"), intent, **_kept(turn))


def _kept(turn: Turn) -> dict[str, str]:
    """What the message named still counts when the intent is chosen."""
    kept = ("benefit_type", "relation", "claim_number")
    return {name: turn.entities[name] for name in kept if name in turn.entities}
