"""What a picture looks like, in 64 hex digits; compared by ``insurance.likeness``."""

from __future__ import annotations

import cv2
import numpy as np

from bot.inspection.pictures import Pixels

_SIDE = 16


def likeness_of(pixels: Pixels) -> str:
    """For each place of a grid of 16 by 16, whether the picture grows brighter to the right."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_SIDE + 1, _SIDE), interpolation=cv2.INTER_AREA).astype(np.int16)
    brighter = small[:, 1:] > small[:, :-1]
    return np.packbits(brighter).tobytes().hex()
