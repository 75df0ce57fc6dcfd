"""Whether two pictures are the same photo, however often it was made smaller or written anew.

A likeness says, for each place of a coarse grid, whether the picture grows brighter to the right.
The same paper photographed a second time is another photo: that is for people to notice; and two
documents of one form may look alike, so that a likeness is said and nothing is refused for it.
"""

from __future__ import annotations

BITS = 256
"""Of a likeness: 64 hex digits."""
MOST_DIFFERENT_BITS = 30
"""Between two likenesses of one photo; measured in docs/photo-quality.md."""


def look_alike(first: str | None, second: str | None) -> bool:
    """Whether these are likenesses of one photo; no for what is missing or cannot be read."""
    if not first or not second or not _is_likeness(first) or not _is_likeness(second):
        return False
    return different_bits(first, second) <= MOST_DIFFERENT_BITS


def different_bits(first: str, second: str) -> int:
    """In how many places of the grid they differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


def _is_likeness(told: str) -> bool:
    return len(told) == BITS // 4 and set(told) <= set("0123456789abcdef")
