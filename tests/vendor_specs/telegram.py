"""Calls of the Bot API held against its specification: names, types, limits.

The limits come out of the descriptions' prose. Some rules stand on pages that the specification
only points to, or in ``protocols.md``; those are written down here, each with its source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from enum import Enum, auto
from typing import Any

from tests.vendor_specs.bounds import Bound, Markup, bound_of, size_of, values_of
from tests.vendor_specs.calls import Call

PARSE_MODES = frozenset({"HTML", "MarkdownV2", "Markdown"})
"""https://core.telegram.org/bots/api#formatting-options"""
LANGUAGE = re.compile(r"(?:[a-z]{2})?")
PATTERNS = {
    "BotCommand.command": re.compile(r"[a-z0-9_]*"),
    "setWebhook.secret_token": re.compile(r"[A-Za-z0-9_-]*"),
}
"""The alphabets that the descriptions name."""
DEGREES = {"latitude": Bound(-90, 90, "degrees"), "longitude": Bound(-180, 180, "degrees")}
MEGABYTE = 1_000_000
FILE_LIMITS = {"photo": 10 * MEGABYTE, "document": 50 * MEGABYTE}
"""protocols.md §2, after the descriptions of sendPhoto and sendDocument."""
FORMATTED = {"text": "parse_mode", "caption": "parse_mode", "quote": "quote_parse_mode"}
NEEDED_UNLESS = re.compile(r"Required if (\w+) (?:is|are) not specified")
ACTION_FIELDS = re.compile(r"(Exactly|At most) one of the fields other than ([^.]+?) must be used")
WORDS = {"Boolean": bool, "String": str, "Integer": int, "Float": float}
TRUTHS = {"true": True, "false": False, "1": True, "0": False}


class Wire(Enum):
    """How a value came, which says what may stand for what."""

    FORM = auto()
    """Everything is a string."""
    JSON = auto()
    """Typed, but a list or an object may also be serialised once more."""
    NESTED = auto()
    """Typed, and no more than that."""


class TelegramSpecification:
    """All methods and types of one version of the Bot API."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """``document`` is ``specs/telegram_api.json``."""
        self.methods: Mapping[str, Mapping[str, Any]] = document["methods"]
        self._types: Mapping[str, Mapping[str, Any]] = document["types"]

    def problems(self, call: Call) -> list[str]:
        """Everything about this call that the specification does not allow."""
        if call.method not in self.methods:
            return [f"{call.method} is no method of the Bot API"]
        params = dict(call.params)
        for name, size in call.files.items():
            most = FILE_LIMITS.get(name, FILE_LIMITS["document"])
            if size > most:
                return [f"{call.method}.{name}: {size} bytes, not up to {most}"]
        uploaded = {name: _Upload() for name in call.files if self._takes_file(call.method, name)}
        wire = Wire.JSON if call.is_json else Wire.FORM
        found = self._fields(call.method, self.methods[call.method], params | uploaded, wire)
        found += self._update_kinds(call)
        attached = _attached(params)
        found += [
            f"{call.method}: file part {name} belongs to no parameter"
            for name in call.files
            if name not in uploaded and name not in attached
        ]
        found += [f"{call.method}: there is no file part {n}" for n in attached - set(call.files)]
        return found

    def _update_kinds(self, call: Call) -> list[str]:
        kinds = {one["name"] for one in self._types["Update"]["fields"]}
        asked = _decoded(call.params.get("allowed_updates", []))
        return [
            f"{call.method}.allowed_updates: {one!r} is no kind of update"
            for one in asked
            if one not in kinds
        ]

    def _takes_file(self, method: str, name: str) -> bool:
        fields = self.methods[method].get("fields", ())
        return any(one["name"] == name and "InputFile" in one["types"] for one in fields)

    def _fields(
        self, path: str, shape: Mapping[str, Any], given: Mapping[str, Any], wire: Wire
    ) -> list[str]:
        """Problems with the parameters of a method, or with an object's fields."""
        known = {one["name"]: one for one in shape.get("fields", ())}
        found = [f"{path}.{name} is unknown" for name in given if name not in known]
        found += [f"{path}.{name} is missing" for name in _missing(known, given)]
        found += _buttons(path, shape, given)
        for name in given.keys() & known.keys():
            found += self._value(f"{path}.{name}", known[name], given, wire, shape["name"])
        return found

    def _value(
        self,
        path: str,
        spec: Mapping[str, Any],
        given: Mapping[str, Any],
        wire: Wire,
        owner: str,
    ) -> list[str]:
        value = given[spec["name"]]
        tries = [self._typed(path, kind, value, wire) for kind in spec["types"]]
        found = min(tries, key=lambda one: (len(one[1]), _is_other_kind(one[1])))
        if found[1]:
            return found[1]
        return _limits(path, spec, found[0], given, owner)

    def _typed(self, path: str, kind: str, value: Any, wire: Wire) -> tuple[Any, list[str]]:
        """The value as that type, and what speaks against it."""
        if kind in WORDS:
            return _word(path, kind, value, wire)
        if kind == "InputFile":
            return value, [] if isinstance(value, _Upload) else [f"{path}: no file was uploaded"]
        value = value if wire is Wire.NESTED else _decoded(value)
        if kind.startswith("Array of "):
            return self._array(path, kind.removeprefix("Array of "), value, wire)
        if kind == "KeyboardButton" and isinstance(value, str):
            return value, []  # its description: "String can be used instead of this object"
        if not isinstance(value, dict):
            return value, [f"{path}: {_shown(value)} is no {kind}"]
        shapes = [self._types[one] for one in self._types[kind].get("subtypes", [kind])]
        tries = [self._fields(path, shape, value, Wire.NESTED) for shape in shapes]
        return value, min(tries, key=len)

    def _array(self, path: str, kind: str, value: Any, wire: Wire) -> tuple[Any, list[str]]:
        if not isinstance(value, list):
            return value, [f"{path}: {_shown(value)} is no array"]
        found: list[str] = []
        for index, one in enumerate(value):
            found += self._typed(f"{path}[{index}]", kind, one, Wire.NESTED)[1]
        return value, found


class _Upload:
    """Stands for the bytes of a file part."""


def _missing(known: Mapping[str, Mapping[str, Any]], given: Mapping[str, Any]) -> list[str]:
    found = [name for name, one in known.items() if one["required"] and name not in given]
    for name, one in known.items():
        unless = NEEDED_UNLESS.search(one["description"])
        if unless and name not in given and unless[1] not in given:
            found.append(name)
    return found


def _buttons(path: str, shape: Mapping[str, Any], given: Mapping[str, Any]) -> list[str]:
    """A button does one thing: exactly (or at most) one of the fields that say which."""
    rule = ACTION_FIELDS.search(" ".join(shape["description"]))
    if rule is None:
        return []
    apart = set(re.findall(r"\w+", rule[2])) - {"and"}
    actions = sorted(given.keys() - apart)
    fits = len(actions) == 1 if rule[1] == "Exactly" else len(actions) <= 1
    return [] if fits else [f"{path}: a button that does {actions or 'nothing'}"]


def _word(path: str, kind: str, value: Any, wire: Wire) -> tuple[Any, list[str]]:
    if wire is Wire.FORM and isinstance(value, str):
        value = _from_form(kind, value)
    exact = {"Float": (int, float)}.get(kind, (WORDS[kind],))
    if type(value) not in exact:
        return value, [f"{path}: {_shown(value)} is no {kind}"]
    return value, []


def _from_form(kind: str, value: str) -> Any:
    """What a form's string stands for; itself if it is nothing of that kind."""
    try:
        if kind == "Boolean":
            return TRUTHS.get(value.lower(), value)
        return WORDS[kind](value)
    except ValueError:
        return value


def _decoded(value: Any) -> Any:
    """Lists and objects may be serialised, in a form they must be."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _limits(
    path: str, spec: Mapping[str, Any], value: Any, given: Mapping[str, Any], owner: str
) -> list[str]:
    name, description = spec["name"], spec["description"]
    found: list[str] = []
    allowed = _allowed(name, description)
    if allowed is not None and isinstance(value, str) and value not in allowed:
        found.append(f"{path}: {value!r} is none of {sorted(allowed)}")
    if name == "language_code" and not LANGUAGE.fullmatch(value):
        found.append(f"{path}: {value!r} is no two-letter code")
    pattern = PATTERNS.get(f"{owner}.{name}")
    if pattern is not None and not pattern.fullmatch(value):
        found.append(f"{path}: {value!r} has characters that are not allowed")
    if given.get(FORMATTED.get(name, "")) == "HTML":
        markup = Markup(value)
        found += [f"{path}: {problem}" for problem in markup.problems]
        value = markup.text
    if name in FORMATTED:
        value = value.strip()  # as Telegram does
    bound = DEGREES.get(name) or bound_of(description, value)
    problem = bound.problem(size_of(value, bound.unit)) if bound else None
    return found + ([f"{path}: {problem}"] if problem else [])


def _allowed(name: str, description: str) -> frozenset[str] | None:
    return PARSE_MODES if name.endswith("parse_mode") else values_of(description)


def _attached(params: Mapping[str, Any]) -> set[str]:
    """The names under which parameters say that files come along."""
    return set(re.findall(r"attach://([^\"\\]+)", json.dumps(params)))


def _is_other_kind(problems: list[str]) -> bool:
    return any(" is no " in one for one in problems)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
