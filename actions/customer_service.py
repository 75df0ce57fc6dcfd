"""What later work brings: the honest way to get it today, one action for every intent."""

from __future__ import annotations

from actions.turn import Event, Turn, TurnAction


class Refer(TurnAction):
    """Says that this is not possible here yet, and who helps."""

    action_name = "action_refer"

    def answer(self, turn: Turn) -> list[Event]:
        """The first sentence is the intent's own, ``utter_part_refer_<intent>``."""
        intent = turn.intent.split("/")[0]
        named = f"refer_{intent}"
        turn.say("utter_refer", wanted=turn.part(named if turn.has_part(named) else "refer_other"))
        return []
