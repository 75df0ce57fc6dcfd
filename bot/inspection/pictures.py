"""A picture as we keep it: upright, not too large, a plain JPEG with nothing but its pixels.

Runs in a worker. Nothing of the file that came is carried over: no EXIF, no place, no thumbnail,
no bytes behind its end.
"""

from __future__ import annotations

import io
import warnings

import cv2
import numpy as np
import pillow_heif
from numpy.typing import NDArray
from PIL import Image

from bot.inspection.limits import (
    JPEG_QUALITY,
    LONGEST_SIDE,
    MOST_PIXELS,
    MOST_PIXELS_JPEG,
    MOST_PIXELS_PROGRESSIVE,
    MOST_SIDE,
)
from bot.inspection.verdict import NotUsable, Unfit

Pixels = NDArray[np.uint8]
"""Rows of pixels: red, green, blue."""

_FORMATS = {
    "image/jpeg": ("JPEG", "MPO"),  # of an MPO the first picture counts
    "image/png": ("PNG",),
    "image/webp": ("WEBP",),
}
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LARGE_ENOUGH = LONGEST_SIDE * 3 // 4
_WITHOUT_HALVES = ("1", "P", "PA")
"""Modes whose values cannot be averaged."""
_PLAIN = ("L", "LA", "RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "HSV", "LAB")
_SIXTEEN_BITS = 256
_CHANNELS = 3

# Our own bounds stand in ``_check_size``, before a pixel is decoded.
Image.MAX_IMAGE_PIXELS = None
warnings.filterwarnings("ignore", module="PIL")


def decode(content: bytes, content_type: str) -> Pixels:
    """The picture, upright and at most LONGEST_SIDE long. Raises NotUsable."""
    try:
        if content_type in _FORMATS:
            return _decode(content, _FORMATS[content_type])
        return _decode_heif(content)
    except NotUsable:
        raise
    except MemoryError:
        raise NotUsable(Unfit.TOO_MANY_PIXELS, "out of memory") from None
    except Exception as error:  # whatever a decoder raises about a stranger's file
        raise NotUsable(Unfit.BROKEN, type(error).__name__) from None


def encode(pixels: Pixels) -> bytes:
    """As a JPEG."""
    settings = [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]
    done, encoded = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), settings)
    if not done:
        raise NotUsable(Unfit.BROKEN, "not written")
    return bytes(encoded)


def _decode(content: bytes, formats: tuple[str, ...]) -> Pixels:
    with Image.open(io.BytesIO(content), formats=formats) as image:
        _check_size(image.size, _most_pixels(image))
        _decode_smaller(image)
        image.load()
        turn = _TURNS.get(_orientation(image))
        pixels = np.asarray(_in_colour(image))
    if turn is None:
        return pixels
    return np.asarray(Image.fromarray(pixels).transpose(turn))


def _decode_heif(content: bytes) -> Pixels:
    # The library turns the picture itself, by what the container says.
    image = pillow_heif.open_heif(content, convert_hdr_to_8bit=True)
    _check_size(image.size, MOST_PIXELS)
    pixels = np.asarray(image)
    if pixels.ndim < _CHANNELS:
        return _smaller(np.repeat(pixels[:, :, None], _CHANNELS, axis=2))
    return _smaller(np.ascontiguousarray(pixels[:, :, :_CHANNELS]))


def _most_pixels(image: Image.Image) -> int:
    if image.format not in _FORMATS["image/jpeg"]:
        return MOST_PIXELS
    return MOST_PIXELS_PROGRESSIVE if image.info.get("progressive") else MOST_PIXELS_JPEG


def _check_size(size: tuple[int, int], most_pixels: int) -> None:
    width, height = size
    if width < 1 or height < 1:
        raise NotUsable(Unfit.BROKEN, "without pixels")
    if max(size) > MOST_SIDE or width * height > most_pixels:
        raise NotUsable(Unfit.TOO_MANY_PIXELS, "says its header")


def _decode_smaller(image: Image.Image) -> None:
    """Have a JPEG decoded at a half, a quarter or an eighth, if that is still large enough."""
    times = max(image.size) // _LARGE_ENOUGH
    if times > 1:
        image.draft("RGB", (image.width // times, image.height // times))


def _orientation(image: Image.Image) -> int:
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # EXIF is written by everybody, and read by nobody who does not survive it
        return 1


def _in_colour(image: Image.Image) -> Image.Image:
    """In red, green and blue, and not too large; in an order that needs the least memory."""
    if image.mode in _WITHOUT_HALVES:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    elif image.mode not in _PLAIN:
        grey = np.asarray(image) // _SIXTEEN_BITS
        image = Image.fromarray(grey.clip(0, 255).astype(np.uint8))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.HAMMING)
    if "A" not in image.mode:
        return image.convert("RGB")
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image.convert("RGB"), mask=image.getchannel("A"))
    return paper


def _smaller(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    share = LONGEST_SIDE / max(height, width)
    if share >= 1:
        return pixels
    size = max(1, round(width * share)), max(1, round(height * share))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
