"""Telegram's HTML: parsed and refused as the Bot API's server does it.

After ``parse_html`` of tdlib's MessageEntity.cpp, as far as bots use it.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.telegram_errors import bad_request

ENTITY_TYPES = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TOKEN = re.compile(
    r"(?P<tag><(?P<end>/?)(?P<name>[^\s<>/=\"']*)(?P<rest>[^<>]*)>)"
    r"|(?P<open><)"
    r"|(?P<entity>&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});)"
)
HREF = re.compile(r"""\s*href\s*=\s*(?:"([^"]*)"|'([^']*)'|(\S+))""")


def utf16_length(text: str) -> int:
    """How long Telegram thinks ``text`` is: UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


@dataclass
class _Parser:
    source: str
    text: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)
    open_tags: list[tuple[str, int, str]] = field(default_factory=list)
    """Name, where it began in the text, and its link."""

    def run(self) -> None:
        position = 0
        for token in TOKEN.finditer(self.source):
            self.text += self.source[position : token.start()]
            position = token.end()
            self._take(token)
        self.text += self.source[position:]
        if self.open_tags:
            name = self.open_tags[-1][0]
            raise _refused(f'Can\'t find end tag corresponding to start tag "{name}"')

    def _take(self, token: re.Match[str]) -> None:
        if token["entity"]:
            self.text += html.unescape(token["entity"])
        elif token["open"]:
            raise _refused(f"Unclosed start tag at byte offset {self._offset(token)}")
        elif token["end"]:
            self._end(token)
        else:
            self._start(token)

    def _start(self, token: re.Match[str]) -> None:
        name = token["name"].lower()
        if name not in ENTITY_TYPES or (name == "span" and "tg-spoiler" not in token["rest"]):
            raise _refused(f'Unsupported start tag "{name}" at byte offset {self._offset(token)}')
        found = HREF.match(token["rest"])
        link = next(filter(None, found.groups()), "") if found else ""
        self.open_tags.append((name, len(self.text), html.unescape(link)))

    def _end(self, token: re.Match[str]) -> None:
        if not self.open_tags:
            raise _refused(f"Unexpected end tag at byte offset {self._offset(token)}")
        name, began, link = self.open_tags.pop()
        found = token["name"].lower()
        if found not in ("", name):
            raise _refused(
                f"Unmatched end tag at byte offset {self._offset(token)}, "
                f'expected "</{name}>", found "</{found}>"'
            )
        self._add(name, began, link)

    def _add(self, name: str, began: int, link: str) -> None:
        length = utf16_length(self.text[began:])
        if not length or (name == "a" and not link):
            return
        entity: dict[str, Any] = {
            "type": ENTITY_TYPES[name],
            "offset": utf16_length(self.text[:began]),
            "length": length,
        }
        if link:
            entity["url"] = link
        self.entities.append(entity)

    def _offset(self, token: re.Match[str]) -> int:
        return len(self.source[: token.start()].encode())


def parse_html(source: str) -> tuple[str, list[dict[str, Any]]]:
    """The text and its entities; raises TelegramError in the real server's words."""
    parser = _Parser(source)
    parser.run()
    entities = sorted(parser.entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return parser.text, entities


def trimmed(text: str, entities: list[dict[str, Any]]) -> tuple[str, list[dict[str, Any]]]:
    """The text without blank ends, which Telegram cuts off, and its entities moved along."""
    cut = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    end = utf16_length(text)
    moved = []
    for entity in entities:
        first = max(entity["offset"] - cut, 0)
        last = min(entity["offset"] + entity["length"] - cut, end)
        if last > first:
            moved.append(entity | {"offset": first, "length": last - first})
    return text, moved


def _refused(why: str) -> Exception:
    return bad_request(f"can't parse entities: {why}")
