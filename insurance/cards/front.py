"""The front of a card: whose it is, and what stands on file about the cover."""

from __future__ import annotations

from collections.abc import Sequence

from insurance.cards.canvas import Canvas, Ink, broken, cut, fitting, in_lines, width_of
from insurance.cards.contents import CardContents, Field
from insurance.letters.typeface import Weight

WIDTH, HEIGHT = 1011, 638
"""ID-1, 85.60 by 53.98 mm, at 300 dots an inch."""
EDGE = 48
INNER = WIDTH - 2 * EDGE
BAND = 138
LABEL, VALUE = 25, 37
VALUE_SIZES = (VALUE, 34, 31, 28, 25)
SMALL_VALUE_SIZES = (24, 20, 16)
SMALL_VALUES = 48
"""The height of the lines of a value that is too long for one: two, or three small ones."""
NAME_SIZES = (58, 54, 50, 46)
NAME_TWO_LINES = (42, 38, 34, 30)
COLUMNS = 3
GUTTER = 30
COLUMN = (INNER - (COLUMNS - 1) * GUTTER) / COLUMNS
FIRST_ROW, ROW = 376, 92
"""Baseline of the first row's labels, and from one row's to the next's."""
PLACES = ((0, 0, 1), (1, 0, 1), (2, 0, 1), (0, 1, 2), (0, 2, 1), (1, 2, 2), (2, 1, 1))
"""Column, row and width in columns, for the fields in their order."""


def front(contents: CardContents) -> Canvas:
    """The front, ready to be placed."""
    canvas = Canvas(WIDTH, HEIGHT, Ink.PAPER)
    _band(canvas, contents)
    _whose(canvas, contents)
    for (column, row, span), field in zip(PLACES, contents.fields, strict=False):
        _field(canvas, field, column, row, span)
    return canvas


def _band(canvas: Canvas, contents: CardContents) -> None:
    canvas.place(ornament(BAND), 0, 0)
    canvas.panel(0, BAND, WIDTH, 8, Ink.BRAND_DARK)
    canvas.text(EDGE, 68, contents.brand, size=58, weight=Weight.BOLD, ink=Ink.ON_BRAND)
    canvas.text(EDGE, 112, contents.kind, size=30, ink=Ink.ON_BRAND_QUIET)
    canvas.text(
        WIDTH - EDGE,
        64,
        contents.insurer,
        size=32,
        weight=Weight.SEMIBOLD,
        ink=Ink.ON_BRAND,
        anchor="r",
    )


def ornament(height: int) -> Canvas:
    """A band of our colour with rings that rise from its lower right corner."""
    band = Canvas(WIDTH, height, Ink.BRAND)
    for number in range(7):
        band.ring(WIDTH - 40, height + 30, 90 + number * 34, 3, Ink.BRAND_LIGHT)
    return band


def _whose(canvas: Canvas, contents: CardContents) -> None:
    label, name = contents.name
    lines, size = name_in_lines(name)
    canvas.text(EDGE, 192, label, size=LABEL, ink=Ink.QUIET)
    bottom = 250 if len(lines) == 1 else 232 + size
    for number, line in enumerate(reversed(lines)):
        canvas.text(EDGE, bottom - number * size, line, size=size, weight=Weight.BOLD)
    company, company_size = fitting(contents.company, INNER, (31, 28, 25))
    canvas.text(EDGE, 312, company, size=company_size, ink=Ink.QUIET)
    canvas.panel(EDGE, 334, INNER, 2, Ink.LINE)


def name_in_lines(name: str) -> tuple[Sequence[str], float]:
    """The name in one line or two, and the size of its letters; one of 60 letters is never cut."""
    for size in NAME_SIZES:
        if width_of(name, size, Weight.BOLD) <= INNER:
            return [name], size
    for size in NAME_TWO_LINES:
        lines = in_lines(name, INNER, size, Weight.BOLD)
        if len(lines) <= 2:  # noqa: PLR2004 (there is room for no more)
            return lines, size
    # Words that part badly are broken, before anything of the name is cut.
    size = NAME_TWO_LINES[-1]
    first, *rest = broken(name, INNER, size, Weight.BOLD)
    return [first, cut("".join(rest).lstrip(), INNER, size, Weight.BOLD)], size


def _field(canvas: Canvas, field: Field, column: int, row: int, span: int) -> None:
    label, value = field
    x, y = EDGE + column * (COLUMN + GUTTER), FIRST_ROW + row * ROW
    lines, size = value_in_lines(value, span * COLUMN + (span - 1) * GUTTER)
    canvas.text(x, y, label, size=LABEL, ink=Ink.QUIET)
    first = y + (40 if len(lines) == 1 else 7 + size)
    for number, line in enumerate(lines):
        canvas.text(x, first + number * size, line, size=size, weight=Weight.SEMIBOLD)


def value_in_lines(value: str, width: float) -> tuple[Sequence[str], float]:
    """A value in one line as large as it fits, or in up to three small ones, and the size of its
    letters: a number of 64 signs is not cut, for it would be of no use."""
    for size in VALUE_SIZES:
        if width_of(value, size, Weight.SEMIBOLD) <= width:
            return [value], size
    for size in SMALL_VALUE_SIZES:
        lines = in_lines(value, width, size, Weight.SEMIBOLD)
        if len(lines) * size <= SMALL_VALUES:
            return lines, size
    return [*lines[:2], cut(" ".join(lines[2:]), width, size, Weight.SEMIBOLD)], size
