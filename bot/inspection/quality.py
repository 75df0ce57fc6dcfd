"""What makes a photo of a paper hard to read, measured on its grey values.

Runs in a worker. Each threshold was chosen on real receipts, which docs/photo-quality.md shows;
where a measure cannot be sure (no text is found, say) it finds nothing: a member who is told
wrongly to photograph again is lost more easily than one who is asked by the insurer.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from bot.inspection.letters import Grey, letters_in
from bot.inspection.pictures import Pixels
from insurance.ports import Finding

JUDGED_AT = 1600
"""The long side, in pixels, at which a picture is judged: what WhatsApp sends."""

SHORTEST_SIDE, SHORTEST_LONG_SIDE = 250, 480
"""In pixels; less holds no page that can be read."""
LOWEST_LETTERS = 6.0
"""In pixels, of letters in lines that are surely text."""
MOST_SMEARED = 0.43
"""Share of the picture's detail that stays when it is smeared: there was none to lose."""
LEAST_SHARP = 0.17
"""Of a step from paper to ink, what the steepest pixel takes."""
MOST_BLOCKY = 4.0
"""The steps between JPEG's blocks of 8 pixels, by those inside: above, only blocks are left."""
DARKEST_PAPER = 85.0
"""Of 255: the brightest twentieth of the picture."""
BLEACHED_SHARE, FAINTEST_INK = 0.5, 35.0
"""More than half of the picture is white, and what is left of the ink is hardly darker."""
SMALLEST_GLARE = 0.02
"""Share of the picture that a white spot inside darker paper covers."""
MOST_TILTED = 8.0
"""In degrees, of lines of text."""
SUREST_LINES, SURE_LINES = 1.8, 1.5
"""How much letters gather in lines, by how much they do at any other angle."""
MOST_CUT = 0.19
"""Share of the lines of text that one edge of the picture cuts."""


@dataclass(frozen=True)
class Measures:
    """What was measured of one picture."""

    width: int
    height: int
    """In pixels, of the whole picture."""
    smeared: float
    sharp: float
    blocky: float
    paper: float
    white: float
    ink: float
    glare: float
    letters: int
    letter_height: float
    """In pixels, at the size at which it is judged."""
    tilt: float
    """Of lines of text, in degrees, clockwise."""
    lines: float
    cut: float
    """Share of the lines that the edge cuts, on the side where there are most."""


def findings_in(pixels: Pixels) -> tuple[Finding, ...]:
    """What makes this picture hard to read, worst first; nothing when it is fine."""
    return judge(measure(pixels))


def measure(pixels: Pixels) -> Measures:
    """Measure one picture."""
    whole = np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), np.uint8)
    height, width = whole.shape
    grey = _at_most(whole, JUDGED_AT)
    letters = letters_in(grey)
    return Measures(
        width=width,
        height=height,
        smeared=_smeared(grey),
        sharp=_sharp(grey),
        blocky=_blocky(whole),
        paper=float(np.percentile(grey, 95)),
        white=float((grey >= _WHITE).mean()),
        ink=letters.contrast,
        glare=_glare(grey),
        letters=letters.count,
        letter_height=letters.height,
        tilt=letters.tilt,
        lines=letters.lines,
        cut=letters.cut,
    )


def judge(one: Measures) -> tuple[Finding, ...]:
    """What these measures amount to; of a picture that is too small, nothing else is sure."""
    if _is_small(one):
        return (Finding.TOO_SMALL,)
    found = {
        Finding.BLURRED: _is_blurred(one),
        Finding.TOO_DARK: one.paper < DARKEST_PAPER,
        Finding.OVEREXPOSED: _is_bleached(one),
        Finding.CUT_OFF: one.cut > MOST_CUT and one.lines >= SURE_LINES,
        Finding.TILTED: abs(one.tilt) >= MOST_TILTED and one.lines >= SURE_LINES,
    }
    return tuple(finding for finding in Finding if found.get(finding))


def _is_small(one: Measures) -> bool:
    sides = one.width, one.height
    if min(sides) < SHORTEST_SIDE or max(sides) < SHORTEST_LONG_SIDE:
        return True
    return one.lines >= SUREST_LINES and one.letter_height < LOWEST_LETTERS


def _is_blurred(one: Measures) -> bool:
    return one.smeared > MOST_SMEARED or 0 < one.sharp < LEAST_SHARP or one.blocky > MOST_BLOCKY


def _is_bleached(one: Measures) -> bool:
    # Blurred ink is faint as well, and then light is not what it lacks.
    is_faint = one.white > BLEACHED_SHARE and one.ink < FAINTEST_INK and not _is_blurred(one)
    return is_faint or one.glare > SMALLEST_GLARE


_WHITE = 250
_SPAN = 9
_LINE = np.full((1, _SPAN), 1 / _SPAN, np.float32)
_SLANT = np.eye(_SPAN, dtype=np.float32) / _SPAN
_STEP = np.array([[-1, 1]], np.float32)
_SLANTING_STEP = np.array([[-1, 0], [0, 1]], np.float32)
_DIRECTIONS = (
    (_STEP, _LINE),
    (_STEP.T, _LINE.T),
    (_SLANTING_STEP, _SLANT),
    (np.fliplr(_SLANTING_STEP).copy(), np.fliplr(_SLANT).copy()),
)
"""A camera is shaken in any of them: what is smeared along one is sharp across it."""
_NEAR = np.ones((15, 15), np.uint8)
_LEAST_STEP = 30.0
_BLOCK = 8
_FLAT = 0.5
_SPOTS = 3
_REACH = 12
_BLANK = 0.98
_BRIGHT, _DULL = 120, 225
_MOST_GLARE = 0.3


def _at_most(grey: Grey, side: int) -> Grey:
    height, width = grey.shape
    share = side / max(height, width)
    if share >= 1:
        return grey
    size = max(1, round(width * share)), max(1, round(height * share))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _smeared(grey: Grey) -> float:
    """After Crete et al. 2007, "The blur effect": 0 for all detail, 1 for none."""
    fine = grey.astype(np.float32)
    shares = []
    for step, line in _DIRECTIONS:
        steps = np.abs(cv2.filter2D(fine, -1, step))
        left = np.abs(cv2.filter2D(cv2.filter2D(fine, -1, line), -1, step))
        lost = float(np.maximum(steps - left, 0).sum())
        total = float(steps.sum())
        shares.append((total - lost) / total if total else 0.0)
    return max(shares)


def _sharp(grey: Grey) -> float:
    """The steepest slope beside strong edges, by the edge's height; 0 when there are none."""
    calm = cv2.GaussianBlur(grey, (0, 0), 0.8)
    across = cv2.Sobel(calm, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(calm, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    steepest = cv2.dilate(cv2.magnitude(across, down), _NEAR)
    height = cv2.dilate(grey, _NEAR).astype(np.float32) - cv2.erode(grey, _NEAR)
    strong = height >= max(_LEAST_STEP, float(np.percentile(height, 90)) / 2)
    if not strong.any():
        return 0.0
    return float(np.median(steepest[strong] / height[strong]))


def _blocky(grey: Grey) -> float:
    """The steps at the strongest of the 8 phases of columns, by the others' average."""
    if grey.shape[1] < 4 * _BLOCK:
        return 0.0
    columns = np.abs(np.diff(grey.astype(np.int16), axis=1)).mean(axis=0)
    # The median, so that a few ruled lines do not pass for a phase.
    phases = sorted(float(np.median(columns[at::_BLOCK])) for at in range(_BLOCK))
    return phases[-1] / max(sum(phases[:-1]) / (_BLOCK - 1), _FLAT)


def _glare(grey: Grey) -> float:
    """Share of the largest white spot, without a letter in it, that darker paper surrounds."""
    spots, _ = cv2.findContours(
        (grey >= _WHITE).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE
    )
    largest = sorted(spots, key=cv2.contourArea, reverse=True)[:_SPOTS]
    return max((_glare_of(spot, grey) for spot in largest), default=0.0)


def _glare_of(spot: cv2.typing.MatLike, grey: Grey) -> float:
    share = cv2.contourArea(spot) / grey.size
    if not SMALLEST_GLARE / 2 < share < _MOST_GLARE:
        return 0.0
    inside = np.zeros_like(grey)
    cv2.drawContours(inside, [spot], -1, 1, cv2.FILLED)
    reach = max(grey.shape) // _REACH | 1
    near = cv2.dilate(inside, np.ones((reach, reach), np.uint8))
    far = cv2.dilate(near, np.ones((reach, reach), np.uint8))
    around = grey[(far > 0) & (near == 0)]
    is_blank = float((grey[inside > 0] >= _WHITE).mean()) > _BLANK
    is_paper = around.size > 0 and _BRIGHT <= float(np.median(around)) <= _DULL
    return share if is_blank and is_paper else 0.0
