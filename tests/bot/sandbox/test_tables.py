"""The stand-ins' tables of parameters do not drift from the vendors' specifications."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox import telegram_tables, twilio_tables
from tests.bot.sandbox.specified import document

LENGTHS = re.compile(r"(\d+)-(\d+) (characters|bytes)")
DOCUMENTS = ("twilio_api_v2010", "twilio_content_v1", "twilio_messaging_v2")


def telegram_kind(declared: str) -> str:
    return f"Array of {telegram_kind(declared[1:-1])}" if declared[0] == "[" else declared


def shown(params: Mapping[str, telegram_tables.Param]) -> dict[str, Any]:
    return {
        name: (set(map(telegram_kind, one.types)), one.required) for name, one in params.items()
    }


def specified(fields: list[dict[str, Any]]) -> dict[str, Any]:
    return {one["name"]: (set(one["types"]), one["required"]) for one in fields}


@pytest.mark.parametrize("method", telegram_tables.METHODS)
def test_method_of_the_bot_api_has_the_specified_parameters(shared: Path, method: str) -> None:
    fields = document(shared, "telegram_api")["methods"][method].get("fields", [])
    assert shown(telegram_tables.METHODS[method]) == specified(fields)


@pytest.mark.parametrize("kind", telegram_tables.TYPES)
def test_type_of_the_bot_api_has_the_specified_fields(shared: Path, kind: str) -> None:
    fields = document(shared, "telegram_api")["types"][kind]["fields"]
    assert shown(telegram_tables.TYPES[kind]) == specified(fields)


@pytest.mark.parametrize("table", ["methods", "types"])
def test_lengths_in_the_bot_api_are_the_specified_ones(shared: Path, table: str) -> None:
    declared = telegram_tables.METHODS if table == "methods" else telegram_tables.TYPES
    for name, params in declared.items():
        for field in document(shared, "telegram_api")[table][name].get("fields", []):
            param = params[field["name"]]
            found = LENGTHS.search(field["description"]) if "String" in param.types else None
            lengths = (int(found[1]), int(found[2]), found[3] == "bytes") if found else None
            if param.longest is None:
                assert lengths is None, f"{name}.{param.name}"
            else:
                assert (param.shortest, param.longest, param.counts_bytes) == lengths


def test_sandbox_serves_every_method_that_it_declares(shared: Path) -> None:
    methods = set(document(shared, "telegram_api")["methods"])
    assert set(telegram_tables.METHODS) <= methods


def operation(shared: Path, called: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The specification of a call, and the document that it stands in."""
    verb, _, path = called.partition(" ")
    for name in DOCUMENTS:
        found = document(shared, name)
        if path in found["paths"]:
            return found["paths"][path][verb.lower()], found
    raise KeyError(called)


def resolved(schema: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    target: dict[str, Any] = found["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return target


def parameters(shared: Path, called: str) -> dict[str, Any]:
    """Name → (type, many, required, pattern) as the specification has it."""
    asked, found = operation(shared, called)
    if "requestBody" in asked:
        body = next(iter(asked["requestBody"]["content"].values()))["schema"]
        return properties(resolved(body, found), found)
    query = [one for one in asked.get("parameters", []) if one["in"] == "query"]
    return {one["name"]: (one["schema"]["type"], False, False, None) for one in query}


def properties(schema: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    required = schema.get("required", [])
    result = {}
    for name, given in schema["properties"].items():
        field = resolved(given, found)
        many = field.get("type") == "array"
        kind = field["items"] if many else field
        reference = kind.get("$ref", "").rpartition("/")[2]
        shown_type = reference or resolved(kind, found)["type"]
        result[name] = (shown_type, many, name in required, field.get("pattern"))
    return result


def declared(params: twilio_tables.Params) -> dict[str, Any]:
    return {name: (one.type, one.many, one.required, one.pattern) for name, one in params.items()}


@pytest.mark.parametrize("called", twilio_tables.CALLS)
def test_call_of_twilio_has_the_specified_parameters(shared: Path, called: str) -> None:
    assert declared(twilio_tables.CALLS[called]) == parameters(shared, called)


@pytest.mark.parametrize("name", twilio_tables.CONTENT_TYPES)
def test_content_type_has_the_specified_properties(shared: Path, name: str) -> None:
    found = document(shared, "twilio_content_v1")
    reference = found["components"]["schemas"]["types"]["properties"][name]
    wanted = properties(resolved(reference, found), found)
    assert declared(twilio_tables.CONTENT_TYPES[name]) == wanted


@pytest.mark.parametrize("name", twilio_tables.CONTENT_PARTS)
def test_part_of_a_content_has_the_specified_properties(shared: Path, name: str) -> None:
    found = document(shared, "twilio_content_v1")
    wanted = properties(found["components"]["schemas"][name], found)
    assert {n: v[1:3] for n, v in declared(twilio_tables.CONTENT_PARTS[name]).items()} == {
        n: v[1:3] for n, v in wanted.items()
    }
