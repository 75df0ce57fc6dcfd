"""A message's letters as they are compared: every character keeps its place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache


def plain(text: str) -> str:
    """The text in lower case, with ASCII digits and plain spaces, quotes and dashes.

    As long as the text: a place in the one is the same place in the other.
    """
    return "".join(map(_plain, text))


def cut(text: str, *spans: tuple[int, int] | None) -> str:
    """The text with these stretches blanked out; every other character keeps its place."""
    for start, end in (span for span in spans if span):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text


BECOMES = re.compile(
    r"(?<![^\W_])(?:jadi(?:nya)?|menjadi|jd|diganti|(?:se)?harusnya|tapi|tp|melainkan|maksud(?:nya)?|"
    r"yang benar|yg (?:benar|bener)|but|should be|rather)(?![^\W_])"
)
"""What stands between a value and the one that takes its place: "850rb jadi 900rb"."""


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in "’‘`´":
        return "'"
    if character in "–—−‐‑":
        return "-"
    if character.isspace():
        return "\n" if character in "\r\n" else " "
    if unicodedata.category(character) in ("Cf", "Cc"):
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    same = unicodedata.normalize("NFKC", character).lower()
    return same if len(same) == 1 else character
