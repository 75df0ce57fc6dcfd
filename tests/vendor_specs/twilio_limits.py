"""What Twilio takes on WhatsApp beyond its documents' types: ``protocols.md`` §1 in code."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

BODY = 1600
CONTENT_BODY = 1024
QUICK_REPLIES = 3
"""In session and without approval; none of our approved templates has any."""
QUICK_REPLY_TITLE = 20
LIST_ITEMS = 10
LIST_ITEM = 24
LIST_DESCRIPTION = 72
LIST_BUTTON = 20
ID = 200
ADDRESS = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.\w{1,128})")
"""A number, or the id that stands for a hidden one."""
GEO = re.compile(r"geo:-?\d+(\.\d+)?,-?\d+(\.\d+)?(\|.*)?", re.DOTALL)
VARIABLE = re.compile(r"\{\{(\w+)\}\}")
BROKEN = re.compile(r"[\n\t]| {5}")
"""What no variable may hold: Twilio's page on error 21656."""
VALIDITY_S = (1, 36_000)


@dataclass(frozen=True)
class Length:
    """A field that must not be empty, nor longer than ``most`` characters."""

    name: str
    most: int
    least: int = 1


def message_problems(
    params: Mapping[str, Any], contents: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    """What is wrong with a message to be sent, given the content templates there are."""
    return [*_addresses(params), *_substance(params), *_content_use(params, contents)]


def content_problems(content: Mapping[str, Any]) -> list[str]:
    """What is wrong with a content template: counts, and lengths that no variable decides."""
    types = content.get("types")
    found = [] if types else ["types: none at all"]
    samples = content.get("variables") or {}
    for value in _strings(types):
        found += [f"variables: {{{{{name}}}}} has no sample" for name in _unset(value, samples)]
    return [*found, *_shape(types or {})]


def _addresses(params: Mapping[str, Any]) -> Iterator[str]:
    if not params.get("From") and not params.get("MessagingServiceSid"):
        yield "From: neither it nor MessagingServiceSid is there"
    for name in ("To", "From"):
        if params.get(name) and not ADDRESS.fullmatch(str(params[name])):
            yield f"{name}: {params[name]!r} is no WhatsApp address"
    callback = urlsplit(str(params.get("StatusCallback", "https://host.example")))
    if callback.scheme not in ("http", "https") or "_" in (callback.hostname or "_"):
        yield f"StatusCallback: {params['StatusCallback']!r} is no address Twilio would call"


def _substance(params: Mapping[str, Any]) -> Iterator[str]:
    body, media = str(params.get("Body", "")), params.get("MediaUrl", [])
    instead = media or params.get("ContentSid") or params.get("PersistentAction")
    if not body.strip() and not instead:
        yield "Body: empty, and nothing is there instead"
    if _length(body) > BODY:
        yield f"Body: {_length(body)} characters, not up to {BODY}"
    if isinstance(media, list) and len(media) > 1:
        yield "MediaUrl: more than one for a WhatsApp message"
    for action in _listed(params.get("PersistentAction", [])):
        if not GEO.fullmatch(action):
            yield f"PersistentAction: {action!r} is no geo:…"
    seconds, (least, most) = str(params.get("ValidityPeriod", "")), VALIDITY_S
    if seconds.isdecimal() and not least <= int(seconds) <= most:
        yield f"ValidityPeriod: {params['ValidityPeriod']}, not {least}-{most}"


def _content_use(
    params: Mapping[str, Any], contents: Mapping[str, Mapping[str, Any]]
) -> Iterator[str]:
    values = _variables(params.get("ContentVariables"))
    if values is None:
        yield "ContentVariables: no JSON object of strings"
        return
    if values and "ContentSid" not in params:
        yield "ContentVariables: without ContentSid"
    content = contents.get(str(params.get("ContentSid")))
    if content is None:
        return
    samples = content.get("variables") or {}
    for value in _strings(content["types"]):
        for name in _unset(value, values):
            yield f"ContentVariables: {{{{{name}}}}} has no value"
    for name, value in values.items():
        if not value or BROKEN.search(value):
            yield f"ContentVariables: {name} is empty, or breaks its line"
    for name in values.keys() - samples.keys():
        yield f"ContentVariables: {name} does not occur in the template"
    yield from _shape(_filled(content["types"], values))


def _shape(types: Mapping[str, Any]) -> Iterator[str]:
    """Counts and lengths of each type; what still holds a variable is not measured."""
    replies, picker = types.get("twilio/quick-reply"), types.get("twilio/list-picker")
    for name, one in types.items():
        yield from _too_long(name, one, Length("body", CONTENT_BODY))
    if isinstance(replies, Mapping):
        yield from _count("twilio/quick-reply.actions", replies.get("actions"), QUICK_REPLIES)
        for action in _listed(replies.get("actions")):
            yield from _too_long("quick reply", action, Length("title", QUICK_REPLY_TITLE))
            yield from _too_long("quick reply", action, Length("id", ID))
    if isinstance(picker, Mapping):
        yield from _too_long("twilio/list-picker", picker, Length("button", LIST_BUTTON))
        yield from _count("twilio/list-picker.items", picker.get("items"), LIST_ITEMS)
        for item in _listed(picker.get("items")):
            yield from _too_long("list item", item, Length("item", LIST_ITEM))
            yield from _too_long("list item", item, Length("id", ID))
            yield from _too_long("list item", item, Length("description", LIST_DESCRIPTION, 0))


def _too_long(where: str, given: Any, length: Length) -> Iterator[str]:
    value = given.get(length.name) if isinstance(given, Mapping) else None
    if not isinstance(value, str) or VARIABLE.search(value):
        return
    if not length.least <= _length(value) <= length.most:
        yield (
            f"{where}.{length.name}: {_length(value)} characters, not {length.least}-{length.most}"
        )


def _count(where: str, given: Any, most: int) -> Iterator[str]:
    if not 1 <= len(_listed(given)) <= most:
        yield f"{where}: {len(_listed(given))}, not 1-{most}"


def _variables(text: Any) -> dict[str, str] | None:
    """What ContentVariables holds; None if it is not a JSON object of strings."""
    try:
        values = json.loads(text) if text is not None else {}
    except (TypeError, ValueError):
        return None
    is_good = isinstance(values, dict) and all(isinstance(one, str) for one in values.values())
    return values if is_good else None


def _unset(text: str, values: Mapping[str, Any]) -> list[str]:
    return [name for name in VARIABLE.findall(text) if name not in values]


def _filled(node: Any, values: Mapping[str, str]) -> Any:
    if isinstance(node, str):
        return VARIABLE.sub(lambda found: values.get(found[1], found[0]), node)
    if isinstance(node, dict):
        return {name: _filled(one, values) for name, one in node.items()}
    return [_filled(one, values) for one in node] if isinstance(node, list) else node


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for one in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _strings(one)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _length(text: str) -> int:
    """In UTF-16 units, the strictest reading of “characters”."""
    return len(text.encode("utf-16-le")) // 2
