"""Files of ours for tests of what is sent."""

from __future__ import annotations

import struct
import zlib


def png(width: int, height: int) -> bytes:
    """A black picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width + 1) * height))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


FILES = {"card": png(640, 400), "strip": png(2100, 100), "letter": b"%PDF-1.4 a letter"}


class Files:
    """A card, a strip that is no photo, and a letter."""

    async def read(self, media_id: str) -> bytes:
        return FILES[media_id]
