"""Help with a form's question: the same in every form.

A form that speaks for itself says its help itself. For any other, ``utter_help_<form>_<slot>`` or
``utter_help_<slot>`` explains what is asked; the form then asks again.
"""

from __future__ import annotations

from collections.abc import Sequence

from actions.identity_data import DATA
from actions.turn import REQUESTED, Event, Turn, TurnAction, go_on_with

HELP = "ask_field_help"
"""The intent of the button, and inside a form of words like "bingung" (``engine/form_help.py``)."""
ANY_QUESTION = "utter_help_any_question"


class FormHelp(TurnAction):
    """Explains the question of the running form."""

    action_name = "action_form_help"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; with no form running, the verification that the button came from goes on."""
        if turn.form is None:
            return [go_on_with("action_resume_verification")]
        slot = turn.slots.get(REQUESTED)
        names = (f"utter_help_{turn.form}_{slot}", f"utter_help_{slot}")
        response = next(filter(self._texts.has, names), ANY_QUESTION)
        turn.say(response, ways=ways_out(turn, ()))
        return []


def ways_out(turn: Turn, given: Sequence[str]) -> str:
    """What one can do beside answering; of the data ``given``, the last shows how to mend one."""
    mend = turn.part("mend", datum=turn.part(f"datum_{given[-1]}")) if given else ""
    return turn.part("ways_out", mend=mend)


def data_given(turn: Turn, asked: str | None) -> Sequence[str]:
    """The identity data that are known already, but for the one that is asked for."""
    return [slot for slot in DATA if turn.slots.get(slot) and slot != asked]
