"""Recognises data that a member types: numbers, codes, e-mail addresses, dates, amounts."""

from __future__ import annotations

import re

from engine.amounts import find_amounts
from engine.dates import find_dates

LONGEST_NUMBER = 4
"""Digits up to which a number is read as a number, and not as somebody's code."""

_KINDS = {
    "xclaim": re.compile(r"(?:klm|clm)-?[\d-]+"),
    "xamount": re.compile(
        r"(?:rp|idr)?[\d.,]+(?:rb|ribu|rban|jt|juta|k|mio)|(?:rp|idr)[\d.,]+|\d{1,3}(?:\.\d{3})+"
    ),
    "xdate": re.compile(
        r"\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})|\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}"
    ),
}
"""Words in the place of a claim's number, an amount and a day, and how these are written."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_CODE = re.compile(r"#?(?=[\w./-]*\d)[\w./-]+")
_FILLER = re.compile(
    r"\b(?:no|nomor|nomer|nmr|number|tgl|tanggal|lahir|lahirnya|date|of|birth|email|e-mail|polis|"
    r"policy|peserta|participant|itu|adalah|nya|ini|saya|my|is|the|yaitu|rp|idr|rupiah|it's|its|"
    r"salah|maksudnya|harusnya|eh|wrong|sorry|maaf|ralat|bukan|tapi|but|not|seharusnya|should|be|"
    r"klaim|claim|kode|code|yang|yg)\b"
)
_PUNCTUATION = re.compile(r"[\s:;,.!?()=\"'#+-]+")


def is_plain_data(text: str) -> bool:
    """Whether a message is data somebody asked for and nothing else, such as "12 Mei 1990"."""
    lowered = text.strip().lower()
    if not any(char.isdigit() or char == "@" for char in lowered):
        return False
    rest = _EMAIL.sub(" ", lowered)
    for found in (*find_dates(rest), *find_amounts(rest)):
        rest = rest.replace(rest[found.start : found.end], " " * (found.end - found.start))
    rest = _FILLER.sub(" ", _CODE.sub(" ", rest))
    return not _PUNCTUATION.sub("", rest)


def mask_data(normalised: str) -> str:
    """Normalised text with every datum replaced by a word for its kind."""
    return " ".join(_mask(word) for word in normalised.split())


def _mask(word: str) -> str:
    if "@" in word:
        return "xemail"
    if not any(char.isdigit() for char in word):
        return word
    if word in ("119", "112", "118", "110", "24"):
        return word
    kind = next((kind for kind, pattern in _KINDS.items() if pattern.fullmatch(word)), None)
    if kind:
        return kind
    digits = sum(char.isdigit() for char in word)
    return "xcode" if digits < len(word) or digits > LONGEST_NUMBER else "xnumber"
