"""Twilio's webhook forms for WhatsApp → ``Inbound``, and whether Twilio signed them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from bot.inbound import whatsapp_contents as contents
from bot.inbound.text import line, storable, typed
from bot.messages import Attachment, Channel, Contact, Inbound, InboundKind

Form = ImmutableMultiDict[str, str]
MOST_FIELDS = 500
SIGNATURE_HEADER = "x-twilio-signature"
LONGEST_NAME = 128

_PREFIX = "whatsapp:"
_SID = re.compile(r"[A-Za-z0-9]{2,64}")
_TRUE = ("true", "1", "yes")


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
    """What a member sent; raises MalformedForm without an id or a sender, and nothing else."""
    return Inbound(
        channel=Channel.WHATSAPP,
        address=_address(form),
        provider_message_id=_message_sid(form),
        reply_to=_replied_to(form),
        is_forwarded=_is(form, "Forwarded") or _is(form, "FrequentlyForwarded"),
        profile_name=line(form.get("ProfileName"), LONGEST_NAME) or None,
        **_what(form),
    )


def _what(form: Mapping[str, str]) -> dict[str, Any]:
    """The fields of Inbound that tell what was sent."""
    if tap := _tap(form):
        return tap
    if place := contents.location(form):
        return {"kind": InboundKind.LOCATION, "location": place}
    if contents.message_type(form) == contents.STICKER:
        return _no_use(form)
    files = contents.files(form)
    if files.has_card and not files.attachments:
        # Whose it is, nobody can tell here, so it counts as another's.
        return {"kind": InboundKind.CONTACT, "contact": Contact(is_own=False)}
    return _media(form, files.attachments) if files.attachments else _text(form)


def _tap(form: Mapping[str, str]) -> dict[str, Any] | None:
    """A quick reply or a row of a list; without its id only its title is left, to be read."""
    token = form.get("ListId") or form.get("ButtonPayload")
    if not token:
        return None
    return {
        "kind": InboundKind.CHOICE,
        "choice_token": storable(token),
        "text": storable(_words(form)),
        "tapped_ref": _replied_to(form),
    }


def _media(form: Mapping[str, str], attachments: tuple[Attachment, ...]) -> dict[str, Any]:
    body = form.get("Body", "")
    name = contents.file_name(attachments, body)
    if name is not None:
        attachments, body = (replace(attachments[0], file_name=name),), ""
    return {"kind": InboundKind.MEDIA, "attachments": attachments, "text": storable(body)}


def _text(form: Mapping[str, str]) -> dict[str, Any]:
    words = _words(form)
    if not words.strip():
        return _no_use(form)
    found = typed(words)
    return {"kind": found.kind, "text": found.text, "command": found.command}


def _no_use(form: Mapping[str, str]) -> dict[str, Any]:
    return {"kind": InboundKind.UNSUPPORTED, "unsupported": contents.no_use(form)}


def _words(form: Mapping[str, str]) -> str:
    return form.get("ListTitle") or form.get("ButtonText") or form.get("Body") or ""


def _replied_to(form: Mapping[str, str]) -> str | None:
    sid = form.get("OriginalRepliedMessageSid", "")
    return sid if _SID.fullmatch(sid) else None


def _is(form: Mapping[str, str], mark: str) -> bool:
    return form.get(mark, "").strip().lower() in _TRUE


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
