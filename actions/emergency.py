"""``medical_emergency``: help at once, for everybody, whatever else was going on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.provider_answers import from_where, provider_button, search_button
from actions.provider_hearing import place_in
from actions.provider_search_state import EMERGENCY_ROOMS, Memory, Search, remembered
from actions.provider_services import ProviderServices
from actions.provider_words import name_of, row_titles, short_lines
from actions.texts import Texts
from actions.turn import Button, Event, Turn, TurnAction, button, leave_form
from insurance.gazetteer import Place
from insurance.ports import Facts

SUICIDE = "suicide"
"""The kind of emergency, read in Rasa, that ambulances alone do not help."""
LINES = re.compile(r"\s*[;\n|]\s*")
MOST_ROOMS = 3
"""Emergency rooms that are named at once."""
MOST_OTHERS = 2
"""Further places of one name, offered as buttons."""


class Emergency(TurnAction):
    """The numbers to call; gentler words and help lines for who thinks of ending their life."""

    action_name = "action_emergency"

    def __init__(self, texts: Texts, facts: Facts, services: ProviderServices) -> None:
        """``services`` find the nearest emergency rooms, ``facts`` hold the help lines."""
        super().__init__(texts)
        self._facts = facts
        self._finder = services.finder
        self._gazetteer = services.gazetteer
        self._clock = services.clock

    def answer(self, turn: Turn) -> list[Event]:
        """Leaves any form, which goes on only when the member wants it to.

        A location that is sent after it is answered with the nearest emergency rooms.
        """
        go_on = _go_on(turn)
        if turn.entities.get("emergency_kind") == SUICIDE:
            turn.say("utter_emergency_suicide", go_on, help_lines=self._help_lines(turn))
        elif places := place_in(turn, turn.text, self._gazetteer).places:
            # Of several places of one name the first, for there is no time to ask.
            others = [search_button(*_around(turn, place)) for place in places[1:][:MOST_OTHERS]]
            self._say_with_rooms(turn, places[0], [*others, *go_on])
        else:
            turn.attach(request="location")
            turn.say("utter_emergency", go_on, nearest=turn.part("emergency_where"))
        asked = Memory(EMERGENCY_ROOMS, self._clock.now(), awaits_place=True)
        return [*remembered(asked), *(leave_form() if turn.form else [])]

    def _say_with_rooms(self, turn: Turn, place: Place, further: Sequence[Button]) -> None:
        rooms = self._finder.near(place.point, EMERGENCY_ROOMS.wanted, MOST_ROOMS)
        titles = row_titles([name_of(each.provider) for each in rooms])
        rows = [provider_button(e.provider, t) for e, t in zip(rooms, titles, strict=True)]
        lines = short_lines(turn, rooms)
        where = from_where(turn, place)
        nearest = turn.part("emergency_rooms", where=where, rooms=lines)
        if not rooms:
            nearest = turn.part("emergency_where")
        turn.ask("utter_emergency", [*rows, *further], nearest=nearest)

    def _help_lines(self, turn: Turn) -> str:
        fact = self._facts.fact("mental_health_lines")
        if fact is None:
            return turn.part("help_line_hotline")
        lines = LINES.split(fact.value(turn.language).strip())
        return "\n".join(turn.part("help_line", line=line) for line in lines if line)


def _around(turn: Turn, place: Place) -> tuple[str, Search]:
    title = turn.part("providers_around", place=place.name)
    return title, replace(EMERGENCY_ROOMS, around=place.code)


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
