"""Finds the partner provider that a member means, however it is spelt.

"rs siloam smanggi" is Siloam Hospitals Semanggi; "siloam" is any of its houses, and so several.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from insurance.model import Provider, ProviderType
from insurance.ports import Providers

CLEAR = 88
"""From this score on, of 100, a provider is taken without asking, if no other is as near."""
WORTH_SHOWING = 70
"""Below this score a provider is somebody else."""
WELL_AHEAD = 8
"""A best match by so much is the only one."""
FAR_BEHIND = 20
"""By so much behind the best, a provider is not shown beside it."""
MOST_MATCHES = 5
"""No more are shown to choose from."""
_NAMES_WEIGHT = 0.04
"""How much it counts how completely a name was said, so that the shortest fits best."""
_SAME_WORD = 75
"""From this likeness on, of 100, a word is another's misspelling."""
_SHORT, _SAME_SHORT_WORD = 4, 85
"""Of words so short, one letter makes another word: "maya" is neither "mata" nor "jaya"."""

_KINDS = {
    ProviderType.HOSPITAL: "rs rsu rsud rsia rsup rsupn hospital hospitals hosp",
    ProviderType.CLINIC: "klinik clinic clinics",
    ProviderType.PHARMACY: "apotek apotik apotheek pharmacy pharmacies",
    ProviderType.DENTAL: "gigi dental dentist dentists rsgm rskgm",
    ProviderType.OPTICAL: "optik optical optic optician opticians",
    ProviderType.LABORATORY: "lab labs laboratorium laboratory laboratories",
}
_KIND_OF = {word: kind.value for kind, words in _KINDS.items() for word in words.split()}
"""What a word says of the kind of provider; it tells of none by itself."""
_GENERIC_WORDS = """
    rumah sakit umum ibu anak dokter dr drg prof praktek praktik medika medical centre center pusat
    kesehatan di at the and dan kota cabang jl no
    daerah nasional swasta negeri pemerintah khusus spesialis pratama utama
"""
_GENERIC = frozenset(_GENERIC_WORDS.split()) | frozenset(_KIND_OF) | frozenset(_KIND_OF.values())
"""Words that many providers share."""
_SAID_AS = {
    "rscm": "cipto mangunkusumo",
    "rspi": "pondok indah",
    "rspp": "pusat pertamina",
    "rspad": "gatot subroto",
    "sint": "st",
    "santo": "st",
    "saint": "st",
    "jkt": "jakarta",
    "jaksel": "jakarta selatan",
    "jakbar": "jakarta barat",
    "jaktim": "jakarta timur",
    "jakut": "jakarta utara",
    "jakpus": "jakarta pusat",
    "sby": "surabaya",
    "bdg": "bandung",
    "jogja": "yogyakarta",
    "yogya": "yogyakarta",
}
"""What members write for longer names."""


@dataclass(frozen=True)
class ProviderMatch:
    """A provider that may be meant."""

    provider: Provider
    score: int
    """From 0 to 100, how much of what was written it accounts for."""


@dataclass(frozen=True)
class _Known:
    provider: Provider
    name: frozenset[str]
    """The words that tell it from others."""
    place: frozenset[str]
    every: frozenset[str]
    """All words of its name, and its kind."""
    telling: int
    """How many words tell it from others."""


@dataclass(frozen=True)
class _Found:
    known: _Known
    score: float


class ProviderIndex:
    """Providers, by the words of their names; made once for a list of them."""

    def __init__(self, providers: Iterable[Provider]) -> None:
        """Know these."""
        self._known = [_words_of(provider) for provider in providers]
        words = (known.name | known.place | known.every for known in self._known)
        self._vocabulary = sorted(frozenset().union(*words))
        self._towns = frozenset().union(*(_area(each.provider.city) for each in self._known))
        self._named: dict[str, list[int]] = {}
        """By each word of a name, the places of those so named."""
        for place, known in enumerate(self._known):
            for word in known.name:
                self._named.setdefault(word, []).append(place)

    def find(self, text: str) -> Sequence[ProviderMatch]:
        """Who may be meant, best first; one when it is clear, none when nobody is."""
        wanted = telling_words(text)
        alike = {word: self._alike(word) for word in _with_kinds(text)}
        telling = {word: alike[word] for word in wanted}
        scored = [_Found(known, self._score(known, telling)) for known in self._named_so(telling)]
        found = [each for each in scored if each.score >= WORTH_SHOWING]
        found.sort(key=lambda each: (-each.score, each.known.provider.code))
        return [
            ProviderMatch(each.known.provider, min(100, round(each.score)))
            for each in _decided(found, alike)
        ]

    def _named_so(self, telling: Mapping[str, Mapping[str, float]]) -> Sequence[_Known]:
        """Those with one of these words in their name: nobody else can be meant."""
        words = {
            known for word, alike in telling.items() if word not in self._towns for known in alike
        }
        places = {place for word in words for place in self._named.get(word, ())}
        return [self._known[place] for place in sorted(places)]

    def _alike(self, word: str) -> Mapping[str, float]:
        """The words that this one may be, with how much it is each of them."""
        least = _SAME_WORD if len(word) > _SHORT else _SAME_SHORT_WORD
        found = process.extract(
            word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=least, limit=None
        )
        return {known: score for known, score, _ in found}

    def _score(self, known: _Known, alike: Mapping[str, Mapping[str, float]]) -> float:
        """How much of the text its words account for, longer words counting for more."""
        by_name = {word: _best(scores, known.name) for word, scores in alike.items()}
        if not any(score for word, score in by_name.items() if word not in self._towns):
            return 0  # a town alone names nobody
        best = {word: max(by_name[word], _best(alike[word], known.place)) for word in alike}
        total = sum(best[word] * len(word) for word in best) / sum(len(word) for word in best)
        said = sum(any(word in scores for scores in alike.values()) for word in known.name)
        share = min(1.0, said / known.telling)
        return total * (1 - _NAMES_WEIGHT) + 100 * _NAMES_WEIGHT * share


class ProviderNames:
    """Finds providers by name, in a list that may change; prepared anew when it has."""

    def __init__(self, providers: Providers) -> None:
        """Search these."""
        self._providers = providers
        self._index: tuple[Sequence[Provider], ProviderIndex] | None = None

    def find(self, text: str) -> Sequence[ProviderMatch]:
        """As ``ProviderIndex.find``, among the providers of now."""
        known = self._providers.all()
        if self._index is None or self._index[0] is not known:
            self._index = (known, ProviderIndex(known))
        return self._index[1].find(text)


def plain_name(name: str) -> str:
    """A name in lower case and today's spelling, without signs, short forms written out."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = text.replace("'", "").replace("oe", "u").replace("rumah sakit", "rs")
    words = re.findall(r"[a-z0-9]+", text)
    return " ".join(_SAID_AS.get(word, word) for word in words)


def telling_words(text: str) -> Sequence[str]:
    """The words of a name that not every provider has, each once."""
    words = dict.fromkeys(plain_name(text).split())
    return [word for word in words if word not in _GENERIC and len(word) > 1]


def _with_kinds(text: str) -> set[str]:
    """All words of a text, those for a kind of provider made the same."""
    return {_KIND_OF.get(word, word) for word in plain_name(text).split()}


def _words_of(provider: Provider) -> _Known:
    words = telling_words(provider.name)
    # "kebonjeruk" is Kebon Jeruk.
    joined = {first + second for first, second in pairwise(words)}
    name = frozenset(words) | joined
    town = _area(provider.city) | _area(provider.province)
    place = town.union(telling_words(provider.address))
    every = _with_kinds(provider.name) | joined | {provider.type.value}
    return _Known(provider, name, place - name, frozenset(every), len(words))


@lru_cache(maxsize=4096)
def _area(name: str) -> frozenset[str]:
    """The telling words of a town's or a province's name, of which a list has few."""
    return frozenset(telling_words(name))


def _best(scores: Mapping[str, float], words: frozenset[str]) -> float:
    return max((scores[word] for word in words if word in scores), default=0)


def _decided(found: Sequence[_Found], alike: Mapping[str, Mapping[str, float]]) -> Sequence[_Found]:
    """The one that it is, or all that it may be."""
    if not found:
        return ()
    best = found[0].score
    rivals = [each for each in found if best - each.score < WELL_AHEAD]
    # Words that many share tell two apart all the same: a pharmacy from the clinic of its name.
    whole = [each for each in rivals if _has_every_word(each.known, alike)]
    the_one = (whole or rivals)[:1]
    is_alone = len(rivals) == 1 or len(whole) == 1
    if best >= CLEAR and is_alone and not _is_another_kind(the_one[0].known, alike):
        return the_one
    first = {id(each) for each in whole}
    near = [each for each in found if best - each.score < FAR_BEHIND]
    several = sorted(near, key=lambda each: id(each) not in first)[:MOST_MATCHES]
    # One that is not clear is not taken without asking: what the member wrote is better.
    return several if len(several) > 1 else ()


def _has_every_word(known: _Known, alike: Mapping[str, Mapping[str, float]]) -> bool:
    words = known.every | known.place
    return all(any(word in words for word in scores) for scores in alike.values())


def _is_another_kind(known: _Known, alike: Mapping[str, Mapping[str, float]]) -> bool:
    """Whether the text names a kind of provider that this one is not."""
    kinds = set(_KINDS) & alike.keys()
    return bool(kinds) and not kinds & known.every
