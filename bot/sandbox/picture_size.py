"""How wide and high a picture is, read from its first bytes."""

from __future__ import annotations

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
FRAME_HEADERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG's SOF markers; those left out stand for tables."""


def picture_size(content: bytes) -> tuple[int, int] | None:
    """(width, height) in pixels of a PNG, JPEG or GIF; None when it is none of them."""
    try:
        if content.startswith(PNG):
            width, height = struct.unpack(">II", content[16:24])
            return int(width), int(height)
        if content[:6] in (b"GIF87a", b"GIF89a"):
            width, height = struct.unpack("<HH", content[6:10])
            return int(width), int(height)
        return _jpeg_size(content) if content.startswith(JPEG) else None
    except struct.error:  # it ends too early
        return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = len(JPEG)
    while position + 9 <= len(content) and content[position] == 0xFF:  # noqa: PLR2004
        marker = content[position + 1]
        length, _, height, width = struct.unpack(">HBHH", content[position + 2 : position + 9])
        if marker in FRAME_HEADERS:
            return int(width), int(height)
        position += 2 + length
    return None
