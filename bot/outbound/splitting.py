"""Long texts in pieces that a channel takes.

A break falls, in this order of liking, between paragraphs, lines, sentences, words, and only in
a word too long for a message between two of its characters as a reader sees them (an emoji with
its skin tone is one). Nothing but white space at a break is lost.
"""

from __future__ import annotations

import regex

_GAP = r"[^\S\u00a0\u2007\u202f]"
"""White space at which a line may be broken."""
_PARAGRAPH = regex.compile(rf"{_GAP}*\n{_GAP}*\n{_GAP}*")
_LINE = regex.compile(rf"{_GAP}*\n{_GAP}*")
_SENTENCE = regex.compile(rf"(?<=[.!?…。؟][\"'”’)\]*]*){_GAP}+")
_WORD = regex.compile(rf"{_GAP}+")
_CHARACTER = regex.compile(r"\X")


def utf16_length(text: str) -> int:
    """The length as Telegram and WhatsApp count it: an emoji beyond the BMP counts twice."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, limit: int) -> list[str]:
    """``text`` in pieces of at most ``limit`` UTF-16 units, none of them blank."""
    return [text[start:end] for start, end in spans(text, limit)]


def shortened(text: str, limit: int) -> str:
    """The first words of ``text``, in one line, as many as ``limit`` UTF-16 units take; only a
    first word that alone is too long is cut inside."""
    line = " ".join(text.split())
    if utf16_length(line) <= limit:
        return line
    reach = _reach(line, 0, limit)
    gaps = [gap.start() for gap in _WORD.finditer(line, 1, reach + 1)]
    return line[: gaps[-1] if gaps else _between_characters(line, 0, reach)].rstrip(" ,;:(/&–-")


def spans(text: str, limit: int) -> list[tuple[int, int]]:
    """Where the pieces of ``split`` begin and end in ``text``."""
    found = []
    start, end_of_text = _skip_blanks(text, 0), len(text.rstrip())
    while start < end_of_text:
        reach = _reach(text, start, limit)
        end = end_of_text if reach >= end_of_text else _break(text, start, reach)
        found.append((start, start + len(text[start:end].rstrip())))
        start = _skip_blanks(text, end)
    return found


def _skip_blanks(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip())


def _reach(text: str, start: int, limit: int) -> int:
    """The furthest index up to which a piece that begins at ``start`` may go."""
    units = 0
    for at in range(start, len(text)):
        units += 2 if text[at] > "\uffff" else 1
        if units > limit:
            return max(at, start + 1)
    return len(text)


def _break(text: str, start: int, reach: int) -> int:
    """Where to end the piece: at the kindest place that does not leave it half empty."""
    half = start + (reach - start) // 2
    for gaps, earliest in ((_PARAGRAPH, half), (_LINE, half), (_SENTENCE, half), (_WORD, start)):
        # One character beyond ``reach``: a gap there still ends a piece that fits exactly.
        places = [gap.start() for gap in gaps.finditer(text, start + 1, reach + 1)]
        if places and places[-1] >= earliest:
            return int(places[-1])
    return _between_characters(text, start, reach)


def _between_characters(text: str, start: int, reach: int) -> int:
    best = start
    for character in _CHARACTER.finditer(text, start):
        if character.end() > reach:
            break
        best = character.end()
    return int(best) if best > start else reach
