"""The limits that a specification states in prose: “1-4096 characters after entities parsing”."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser
from typing import Any

STRING = re.compile(r"(\d+)-(\d+) (characters|bytes)", re.IGNORECASE)
NUMBER = re.compile(r"(?:between|[;,]) (\d+)(?:-| and )(\d+)(?: are accepted| if specified|\.|$)")
LIST = re.compile(r"(?:()[Aa]t most (\d+) \w+ can be|(\d+)-(\d+) (?:items|identifiers))")
ONE_OF = re.compile(r"[Mm]ust be one of ((?:\"\w+\"[^\".]*)+)")
SOLE_VALUE = re.compile(r"\bmust be (\w+)$")
RECEIVES = re.compile(r"what the user is about to receive: (.+)")
HTML_TAGS = frozenset({"a", "blockquote", "code", "pre", "span", "tg-emoji", "tg-spoiler"}) | {
    *("b", "strong", "i", "em", "u", "ins", "s", "strike", "del")
}
"""What Telegram's page on formatting allows; the specification itself only points there."""


@dataclass(frozen=True)
class Bound:
    """From how much to how much of what."""

    least: float
    most: float
    unit: str

    def problem(self, size: float) -> str | None:
        """What is wrong with so much of it."""
        if self.least <= size <= self.most:
            return None
        return f"{size:g} {self.unit}, not {self.least:g}-{self.most:g}"


def bound_of(description: str, value: Any) -> Bound | None:
    """The limits that a parameter's description states for a value of this type."""
    if isinstance(value, str):
        found = STRING.search(description)
        return Bound(int(found[1]), int(found[2]), found[3].lower()) if found else None
    if isinstance(value, list):
        found = LIST.search(description)
        return Bound(int(found[3] or 0), int(found[2] or found[4]), "items") if found else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        found = NUMBER.search(description)
        return Bound(int(found[1]), int(found[2]), "as a number") if found else None
    return None


def values_of(description: str) -> frozenset[str] | None:
    """The only values that a parameter's description allows; None where it allows any."""
    if found := ONE_OF.search(description):
        return frozenset(re.findall(r'"(\w+)"', found[1]))
    if found := SOLE_VALUE.search(description):
        return frozenset({found[1]})
    if found := RECEIVES.search(description):
        return frozenset(re.findall(r"typing|[a-z]+(?:_[a-z]+)+", found[1]))
    return None


def size_of(value: Any, unit: str) -> float:
    """How much there is of it: strings in bytes or, as Telegram counts, in UTF-16 units."""
    if isinstance(value, str):
        return len(value.encode() if unit == "bytes" else value.encode("utf-16-le")) / (
            1 if unit == "bytes" else 2
        )
    return float(len(value) if isinstance(value, list) else value)


class Markup(HTMLParser):
    """HTML as Telegram takes it: the text that remains, and what it could not parse."""

    def __init__(self, html: str) -> None:
        """Read it all."""
        super().__init__(convert_charrefs=False)
        self.problems: list[str] = []
        self._text: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()
        self.problems += [f"<{tag}> is not closed" for tag in self._open]

    @property
    def text(self) -> str:
        """What a member reads."""
        return "".join(self._text)

    def handle_starttag(self, tag: str, attrs: Iterable[tuple[str, str | None]]) -> None:
        """One more tag is open."""
        if tag not in HTML_TAGS:
            self.problems.append(f"<{tag}> is no tag of Telegram's")
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """The innermost one is closed."""
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        """Text; a bare bracket would be an error of Telegram's."""
        self.problems += ["a bare <"] if "<" in data else []
        self._text.append(data)

    def handle_entityref(self, name: str) -> None:
        """One of four names, or just text."""
        known: Callable[[str], str] = unescape if name in ("lt", "gt", "amp", "quot") else str
        self._text.append(known(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A character by number."""
        self._text.append(unescape(f"&#{name};"))
