"""Reads a QR code in a picture, as a front desk's scanner does: it looks until it has it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from PIL import Image

ZOOMS = (1, 0.5, 0.75, 1.5)
"""A look may miss a good code by chance; a scanner looks all the time."""


def read_code(picture: bytes) -> str:
    """What stands in the picture's code; fails when no look finds one."""
    grey = np.asarray(Image.open(BytesIO(picture)).convert("L"))
    for look in _looks(grey):
        for detector in (cv2.QRCodeDetectorAruco(), cv2.QRCodeDetector()):
            if text := detector.detectAndDecode(look)[0]:
                return str(text)
    raise AssertionError("no code that can be read")


def _looks(grey: Any) -> Iterator[Any]:
    """All of it, its lower half and the quarter where a card has its code, from near and far."""
    height, width = grey.shape
    for part in (grey, grey[height // 2 :], grey[height // 2 :, width // 2 :]):
        for zoom in ZOOMS:
            yield cv2.resize(part, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA)
