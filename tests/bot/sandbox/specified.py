"""What the vendors' specifications say of shapes, for tests to hold answers against."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

KINDS = {"Integer": int, "String": str, "Boolean": bool, "Float": float}


def document(shared: Path, name: str) -> Any:
    """One of the machine-readable specifications."""
    return json.loads((shared / "specs" / f"{name}.json").read_text())


def mismatches(shared: Path, kind: str, value: Any) -> list[str]:
    """Where ``value`` differs from type ``kind`` of the Bot API."""
    return _mismatches(document(shared, "telegram_api")["types"], kind, value)


def _mismatches(types: dict[str, Any], kind: str, value: Any) -> list[str]:
    if kind in KINDS:
        return [] if type(value) is KINDS[kind] else [f"{value!r} is no {kind}"]
    if kind.startswith("Array of "):
        return [found for one in value for found in _mismatches(types, kind[9:], one)]
    if "fields" not in types[kind]:
        kinds = types[kind].get("subtypes", [])
        return [] if any(not _mismatches(types, one, value) for one in kinds) else [kind]
    fields = {field["name"]: field for field in types[kind]["fields"]}
    found = [f"{kind}.{name} is unknown" for name in value if name not in fields]
    found += [
        f"{kind}.{name} is missing"
        for name, field in fields.items()
        if field["required"] and name not in value
    ]
    for name in set(value) & set(fields):
        tries = [_mismatches(types, one, value[name]) for one in fields[name]["types"]]
        found += min(tries, key=len)
    return found


def schema(shared: Path, name: str, component: str) -> dict[str, Any]:
    """A schema of one of Twilio's documents, ``nullable`` as JSON Schema says it."""
    schemas = document(shared, name)["components"]["schemas"]
    fields = schemas[component]["properties"]
    for field_name, field in fields.items():
        if "$ref" in field:
            fields[field_name] = schemas[field["$ref"].rpartition("/")[2]]
        elif field.get("nullable"):
            field["type"] = [field["type"], "null"]
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }
