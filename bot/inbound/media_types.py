"""What a file is, by its first bytes: neither its name nor what the sender says counts."""

from __future__ import annotations

import filetype
from filetype.types import archive, image

ENOUGH = 4096
"""So many first bytes tell, in bytes; fewer when the file ends before."""
_MATCHERS = (image.Jpeg(), image.Png(), image.Apng(), image.Webp(), archive.Pdf())
_SAME_AS = {"image/apng": "image/png"}
_HEIC = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx"))
_HEIF = frozenset((b"mif1", b"mif2", b"msf1"))
_FTYP_BEGINS = 8


def content_type_of(first: bytes) -> str | None:
    """``image/jpeg``, ``…/png``, ``…/webp``, ``…/heic``, ``…/heif`` or ``application/pdf``.

    None for everything else, which is not taken.
    """
    found = filetype.match(first, matchers=_MATCHERS)
    if found is not None:
        return _SAME_AS.get(found.mime, str(found.mime))
    return _heif(first)


def _heif(first: bytes) -> str | None:
    """The library knows a file of iPhones as HEIC, but not what other cameras write."""
    if first[4:_FTYP_BEGINS] != b"ftyp":
        return None
    length = int.from_bytes(first[:4], "big")
    brands = [first[at : at + 4] for at in range(_FTYP_BEGINS, min(length, len(first)), 4)]
    del brands[1:2]  # the version stands between the major brand and the others
    if b"avif" in brands or not brands:
        return None
    if _HEIC.intersection(brands):
        return "image/heic" if brands[0] in _HEIC | _HEIF else None
    return "image/heif" if brands[0] in _HEIF else None
