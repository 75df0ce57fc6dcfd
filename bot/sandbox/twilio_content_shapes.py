"""What Twilio's Content API accepts as the types of a content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.sandbox.twilio_errors import TwilioError, invalid
from bot.sandbox.twilio_tables import CONTENT_PARTS, CONTENT_TYPES, Param, Params

LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
MAX_FRIENDLY_NAME = 256
MAX_BUTTONS, MAX_ITEMS = 10, 10
"""How many a content may hold; fewer buttons are allowed without an approval."""
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
KINDS: Mapping[str, type | tuple[type, ...]] = {"string": str, "number": (int, float)}


def check_content(body: Mapping[str, Any]) -> None:
    """Refuse a content that is not as declared."""
    language, types = body.get("language"), body.get("types")
    if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
        raise invalid("language is required and must be a valid language code")
    if not isinstance(types, dict) or not types:
        raise invalid("types is required and must hold at least one content type")
    if len(str(body.get("friendly_name", ""))) > MAX_FRIENDLY_NAME:
        raise invalid(f"friendly_name must not exceed {MAX_FRIENDLY_NAME} characters")
    _check_variables(body.get("variables", {}))
    for name, content in types.items():
        if name not in CONTENT_TYPES:
            raise invalid(f"types.{name} is not a known content type")
        _check_object(CONTENT_TYPES[name], content, f"types.{name}")
        _check_counts(content, f"types.{name}")


def texts_in(content: Any) -> Iterator[str]:
    """Every string in a content, however deep."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for one in content.values():
            yield from texts_in(one)
    elif isinstance(content, list):
        for one in content:
            yield from texts_in(one)


def variables_in(content: Any) -> set[str]:
    """The names of every ``{{variable}}`` in a content."""
    return {name for text in texts_in(content) for name in VARIABLE.findall(text)}


def read_variables(given: str | None) -> Mapping[str, str]:
    """What ``ContentVariables`` holds; refused when that is no object of strings."""
    try:
        found = json.loads(given or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise _wrong_variables()
    return found


def check_variables(content: Mapping[str, Any], given: str | None) -> None:
    """Refuse values that the content cannot be filled with."""
    values = read_variables(given)
    in_body = variables_in(content.get("body", ""))
    if any(breaks_lines(values.get(name, "")) for name in in_body) or not all(values.values()):
        raise _wrong_variables()


def breaks_lines(value: str) -> bool:
    """Whether it holds what Twilio takes in no variable of a body: line breaks, tabs, gaps."""
    return any(sign in value for sign in ("\n", "\t", " " * 5))


def _wrong_variables() -> TwilioError:
    return TwilioError(400, 21656, "The ContentVariables Parameter is invalid")


def _check_variables(variables: Any) -> None:
    if not isinstance(variables, dict):
        raise invalid("variables must be an object")
    if not all(isinstance(value, str) for value in variables.values()):
        raise invalid("variables must hold strings")


def _check_object(declared: Params, given: Any, where: str) -> None:
    if not isinstance(given, dict):
        raise invalid(f"{where} must be an object")
    for name in given:
        if name not in declared:
            raise invalid(f"{where}.{name} is not allowed")
    for name, param in declared.items():
        if name in given:
            _check_value(param, given[name], f"{where}.{name}")
        elif param.required:
            raise invalid(f"{where}.{name} is required")


def _check_value(param: Param, value: Any, where: str) -> None:
    if not param.many:
        _check_one(param, value, where)
        return
    if not isinstance(value, list) or not value:
        raise invalid(f"{where} must be a list that is not empty")
    for one in value:
        _check_one(param, one, where)


def _check_one(param: Param, value: Any, where: str) -> None:
    if param.type in CONTENT_PARTS:
        _check_object(CONTENT_PARTS[param.type], value, where)
    elif not isinstance(value, KINDS[param.type]):
        raise invalid(f"{where} must be a {param.type}")
    elif param.required and value == "":
        raise invalid(f"{where} must not be empty")


def _check_counts(content: Mapping[str, Any], where: str) -> None:
    if len(content.get("actions", ())) > MAX_BUTTONS:
        raise invalid(f"{where}.actions must not hold more than {MAX_BUTTONS} actions")
    if len(content.get("items", ())) > MAX_ITEMS:
        raise invalid(f"{where}.items must not hold more than {MAX_ITEMS} items")
