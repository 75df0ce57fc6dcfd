"""First contact, menu, language, leaving a form, and what was not understood."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from actions.activate_ecard import CONFIRM, asked_about
from actions.consult_wish import CONSULT, agrees_to_pay, answers_consulting
from actions.ecard import QUESTION
from actions.find_provider import goes_on_with_providers
from actions.first_contact import privacy_words
from actions.provider_search_state import FIND, SLOT, was_asked_where
from actions.provider_services import ProviderServices
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
MORE = "more"
"""The second page of the menu."""
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
        if turn.entities.get("choice") == MORE:
            turn.say("utter_menu_more")
        else:
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
        if not turn.form and (left := declined(turn)):
            return left
        awaited = self._identity.code_awaited(turn.conversation_id) is not None
        if not turn.form and not awaited and was_asked_where(turn):
            turn.say("utter_cancelled")
            return remember(**{SLOT: None}, topic=None)
        if not turn.form and not awaited:
            turn.say("utter_nothing_to_cancel")
            return remember(**FORGET_IDENTITY, wish=None)
        self._identity.withdraw_code(turn.conversation_id)
        turn.say("utter_cancelled")
        return [*remember(**FORGET_IDENTITY, wish=None), *leave_form()]


class Inform(TurnAction):
    """Data that nobody asked for: "istri saya", "rawat inap", a claim's number."""

    action_name = "action_inform"

    def __init__(self, texts: Texts, providers: ProviderServices) -> None:
        """``providers`` tell a place that was asked for from other data."""
        super().__init__(texts)
        self._providers = providers

    def answer(self, turn: Turn) -> list[Event]:
        """What the data are most likely about."""
        if turn.form:
            return []
        topic = turn.slots.get("topic")
        if following := _follows(turn, self._providers):
            return [go_on_with(following)]
        if "claim_number" in turn.entities:
            return [go_on_with(_about_claims(topic))]
        if "benefit_type" in turn.entities:
            return [go_on_with(_about_benefits(topic))]
        if "relation" in turn.entities and topic and topic["action"] != FIND:
            return [go_on_with(topic["action"])]
        turn.say("utter_inform_unclear")
        return []


class Affirm(TurnAction):
    """A yes to nothing in particular; what only a button may set off is offered once more."""

    action_name = "action_affirm"

    def answer(self, turn: Turn) -> list[Event]:
        """A claim is never withdrawn by a word, and nobody is left to think that it was.

        An eCard may be activated by one, right after the question.
        """
        if asked_about(turn):
            return [go_on_with(CONFIRM)]
        if agrees_to_pay(turn):
            return [go_on_with(CONSULT)]
        topic = turn.slots.get("topic") or {}
        number = topic.get("to_be_cancelled")
        if topic.get("event"):  # its details were shown, and one could come
            return [go_on_with("action_register_event")]
        if not number:
            turn.say("utter_affirm")
            return []
        yes = button(turn.part("yes_cancel_claim"), "confirm_cancel_claim", claim_number=number)
        no = button(turn.part("keep_claim"), "check_claim_status", claim_number=number)
        turn.say("utter_tap_to_cancel", [yes, no], claim_number=number)
        return []


class Deny(TurnAction):
    """A no to nothing in particular, or to what a question would have set off."""

    action_name = "action_deny"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        if left := declined(turn):
            return left
        turn.say("utter_deny")
        return []


def declined(turn: Turn) -> list[Event]:
    """A no to the question whether an eCard is to be activated, or a claim to be withdrawn.

    Nothing when neither was asked.
    """
    if asked_about(turn):
        turn.say("utter_ecard_left_inactive")
        return remember(**{QUESTION: 0})
    return _keep_claim(turn)


def _keep_claim(turn: Turn) -> list[Event]:
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

    def __init__(self, texts: Texts, providers: ProviderServices) -> None:
        """``providers`` know what may follow a list of them, and the names of places."""
        super().__init__(texts)
        self._providers = providers

    def answer(self, turn: Turn) -> list[Event]:
        """The slot ``misses`` counts; Rasa resets it with any message that was understood.

        What is beyond the assistant counts too: it may be the classifier's word for gibberish.
        """
        if following := _follows(turn, self._providers):
            return [*remember(misses=0.0), go_on_with(following)]
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


def _follows(turn: Turn, providers: ProviderServices) -> str | None:
    """The action whose question these words answer, or whose list they go on with."""
    if not turn.form and answers_consulting(turn):
        return CONSULT
    return FIND if goes_on_with_providers(turn, providers) else None


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
