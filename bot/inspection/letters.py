"""The letters in a picture of a paper, as far as their shapes and places tell: no text is read."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[np.uint8]
Numbers = NDArray[np.float64]

FEWEST = 25
"""Fewer letters say nothing about lines."""
FEWEST_CUT = 2
"""Fewer lines that reach the edge are a stamp, a stain or a fold."""
ANGLES = tuple(range(-40, 41))
"""In degrees; beyond, a line of text is as well a column of another."""

_AROUND = 40
_LEAST_AROUND = 15
_FAINT, _CLEAR, _OF_PAPER = 8.0, 25.0, 0.12
_SMALLEST = (2, 3, 6)
_OF_PICTURE = 18
_EDGE = 1
_LEAST_LINE, _THINNEST = 4.0, 0.25
_IN_A_LINE = 3
_SAME_PAPER = 0.7


@dataclass(frozen=True)
class Letters:
    """What the letters of a picture are like."""

    count: int
    height: float
    """The upper quartile, in pixels."""
    contrast: float
    """How much darker than the paper around it the ink is, of 255, upper quartile."""
    tilt: float
    """Of the lines they stand in, in degrees, clockwise."""
    lines: float
    """How much they gather in lines at that angle, by how much they do at any other."""
    cut: float
    """Share of the lines of letters that the edge cuts, on the side where it cuts most."""


NONE = Letters(0, 0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True)
class _Boxes:
    """Left, top, width and height of each letter."""

    left: Numbers
    top: Numbers
    width: Numbers
    height: Numbers


def letters_in(grey: Grey) -> Letters:
    """Find what may be letters: small dark shapes on something brighter."""
    ink, paper = _ink(grey)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    width, height, area = (stats[1:, at] for at in (2, 3, 4))
    largest = max(grey.shape) // _OF_PICTURE
    fits = (width >= _SMALLEST[0]) & (height >= _SMALLEST[1]) & (area >= _SMALLEST[2])
    chosen = np.flatnonzero(fits & (height <= largest) & (width <= 2 * largest))
    if len(chosen) < FEWEST:
        return NONE
    boxes = _Boxes(*(stats[1:][chosen, at].astype(np.float64) for at in range(4)))
    tilt, lines = _lines(boxes)
    return Letters(
        count=len(chosen),
        height=float(np.percentile(boxes.height, 75)),
        contrast=_contrast(grey, paper, np.asarray(labels, np.int32), chosen),
        tilt=tilt,
        lines=lines,
        cut=_cut(boxes, grey.shape[1], _lightness(paper, boxes)),
    )


def _ink(grey: Grey) -> tuple[Grey, Grey]:
    side = max(_LEAST_AROUND, (max(grey.shape) // _AROUND) | 1)
    paper = cv2.blur(grey, (side, side))
    darker = float(np.clip(_OF_PAPER * np.percentile(grey, 90), _FAINT, _CLEAR))
    ink = (paper.astype(np.int16) - grey > darker).astype(np.uint8)
    # The dots of a needle printer become letters, and letters that nearly touch become words.
    whole = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    return np.asarray(whole, np.uint8), np.asarray(paper, np.uint8)


def _contrast(
    grey: Grey, paper: Grey, labels: NDArray[np.int32], chosen: NDArray[np.int64]
) -> float:
    is_letter = np.isin(labels, chosen + 1)
    return float(np.percentile(paper[is_letter].astype(np.int16) - grey[is_letter], 75))


def _lines(boxes: _Boxes) -> tuple[float, float]:
    """The angle at which the letters gather most in lines, or in columns, and how much.

    Both, so that a receipt that lies on its side is not taken for a tilted one.
    """
    across, down = boxes.left + boxes.width / 2, boxes.top + boxes.height / 2
    bin_size = max(float(np.median(np.maximum(boxes.width, boxes.height))) / 4, 1.0)
    radians = [np.deg2rad(angle) for angle in ANGLES]
    rows = [_gathered(down * np.cos(a) - across * np.sin(a), bin_size) for a in radians]
    columns = [_gathered(across * np.cos(a) + down * np.sin(a), bin_size) for a in radians]
    gathered = np.maximum(rows, columns)
    best = int(gathered.argmax())
    return float(ANGLES[best]), float(gathered[best] / np.median(gathered))


def _gathered(place: Numbers, bin_size: float) -> float:
    counts = np.bincount(((place - place.min()) / bin_size).astype(np.int64))
    return float((counts.astype(np.float64) ** 2).sum()) / len(place)


def _lightness(paper: Grey, boxes: _Boxes) -> Numbers:
    """How light the paper behind each letter is, by how light it is behind the lightest fifth."""
    across = (boxes.left + boxes.width / 2).astype(np.int64)
    down = (boxes.top + boxes.height / 2).astype(np.int64)
    behind = paper[down, across].astype(np.float64)
    return np.asarray(behind / max(float(np.percentile(behind, 80)), 1.0))


def _cut(boxes: _Boxes, width: int, lightness: Numbers) -> float:
    """At the left and right edges, into which lines run; perforation along the others looks like
    letters that are cut, and would be found in every second receipt."""
    longer, shorter = np.maximum(boxes.width, boxes.height), np.minimum(boxes.width, boxes.height)
    typical = max(float(np.median(longer)), _LEAST_LINE)
    line = ((boxes.top + boxes.height / 2) / typical).astype(np.int64)
    on_paper = lightness >= _SAME_PAPER
    whole = shorter >= _THINNEST * typical
    sides = boxes.left <= _EDGE, boxes.left + boxes.width >= width - _EDGE
    return max(_share_cut(line, on_paper, side & whole) for side in sides)


def _share_cut(
    line: NDArray[np.int64], on_paper: NDArray[np.bool_], side: NDArray[np.bool_]
) -> float:
    counts = np.bincount(line[on_paper])
    whole = np.flatnonzero(counts >= _IN_A_LINE)
    cut = np.intersect1d(np.unique(line[on_paper & side]), whole)
    return len(cut) / len(whole) if len(cut) >= FEWEST_CUT else 0.0
