"""Answers with providers: a list, one of them, a question where, a place that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from actions.provider_search_state import (
    HERE,
    Memory,
    Search,
    next_page,
    remembered,
)
from actions.provider_words import (
    LONGEST_ANSWER,
    distance,
    name_of,
    provider_lines,
    row_titles,
    wanted_in_words,
)
from actions.turn import Button, Event, Turn, button
from insurance.gazetteer import Gazetteer, Place, PlaceKind
from insurance.model import Provider, ProviderType
from insurance.points import Point
from insurance.provider_finding import Near, ProviderFilter, ProviderFinder

PAGE = 5
"""Providers in one answer."""
FAR_KM = 50
"""What is farther is not near, unless the place itself is larger: it comes on the next page."""
MOST_KEPT = 12
"""Providers of each kind that are remembered of a search around a location."""
_WITH_CENTRE = frozenset({PlaceKind.CITY, PlaceKind.REGENCY, PlaceKind.PROVINCE})


class ProviderAnswers:
    """What several actions say of providers."""

    def __init__(self, finder: ProviderFinder, gazetteer: Gazetteer) -> None:
        """``gazetteer`` knows the places that searches are around."""
        self._finder = finder
        self._gazetteer = gazetteer

    # Lists ---------------------------------------------------------------------------------------

    def list_around_place(self, turn: Turn, search: Search, now: datetime) -> list[Event]:
        """Five around the place of the search, and what can be chosen next."""
        place = self._gazetteer.place(search.around)
        if place is None:  # a button of a gazetteer gone by
            return self.ask_where(turn, replace(search, around="", skip=0), now)
        found = self._around(place, search)
        shown = self._tell(turn, search, found, place)
        return remembered(Memory(search, now, shown=shown))

    def list_around_point(
        self, turn: Turn, search: Search, point: Point, now: datetime
    ) -> list[Event]:
        """Five around where the member is; of the point nothing is kept but this answer."""
        search = replace(search, around=HERE, skip=0)
        found = self._finder.near(point, search.wanted, PAGE + 1)
        shown = self._tell(turn, search, found)
        return remembered(Memory(search, now, shown=shown, near=self._kept(point)))

    def list_again(
        self, turn: Turn, search: Search, memory: Memory | None, now: datetime
    ) -> list[Event]:
        """Five more, or filtered, of those around a location that was shared a while ago."""
        remains = self._remembered(memory, search) if memory else []
        is_at_the_end = bool(memory and memory.near and search.skip)
        if memory is None or not (remains or is_at_the_end):
            # Beyond the few that are remembered there may be some: only the location tells.
            return self.ask_where(turn, replace(search, around="", skip=0), now)
        found = remains[search.skip : search.skip + PAGE + 1]
        shown = self._tell(turn, search, found, roughly=True)
        return remembered(replace(memory, search=search, awaits_place=False, shown=shown))

    def _around(self, place: Place, search: Search) -> Sequence[Near]:
        is_province = place.kind is PlaceKind.PROVINCE
        return self._finder.around(
            place.point,
            place.radius_km,
            city=place.city if place.kind in (PlaceKind.CITY, PlaceKind.REGENCY) else "",
            province=place.name if is_province else "",
            wanted=search.wanted,
            limit=PAGE + 1,
            skip=search.skip,
        )

    def _kept(self, point: Point) -> Sequence[tuple[str, int]]:
        """The nearest of each kind: complete as far as it goes, so that no page leaves one out."""
        kinds = [ProviderFilter(frozenset({kind})) for kind in ProviderType]
        found = [one for wanted in kinds for one in self._finder.near(point, wanted, MOST_KEPT)]
        nearest = sorted(found, key=lambda one: (one.km or 0, one.provider.code))
        return [(one.provider.code, round(one.km or 0)) for one in nearest]

    def _remembered(self, memory: Memory, search: Search) -> Sequence[Near]:
        known = self._finder.of_codes([code for code, _ in memory.near])
        found = [Near(known[code], float(km)) for code, km in memory.near if code in known]
        return [one for one in found if search.wanted.wants(one.provider)]

    def _tell(
        self,
        turn: Turn,
        search: Search,
        found: Sequence[Near],
        place: Place | None = None,
        *,
        roughly: bool = False,
    ) -> int:
        """How many are shown; ``found`` may hold one more than a page: then there are more."""
        shown = _worth_showing(search, found, place)
        if not shown:
            _say_none(turn, search)
            return 0
        headline = _headline(turn, search, shown, place)
        closing = _closing(turn, shown, found)
        room = LONGEST_ANSWER - len(headline) - len(closing)
        mixed = len(search.types) > 1
        more = next_page(search, len(shown)) if len(found) > len(shown) else None
        turn.ask(
            "utter_providers",
            [*_rows(shown), *_further(turn, search, more)],
            headline=headline,
            lines=provider_lines(turn, shown, room, roughly=roughly, mixed=mixed),
            closing=closing,
        )
        return len(shown)

    # Questions -----------------------------------------------------------------------------------

    def ask_where(self, turn: Turn, search: Search, now: datetime) -> list[Event]:
        """Where the member is: a location, or a place's name."""
        turn.attach(request="location")
        turn.say("utter_where", kinds=wanted_in_words(turn, search))
        return remembered(Memory(search, now, awaits_place=True))

    def ask_which(
        self, turn: Turn, search: Search, places: Sequence[Place], now: datetime
    ) -> list[Event]:
        """Which of several places of one name is meant."""
        turn.say("utter_which_place", _places(search, places))
        between = tuple(place.code for place in places)
        return remembered(Memory(search, now, awaits_place=True, between=between))

    def unknown_place(
        self, turn: Turn, search: Search, suggestions: Sequence[Place], now: datetime
    ) -> list[Event]:
        """A place that nobody knows: others that are spelt alike, or the location instead."""
        if suggestions:
            turn.ask("utter_place_suggestions", _places(search, suggestions))
        else:
            turn.attach(request="location")
            turn.say("utter_place_unknown")
        return remembered(Memory(search, now, awaits_place=True))


def provider_button(provider: Provider, title: str = "") -> Button:
    """Shows that provider on a map."""
    return button(title or provider.name, "pick_provider", provider=provider.code)


def search_button(title: str, search: Search) -> Button:
    """Shows that list."""
    return button(title, "find_provider", search=search.carried())


def from_where(turn: Turn, place: Place | None) -> str:
    """ "dari pusat Kota Bekasi", "dari Blok M", "dari lokasi Anda"."""
    if place is None:
        return turn.part("providers_from_here")
    named = "providers_from_centre" if place.kind in _WITH_CENTRE else "providers_from_place"
    return turn.part(named, place=place.name)


def _rows(shown: Sequence[Near]) -> Iterator[Button]:
    titles = row_titles([name_of(each.provider) for each in shown])
    for title, each in zip(titles, shown, strict=True):
        yield provider_button(each.provider, title)


def _further(turn: Turn, search: Search, more: Search | None) -> Iterator[Button]:
    if more:
        yield search_button(turn.part("providers_more"), more)
    if "open_24h" not in search.marks and search.types == (ProviderType.HOSPITAL,):
        opened = replace(search, marks=(*search.marks, "open_24h"), skip=0)
        yield search_button(turn.part("providers_only_24h"), opened)
    yield search_button(turn.part("providers_elsewhere"), replace(search, around="", skip=0))


def _places(search: Search, places: Sequence[Place]) -> Sequence[Button]:
    names = [place.name for place in places]
    alike = {name for name in names if names.count(name) > 1}
    return [
        search_button(
            f"{place.name}, {place.province}" if place.name in alike else place.name,
            replace(search, around=place.code, skip=0),
        )
        for place in places
    ]


def _worth_showing(search: Search, found: Sequence[Near], place: Place | None) -> Sequence[Near]:
    """Of the first page those that are near, or where none is, the nearest."""
    if search.skip:
        return found[:PAGE]
    near = [each for each in found if _is_near(each, place)]
    return (near or found[:1])[:PAGE]


def _is_near(each: Near, place: Place | None) -> bool:
    return each.km is None or each.km <= max(place.radius_km if place else 0, FAR_KM)


def _closing(turn: Turn, shown: Sequence[Near], found: Sequence[Near]) -> str:
    """What to do next; where less than a page is near, also how far the next one is."""
    choose = turn.part("providers_choose")
    if len(shown) == PAGE or len(found) == len(shown):
        return choose
    far = distance(found[len(shown)].km or 0, turn.language)
    return f"{turn.part('providers_next_far', distance=far)}\n{choose}"


def _headline(turn: Turn, search: Search, shown: Sequence[Near], place: Place | None) -> str:
    kinds = wanted_in_words(turn, search)
    nearest = shown[0].km
    if search.skip == 0 and nearest is not None and not _is_near(shown[0], place):
        far = distance(nearest, turn.language)
        near_where = turn.part("providers_in_place", place=place.name) if place else ""
        near_where = near_where or turn.part("providers_near_you")
        return turn.part("providers_far", kinds=kinds, where=near_where, distance=far)
    named = "providers_headline_more" if search.skip else "providers_headline"
    return turn.part(named, kinds=_capital(kinds), where=from_where(turn, place))


def _say_none(turn: Turn, search: Search) -> None:
    """Nobody is left: without the filter, or elsewhere, there may be some."""
    kinds = wanted_in_words(turn, search)
    choices = []
    if search.marks:
        unfiltered = replace(search, marks=(), skip=0)
        choices.append(search_button(turn.part("providers_without_filter"), unfiltered))
    elsewhere = replace(search, around="", skip=0)
    choices.append(search_button(turn.part("providers_elsewhere"), elsewhere))
    response = "utter_no_more_providers" if search.skip else "utter_no_providers"
    turn.ask(response, choices, kinds=kinds)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
