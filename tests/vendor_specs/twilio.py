"""Calls of Twilio's APIs held against its OpenAPI documents and the limits of ``protocols.md``.

The documents name every parameter and its type, but hardly a length; those come from the pages
that ``protocols.md`` §1 cites.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tests.vendor_specs.calls import FORM, Call
from tests.vendor_specs.twilio_limits import content_problems, message_problems

JSON = "application/json"
NUMBERS = {"integer": int, "number": float}
TRUTHS = {"true": True, "false": False}
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
CONTENT = "/v1/Content"


class TwilioSpecification:
    """All paths of the documents, and the content templates created so far in a test."""

    def __init__(self, *documents: Mapping[str, Any]) -> None:
        """``documents`` are the ``specs/twilio_*.json``."""
        self._operations = [one for document in documents for one in _operations(_closed(document))]
        self._contents: dict[str, Mapping[str, Any]] = {}

    def operation(self, call: Call) -> str:
        """Verb and path as the documents write it, for counting; empty if there is none."""
        found = self._find(call)
        return f"{found.verb} {found.path}" if found else ""

    def problems(self, call: Call) -> list[str]:
        """Everything about this call that the documents do not allow."""
        found = self._find(call)
        if found is None:
            return [f"{call.method} is no call of Twilio's"]
        problems = found.problems(call)
        if (found.verb, found.path) == ("POST", MESSAGES):
            problems += message_problems(call.params, self._contents)
        if (found.verb, found.path) == ("POST", CONTENT):
            problems += content_problems(call.params)
        return [f"{found.verb} {found.path} {problem}" for problem in problems]

    def remember(self, sid: str, content: Mapping[str, Any]) -> None:
        """Twilio knows a content template; what is sent by it can be held against it."""
        self._contents[sid] = content

    def forget(self) -> None:
        """Another test, another Twilio."""
        self._contents.clear()

    def _find(self, call: Call) -> _Operation | None:
        verb, _, path = call.method.partition(" ")
        return next((one for one in self._operations if one.is_for(verb, path)), None)


class _Operation:
    """One verb on one path."""

    def __init__(self, verb: str, path: str, described: Mapping[str, Any], components: Any) -> None:
        self.verb, self.path = verb.upper(), path
        at = {where: _named(described, where) for where in ("path", "query")}
        parts = re.split(r"\{(\w+)\}", path)
        self._names = parts[1::2]
        # The documents list a file's own address only with ".json"; without, it is the file.
        pattern = "([^/]+?)".join(re.escape(one) for one in parts[::2])
        if path.endswith("/Media/{Sid}.json"):
            pattern = pattern.removesuffix(r"\.json") + r"(?:\.json)?"
        self._pattern = re.compile(pattern)
        content = described.get("requestBody", {}).get("content", {})
        self._kinds = [kind for kind in (JSON, FORM) if kind in content]
        body = content[self._kinds[0]]["schema"] if self._kinds else _object(at["query"])
        common = {"components": components}
        self._path = _object(at["path"]) | common
        self._body = body | common

    def is_for(self, verb: str, path: str) -> bool:
        """Whether a call of this verb and path is one of this operation."""
        return verb == self.verb and self._pattern.fullmatch(path) is not None

    def problems(self, call: Call) -> list[str]:
        """Names, types, patterns, enums and what is missing."""
        match = self._pattern.fullmatch(call.method.partition(" ")[2])
        values = dict(zip(self._names, match.groups() if match else (), strict=True))
        problems = [] if call.is_json == (self._kinds == [JSON]) else ["is in the wrong format"]
        given = call.params if call.is_json else _typed(call.params, self._body)
        return problems + self._misfits(values) + _violations(self._body, given)

    def _misfits(self, values: Mapping[str, str]) -> list[str]:
        """Ids in the path of the wrong form; a sandbox records their names in their place."""
        if all(value.startswith("{") for value in values.values()):
            return []
        return _violations(self._path, values)


def _operations(document: Mapping[str, Any]) -> Iterator[_Operation]:
    for path, verbs in document["paths"].items():
        for verb in ("get", "post", "put", "delete"):
            if verb in verbs:
                yield _Operation(verb, path, verbs[verb], document["components"])


def _named(described: Mapping[str, Any], where: str) -> list[Mapping[str, Any]]:
    return [one for one in described.get("parameters", ()) if one["in"] == where]


def _object(parameters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {one["name"]: one["schema"] for one in parameters},
        "required": [one["name"] for one in parameters if one.get("required")],
        "additionalProperties": False,
    }


def _closed(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with every object that lists its properties closed to others."""
    closed = {one: copy.deepcopy(document[one]) for one in ("paths", "components")}
    _close(closed)
    return closed


def _close(node: Any) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict) and node.get("type") == "object":
            node.setdefault("additionalProperties", False)
        for one in node.values():
            _close(one)
    elif isinstance(node, list):
        for one in node:
            _close(one)


def _typed(form: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A form's strings as the types that the document wants; strings where they are none."""
    properties = schema.get("properties", {})
    return {name: _as_type(value, properties.get(name, {})) for name, value in form.items()}


def _as_type(value: Any, schema: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "array":
        return value if isinstance(value, list) else [value]
    if kind == "boolean" and isinstance(value, str):
        return TRUTHS.get(value.lower(), value)
    if kind in NUMBERS and isinstance(value, str):
        try:
            return NUMBERS[kind](value)
        except ValueError:
            return value
    return value


def _violations(schema: Mapping[str, Any], value: Mapping[str, Any]) -> list[str]:
    validator = Draft202012Validator(schema)
    return [_in_words(error) for error in validator.iter_errors(value)]


def _in_words(error: ValidationError) -> str:
    where = ".".join(str(one) for one in error.absolute_path)
    return f"{where}: {error.message}" if where else error.message
