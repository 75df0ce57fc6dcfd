"""``medical_emergency``: help at once, for everybody, whatever else was going on."""

from __future__ import annotations

import re

from actions.texts import Texts
from actions.turn import Button, Event, Turn, TurnAction, button, leave_form
from insurance.ports import Facts

SUICIDE = "suicide"
"""The kind of emergency, read in Rasa, that ambulances alone do not help."""
LINES = re.compile(r"\s*[;\n|]\s*")


class Emergency(TurnAction):
    """The numbers to call; gentler words and help lines for who thinks of ending their life."""

    action_name = "action_emergency"

    def __init__(self, texts: Texts, facts: Facts) -> None:
        super().__init__(texts)
        self._facts = facts

    def answer(self, turn: Turn) -> list[Event]:
        """Leaves any form, which goes on only when the member wants it to."""
        go_on = _go_on(turn)
        if turn.entities.get("emergency_kind") == SUICIDE:
            turn.say("utter_emergency_suicide", go_on, help_lines=self._help_lines(turn))
        else:
            turn.say("utter_emergency", go_on)
        return leave_form() if turn.form else []

    def _help_lines(self, turn: Turn) -> str:
        fact = self._facts.fact("mental_health_lines")
        if fact is None:
            return turn.part("help_line_hotline")
        lines = LINES.split(fact.value(turn.language).strip())
        return "\n".join(turn.part("help_line", line=line) for line in lines if line)


def _go_on(turn: Turn) -> list[Button]:
    """The way back into the form that was left."""
    match turn.form:
        case None:
            return []
        case "claim_form":
            return [button(turn.part("continue_claim"), "claim_resume", choice="continue")]
        case "document_form":
            number = str(turn.slots.get("document_claim") or "")
            title = turn.part("send_documents")
            return [button(title, "add_claim_document", claim_number=number)]
    return [button(turn.part("go_on"), "login")]
