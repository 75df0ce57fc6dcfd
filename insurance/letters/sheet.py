"""An A4 sheet to draw on: typeface, colours and the few shapes that our papers are made of.

Lengths are millimetres from the upper left corner, text sizes are points, and every ``y`` of a
text is its baseline. What the typeface has no sign for is left out, or shown as a question mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum

from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont

from insurance.letters.typeface import Weight, font_file, legible

WIDTH, HEIGHT = 210.0, 297.0
POINT = 25.4 / 72
"""A point in millimetres."""
_FONTS = {"sans": Weight.REGULAR, "semibold": Weight.SEMIBOLD, "bold": Weight.BOLD}


class Ink(Enum):
    """The colours, and no others."""

    TEXT = (0x26, 0x23, 0x22)
    QUIET = (0x6B, 0x66, 0x62)
    BRAND = (0xA6, 0x19, 0x2E)
    LINE = (0xDF, 0xD8, 0xD2)
    TINT = (0xFA, 0xF6, 0xF2)
    WHITE = (0xFF, 0xFF, 0xFF)


class Sheets:
    """Draws one paper of one or more pages."""

    def __init__(self, *, title: str, language: str, dated: datetime) -> None:
        """``dated``: when it was made, as it says itself; the same paper is the same bytes."""
        self._pdf = pdf = FPDF(format="A4")
        pdf.set_auto_page_break(False)
        pdf.set_margin(0)
        pdf.c_margin = 0
        self._signs: dict[str, set[int]] = {}
        for family, weight in _FONTS.items():
            with font_file(weight) as path:
                pdf.add_font(family, fname=path)
            loaded = pdf.fonts[family]
            self._signs[family] = set(loaded.cmap) if isinstance(loaded, TTFFont) else set()
        pdf.set_title(title)
        pdf.set_author("Gen iClick")
        pdf.set_lang(language)
        pdf.set_creation_date(dated)

    @property
    def pages(self) -> int:
        """How many there are."""
        return self._pdf.pages_count

    def add_page(self) -> None:
        """Go on with a fresh page."""
        self._pdf.add_page()

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float,
        font: str = "sans",
        ink: Ink = Ink.TEXT,
        to_the_left: bool = False,
    ) -> None:
        """One line, from ``x`` on; ending there when it goes ``to_the_left``."""
        words = self._use(font, size, words)
        red, green, blue = ink.value
        self._pdf.set_text_color(red, green, blue)
        start = x - self._pdf.get_string_width(words) if to_the_left else x
        self._pdf.text(start, y, words)

    def width(self, words: str, *, size: float, font: str = "sans") -> float:
        """How long one line of these words is."""
        words = self._use(font, size, words)
        return float(self._pdf.get_string_width(words))

    def fitting(self, words: str, width: float, *, size: float, font: str = "sans") -> float:
        """The size, ``size`` at most, in which the words are no longer than ``width``."""
        needed = self.width(words, size=size, font=font)
        return size if needed <= width else size * width / needed

    def lines(self, words: str, width: float, *, size: float, font: str = "sans") -> Sequence[str]:
        """The words in lines no longer than ``width``; what has no space is cut where it must."""
        words = self._use(font, size, words)
        found = self._pdf.multi_cell(
            width, text=words, align="L", dry_run=True, output=MethodReturnValue.LINES
        )
        return [str(line).strip() for line in found] if isinstance(found, list) else []

    def panel(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """A filled rectangle with soft corners."""
        self._fill(ink)
        self._pdf.rect(x, y, width, height, style="F", round_corners=True, corner_radius=2.5)

    def bar(self, x: float, y: float, width: float, height: float, ink: Ink) -> None:
        """A filled rectangle with sharp corners."""
        self._fill(ink)
        self._pdf.rect(x, y, width, height, style="F")

    def dot(self, x: float, y: float, radius: float, ink: Ink) -> None:
        """A filled circle around a point."""
        self._fill(ink)
        self._pdf.circle(x, y, radius, style="F")

    def stroke(self, points: Sequence[tuple[float, float]], width: float, ink: Ink) -> None:
        """A line through these points."""
        red, green, blue = ink.value
        self._pdf.set_draw_color(red, green, blue)
        self._pdf.set_line_width(width)
        self._pdf.polyline(points)

    def as_bytes(self) -> bytes:
        """The paper as a PDF."""
        return bytes(self._pdf.output())

    def _fill(self, ink: Ink) -> None:
        red, green, blue = ink.value
        self._pdf.set_fill_color(red, green, blue)

    def _use(self, font: str, size: float, words: str) -> str:
        """Choose the font, and leave of the words what it can show."""
        self._pdf.set_font(font, size=size)
        return legible(words, self._signs[font])
