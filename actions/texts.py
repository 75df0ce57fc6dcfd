"""The domain's responses, read by the actions too: for lines of a list and for button titles.

What a member reads stands in domain/*.yml only, in both languages; Rasa says whole responses,
and what has to be put together first (a list of claims) is put together here from the same files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Texts:
    """Responses by name and language."""

    def __init__(self, responses: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """``responses`` as in a Rasa domain, with a condition on the slot ``language``."""
        self._responses = responses

    def has(self, name: str) -> bool:
        """Whether the domain holds a response of that name."""
        return name in self._responses

    def text(self, name: str, language: str, /, **values: object) -> str:
        """The response's text with its placeholders filled; KeyError for an unknown one."""
        return fill(str(self._variation(name, language)["text"]), values)

    def buttons(self, name: str, language: str) -> list[dict[str, str]]:
        """The response's buttons, ready to be sent."""
        return [
            {"title": button["title"], "payload": _unescaped(button["payload"])}
            for button in self._variation(name, language).get("buttons", ())
        ]

    def _variation(self, name: str, language: str) -> Mapping[str, Any]:
        variations = self._responses[name]
        return next((v for v in variations if _language(v) == language), variations[0])


def load_texts(folder: Path) -> Texts:
    """Read the responses of every domain file in ``folder``."""
    responses: dict[str, Sequence[Mapping[str, Any]]] = {}
    for path in sorted(folder.glob("*.yml")):
        responses.update(yaml.safe_load(path.read_text(encoding="utf-8")).get("responses", {}))
    return Texts(responses)


def fill(template: str, values: Mapping[str, object]) -> str:
    """Put the values into the placeholders; what a value contains is not looked at again."""
    return PLACEHOLDER.sub(lambda found: str(values[found.group(1)]), template)


def _language(variation: Mapping[str, Any]) -> str | None:
    return next(
        (str(c["value"]) for c in variation.get("condition", ()) if c["name"] == "language"), None
    )


def _unescaped(payload: str) -> str:
    return payload.replace("{{", "{").replace("}}", "}")
