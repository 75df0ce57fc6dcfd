"""The words of a rich message (Bot API 10.1): headings, lists and tables read as plain lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

_INLINE = ("text", "alternative_text", "expression")
_WORDS = ("label", "summary", "text", "expression", "caption", "credit")
_BLOCKS = ("items", "cells", "blocks")


def plain_words(rich_message: object) -> str:
    """What a RichMessage says, a line for each block; empty when it says nothing."""
    blocks = rich_message.get("blocks") if isinstance(rich_message, Mapping) else None
    return "\n".join(_lines(blocks))


def _lines(block: object) -> Iterator[str]:
    """The lines of one RichBlock, or of a list of whatever has some."""
    if isinstance(block, list):
        for one in block:
            yield from _lines(one)
    if isinstance(block, Mapping):
        said = (_inline(block.get(key)).strip() for key in _WORDS)
        yield from (words for words in said if words)
        for key in _BLOCKS:
            yield from _lines(block.get(key))


def _inline(text: object) -> str:
    """A RichText: a string, a list of RichText, or one with marks around it."""
    if isinstance(text, str):
        return text
    if isinstance(text, list):
        return "".join(map(_inline, text))
    if not isinstance(text, Mapping):
        return ""
    return next((_inline(text[key]) for key in _INLINE if key in text), "")
