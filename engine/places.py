"""Finds the place in a search for a hospital.

A known name, as ``place_words.txt`` has them, or else the words after "di", "dekat", "in", "near".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine.dates import Found
from engine.normaliser import LONGEST_READ, Word

_LEADING = frozenset(
    """
    di dekat deket dket dkt daerah sekitar sekitaran wilayah area kota kabupaten kab kecamatan kec
    kawasan ke pulau
    """.split()  # noqa: SIM905
)
_LEADING_ENGLISH = frozenset({"in", "near", "around", "at", "nearby"})
_NO_PLACE = frozenset(
    """
    saya sini sana situ me here there dekat rumah mana dimana rumahsakit sakit apa aplikasi app my
    sekitar the a an any online klinik apotek dokter mobil kantor lokasi tempat posisi this it
    lagi bahasa english home office work indonesia gen iclick generali rekanan yang terdekat network
    """.split()  # noqa: SIM905
)
_ENDING = frozenset(
    """
    yang untuk dan atau dengan buka bisa ada apa tidak sekarang dong ya min kak mohon tolong
    please that which for with and or open now today saya berapa mana dokter 24 jam cashless
    terima kan saja kakak rekanan ini hari malam pagi ga sih nya yuk deh lah aja doang what is
    are do does can i near dekat gimana bagaimana who accepts accept covered cover by under any
    """.split()  # noqa: SIM905
)
_INTENTS = frozenset({"find_provider", "inform", "medical_emergency"})
_MOST_WORDS = 3
_LONGEST_NAME = 6
_LEAD_IN = (_LEADING | _LEADING_ENGLISH) - {"kota", "kabupaten", "kab"}
_SHORTEST_ALONE = 4
"""Letters of a word that, being a place's name too, means the place when nothing is beside it."""
_KIND_BEFORE = frozenset({"kota", "kodya", "kab", "kabupaten"})
_KIND_AFTER = frozenset({"kota", "kab", "kabupaten", "city", "regency"})
_TITLES = frozenset(
    ("bapak", "bpk", "pak", "ibu", "bu", "sdr", "sdri", "dr", "drg", "dokter", "mr", "mrs", "ms")
) | {"nama", "namanya"}
"""Words before somebody's name, which may be a place's too."""
_SPELT = re.compile(r"[a-z0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class _Names:
    """The places' names, and those of them that are also words."""

    all: frozenset[str]
    also_words: frozenset[str]


def is_place(text: str) -> bool:
    """Whether the message names a known place and nothing else, with or without "di" before it."""
    spelt = list(_SPELT.finditer(text[:LONGEST_READ]))
    words = [match.group().lower() for match in spelt]
    if len(words) == 1 and len(words[0]) < _SHORTEST_ALONE:
        return words[0] in _names().all - _names().also_words
    at = 0
    while at < len(words) and words[at] in _LEAD_IN:
        at += 1
    return at < len(words) and _name_at(spelt, at) == (at, len(words))


def find_place(text: str, words: tuple[Word, ...], intent: str | None) -> Found | None:
    """The place as written; None when the message names none or searches for nothing."""
    if intent not in _INTENTS:
        return None
    known = _known_in(text)
    if known or intent != "find_provider":
        return known
    return _after_preposition(text, words)


@cache
def _names() -> _Names:
    """The names in the file beside this one, which ``scripts/new-place-words`` writes."""
    lines = (Path(__file__).parent / "place_words.txt").read_text(encoding="utf-8").splitlines()
    also_words = frozenset(line[2:] for line in lines if line.startswith("? "))
    return _Names(frozenset(line for line in lines if line[:2] != "? ") | also_words, also_words)


def _known_in(text: str) -> Found | None:
    """The first known place in a message."""
    spelt = list(_SPELT.finditer(text[:LONGEST_READ]))
    for at in range(len(spelt)):
        named = _name_at(spelt, at)
        if named and not _is_something_else(spelt, *named):
            start, end = spelt[named[0]].start(), spelt[named[1] - 1].end()
            return Found(text[start:end], start, end)
    return None


def _name_at(spelt: list[re.Match[str]], at: int) -> tuple[int, int] | None:
    """From which to before which word the longest name reaches that begins here."""
    words = [match.group().lower() for match in spelt[at : at + _LONGEST_NAME]]
    first = 1 if words and words[0] in _KIND_BEFORE else 0
    for end in range(len(words), first, -1):
        if " ".join(words[:end]) in _names().all:
            return at, at + end
        if first and " ".join(words[first:end]) in _names().all:
            return at, at + end
        if words[end - 1] in _KIND_AFTER and " ".join(words[first : end - 1]) in _names().all:
            return at, at + end
    return None


def _is_something_else(spelt: list[re.Match[str]], start: int, end: int) -> bool:
    """Whether a word that is also a place's name hardly means the place here."""
    if end - start > 1:
        return False
    before = spelt[start - 1].group().lower() if start else ""
    if before in _TITLES:
        return True
    also_a_word = spelt[start].group().lower() in _names().also_words
    if len(spelt) == 1 and len(spelt[0].group()) >= _SHORTEST_ALONE:
        return False
    return also_a_word and before not in _LEADING | _LEADING_ENGLISH


def _after_preposition(text: str, words: tuple[Word, ...]) -> Found | None:
    for at, word in enumerate(words[:-1]):
        if word.text not in _LEADING | _LEADING_ENGLISH:
            continue
        named = _named(words[at + 1 :])
        if named:
            start, end = named[0].start, named[-1].end
            return Found(text[start:end], start, end)
    return None


def _named(words: tuple[Word, ...]) -> list[Word]:
    named: list[Word] = []
    for word in words:
        if word.text in _LEADING | _LEADING_ENGLISH and not named:
            continue
        if word.text in _NO_PLACE | _ENDING or len(named) == _MOST_WORDS:
            break
        named.append(word)
    return named
