"""One provider: where it is, as a place on the map, and what is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from actions.provider_search_state import Memory, Search, is_about_providers, recalled
from actions.provider_services import ProviderServices
from actions.provider_words import address_of, distance, map_link, marks_of, name_of
from actions.texts import Texts
from actions.turn import Button, Event, Turn, TurnAction, button
from insurance.model import Provider, ProviderType
from insurance.points import km_between
from insurance.provider_finding import point_of


class ShowProvider(TurnAction):
    """The provider of a row that was tapped."""

    action_name = "action_show_provider"

    def __init__(self, texts: Texts, services: ProviderServices) -> None:
        super().__init__(texts)
        self._finder = services.finder
        self._gazetteer = services.gazetteer
        self._clock = services.clock

    def answer(self, turn: Turn) -> list[Event]:
        """Its place on the map and its details; an honest word when it is no partner any more."""
        provider = self._finder.provider(turn.entities.get("provider", ""))
        if provider is None:
            turn.say("utter_provider_gone")
            return []
        memory = recalled(turn, self._clock.now())
        return show_provider(turn, provider, self._how_far(turn, provider, memory), memory)

    def _how_far(self, turn: Turn, provider: Provider, memory: Memory | None) -> str | None:
        """From the place of the list it was chosen from; of a location too little is kept."""
        place = self._gazetteer.place(memory.search.around) if memory else None
        where = point_of(provider)
        if place is None or where is None:
            return None
        far = distance(km_between(place.point, where), turn.language)
        return turn.part("provider_how_far", distance=far, place=place.name)


def show_provider(
    turn: Turn,
    provider: Provider,
    how_far: str | None,
    memory: Memory | None,
    *,
    is_partner: bool = False,
) -> list[Event]:
    """Say all that is known of it; with ``is_partner`` as the answer to whether it is one."""
    where = point_of(provider)
    if where is not None:
        name, address = name_of(provider), address_of(provider)
        turn.attach(
            location={
                "latitude": where.latitude,
                "longitude": where.longitude,
                "name": name,
                "address": address,
            }
        )
    lines = "\n".join(_lines(turn, provider, how_far))
    head = turn.part("provider_is_partner") if is_partner else ""
    turn.ask("utter_provider", [*_next(turn, memory)], lines=f"{head}\n\n{lines}".strip())
    return []


def _lines(turn: Turn, provider: Provider, how_far: str | None) -> Iterator[str]:
    yield f"*{name_of(provider)}*"
    kind = turn.part(f"provider_{provider.type.value}")
    yield " · ".join([kind, how_far] if how_far else [kind])
    yield f"📍 {address_of(provider)}"
    if provider.phone:
        yield f"📞 {provider.phone}"
    yield f"✅ {marks_of(turn, provider)}"
    yield turn.part("provider_map", link=map_link(provider))
    if provider.type is ProviderType.HOSPITAL or provider.cashless_outpatient:
        yield turn.part("provider_bring_card")


def _next(turn: Turn, memory: Memory | None) -> Iterator[Button]:
    if memory and memory.search.around and is_about_providers(turn):
        search: Search = memory.search
        yield button(turn.part("providers_back"), "find_provider", search=search.carried())
    yield button(turn.part("intent_get_ecard"), "get_ecard")
