"""Plain text with ``*bold*`` words → the HTML that Telegram shows, in pieces that it takes.

A pair of asterisks around words is bold, as WhatsApp shows it by itself; everything else is
escaped. Telegram counts what the reader sees, so the limit holds for the text without its tags,
and no piece begins or ends inside a tag.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from bot.outbound.splitting import spans

_BOLD = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*[^\s*])\*(?![\w*])")
_TAG = re.compile(r"</?b>")


@dataclass(frozen=True)
class _Shown:
    """What the reader sees, and from where to where it is bold."""

    text: str
    bold: tuple[tuple[int, int], ...]


def html_pieces(text: str, limit: int) -> list[str]:
    """``text`` as HTML, each piece at most ``limit`` UTF-16 units long to the reader."""
    shown = _shown(text)
    return [_render(shown, start, end) for start, end in spans(shown.text, limit)]


def plain(markup: str) -> str:
    """What ``html_pieces`` made, back as the text that the reader sees."""
    return html.unescape(_TAG.sub("", markup))


def _shown(text: str) -> _Shown:
    parts: list[str] = []
    bold: list[tuple[int, int]] = []
    length = done = 0
    for match in _BOLD.finditer(text):
        parts += [text[done : match.start()], match[1]]
        begin = length + match.start() - done
        length = begin + len(match[1])
        bold.append((begin, length))
        done = match.end()
    parts.append(text[done:])
    return _Shown("".join(parts), tuple(bold))


def _render(shown: _Shown, start: int, end: int) -> str:
    parts: list[str] = []
    done = start
    for begin, finish in shown.bold:
        first, last = max(begin, start), min(finish, end)
        if first < last:
            parts.append(_escape(shown.text[done:first]))
            parts.append(f"<b>{_escape(shown.text[first:last])}</b>")
            done = last
    parts.append(_escape(shown.text[done:end]))
    return "".join(parts)


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
