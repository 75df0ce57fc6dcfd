"""E-mail addresses as people type them, and the address that they probably meant."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

COMMON_DOMAINS = (
    "gmail.com", "yahoo.com", "yahoo.co.id", "hotmail.com", "outlook.com", "icloud.com",
    "outlook.co.id", "live.com", "ymail.com", "rocketmail.com", "protonmail.com",
)  # fmt: skip
MOST_TYPOS = 2

ADDRESS = re.compile(r"[a-z0-9][\w.+'-]*@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.ASCII)
NEARLY = re.compile(r"[\w.+'-]+@[\w.-]+|[\w.+'-]+\.(?:com|co|id|net|org)\b", re.ASCII)
SPOKEN_AT = re.compile(r"\s+(?:at|et)\s+|\s*[(\[]\s*at\s*[)\]]\s*")
SPOKEN_DOT = re.compile(r"\s+(?:dot|titik|point)\s+")
SPACED = re.compile(r"\s*([@＠])\s*")
SPACED_DOT = re.compile(
    r"(?<=\w)\s*\.\s*(?=(?:com|co|id|net|org|ac|sch|go)\b)|(?<=\w)\s+\.\s*(?=\w)"
)


@dataclass(frozen=True)
class EmailRead:
    """What a text says about an address."""

    address: str | None = None
    """As written, lower-cased, without spaces; None when there is none that could be mailed."""
    suggestion: str | None = None
    """The address that was probably meant, where the written one looks mistyped."""
    nearly: bool = False
    """Whether something in the text was meant to be an address."""


def read_email(text: str, asked: bool = False) -> EmailRead:
    """Find an address; when one was ``asked`` for, mend what is broken in it."""
    lowered = SPACED.sub("@", text.casefold().strip())
    mended = mend(lowered) if asked or "@" in lowered else lowered
    found = ADDRESS.search(mended)
    if found:
        address = found.group().strip(".'")
        return EmailRead(address, suggestion=better(address))
    nearly = NEARLY.search(mended)
    if nearly is None or not asked:
        return EmailRead(nearly="@" in lowered)
    return EmailRead(suggestion=without_at(nearly.group()), nearly=True)


def without_email(text: str) -> str:
    """The text, lower-cased, without its address."""
    return NEARLY.sub(" ", ADDRESS.sub(" ", mend(SPACED.sub("@", text.casefold()))))


def mend(text: str) -> str:
    """Spoken and spaced-out addresses written together: ``budi at gmail dot com``."""
    text = SPOKEN_DOT.sub(".", text)
    if "@" not in text:
        text = SPOKEN_AT.sub("@", text, count=1)
    text = SPACED_DOT.sub(".", text)
    return re.sub(r",(?=(?:com|co|id)\b)|\.{2,}", ".", text)


def better(address: str) -> str | None:
    """The address with the common domain that its own is a typo of, if it is."""
    name, _, domain = address.partition("@")
    if domain in COMMON_DOMAINS:
        return None
    for common in COMMON_DOMAINS:
        if DamerauLevenshtein.distance(domain, common, score_cutoff=MOST_TYPOS) <= MOST_TYPOS:
            return f"{name}@{common}"
    return None


def without_at(text: str) -> str | None:
    """``budi.gmail.com`` and ``budigmail.com`` with the @ where it belongs."""
    if "@" in text:
        name, _, domain = text.partition("@")
        if f"{domain}.com" in COMMON_DOMAINS:
            return f"{name}@{domain}.com"
        return better(text) or better(f"{text}.com")
    for common in COMMON_DOMAINS:
        if text.endswith(common) and len(text) > len(common):
            return f"{text.removesuffix(common).rstrip('.')}@{common}"
    return None
