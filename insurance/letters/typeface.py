"""Source Sans (SIL OFL), in which our papers and cards are set, and what of a text it can show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from contextlib import AbstractContextManager
from enum import StrEnum
from importlib.resources import as_file, files
from pathlib import Path

_FALLBACK = "?"
_BREAKS = re.compile(r"[^\S\N{NO-BREAK SPACE}]+")


class Weight(StrEnum):
    """The weights that we use; the value is how the font's file is called."""

    REGULAR = "Regular"
    SEMIBOLD = "Semibold"
    BOLD = "Bold"


def font_file(weight: Weight) -> AbstractContextManager[Path]:
    """The font's file, for as long as the block runs."""
    return as_file(files("font_source_sans_pro") / "files" / f"SourceSansPro-{weight}.ttf")


def legible(words: str, known: Container[int]) -> str:
    """The words on one line, as a font can show them that knows these code points.

    What it has no sign for is left out, or a question mark where it is a letter or a digit.
    """
    plain = _BREAKS.sub(" ", unicodedata.normalize("NFC", words))
    shown = (_shown(sign) if ord(sign) not in known else sign for sign in plain)
    return _BREAKS.sub(" ", "".join(shown)).strip()


def _shown(sign: str) -> str:
    """In the place of a sign that the typeface does not have: a letter is at least told."""
    return _FALLBACK if unicodedata.category(sign)[0] in "LN" else ""
