"""Twilio's Message resource: what is kept of a message, and how it is shown."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from math import ceil
from typing import Any

from bot.sandbox.media import KeptFile
from bot.sandbox.twilio_errors import DELIVERY_ERRORS, TwilioError

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000
SEGMENT = 153
"""Characters of a long SMS segment, which Twilio counts for WhatsApp too."""


@dataclass(frozen=True)
class Message:
    """One message of the account, in either direction."""

    sid: str
    account_sid: str
    direction: str
    from_: str
    to: str
    body: str
    status: str
    created: datetime
    status_callback: str | None = None
    error_code: int | None = None
    media_url: str | None = None
    """Outbound: where the file is to be fetched."""
    content_sid: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    place: Mapping[str, Any] | None = None
    files: Mapping[str, KeptFile] = field(default_factory=dict)
    """Inbound: what came with it, by MediaSid."""

    def resource(self) -> dict[str, Any]:
        """The message as Twilio's API shows it."""
        uri = f"/2010-04-01/Accounts/{self.account_sid}/Messages/{self.sid}"
        moment = format_datetime(self.created)
        return {
            "account_sid": self.account_sid,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": moment,
            "date_sent": None if self.status == "queued" else moment,
            "date_updated": moment,
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": self.error_message,
            "from": self.from_,
            "messaging_service_sid": None,
            "num_media": str(len(self.files) or int(self.media_url is not None)),
            "num_segments": str(max(1, ceil(len(self.body) / SEGMENT))),
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }

    @property
    def error_message(self) -> str | None:
        """What its error code means."""
        if self.error_code is None:
            return None
        return DELIVERY_ERRORS.get(self.error_code, "Message undelivered")


def new_sid(prefix: str = "SM") -> str:
    """A fresh identifier: ``SM`` a message, ``MM`` one with media, ``ME`` a file."""
    return prefix + secrets.token_hex(16)


class KeptMessages:
    """Every message of the account."""

    def __init__(self) -> None:
        """Begin with none."""
        self._messages: dict[str, Message] = {}

    def keep(self, message: Message) -> Message:
        """Store a message, or its newer state."""
        self._messages[message.sid] = message
        return message

    def get(self, sid: str) -> Message | None:
        """The message of that id."""
        return self._messages.get(sid)

    def newest_first(self) -> Sequence[Message]:
        """All of them."""
        return list(reversed(self._messages.values()))

    def set_status(self, sid: str, status: str, error_code: int | None = None) -> Message:
        """The message after its delivery got so far."""
        return self.keep(replace(self._messages[sid], status=status, error_code=error_code))


@dataclass(frozen=True)
class Listing:
    """A request for the account's messages: filters and a page."""

    path: str
    query: Mapping[str, str]

    def matches(self, message: Message) -> bool:
        """Whether the filters let ``message`` through."""
        if message.status == "queued" and any(name.startswith("DateSent") for name in self.query):
            return False  # not sent, hence no date
        wanted = {"To": message.to, "From": message.from_}
        return all(
            self.query.get(name) in (None, "", value) for name, value in wanted.items()
        ) and all(
            from_ <= message.created < until
            for from_, until in map(self._span, ("DateSent", "DateSent<", "DateSent>"))
        )

    def page(self, found: list[Message]) -> dict[str, Any]:
        """One page of the messages found, as Twilio's API shows it."""
        return self.page_of("messages", [message.resource() for message in found])

    def page_of(self, key: str, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """One page of resources, which stand under ``key``."""
        number, size = self._number("Page", 0), self._size()
        start = number * size
        shown = found[start : start + size]
        more = start + size < len(found)
        return {
            "end": start + max(len(shown) - 1, 0),
            "first_page_uri": self._uri(0),
            key: list(shown),
            "next_page_uri": self._uri(number + 1, shown[-1]["sid"]) if more else None,
            "page": number,
            "page_size": size,
            "previous_page_uri": self._uri(number - 1) if number else None,
            "start": start,
            "uri": self._uri(number),
        }

    def _span(self, name: str) -> tuple[datetime, datetime]:
        longest = (datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC))
        value = self.query.get(name)
        if not value:
            return longest
        first, last = _moments(value)
        return {
            "DateSent": (first, last),
            "DateSent<": (longest[0], last),
            "DateSent>": (first, longest[1]),
        }[name]

    def _size(self) -> int:
        return min(max(self._number("PageSize", DEFAULT_PAGE_SIZE), 1), MAX_PAGE_SIZE)

    def _number(self, name: str, default: int) -> int:
        value = self.query.get(name, "")
        return int(value) if value.isascii() and value.isdigit() else default

    def _uri(self, page: int, after: str = "") -> str:
        token = f"&PageToken=PA{after}" if after else ""
        return f"{self.path}?PageSize={self._size()}&Page={page}{token}"


def _moments(value: str) -> tuple[datetime, datetime]:
    """The first moment of the day or second named, and the first after it."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        moment = _moment(value)
        return moment, moment + timedelta(seconds=1)
    first = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return first, first + timedelta(days=1)


def _moment(value: str) -> datetime:
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(value)
        except ValueError:
            continue
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    raise TwilioError(400, 20001, "Invalid date")
