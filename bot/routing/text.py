"""What a member typed, made safe to hand on: invisible, control and direction marks removed."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 4_000
"""Characters of one message that the dialogue gets to see."""
_LONGEST_RAW = 16_000
_JOINER = "\u200d"
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\s*\n\s*")


def clean(text: str) -> str:
    """The text with one kind of space, nothing invisible, at most ``LONGEST`` characters.

    Letters stay as they were written, emoji too; what only changes how text is shown goes.
    """
    kept = "".join(_kept(character) for character in text[:_LONGEST_RAW])
    lines = _BLANK_LINES.sub("\n", _SPACES.sub(" ", kept)).strip()
    return unicodedata.normalize("NFC", lines)[:LONGEST].strip().strip(_JOINER)


def without_commands(text: str) -> str:
    """The text without slashes in front: typed by a member, it can never name an intent."""
    return text.lstrip("/ \n")


def words(text: str) -> list[str]:
    """The words of a text in lower case, compatibility forms (full-width, circled) resolved."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("\u2019", "'")
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*", folded)


def _kept(character: str) -> str:
    if character in "\n\r\t\u2028\u2029\x0b\x0c" or character.isspace():
        return "\n" if character in "\n\r\u2028\u2029" else " "
    if character == _JOINER:  # joins emoji of several parts
        return character
    return "" if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} else character
