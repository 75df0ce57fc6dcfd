"""Good photos of papers, spoilt in known ways, so that what is said of photos can be counted."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from insurance.ports import Finding

Pixels = NDArray[np.uint8]
Spoil = Callable[[Pixels], Pixels]

SIZE = 1600
"""The long side of what is spoilt, in pixels: what WhatsApp sends."""
_NOISE = np.random.default_rng(5)


def at_most(pixels: Pixels, side: int = SIZE) -> Pixels:
    """The picture, its long side not above ``side``."""
    share = side / max(pixels.shape[:2])
    if share >= 1:
        return pixels
    return _u8(cv2.resize(pixels, None, fx=share, fy=share, interpolation=cv2.INTER_AREA))


def on_a_table(pixels: Pixels) -> Pixels:
    """The paper photographed on wood: grain, a shadow across it, a small tilt, noise, JPEG."""
    height, width = (int(side * 1.25) for side in pixels.shape[:2])
    picture = _wood(height, width)
    top, left = (height - pixels.shape[0]) // 2, (width - pixels.shape[1]) // 2
    picture[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels * 0.86
    picture = _turned(picture, 2.5, (70, 90, 120))
    shade = np.linspace(1.0, 0.72, picture.shape[1], dtype=np.float32)[None, :, None]
    noisy = picture * shade + _NOISE.normal(0, 4, picture.shape)
    return jpeg(_u8(noisy.clip(0, 255)), 80)


def jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Written as a JPEG and read again."""
    _, written = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return _u8(cv2.imdecode(written, cv2.IMREAD_COLOR))


def _wood(height: int, width: int) -> NDArray[np.float32]:
    grain = _NOISE.normal(0, 1, (height, max(width // 40, 2))).astype(np.float32)
    grain = cv2.GaussianBlur(cv2.resize(grain, (width, height)), (0, 0), 1.2)
    return np.asarray(np.array([60, 85, 115], np.float32) + 22 * grain[:, :, None], np.float32)


def _turned(pixels: NDArray[np.float32], degrees: float, around: tuple[int, int, int]) -> Pixels:
    height, width = pixels.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cosine, sine = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = int(height * sine + width * cosine), int(height * cosine + width * sine)
    turn[:, 2] += (wide - width) / 2, (high - height) / 2
    return _u8(cv2.warpAffine(pixels, turn, (wide, high), borderValue=around))


def _tilted(degrees: float) -> Spoil:
    return lambda pixels: _turned(pixels.astype(np.float32), degrees, (70, 90, 120))


def _blurred(sigma: float) -> Spoil:
    return lambda pixels: _u8(cv2.GaussianBlur(pixels, (0, 0), sigma))


def _shaken(length: int) -> Spoil:
    kernel = np.eye(length, dtype=np.float32) / length
    return lambda pixels: _u8(cv2.filter2D(pixels, -1, kernel))


def _dark(share: float) -> Spoil:
    def spoil(pixels: Pixels) -> Pixels:
        noisy = pixels * share + _NOISE.normal(0, 3, pixels.shape)
        return _u8(noisy.clip(0, 255))

    return spoil


def _washed_out(left: float) -> Spoil:
    """As much of the ink is ``left``; the paper is white."""
    return lambda pixels: _u8((255 - (255.0 - pixels) * left + 8).clip(0, 255))


def _glaring(pixels: Pixels) -> Pixels:
    """A lamp reflected by the middle of a paper that is not white."""
    height, width = pixels.shape[:2]
    spot = np.zeros((height, width), np.float32)
    cv2.ellipse(spot, (width // 2, height // 2), (width // 4, height // 9), 0, 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), width / 60)[:, :, None]
    return _u8((pixels * 0.8 * (1 - spot) + 255 * spot).clip(0, 255))


def _without_left(pixels: Pixels) -> Pixels:
    return pixels[:, pixels.shape[1] // 4 :]


def _without_right(pixels: Pixels) -> Pixels:
    return pixels[:, : pixels.shape[1] * 3 // 4]


def _small(side: int) -> Spoil:
    return lambda pixels: at_most(pixels, side)


def _u8(values: NDArray[np.float64] | NDArray[np.float32] | cv2.typing.MatLike) -> Pixels:
    return np.asarray(values, np.uint8)


FINE: Mapping[str, Spoil] = {
    "as it is": lambda pixels: pixels,
    "on a wooden table": on_a_table,
    "a third darker": lambda pixels: _u8(pixels * 0.67),
    "JPEG of quality 30": lambda pixels: jpeg(pixels, 30),
    "tilted by 4°": _tilted(4),
    "on its side": lambda pixels: _u8(cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE)),
    "a little soft (σ 1)": _blurred(1),
}
"""Ways in which a good photo stays good."""

SPOILT: Mapping[str, tuple[Finding, Spoil]] = {
    "blurred, σ 3": (Finding.BLURRED, _blurred(3)),
    "blurred, σ 5": (Finding.BLURRED, _blurred(5)),
    "shaken, 15 pixels": (Finding.BLURRED, _shaken(15)),
    "JPEG of quality 5": (Finding.BLURRED, lambda pixels: jpeg(pixels, 5)),
    "a quarter of the light": (Finding.TOO_DARK, _dark(0.25)),
    "a sixth of the light": (Finding.TOO_DARK, _dark(0.17)),
    "a fifth of the ink left": (Finding.OVEREXPOSED, _washed_out(0.2)),
    "a tenth of the ink left": (Finding.OVEREXPOSED, _washed_out(0.1)),
    "a lamp's reflection": (Finding.OVEREXPOSED, _glaring),
    "tilted by 12°": (Finding.TILTED, _tilted(12)),
    "tilted by 20° the other way": (Finding.TILTED, _tilted(-20)),
    "the left quarter is missing": (Finding.CUT_OFF, _without_left),
    "the right quarter is missing": (Finding.CUT_OFF, _without_right),
    "320 pixels long": (Finding.TOO_SMALL, _small(320)),
    "450 pixels long": (Finding.TOO_SMALL, _small(450)),
}
"""Ways in which it becomes hard to read, and what should be found then."""
