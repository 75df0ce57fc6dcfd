"""``find_provider``: by place, by name, by location, and what follows on from it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from actions.provider_answers import ProviderAnswers, provider_button, search_button
from actions.provider_hearing import (
    Heard,
    asks_whether_partner,
    before_place,
    heard_in,
    kind_of_place,
    place_in,
)
from actions.provider_search_state import (
    HERE,
    Memory,
    Search,
    is_about_providers,
    next_page,
    read_search,
    recalled,
)
from actions.provider_services import ProviderServices
from actions.provider_showing import show_provider
from actions.provider_words import name_of, row_titles
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction
from insurance.gazetteer import Gazetteer, PlaceFound
from insurance.model import Provider, ProviderType
from insurance.provider_names import names_somebody

_ANSWERS = frozenset({"inform", "nlu_fallback"})
"""Intents of a message that may be nothing but a place's name."""
_OTHER_DATA = {"claim_number", "date", "amount", "relation", "email", "benefit_type"}
_MOST = re.compile(r"\bplg(?= +(?:d\w*k\w*t|terdekat|bagus|murah|baik)\b)", re.IGNORECASE)
""" "Yg plg deket" is "paling dekat"; elsewhere "plg" is Palembang."""
_LONGEST_CHOICE = 30
"""Characters of an answer like "yang kabupaten aja deh"."""
_LONGEST_NAME = 160
"""Characters in which a provider's name is looked for."""


class FindProvider(TurnAction):
    """Lists the nearest partners, or tells of the one that was named."""

    action_name = "action_find_provider"

    def __init__(self, texts: Texts, services: ProviderServices) -> None:
        super().__init__(texts)
        self._finder = services.finder
        self._gazetteer = services.gazetteer
        self._clock = services.clock
        self._answers = ProviderAnswers(services.finder, services.gazetteer)

    def answer(self, turn: Turn) -> list[Event]:
        """A list in one bubble, or the question where."""
        now = self._clock.now()
        memory = recalled(turn, now)
        tapped = read_search(turn.entities.get("search", ""))
        if tapped:
            return self._list(turn, tapped, memory, now)
        heard, found = heard_in(turn), self._place(turn, memory)
        named = self._named(turn, found, memory)
        if named is not None:
            return self._tell_named(turn, named, found, memory, heard)
        return self._search(turn, heard, found, memory, now)

    # Where ---------------------------------------------------------------------------------------

    def _place(self, turn: Turn, memory: Memory | None) -> PlaceFound:
        """The place that the message names or chooses, if any; else what is spelt alike."""
        text = _MOST.sub("paling", turn.text)
        found = place_in(turn, text, self._gazetteer)
        if found.places:
            return found
        if chosen := _chosen(turn, memory, self._gazetteer):
            return chosen
        if turn.entities.get("place") or turn.intent not in _ANSWERS:
            return found
        return self._gazetteer.find(text)

    def _search(
        self, turn: Turn, heard: Heard, found: PlaceFound, memory: Memory | None, now: datetime
    ) -> list[Event]:
        goes_on = memory is not None and _goes_on(turn, heard, memory)
        before = memory.search if memory and goes_on else None
        search = _merged(heard, before)
        if found.place:
            around = replace(search, around=found.place.code)
            return self._answers.list_around_place(turn, around, now)
        if found.places:
            return self._answers.ask_which(turn, search, found.places, now)
        unknown = found.suggestions or _names_unknown_place(turn, heard, memory)
        if unknown and not heard.here:
            elsewhere = replace(search, around="")
            return self._answers.unknown_place(turn, elsewhere, found.suggestions, now)
        if memory and before and heard.more and search == replace(before, skip=0):
            search = next_page(before, memory.shown)  # "klinik lain?" begins a list of its own
        return self._list(turn, search, memory, now)

    def _list(
        self, turn: Turn, search: Search, memory: Memory | None, now: datetime
    ) -> list[Event]:
        if not search.around:
            return self._answers.ask_where(turn, search, now)
        if search.around == HERE:
            return self._answers.list_again(turn, search, memory, now)
        return self._answers.list_around_place(turn, search, now)

    # By name -------------------------------------------------------------------------------------

    def _named(
        self, turn: Turn, found: PlaceFound, memory: Memory | None
    ) -> Sequence[Provider] | None:
        """Who is named; nobody of ours when it is asked of one that we do not know; None when
        nobody is named."""
        text = turn.text[:_LONGEST_NAME]
        before = before_place(text) if found.places else None
        if before is None and found.places and memory and memory.awaits_place:
            before = text.replace(turn.entities.get("place") or text, " ")  # the answer to "where?"
        if before is not None and not self._finder.by_name(before):
            return None  # "rs di pondok indah" means the place, "rs pondok indah" the hospital
        named = [match.provider for match in self._finder.by_name(text)]
        if named:
            return named
        return [] if asks_whether_partner(text) and names_somebody(text) else None

    def _tell_named(
        self,
        turn: Turn,
        named: Sequence[Provider],
        found: PlaceFound,
        memory: Memory | None,
        heard: Heard,
    ) -> list[Event]:
        nearby = _merged(heard, None)
        place = found.place
        around = replace(nearby, around=place.code) if place else nearby
        title = turn.part("providers_around", place=place.name) if place else ""
        also = [search_button(title or turn.part("providers_nearest"), around)]
        if len(named) == 1:
            return show_provider(turn, named[0], None, memory, is_partner=True)
        if named:
            titles = row_titles([name_of(each) for each in named])
            rows = [provider_button(*each) for each in zip(named, titles, strict=True)]
            turn.ask("utter_which_provider", [*rows, *also])
        else:
            turn.ask("utter_no_such_provider", also)
        return []


def goes_on_with_providers(turn: Turn, services: ProviderServices) -> bool:
    """Whether a message that was understood as something vague is about providers all the same:
    a place when it was asked where, "yang buka 24 jam?" under a list."""
    memory = recalled(turn, services.clock.now())
    if memory is None or not is_about_providers(turn) or turn.form:
        return False
    heard = heard_in(turn)
    if heard.types or heard.marks or heard.cashless or heard.more:
        return True
    if not memory.awaits_place:
        return bool(services.gazetteer.mentioned_in(turn.text).places)
    if _chosen(turn, memory, services.gazetteer):
        return True
    found = services.gazetteer.find(turn.entities.get("place") or turn.text)
    says_something_else = turn.intent != "inform" or _OTHER_DATA & turn.entities.keys()
    return bool(found.places or found.suggestions) or not says_something_else


def _chosen(turn: Turn, memory: Memory | None, gazetteer: Gazetteer) -> PlaceFound | None:
    """What "yang kota" chooses of the places that were asked apart."""
    kind = kind_of_place(turn.text)
    if memory is None or kind is None or len(turn.text) > _LONGEST_CHOICE:
        return None
    places = [place for code in memory.between if (place := gazetteer.place(code))]
    chosen = tuple(place for place in places if place.kind is kind)
    return PlaceFound(chosen) if chosen else None


def _goes_on(turn: Turn, heard: Heard, memory: Memory) -> bool:
    """Whether the message is about the search before it, and no new one."""
    if not turn.text:  # the menu's button
        return False
    return memory.awaits_place or (is_about_providers(turn) and not heard.here)


def _merged(heard: Heard, before: Search | None) -> Search:
    """What is wanted now: what was said, the rest as before."""
    search = before or Search()
    if heard.types and heard.types != search.types:
        # "Kalau klinik gigi?" after "yang buka 24 jam?" would find hardly any.
        search = replace(search, types=heard.types, marks=())
    marks = {*search.marks, *heard.marks}
    if heard.cashless:
        hospital = ProviderType.HOSPITAL in search.types
        marks.add("cashless_inpatient" if hospital else "cashless_outpatient")
    return replace(search, marks=tuple(sorted(marks)), skip=0)


def _names_unknown_place(turn: Turn, heard: Heard, memory: Memory | None) -> bool:
    """Whether a place was written that nobody knows."""
    if turn.entities.get("place"):
        return True
    awaited = memory is not None and memory.awaits_place
    return awaited and turn.intent in _ANSWERS and bool(turn.text) and not heard.says_something
