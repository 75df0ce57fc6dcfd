"""How providers are written down: lines of a list, distances, marks, links to a map."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote_plus

from babel.numbers import format_decimal

from actions.provider_search_state import Search
from actions.turn import Turn
from insurance.model import Provider
from insurance.points import Point
from insurance.provider_finding import Near, point_of

LONGEST_ANSWER = 690
"""Characters that are read in one go, addresses of maps not counted; with these it is still one
message on WhatsApp."""
_ADDRESS_LENGTHS = (60, 50, 42, 36, 30, 24)
"""An address is cut so far that the list is not too long."""
_LONGEST_NAME = 52
_NUMBER = re.compile(r"(?:,| (?:No|Kav|Blok|Lot|KM|Km)\b).*")
_LINK = re.compile(r"https://\S+")
_ROW_TITLE = 24
"""Characters that a row of a WhatsApp list shows of its title."""


def distance(km: float, language: str) -> str:
    """ "350 m", "1,2 km" or "12 km"; never nearer than 50 m, for a point is no door."""
    if km < 0.975:  # noqa: PLR2004  # which would be written 1.000 m
        return f"{max(50, round(km * 20) * 50)} m"
    locale = "en" if language == "en" else "id"
    digits = "0.0" if km < 9.95 else "#,##0"  # noqa: PLR2004  # one digit below ten
    return f"{format_decimal(km, digits, locale=locale)} km"


def about(km: int, language: str) -> str:
    """Whole kilometres, all that is remembered of a distance from a member's location."""
    whole = format_decimal(km, locale="en" if language == "en" else "id")
    return f"± {whole} km" if km else "< 1 km"


def provider_lines(
    turn: Turn, found: Sequence[Near], room: int, *, roughly: bool, mixed: bool
) -> str:
    """The list: name and distance, address, marks and phone, map; numbered from 1.

    Args:
        turn: whose language counts.
        found: the providers, five at most.
        room: how many characters there are for them, links not counted.
        roughly: whether the distances are whole kilometres from memory.
        mixed: whether it must be told what kind each is.

    """
    for length in _ADDRESS_LENGTHS:
        entries = [
            _entry(turn, place, each, length, roughly=roughly, mixed=mixed)
            for place, each in enumerate(found, start=1)
        ]
        text = "\n\n".join(entries)
        if len(_LINK.sub("", text)) <= room:
            break
    return text


def short_lines(turn: Turn, found: Sequence[Near]) -> str:
    """The same for an emergency: name, distance, phone, map."""
    return "\n".join(line for each in found for line in _short(turn, each))


def name_of(provider: Provider) -> str:
    """Its name, as long as a line takes."""
    return shortened(provider.name.replace(" - ", " – "), _LONGEST_NAME)


def address_of(provider: Provider, length: int = 200) -> str:
    """Street and town, the street being cut when both are too long."""
    street, city = provider.address.strip(), provider.city.strip()
    if not street or city.casefold() in street.casefold():
        return shortened(street or city, length + len(city))
    room = max(length - len(city), 14)
    if len(street) > room:  # the house's number says less than the street's name
        street = _NUMBER.sub("", street) or street
    return f"{shortened(street, room)}, {city}"


def marks_of(turn: Turn, provider: Provider, *, in_list: bool = False) -> str:
    """What of the bill it settles with the insurer, and whether it is always open; outside a list
    also whether it has an emergency room."""
    cashless = (provider.cashless_inpatient, provider.cashless_outpatient)
    named = {
        (True, True): "provider_cashless_both",
        (True, False): "provider_cashless_inpatient",
        (False, True): "provider_cashless_outpatient",
        (False, False): "provider_cashless_none",
    }[cashless]
    marks = [turn.part(named)]
    if provider.open_24h:
        marks.append(turn.part("provider_open_24h"))
    if provider.emergency and not in_list:
        marks.append(turn.part("provider_emergency"))
    return " · ".join(marks)


def map_link(provider: Provider) -> str:
    """Shows the provider, not the member: by its point, or where that is unknown by its name."""
    where = point_of(provider)
    if where is None:
        named = quote_plus(f"{provider.name}, {provider.city}")
        return f"https://www.google.com/maps/search/?api=1&query={named}"
    return f"https://maps.google.com/?q={_degrees(where)}"


def wanted_in_words(turn: Turn, search: Search) -> str:
    """ "rumah sakit rekanan", "partner clinics and pharmacies (open 24 hours)"."""
    names = [turn.part(f"providers_{kind.value}") for kind in search.types]
    kinds = turn.part("providers_kinds", kinds=turn.part("providers_and").join(names))
    marks = ", ".join(turn.part(f"providers_filter_{mark}") for mark in search.marks)
    return f"{kinds} ({marks})" if marks else kinds


def row_titles(names: Sequence[str]) -> Sequence[str]:
    """Titles that differ within what a list's row shows of them, whatever the names have alike."""
    shown = {shortened(name, _ROW_TITLE).casefold() for name in names}
    if len(shown) == len(names):
        return names
    return [name if len(name) <= _ROW_TITLE else _head_and_tail(name) for name in names]


def shortened(text: str, length: int) -> str:
    """The text, or its beginning with "…" for what is left out."""
    plain = " ".join(text.split())
    return plain if len(plain) <= length else f"{plain[: length - 1].rstrip(' ,.')}…"


def _head_and_tail(name: str) -> str:
    half = (_ROW_TITLE - 1) // 2
    return f"{name[:half].rstrip()}…{name[-half:].lstrip()}"


def _short(turn: Turn, each: Near) -> Iterator[str]:
    far = distance(each.km, turn.language) if each.km is not None else each.provider.city
    yield f"• *{name_of(each.provider)}* · {far}"
    if each.provider.phone:
        yield f"📞 {each.provider.phone}"
    yield map_link(each.provider)


def _entry(turn: Turn, place: int, each: Near, length: int, *, roughly: bool, mixed: bool) -> str:
    provider = each.provider
    head = f"{place}. *{name_of(provider)}*"
    kind = [turn.part(f"provider_{provider.type.value}")] if mixed else []
    how_far = [] if each.km is None else [_how_far(each.km, turn.language, roughly=roughly)]
    phone = [provider.phone] if provider.phone else []
    lines = [
        " · ".join([head, *kind, *how_far]),
        address_of(provider, length),
        " · ".join([marks_of(turn, provider, in_list=True), *phone]),
    ]
    return "\n".join([*lines, map_link(provider)] if each.km is not None else lines)


def _how_far(km: float, language: str, *, roughly: bool) -> str:
    return about(round(km), language) if roughly else distance(km, language)


def _degrees(where: Point) -> str:
    return ",".join(
        f"{degrees:.5f}".rstrip("0").rstrip(".") for degrees in (where.latitude, where.longitude)
    )
