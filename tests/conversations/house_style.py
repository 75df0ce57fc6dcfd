"""How an answer to a member reads, whatever it says: short, in one language, "Anda", no jargon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONGEST = 700
"""Characters that fit on a telephone's screen, more or less."""

_ADDRESSES = re.compile(r"https?://\S+|\S+@\S+")
_WORDS = {
    "id": "yang dan untuk dengan atau bisa tidak belum sudah ini itu kami saya anda di ke dari ada "
    "januari februari maret mei juni juli agustus oktober desember senin selasa rabu kamis jumat",
    "en": "the and for with or can cannot not is are this that our you your please to of from in "
    "january february march may june july august october december monday tuesday wednesday friday",
}
"""Words by which each language is told; no name and no term that both share is among them."""
_FAULTS = {
    "not Anda": r"(?i)\b(kamu|kalian|kau|aku|gue|elo)\b",
    "a placeholder": r"[{}]|\b(utter|action)_|\w_\w|\b(None|null|nan|undefined)\b",
    "jargon": r"(?i)\b(intent|slot|entity|nlu|api|webhook|error|database|backend|token|invalid)\b",
    "an amount": r"\bIDR\b|Rp(?!\d{1,3}(\.\d{3})*(?![\d.,]*\d))",
    "a date": r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b",
    "a time": r"\b\d{1,2}:\d{2}\b",
    "a dash": r" - ",
    "space": r"\S {2,}| \n|\n{3}|\A\s|\s\Z",
}
_NEXT_STEP = re.compile(r"\?$|\b([Tt]ulis|[Kk]etik|[Ww]rite|[Tt]ype)\b[^\n]*$")


def faults(text: str, titles: Sequence[str], language: str) -> list[str]:
    """What a bubble and the titles of its buttons do that no answer may; empty when all is well."""
    return [*_looks(text), *_languages(text, titles, language), *_ends(text, titles)]


def _looks(text: str) -> Iterator[str]:
    plain = _ADDRESSES.sub("", text)
    for fault, pattern in _FAULTS.items():
        if found := re.search(pattern, plain if fault != "space" else text, re.MULTILINE):
            yield f"{fault}: {found[0]!r}"
    if len(plain) > LONGEST:  # nobody reads through an address
        yield f"long: {len(plain)} characters"


def _languages(text: str, titles: Sequence[str], language: str) -> Iterator[str]:
    said = {word for line in (text, *titles) for word in _words(line)}
    for other, words in _WORDS.items():
        if other != language and (foreign := said & set(words.split())):
            yield f"the other language: {sorted(foreign)}"


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", _ADDRESSES.sub("", text).lower())


def _ends(text: str, titles: Sequence[str]) -> Iterator[str]:
    if not titles and not _NEXT_STEP.search(text):
        yield "no next step"
