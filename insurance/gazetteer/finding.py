"""Finds the place that a member means, however it is spelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process

from insurance.gazetteer.known_places import known_places, plain
from insurance.gazetteer.places import Place, PlaceFound, PlaceKind
from insurance.gazetteer.spelling import ALSO_WORDS, FILLERS, LEADING, TITLES, words_of

CLEAR = 86
"""From this likeness on, of 100, a name is another's misspelling, if no other is as near."""
WORTH_SHOWING = 72
"""Below this likeness a name is another."""
SHORT_WORTH_SHOWING = 80
"""The same of up to six letters, of which two make another word."""
WELL_AHEAD = 5
"""A best name by so much is the only one."""
MOST_SHOWN = 5
_LONGEST_NAME = 6
"""Words in a name."""
_MOST_GUESSED_FROM = 6
"""Words that are held against all names: a place has few, and a story is not guessed from."""
_SHORT = 6
_SHORTEST_GUESSED = 4
"""Letters; what is shorter is like too much."""
_BY_KIND = tuple(PlaceKind)


@dataclass(frozen=True)
class _Named:
    """A name in a text, and whose it is."""

    places: tuple[Place, ...]
    start: int
    end: int


class Gazetteer:
    """Places by their names; made once, quick to ask (well under 10 ms)."""

    def __init__(self) -> None:
        """Know the places of the package."""
        self._known = known_places()
        self._names = tuple(name for name in self._known.by_name if len(name) >= _SHORTEST_GUESSED)

    def place(self, code: str) -> Place | None:
        """The place of that code; None when there is none."""
        return self._known.places.get(code)

    def find(self, text: str) -> PlaceFound:
        """The place that a text is or names: an entity as written, or an answer to "where?".

        Misspelt names are found too ("bekassi", "jkt selatn"); of a text of any length the first
        400 characters are read.
        """
        by_code = self.place(text)
        if by_code:
            return PlaceFound((by_code,))
        words = words_of(text)
        named = list(self._named(words, careful=True))
        if not named:
            near = self._nearly(words)
            loose = () if near.places else tuple(self._named(words, careful=False))
            return PlaceFound(_together(loose)) if loose else near
        found = PlaceFound(_together(named))
        if found.place and found.place.kind is PlaceKind.PROVINCE and _is_more_said(words, named):
            nearer = self._nearly(words, beside=found.place).places
            inside = tuple(each for each in nearer if _is_within(each, found.place))
            return PlaceFound(inside) if inside else found  # "jkt selatn" is a part of Jakarta
        return found

    def mentioned_in(self, text: str) -> PlaceFound:
        """The place that a whole sentence names, rightly spelt or by a known short form.

        Never has suggestions; "yang buka 24 jam" names no place.
        """
        return PlaceFound(_together(list(self._named(words_of(text), careful=True))))

    def _named(self, words: Sequence[str], *, careful: bool) -> Iterator[_Named]:
        """The names in a text from left to right, the longest where several begin."""
        at = 0
        while at < len(words):
            found = self._named_at(words, at)
            if found and not (careful and _is_something_else(words, found)):
                yield found
                at = found.end
            else:
                at += 1

    def _named_at(self, words: Sequence[str], at: int) -> _Named | None:
        for end in range(min(at + _LONGEST_NAME, len(words)), at, -1):
            places = self._known.by_name.get(" ".join(words[at:end]))
            if places:
                return _Named(tuple(places), at, end)
        return None

    def _nearly(self, words: Sequence[str], *, beside: Place | None = None) -> PlaceFound:
        """What a misspelt text may mean, beside a place that is known to be in it."""
        telling = [word for word in words if word not in FILLERS]
        if len(telling) > _MOST_GUESSED_FROM:
            return PlaceFound()
        scores: dict[str, float] = {}
        for phrase in _phrases(self._written_out(telling)):
            for name, score, _ in process.extract(
                phrase, self._names, scorer=fuzz.ratio, score_cutoff=WORTH_SHOWING, limit=MOST_SHOWN
            ):
                if beside not in self._known.by_name[name] and _is_alike(phrase, name, score):
                    scores[name] = max(score, scores.get(name, 0))
        return self._guessed(sorted(scores, key=lambda name: -scores[name]), scores)

    def _guessed(self, names: Sequence[str], scores: dict[str, float]) -> PlaceFound:
        """The best name's places when it is clear, else those of all that are near."""
        if not names:
            return PlaceFound()
        best = self._known.by_name[names[0]]
        rivals = [name for name in names if self._known.by_name[name] != best]
        ahead = scores[names[0]] - (scores[rivals[0]] if rivals else 0)
        if scores[names[0]] >= CLEAR and ahead >= WELL_AHEAD:
            return PlaceFound(_kota_first(best))
        shown = dict.fromkeys(place for name in names for place in self._known.by_name[name])
        return PlaceFound(suggestions=tuple(islice(shown, MOST_SHOWN)))

    def _written_out(self, words: Sequence[str]) -> list[str]:
        """The words, short forms of one known place ("jkt") replaced by its name."""
        found = [self._known.by_name.get(word, ()) for word in words]
        names = [plain(places[0].name) if len(places) == 1 else "" for places in found]
        return [
            name.removeprefix("dki ") if name and len(word) <= _SHORTEST_GUESSED else word
            for word, name in zip(words, names, strict=True)
        ]


def _is_alike(phrase: str, name: str, score: float) -> bool:
    """Whether each word may be the other's: Pondok Labu is not Pondok Bambu, nor is Malaka a
    misspelt "makan"."""
    if len(phrase) <= _SHORT and score < SHORT_WORTH_SHOWING:
        return False
    pairs = list(zip(phrase.split(), name.split(), strict=False))
    if len(phrase.split()) != len(name.split()):
        return True
    return all(fuzz.ratio(word, other) >= WORTH_SHOWING for word, other in pairs)


def _is_more_said(words: Sequence[str], named: Sequence[_Named]) -> bool:
    """Whether words are left over that belong to no name and no search."""
    covered = {at for each in named for at in range(each.start, each.end)}
    return any(word not in FILLERS for at, word in enumerate(words) if at not in covered)


def _is_something_else(words: Sequence[str], found: _Named) -> bool:
    """Whether a word that is also a place's name hardly means the place here."""
    before = words[found.start - 1] if found.start else ""
    if before in TITLES and found.end - found.start == 1:
        return True
    name = " ".join(words[found.start : found.end])
    alone = found.end - found.start == len(words)
    return name in ALSO_WORDS and before not in LEADING and not alone


def _together(named: Sequence[_Named]) -> tuple[Place, ...]:
    """What several names mean: "margonda depok" is Margonda, "bandung atau cimahi" is three."""
    left = list(named)
    for one in named:
        for other in named:
            if one is not other and other in left and one in left:
                inside = tuple(place for place in one.places if _is_within_any(place, other.places))
                if inside:
                    left[left.index(one)] = _Named(inside, one.start, one.end)
                    left.remove(other)
                    break
    found = dict.fromkeys(place for each in left for place in each.places)
    return _kota_first(found)[:MOST_SHOWN]


def _kota_first(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda place: _BY_KIND.index(place.kind)))


def _is_within_any(place: Place, others: Sequence[Place]) -> bool:
    return any(_is_within(place, other) for other in others)


def _is_within(place: Place, other: Place) -> bool:
    if other.kind is PlaceKind.PROVINCE:
        return place.province == other.province and place.kind is not PlaceKind.PROVINCE
    same = place.city == other.name
    return same and place is not other and other.kind in (PlaceKind.CITY, PlaceKind.REGENCY)


def _phrases(words: Sequence[str]) -> Iterator[str]:
    """All runs of up to four words that are long enough to be guessed from."""
    for start in range(len(words)):
        for end in range(start + 1, min(start + 4, len(words)) + 1):
            phrase = " ".join(words[start:end])
            if len(phrase) >= _SHORTEST_GUESSED:
                yield phrase
