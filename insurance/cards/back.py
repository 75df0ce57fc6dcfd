"""The back of a card: what it is good for, how to check it, and whom to call."""

from __future__ import annotations

from insurance.cards.canvas import Canvas, Ink, fitting, width_of
from insurance.cards.contents import CardBenefit, CardContents
from insurance.cards.front import EDGE, HEIGHT, INNER, WIDTH, ornament
from insurance.letters.typeface import Weight

QR_PANEL = 320
"""The white square that holds the QR code; the code is put on it when all else is painted."""
QR_LEFT, QR_TOP = WIDTH - EDGE - QR_PANEL + 12, 34
LIST = QR_LEFT - EDGE - 34
"""How wide the list of benefits is."""
FIRST_ROW, ROW = 124, 52
"""Baseline of the first benefit, and from one to the next."""
MOST_BENEFITS = 6
BAND = 176
BAND_TOP = HEIGHT - BAND


def back(contents: CardContents) -> Canvas:
    """The back, ready to be placed; without its QR code."""
    canvas = Canvas(WIDTH, HEIGHT, Ink.PAPER)
    heading = contents.benefits_heading
    canvas.text(EDGE, 74, heading, size=32, weight=Weight.BOLD, ink=Ink.BRAND)
    for number, benefit in enumerate(contents.benefits[:MOST_BENEFITS]):
        _benefit(canvas, benefit, FIRST_ROW + number * ROW)
    canvas.panel(QR_LEFT - 2, QR_TOP - 2, QR_PANEL + 4, QR_PANEL + 4, Ink.LINE, radius=22)
    canvas.panel(QR_LEFT, QR_TOP, QR_PANEL, QR_PANEL, Ink.WHITE, radius=20)
    middle = QR_LEFT + QR_PANEL / 2
    scan, size = fitting(contents.scan, QR_PANEL, (27, 24, 21), Weight.SEMIBOLD)
    canvas.text(middle, QR_TOP + QR_PANEL + 36, scan, size=size, weight=Weight.SEMIBOLD, anchor="m")
    show, size = fitting(contents.show, INNER, (27, 25, 23))
    canvas.text(EDGE, BAND_TOP - 20, show, size=size, ink=Ink.QUIET)
    _band(canvas, contents)
    return canvas


def _benefit(canvas: Canvas, benefit: CardBenefit, y: float) -> None:
    good = benefit.is_cashless
    ink, ground = (Ink.GOOD, Ink.GOOD_TINT) if good else (Ink.QUIET, Ink.TINT)
    mark = width_of(benefit.mark, 25, Weight.SEMIBOLD)
    pill = mark + (68 if good else 36)
    left = EDGE + LIST - pill
    canvas.panel(left, y - 31, pill, 42, ground, radius=21)
    if good:
        _tick(canvas, left + 28, y - 10, ink)
    canvas.text(
        left + pill - 18, y - 1, benefit.mark, size=25, weight=Weight.SEMIBOLD, ink=ink, anchor="r"
    )
    name, size = fitting(benefit.name, LIST - pill - 18, (33, 30, 27, 24))
    canvas.text(EDGE, y, name, size=size)


def _tick(canvas: Canvas, x: float, y: float, ink: Ink) -> None:
    canvas.stroke([(x - 11, y), (x - 3, y + 9), (x + 12, y - 10)], 5, ink)


def _band(canvas: Canvas, contents: CardContents) -> None:
    canvas.place(ornament(BAND), 0, BAND_TOP)
    (hotline, number), (tpa, tpa_name) = contents.hotline, contents.tpa
    canvas.text(EDGE, BAND_TOP + 46, hotline, size=26, ink=Ink.ON_BRAND_QUIET)
    canvas.text(EDGE, BAND_TOP + 100, number, size=56, weight=Weight.BOLD, ink=Ink.ON_BRAND)
    beside = EDGE + width_of(number, 56, Weight.BOLD) + 60
    canvas.text(beside, BAND_TOP + 46, tpa, size=26, ink=Ink.ON_BRAND_QUIET)
    canvas.text(beside, BAND_TOP + 100, tpa_name, size=56, weight=Weight.BOLD, ink=Ink.ON_BRAND)
    legal, size = fitting(contents.legal, INNER, (24, 23, 22, 21, 20))
    canvas.text(EDGE, HEIGHT - 26, legal, size=size, ink=Ink.ON_BRAND_QUIET)
