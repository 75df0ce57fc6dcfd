"""What later work brings: the honest way to get it today, one action for every intent."""

from __future__ import annotations

from actions.contact import ContactAction
from actions.turn import Button, Event, Turn, button

MENU = "show_menu"
NEXT = {
    "forgot_password": ("login",),
    "ask_username": ("login",),
}
"""What can be done here instead, by intent; each is a button before the menu's."""


class Refer(ContactAction):
    """Says that this is not possible here yet, and who helps."""

    action_name = "action_refer"

    def answer(self, turn: Turn) -> list[Event]:
        """The first sentences are the intent's own, ``utter_part_refer_<intent>``."""
        named = f"refer_{turn.intent}"
        wanted = turn.part(named if turn.has_part(named) else "refer_other")
        turn.say("utter_refer", _next(turn), wanted=wanted, contact=self.contact(turn))
        return []


def _next(turn: Turn) -> list[Button]:
    intents = (*NEXT.get(turn.intent, ()), MENU)
    return [button(turn.part(f"intent_{intent}"), intent) for intent in intents]
