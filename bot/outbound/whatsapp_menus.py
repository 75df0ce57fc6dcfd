"""Menus as Twilio's Content API wants them: a shape, made once, and its variables each time.

A shape holds no word and no id of any menu: every text in it is a variable. Twilio takes no
variable that breaks its line, or holds a tab or more than four spaces on end (21656): so each line
of the text is a variable of its own, and the shape holds the breaks between them. There are no more
shapes than menus have layouts, whatever the menus say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.messages import Draft
from bot.outbound.contents import Definition

VERSION = 2
"""Part of the friendly name: to be raised whenever what is asked for changes."""
ANY_LANGUAGE = "id"
"""Twilio wants one; the words come with each message, in either."""
MOST_LINES = 60
"""Of a menu's text: Twilio takes 100 variables, and a list of ten with second lines has 31."""
_WIDE = re.compile(r"\t| {5,}")


@dataclass(frozen=True)
class Shape:
    """What two menus have in common that can be sent by the same content."""

    is_list: bool
    described: tuple[bool, ...]
    """For each choice, whether it has a second line: a variable may not be empty."""
    breaks: tuple[int, ...] = ()
    """After each line of the text but the last, how many line breaks: 1, or 2 for a blank line."""


def shape_of(draft: Draft) -> Shape:
    """The shape of a draft with buttons."""
    lines = draft.descriptions or ("",) * len(draft.buttons)
    return Shape(bool(draft.list_label), tuple(map(bool, lines)), _laid_out(draft.text)[1])


def fits(body: str) -> bool:
    """Whether the text above a menu has no more lines than a shape can hold."""
    return len(_laid_out(body)[0]) <= MOST_LINES


@cache
def definition_of(shape: Shape) -> Definition:
    """The content that sends menus of this shape."""
    numbers = map(str, range(1, 1000))
    samples: dict[str, str] = {}

    def variable(sample: str) -> str:
        number = next(numbers)
        samples[number] = sample
        return f"{{{{{number}}}}}"

    body = variable("Baris 1")
    for line, breaks in enumerate(shape.breaks, start=2):
        body += "\n" * breaks + variable(f"Baris {line}")
    if shape.is_list:
        types = {"twilio/list-picker": {"body": body, **_list(shape, variable)}}
    else:
        types = {"twilio/quick-reply": {"body": body, **_quick_reply(shape, variable)}}
    return Definition("menu", _friendly_name(shape), ANY_LANGUAGE, samples, types)


def variables_of(draft: Draft) -> str:
    """``ContentVariables`` for the content of the draft's shape: JSON."""
    values = {str(number): value for number, value in enumerate(_values(draft), start=1)}
    # An apostrophe has been reported to break Twilio's reading; escaped, it is the same JSON.
    return json.dumps(values, ensure_ascii=False).replace("'", "\\u0027")


def _values(draft: Draft) -> Iterator[str]:
    yield from _laid_out(draft.text)[0]
    if draft.list_label:
        yield draft.list_label
    for place, (title, token) in enumerate(draft.buttons):
        yield title
        yield token
        if draft.descriptions and draft.descriptions[place]:
            yield draft.descriptions[place]


def _laid_out(text: str) -> tuple[Sequence[str], tuple[int, ...]]:
    """The lines of a text that have words, and how many breaks are between each two."""
    lines: list[str] = []
    breaks: list[int] = []
    blank = False
    for line in text.splitlines():
        if not line.strip():
            blank = True
            continue
        if lines:
            breaks.append(2 if blank else 1)
        lines.append(_WIDE.sub(" ", line.rstrip()))
        blank = False
    return lines, tuple(breaks)


def _list(shape: Shape, variable: Callable[[str], str]) -> Mapping[str, Any]:
    button, items = variable("Pilih"), []
    for place, described in enumerate(shape.described, start=1):
        item = {"item": variable(f"Pilihan {place}"), "id": variable(f"pilihan_{place}")}
        if described:
            item["description"] = variable(f"Keterangan {place}")
        items.append(item)
    return {"button": button, "items": items}


def _quick_reply(shape: Shape, variable: Callable[[str], str]) -> Mapping[str, Any]:
    titles = [
        {
            "type": "QUICK_REPLY",
            "title": variable(f"Pilihan {place}"),
            "id": variable(f"pilihan_{place}"),
        }
        for place, _ in enumerate(shape.described, start=1)
    ]
    return {"actions": titles}


def _friendly_name(shape: Shape) -> str:
    kind = "list" if shape.is_list else "buttons"
    marks = "".join("d" if described else "t" for described in shape.described)
    layout = "".join(map(str, shape.breaks)) or "0"
    return f"iclick_{kind}_{marks}_{layout}_v{VERSION}"
