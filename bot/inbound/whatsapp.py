"""Twilio's webhook forms for WhatsApp → ``Inbound``, and whether Twilio signed them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.inbound.text import kind_of, storable
from bot.messages import Channel, Inbound, InboundKind

Form = ImmutableMultiDict[str, str]
MOST_FIELDS = 500
SIGNATURE_HEADER = "x-twilio-signature"

_PREFIX = "whatsapp:"
_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_KINDS_BY_TYPE = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "voice": "voice",
    "document": "document",
    "sticker": "sticker",
    "location": "location",
    "contact": "contact",
    "contacts": "contact",
    "poll": "poll",
}
_BODY_IS_NO_TEXT = ("location", "contact", "contacts", "sticker")
"""Message types whose ``Body`` is a place, a name or nothing, and not something written to us."""


class MalformedForm(Exception):
    """Twilio would not have sent this."""


def read_form(body: bytes) -> Form:
    """The fields of a posted form, blank and repeated ones and all; MalformedForm otherwise."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise MalformedForm(type(error).__name__) from None
    return ImmutableMultiDict(pairs)


class TwilioSignature:
    """Tells Twilio's requests from everybody else's."""

    def __init__(self, auth_token: str, public_url: str) -> None:
        """``auth_token`` is the account's primary token; ``public_url`` what Twilio calls us."""
        self._validator = RequestValidator(auth_token)
        self._public_url = public_url.rstrip("/")

    def signs(self, signature: str, path: str, query: str, form: Form) -> bool:
        """Whether ``signature`` is Twilio's for this form at our public address.

        The address is the configured one, for a proxy may show us another.
        """
        url = f"{self._public_url}{path}" + (f"?{query}" if query else "")
        # Compares in constant time.
        return bool(self._validator.validate(url, form, signature))


def parse(form: Mapping[str, str]) -> Inbound:
    """What a member sent; raises MalformedForm without an id or a sender."""
    kind, token, unsupported = _what(form)
    return Inbound(
        channel=Channel.WHATSAPP,
        address=_address(form),
        provider_message_id=_message_sid(form),
        kind=kind,
        text=_text(form) if kind is not InboundKind.UNSUPPORTED else "",
        choice_token=token,
        unsupported=unsupported,
    )


def _what(form: Mapping[str, str]) -> tuple[InboundKind, str | None, str | None]:
    """Kind, token of a choice, name of an unsupported kind."""
    token = form.get("ListId") or form.get("ButtonPayload")
    if token:
        return InboundKind.CHOICE, storable(token), None
    text = _text(form)
    if text.strip() and form.get("MessageType") not in _BODY_IS_NO_TEXT:
        return kind_of(text), None, None
    return InboundKind.UNSUPPORTED, None, _unsupported(form)


def _text(form: Mapping[str, str]) -> str:
    return storable(form.get("ListTitle") or form.get("ButtonText") or form.get("Body") or "")


def _unsupported(form: Mapping[str, str]) -> str:
    by_type = _KINDS_BY_TYPE.get(form.get("MessageType", ""))
    if by_type is not None:
        return by_type
    if form.get("Latitude"):
        return "location"
    return _by_content_type(form.get("MediaContentType0", ""))


def _by_content_type(content_type: str) -> str:
    family = content_type.partition("/")[0].lower()
    if content_type.lower().startswith(("text/vcard", "text/x-vcard")):
        return "contact"
    if content_type.lower().startswith("image/webp"):
        return "sticker"
    if content_type.lower().startswith("audio/ogg"):
        return "voice"
    if family in ("application", "text"):
        return "document"
    return {"image": "photo", "video": "video", "audio": "audio"}.get(family, "other")


def _address(form: Mapping[str, str]) -> str:
    """Whom to answer: the business-scoped id, which outlives a number that is hidden, or From.

    Numbers are written with ``+``, business-scoped ids never.
    """
    given = storable(form.get("ExternalUserId") or form.get("From") or "").strip()
    name = given.removeprefix(_PREFIX)
    if not name.lstrip("+"):
        raise MalformedForm("no sender")
    is_number = name.lstrip("+").isdecimal()
    return _PREFIX + (f"+{name.lstrip('+')}" if is_number else name.lstrip("+"))


def _message_sid(form: Mapping[str, str]) -> str:
    sid = form.get("MessageSid") or form.get("SmsMessageSid") or ""
    if not _SID.fullmatch(sid):
        raise MalformedForm("no MessageSid")
    return sid
