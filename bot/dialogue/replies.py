"""Rasa's JSON → replies. Rasa is ours, but its words are checked like a stranger's."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.messages import Choice, Language, Location, OutgoingMedia, Reply

log = structlog.get_logger(__name__)

_PAYLOAD = re.compile(r"/(?P<intent>[\w/]+)\s*(?P<entities>\{.*\})?", re.DOTALL)


@dataclass(frozen=True)
class RasaAnswer:
    """What a turn came to: bubbles for the member, and effects for the gateway."""

    replies: tuple[Reply, ...]
    language: Language | None = None
    """The language that the member asked for, if they did."""
    delete_inbound: bool = False
    """Whether the member's message held identity data, and should not stay in the chat."""
    files_told: bool = False
    """Whether the answer says itself what became of the files that came with the message."""


class MalformedAnswer(Exception):
    """Rasa answered something that is not the agreed JSON."""


def read_answer(body: object) -> RasaAnswer:
    """The answer in Rasa's JSON; MalformedAnswer when it is not the agreed shape."""
    messages = body.get("messages") if isinstance(body, Mapping) else None
    if not isinstance(messages, list) or not all(isinstance(one, Mapping) for one in messages):
        raise MalformedAnswer
    effects = [one["custom"] for one in messages if isinstance(one.get("custom"), Mapping)]
    return RasaAnswer(
        replies=tuple(reply for one in messages if (reply := _reply(one))),
        language=_language(effects),
        delete_inbound=any(effect.get("delete_inbound") is True for effect in effects),
        files_told=any(effect.get("files_told") is True for effect in effects),
    )


def read_choice(title: str, payload: str) -> Choice | None:
    """The choice behind a button ``/intent{"entity": "value"}``; None when it is not one."""
    match = _PAYLOAD.fullmatch(payload.strip())
    if not match or not title.strip():
        return None
    try:
        entities = json.loads(match["entities"] or "{}")
    except ValueError:
        return None
    return Choice(title.strip(), match["intent"], {k: str(v) for k, v in entities.items()})


def _reply(message: Mapping[str, Any]) -> Reply | None:
    text = message.get("text")
    effect = message.get("custom")
    effect = effect if isinstance(effect, Mapping) else {}
    reply = Reply(
        text=text.strip() if isinstance(text, str) else "",
        choices=_choices(message.get("buttons")),
        media=_media(effect.get("media")),
        location=_location(effect.get("location")),
        asks_location=effect.get("request") == "location",
    )
    return None if reply == Reply("") else reply


def _media(given: object) -> OutgoingMedia | None:
    """``{"id": …, "content_type": …, "file_name": …}``: a file in the media store."""
    if given is None:
        return None
    names = ("id", "content_type", "file_name")
    values = [given.get(name) for name in names] if isinstance(given, Mapping) else []
    texts = [value for value in values if isinstance(value, str) and value]
    if len(texts) < len(names):
        log.error("effect_malformed", effect="media")
        return None
    return OutgoingMedia(*texts)


def _location(given: object) -> Location | None:
    """``{"latitude": …, "longitude": …, "name": …, "address": …}``; the words may be left out."""
    if given is None:
        return None
    try:
        place = _place(given) if isinstance(given, Mapping) else None
    except (TypeError, ValueError):
        place = None
    if place is None or not place.is_somewhere:
        log.error("effect_malformed", effect="location")
        return None
    return place


def _place(given: Mapping[str, Any]) -> Location:
    degrees = float(given.get("latitude", "")), float(given.get("longitude", ""))
    return Location(*degrees, str(given.get("name") or ""), str(given.get("address") or ""))


def _choices(buttons: object) -> tuple[Choice, ...]:
    if not isinstance(buttons, Sequence):
        return ()
    found = [
        read_choice(str(button.get("title", "")), str(button.get("payload", "")))
        for button in buttons
        if isinstance(button, Mapping)
    ]
    if None in found or len(found) < len(buttons):
        log.error("button_malformed", buttons=len(buttons))
    return tuple(choice for choice in found if choice)


def _language(effects: Sequence[Mapping[str, Any]]) -> Language | None:
    wished = [effect.get("language") for effect in effects]
    return next((Language(one) for one in reversed(wished) if one in set(Language)), None)
