"""What becomes of a message on the phone: a content with its variables filled in, and limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.chats import Bubble
from bot.sandbox.twilio_content_shapes import VARIABLE, breaks_lines, variables_in
from bot.sandbox.twilio_contents import Content
from bot.sandbox.twilio_errors import CONTENT_REFUSED, VARIABLES_DIFFER

BODY_LIMIT = 1024
MAX_SESSION_BUTTONS, BUTTON_LIMIT = 3, 20
ITEM_LIMIT, DESCRIPTION_LIMIT, ID_LIMIT = 24, 72, 200
LIST_BUTTON_LIMIT = 20


class NotDeliverable(Exception):
    """WhatsApp does not take it; ``code`` is the one that the status callback tells."""

    def __init__(self, code: int) -> None:
        """Refuse with ``code`` of Twilio's error list."""
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Rendered:
    """A message as it is to stand on the phone."""

    text: str
    about: Mapping[str, Any]
    """Further fields of the bubble."""
    media_url: str | None = None

    def bubble(self, chat_id: str, sid: str, **more: Any) -> Bubble:
        """The bubble, before anybody has seen it."""
        about: dict[str, Any] = {"text": self.text} | dict(self.about) | more
        return Bubble(chat_id, sid, "bot", status="queued", **about)


def rendered(content: Content, variables: Mapping[str, str]) -> Rendered:
    """The content with its variables filled in; NotDeliverable when WhatsApp would refuse it."""
    values = dict(content.variables) | dict(variables)
    name = content.richest
    given = content.types[name]
    if variables_in(given) - set(values):
        raise NotDeliverable(VARIABLES_DIFFER)
    filled = _fill(given, values)
    if content.is_approved and any(breaks_lines(value) for value in variables.values()):
        raise NotDeliverable(CONTENT_REFUSED)
    return _FORMS[name](filled, content.is_approved)


def _fill(given: Any, values: Mapping[str, str]) -> Any:
    if isinstance(given, str):
        return VARIABLE.sub(lambda found: values[found[1]], given)
    if isinstance(given, Mapping):
        return {name: _fill(one, values) for name, one in given.items()}
    if isinstance(given, list):
        return [_fill(one, values) for one in given]
    return given


def _text(given: Mapping[str, Any], _approved: bool) -> Rendered:
    return Rendered(_words(given["body"], 1600), {})


def _media(given: Mapping[str, Any], _approved: bool) -> Rendered:
    return Rendered(str(given.get("body", "")), {}, media_url=str(given["media"][0]))


def _location(given: Mapping[str, Any], _approved: bool) -> Rendered:
    place = {name: given[name] for name in ("latitude", "longitude")}
    place |= {"name": given.get("label", ""), "address": given.get("address", "")}
    return Rendered("", {"type": "location", "place": place})


def _quick_reply(given: Mapping[str, Any], approved: bool) -> Rendered:
    actions = given["actions"]
    if len(actions) > MAX_SESSION_BUTTONS and not approved:
        raise NotDeliverable(CONTENT_REFUSED)
    titles = [_words(one["title"], BUTTON_LIMIT) for one in actions]
    ids = [_optional(one.get("id", one["title"]), ID_LIMIT) for one in actions]
    _all_different(titles)
    buttons = tuple(({"title": t, "data": i},) for t, i in zip(titles, ids, strict=True))
    return Rendered(_words(given["body"], BODY_LIMIT), {"buttons": buttons})


def _list_picker(given: Mapping[str, Any], _approved: bool) -> Rendered:
    items = [
        {
            "title": _words(one["item"], ITEM_LIMIT),
            "description": _optional(one.get("description", ""), DESCRIPTION_LIMIT),
            "data": _words(one["id"], ID_LIMIT),
        }
        for one in given["items"]
    ]
    _all_different([one["data"] for one in items])
    shown = {"label": _words(given["button"], LIST_BUTTON_LIMIT), "items": items}
    return Rendered(_words(given["body"], BODY_LIMIT), {"list": shown})


def _call_to_action(given: Mapping[str, Any], _approved: bool) -> Rendered:
    links = [
        {"title": _words(one["title"], BUTTON_LIMIT), "data": "", "url": str(one.get("url", ""))}
        for one in given["actions"]
    ]
    return Rendered(_words(given["body"], BODY_LIMIT), {"buttons": tuple((one,) for one in links)})


_FORMS = {
    "twilio/text": _text,
    "twilio/media": _media,
    "twilio/location": _location,
    "twilio/quick-reply": _quick_reply,
    "twilio/list-picker": _list_picker,
    "twilio/call-to-action": _call_to_action,
}


def _words(text: str, longest: int) -> str:
    if not text.strip():
        raise NotDeliverable(CONTENT_REFUSED)
    return _optional(text, longest)


def _optional(text: str, longest: int) -> str:
    if len(text) > longest:
        raise NotDeliverable(CONTENT_REFUSED)
    return text


def _all_different(values: list[str]) -> None:
    if len(set(values)) < len(values):
        raise NotDeliverable(CONTENT_REFUSED)
