"""What the verification form asks for, and whether a message is meant for it at all."""

from __future__ import annotations

from actions.answers import is_unknown, needs_time, policy_type_in
from actions.consent import agreement_in
from actions.identity_data import BIRTH, EMAIL, PARTICIPANT, POLICY, Heard, asks_where
from actions.questions import asks_about_it
from actions.turn import Turn

TYPE, CONSENT, CHECK = "policy_type", "consent", "identity_checked"
DATA = (POLICY, PARTICIPANT, BIRTH, EMAIL)
ORDER = (TYPE, CONSENT, *DATA)

ANSWERING = frozenset({"inform", "nlu_fallback", "out_of_scope", "affirm", "deny"})
"""Intents of messages that are meant for the question, though nothing could be read in them."""
REPEATING = frozenset({"greet", "login", "register"})
"""Intents after which the question is simply asked again."""
LEAVING = frozenset({"cancel", "show_menu", "change_language", "medical_emergency"})
"""Intents that are heeded however the message is worded."""
FEW_WORDS = 2
"""Words beside the data up to which a message counts as data, whatever else it sounds like."""


def is_for_the_form(turn: Turn, heard: Heard, asked: str | None) -> bool:
    """Whether the form takes the message; if not, the rules answer it and the form asks again.

    Only here is it known that "budi@contoh.co.id" is an address, whatever it sounds like to the
    classifier.
    """
    if turn.form_begins:
        return True
    words = heard.other_words
    if turn.intent == "medical_emergency":
        return bool(heard.values) and words == 0
    if heard.fix and turn.intent not in ("show_menu", "change_language"):
        return True
    # "Ga ngerti" is a wish for help with the question, not for the menu.
    lost = turn.intent == "show_menu" and is_unknown(turn.text)
    if lost or turn.intent in ANSWERING | REPEATING:
        return True
    if heard.values or heard.unclear or heard.suggested_email:
        return words <= FEW_WORDS
    return turn.intent not in LEAVING and _is_about_the_question(turn, words, asked)


def _is_about_the_question(turn: Turn, words: int, asked: str | None) -> bool:
    """Whether a message that sounds like something else is still about what was asked."""
    if needs_time(turn.text) or asks_where(turn.text) or asks_about_it(turn.text):
        return True
    if asked == CONSENT:
        return agreement_in(turn.text) == "affirm" or is_unknown(turn.text)
    if asked == TYPE:
        return policy_type_in(turn.text) is not None and words <= FEW_WORDS
    return asked in DATA and is_unknown(turn.text)
