"""The verification form: hears data in any order, asks for what is missing, has them checked.

The form asks for nothing by itself: ``validate_verification_form`` hears the message and says the
next question, so that a hint and the question share a bubble. It returns nothing when a message
is about something else; Rasa then has the rules answer it and runs the form again.
"""

from __future__ import annotations

from actions.answers import is_unknown, needs_time, policy_type_in
from actions.code_form import code_is_on_its_way
from actions.consent import agreement_in, consent_version, consent_words
from actions.dates import Unclear
from actions.form_help import HELP, data_given, ways_out
from actions.form_listening import (
    CHECK,
    CONSENT,
    DATA,
    ORDER,
    REPEATING,
    TYPE,
    is_for_the_form,
)
from actions.identity_data import BIRTH, EMAIL, Heard, asks_where, hear
from actions.masking import echo, masked
from actions.questions import asks_about_it, asks_anything, asks_to_explain
from actions.texts import Texts
from actions.turn import (
    CODE_FORM,
    REQUESTED,
    Event,
    Turn,
    TurnAction,
    button,
    end_form,
    remember,
)
from insurance.identity import Identity
from insurance.periods import today
from insurance.ports import Clock, Facts

OWN_BUTTONS = frozenset({"pick_policy_type", "fix_identity_data", "use_email"})


class ValidateVerificationForm(TurnAction):
    """Hears what a message gives, and asks for the next datum."""

    action_name = "validate_verification_form"

    def __init__(self, texts: Texts, identity: Identity, facts: Facts, clock: Clock) -> None:
        super().__init__(texts)
        self._identity = identity
        self._facts = facts
        self._clock = clock

    def answer(self, turn: Turn) -> list[Event]:
        """What was heard, and what is asked next; nothing when the message is a digression."""
        asked = turn.slots.get(REQUESTED)
        if turn.form_resumes:
            return self._ask(turn, asked or self._missing(turn, {}), {}, "")
        if turn.form_begins and code_is_on_its_way(turn, self._identity):
            return end_form(then=CODE_FORM)
        if turn.intent == HELP:
            return self._help(turn, asked)
        if turn.is_button and turn.intent in OWN_BUTTONS | {"affirm", "deny"}:
            return self._tapped(turn, asked)
        heard = self._hear(turn, asked)
        if not is_for_the_form(turn, heard, asked):
            return []
        return self._heard(turn, heard, asked)

    # --- buttons ------------------------------------------------------------------------------

    def _tapped(self, turn: Turn, asked: str | None) -> list[Event]:
        match turn.intent:
            case "pick_policy_type":
                return self._policy_type(turn, turn.entities.get("policy_type", ""))
            case "use_email" if "email" in turn.entities:
                return self._taken(turn, {EMAIL: turn.entities["email"]}, "")
            case "fix_identity_data" if turn.entities.get("field") in DATA:
                return self._fix(turn, turn.entities["field"])
            case "affirm" | "deny":
                return self._yes_or_no(turn, asked)
        return self._help(turn, asked)

    def _policy_type(self, turn: Turn, chosen: str) -> list[Event]:
        if chosen == "group":
            return self._taken(turn, {TYPE: chosen}, "")
        if chosen not in ("individual", "other"):
            return self._unclear(turn, TYPE, TYPE)
        turn.say(f"utter_policy_type_{chosen}")
        return [*remember(policy_type=None, wish=None), *end_form()]

    def _yes_or_no(self, turn: Turn, asked: str | None) -> list[Event]:
        yes = turn.intent == "affirm"
        if asked == CONSENT and yes:
            return self._taken(turn, {CONSENT: consent_version(self._facts)}, "")
        if asked == CONSENT:
            turn.say("utter_consent_declined")
            return [*remember(consent=None), *end_form()]
        if asked == EMAIL and turn.slots.get("suggested_email"):
            slot = "suggested_email" if yes else "written_email"
            if turn.slots.get(slot):
                return self._taken(turn, {EMAIL: turn.slots[slot]}, "")
        return self._unclear(turn, asked, asked)

    def _fix(self, turn: Turn, field: str) -> list[Event]:
        """Ask for one datum again; of a date the old year still counts."""
        kept = remember(partial_date=turn.slots.get(BIRTH)) if field == BIRTH else []
        return [
            *kept,
            *remember(**{field: None}),
            *self._ask(turn, field, {}, turn.part("fix") + " "),
        ]

    # --- text ---------------------------------------------------------------------------------

    def _hear(self, turn: Turn, asked: str | None) -> Heard:
        known = {name: turn.slots.get(name) for name in (*DATA, "partial_date")}
        return hear(turn.text, asked, known, today(self._clock))

    def _heard(self, turn: Turn, heard: Heard, asked: str | None) -> list[Event]:
        if heard.values or heard.unclear or heard.suggested_email:
            turn.tell_gateway(delete_inbound=True)
        values = dict(heard.values)
        if turn.form_begins:
            return self._begun(turn, heard)
        if heard.suggested_email:
            return self._suggest(turn, heard)
        if values:
            return self._taken(turn, values, echo(turn, values, asked))
        if heard.fix:
            return self._fix(turn, heard.fix)
        if heard.unclear:
            told = remember(partial_date=heard.partial_date) if heard.partial_date else []
            return [*told, *self._unclear(turn, asked, heard.unclear)]
        return self._read_words(turn, asked)

    def _begun(self, turn: Turn, heard: Heard) -> list[Event]:
        kind = "group" if turn.intent != "pick_policy_type" else turn.entities.get("policy_type")
        if turn.intent == "pick_policy_type" and kind:
            return self._policy_type(turn, kind)
        wish = turn.slots.get("wish")
        # "Verifikasi, polis GN-100200 …" may have been taken for a question about a claim.
        named = (wish or {}).get("entities", {}).get("claim_number")
        mistaken = remember(wish=None) if named and named in heard.values.values() else []
        begin = turn.part("begin_wish" if wish and not mistaken else "begin_login")
        return [*mistaken, *self._taken(turn, dict(heard.values), f"{begin}\n\n")]

    def _read_words(self, turn: Turn, asked: str | None) -> list[Event]:
        """An answer without data: a choice, a yes or no, or words about the question."""
        kind = policy_type_in(turn.text) if asked == TYPE else None
        if kind and not asks_to_explain(turn.text):
            return self._policy_type(turn, kind)
        about = asks_where(turn.text)
        asks = asks_anything if asked == CONSENT else asks_to_explain
        if asked and (about or asks_about_it(turn.text) or asks(turn.text)):
            return self._explain(turn, about or asked, asked)
        if asked == CONSENT:
            return self._consent_in_words(turn)
        if asked == EMAIL and turn.intent in ("affirm", "deny"):
            return self._yes_or_no(turn, asked)
        return self._nothing_read(turn, asked)

    def _consent_in_words(self, turn: Turn) -> list[Event]:
        """Consent is what the words say as a whole; what the classifier makes of them is not."""
        agreed = agreement_in(turn.text)
        if is_unknown(turn.text):
            return self._help(turn, CONSENT)
        if needs_time(turn.text) or (turn.intent != "deny" and agreed is None):
            return self._nothing_read(turn, CONSENT)
        turn.intent = "deny" if turn.intent == "deny" else agreed or ""
        return self._yes_or_no(turn, CONSENT)

    def _nothing_read(self, turn: Turn, asked: str | None) -> list[Event]:
        if turn.intent in REPEATING or needs_time(turn.text):
            heard = turn.part("take_your_time") + " " if needs_time(turn.text) else ""
            return self._ask(turn, asked or self._missing(turn, {}), {}, heard)
        if is_unknown(turn.text) or (asked in DATA and turn.intent == "deny"):
            return self._help(turn, asked)
        return self._unclear(turn, asked, asked)

    def _suggest(self, turn: Turn, heard: Heard) -> list[Event]:
        suggestion = heard.suggested_email or ""
        buttons = [button(turn.part("yes"), "use_email", email=suggestion)]
        if heard.written_email:
            written = heard.written_email
            buttons.append(button(turn.part("as_written"), "use_email", email=written))
        buttons.append(button(turn.part("need_help"), HELP))
        turn.say(
            "utter_suggest_email", buttons, suggestion=masked(EMAIL, suggestion, turn.language)
        )
        return remember(
            **heard.values,
            suggested_email=suggestion,
            written_email=heard.written_email,
            unclear=0,
            **{REQUESTED: EMAIL},
        )

    # --- what is asked next -------------------------------------------------------------------

    def _taken(self, turn: Turn, values: dict[str, str], heard: str) -> list[Event]:
        taken: dict[str, object] = {**values, "unclear": 0}
        if EMAIL in values:
            taken |= {"suggested_email": None, "written_email": None}
        if BIRTH in values:
            taken["partial_date"] = None
        if set(values) & {*DATA, CONSENT}:
            taken["check_due"] = True
        return self._ask(turn, self._missing(turn, values), taken, heard)

    def _missing(self, turn: Turn, values: dict[str, str]) -> str:
        missing = (name for name in ORDER if not (values.get(name) or turn.slots.get(name)))
        return next(missing, CHECK)

    def _ask(
        self, turn: Turn, slot: str | None, taken: dict[str, object], heard: str
    ) -> list[Event]:
        slot = slot or CHECK
        values: dict[str, object] = {"heard": heard}
        if slot == CONSENT:
            values |= consent_words(self._facts, turn)
        if slot != CHECK:
            turn.say(f"utter_question_{slot}", **values)
        return remember(**{"unclear": 0, **taken, REQUESTED: slot})

    def _unclear(self, turn: Turn, asked: str | None, why: str | None) -> list[Event]:
        """Say what was wrong with the answer; the second time, explain."""
        if asked is None or asked == CHECK:
            return self._ask(turn, asked, {}, "")
        if why == Unclear.NO_YEAR:
            turn.say("utter_question_year_of_birth")
            return remember(unclear=0, **{REQUESTED: BIRTH})
        times = float(turn.slots.get("unclear") or 0) + 1
        if times > 1 and why == asked:
            return self._help(turn, asked)
        hint = turn.part(f"unclear_{why}")
        return self._ask(turn, asked, {"unclear": times}, f"{hint}\n\n")

    def _explain(self, turn: Turn, about: str, asked: str) -> list[Event]:
        """What something is and where it stands; the question stays the one that was asked."""
        if asked in (about, CHECK):
            return self._help(turn, about)
        help_text = self._texts.text(f"utter_help_{about}", turn.language, ways="")
        explained = help_text.partition("\n\n")[0]
        return self._ask(turn, asked, {}, f"{explained}\n\n")

    def _help(self, turn: Turn, asked: str | None) -> list[Event]:
        slot = asked if asked in ORDER else self._missing(turn, {})
        if slot == CHECK:
            return self._ask(turn, slot, {}, "")
        turn.say(f"utter_help_{slot}", ways=ways_out(turn, data_given(turn, slot)))
        return remember(unclear=0, **{REQUESTED: slot})
