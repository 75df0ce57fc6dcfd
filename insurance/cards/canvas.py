"""What a card is painted on: text, panels and a few shapes, in dots of 300 to the inch.

Everything is painted twice as large and made smaller at the end, so that edges are smooth. Lengths
are dots from the upper left corner, and a text's ``y`` is its baseline. What the typeface has no
sign for is left out, or shown as a question mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from functools import cache

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image, ImageDraw, ImageFont

from insurance.letters.typeface import Weight, font_file, legible

FINER = 2
"""How much larger everything is painted."""
ELLIPSIS = "…"


class Ink(Enum):
    """The colours, and no others."""

    TEXT = (0x26, 0x23, 0x22)
    QUIET = (0x68, 0x62, 0x5D)
    BRAND = (0x9B, 0x1B, 0x30)
    BRAND_DARK = (0x7A, 0x12, 0x24)
    BRAND_LIGHT = (0xB2, 0x2B, 0x41)
    ON_BRAND = (0xFF, 0xFF, 0xFF)
    ON_BRAND_QUIET = (0xF6, 0xDD, 0xDF)
    LINE = (0xE3, 0xDA, 0xD1)
    PAPER = (0xFF, 0xFD, 0xFA)
    TINT = (0xF7, 0xF1, 0xEA)
    TABLE = (0xEB, 0xE4, 0xDC)
    GOOD = (0x1B, 0x6E, 0x4A)
    GOOD_TINT = (0xE2, 0xF1, 0xE8)
    WHITE = (0xFF, 0xFF, 0xFF)


class Canvas:
    """One rectangle to paint on."""

    def __init__(self, width: int, height: int, ground: Ink) -> None:
        """All of it in ``ground`` at first."""
        self.size = width, height
        self._image = Image.new("RGB", (width * FINER, height * FINER), ground.value)
        self._pen = ImageDraw.Draw(self._image)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        weight: Weight = Weight.REGULAR,
        ink: Ink = Ink.TEXT,
        anchor: str = "l",
    ) -> None:
        """One line; ``x`` is its left end, its middle (``m``) or its right end (``r``)."""
        font = _font(weight, round(size * FINER))
        said = legible(words, _signs(weight))
        self._pen.text((x * FINER, y * FINER), said, ink.value, font, anchor=f"{anchor}s")

    def panel(
        self, x: float, y: float, width: float, height: float, ink: Ink, *, radius: float = 0
    ) -> None:
        """A filled rectangle, its corners round if wanted."""
        box = (x * FINER, y * FINER, (x + width) * FINER - 1, (y + height) * FINER - 1)
        self._pen.rounded_rectangle(box, radius * FINER, ink.value)

    def ring(self, x: float, y: float, radius: float, width: float, ink: Ink) -> None:
        """A circle's line around a point."""
        box = tuple(each * FINER for each in (x - radius, y - radius, x + radius, y + radius))
        self._pen.ellipse(box, None, ink.value, round(width * FINER))

    def dot(self, x: float, y: float, radius: float, ink: Ink) -> None:
        """A filled circle around a point."""
        box = tuple(each * FINER for each in (x - radius, y - radius, x + radius, y + radius))
        self._pen.ellipse(box, ink.value)

    def stroke(self, points: Sequence[tuple[float, float]], width: float, ink: Ink) -> None:
        """A line through these points."""
        at = [(x * FINER, y * FINER) for x, y in points]
        self._pen.line(at, ink.value, round(width * FINER), "curve")

    def place(self, other: Canvas, x: int, y: int, radius: int = 0) -> None:
        """Another canvas on this one, its corners round if wanted."""
        mask = Image.new("L", other._image.size, 0)
        box = (0, 0, mask.width - 1, mask.height - 1)
        ImageDraw.Draw(mask).rounded_rectangle(box, radius * FINER, 255)
        self._image.paste(other._image, (x * FINER, y * FINER), mask)

    def finished(self) -> Image.Image:
        """The picture at its true size."""
        return self._image.resize(self.size, Image.Resampling.BOX)


def width_of(words: str, size: float, weight: Weight = Weight.REGULAR) -> float:
    """How long one line of these words is."""
    font = _font(weight, round(size * FINER))
    return font.getlength(legible(words, _signs(weight))) / FINER


def fitting(
    words: str, width: float, sizes: Sequence[float], weight: Weight = Weight.REGULAR
) -> tuple[str, float]:
    """The words in the largest of these sizes in which they are no longer than ``width``; in the
    smallest they are cut short if they must."""
    for size in sizes:
        if width_of(words, size, weight) <= width:
            return words, size
    return cut(words, width, sizes[-1], weight), sizes[-1]


def cut(words: str, width: float, size: float, weight: Weight = Weight.REGULAR) -> str:
    """As many of the words' signs as fit, and an ellipsis where some do not."""
    if width_of(words, size, weight) <= width:
        return words
    shorter = words
    while shorter and width_of(shorter + ELLIPSIS, size, weight) > width:
        shorter = shorter[:-1]
    return shorter.rstrip() + ELLIPSIS


def in_lines(
    words: str, width: float, size: float, weight: Weight = Weight.REGULAR
) -> Sequence[str]:
    """The words in lines no longer than ``width``; a longer word is broken where it must."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if width_of(longer, size, weight) <= width:
            lines[-1] = longer
            continue
        *whole, rest = broken(word, width, size, weight)
        lines += [*whole, rest]
    return [line for line in lines if line]


def broken(word: str, width: float, size: float, weight: Weight) -> Sequence[str]:
    """A word in pieces no longer than ``width``, wherever it must be parted."""
    pieces = [""]
    for sign in word:
        if pieces[-1] and width_of(pieces[-1] + sign, size, weight) > width:
            pieces.append("")
        pieces[-1] += sign
    return pieces


@cache
def _font(weight: Weight, size: int) -> ImageFont.FreeTypeFont:
    with font_file(weight) as path:
        return ImageFont.truetype(str(path), size)


@cache
def _signs(weight: Weight) -> frozenset[int]:
    """The code points that the font has."""
    with font_file(weight) as path, TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())
