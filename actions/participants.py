"""Who is meant: "istri saya", "anak kedua", a first name, a place in the family's list."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.wishes import Wish
from insurance.model import Member, Relation

NTH = {
    1: r"pertama|ke ?-?1|kesatu|sulung|first|eldest|oldest",
    2: r"kedua|ke ?-?2|second",
    3: r"ketiga|ke ?-?3|third",
    4: r"keempat|ke ?-?4|fourth",
    -1: r"bungsu|terakhir|youngest|last",
}

ORDINAL = re.compile(rf"\b(?:{'|'.join(NTH.values())})\b")
"""Words that say which one of several."""


def who_is_meant(wish: Wish, asking: Member, visible: Sequence[Member]) -> Sequence[Member]:
    """The participants that the words can mean: several when it is not clear, none if unknown.

    Nobody named means the member who asks.
    """
    place = wish.entities.get("participant", "")
    if place.isdigit():
        return visible[int(place) - 1 : int(place)] if int(place) else []
    named = _named(wish.text, visible)
    if named:
        return named
    relation = wish.entities.get("relation")
    if relation is None or relation == Relation.SELF:
        return [asking]
    meant = [member for member in visible if member.relation == relation]
    return _nth(wish.text, meant)


def place_of(member: Member, visible: Sequence[Member]) -> str:
    """The participant's place in the list of those one may see, from 1."""
    return str([each.participant_number for each in visible].index(member.participant_number) + 1)


def _named(text: str, visible: Sequence[Member]) -> list[Member]:
    words = set(re.findall(r"\w{3,}", text.casefold()))
    return [member for member in visible if member.first_name.casefold() in words]


def _nth(text: str, members: list[Member]) -> list[Member]:
    for number, words in NTH.items():
        if len(members) > 1 and re.search(rf"\b(?:{words})\b", text.casefold()):
            return members[-1:] if number < 0 else members[number - 1 : number]
    return members
