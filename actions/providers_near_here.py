"""A location that was sent: the nearest partners, whatever was asked for last, and it is gone."""

from __future__ import annotations

from actions.provider_answers import ProviderAnswers
from actions.provider_search_state import Memory, Search, recalled, remembered
from actions.provider_services import ProviderServices
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction
from insurance.points import is_in_indonesia


class ProvidersNearHere(TurnAction):
    """Answers a place that the member sent; it is read once, and kept nowhere."""

    action_name = "action_providers_near_here"

    def __init__(self, texts: Texts, services: ProviderServices) -> None:
        super().__init__(texts)
        self._clock = services.clock
        self._answers = ProviderAnswers(services.finder, services.gazetteer)
        self._locations = services.locations

    def answer(self, turn: Turn) -> list[Event]:
        """Inside a form only when it was asked for there; the form asks its question again."""
        now = self._clock.now()
        memory = recalled(turn, now)
        awaited = memory if memory and memory.awaits_place else None
        if turn.form and not awaited:
            turn.say("utter_location_in_form")
            return []
        search = awaited.search if awaited else Search()
        point = self._locations.of(turn.inbound_id)
        if point is not None and is_in_indonesia(point):
            return self._answers.list_around_point(turn, search, point, now)
        turn.attach(request="location")
        turn.say("utter_location_unread" if point is None else "utter_location_abroad")
        return remembered(Memory(search, now, awaits_place=True))
