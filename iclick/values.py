"""What a variable may hold: types that check a setting and say in a few words what is expected.

The messages never repeat the value, because it may be a secret.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError
from pydantic_settings import NoDecode
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_KEY = 16
"""Fewer characters than this are no secret."""

_HOST_PATTERN = re.compile(r"(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def wrong(expected: str, name: str = "") -> PydanticCustomError:
    """The complaint about a value: what it must be, and whose it is where pydantic cannot know."""
    return PydanticCustomError(
        "expected", "must be {expected}", {"expected": expected, "name": name}
    )


def split_list(value: Any) -> Any:
    """The parts of a comma-separated list."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach what listens on ``host``."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _http_url(value: str) -> str:
    parts = _split(value)
    if parts is None or parts[0] not in ("http", "https") or not parts[1]:
        raise wrong("an address such as https://chat.example.co.id")
    return value.rstrip("/")


def _public_url(value: str) -> str:
    parts = urlsplit(_http_url(value))
    if parts.query or parts.fragment or parts.username:
        raise wrong("an address without user, query or fragment, as https://chat.example.co.id")
    return value.rstrip("/")


def _mail_url(value: SecretStr) -> SecretStr:
    parts = _split(value.get_secret_value())
    if parts is None or parts[0] not in ("smtp", "smtps") or not parts[1]:
        raise wrong("an address such as smtp://user:password@host:587 or smtps://…")
    return value


def _split(value: str) -> tuple[str, str | None] | None:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        return None
    return parts.scheme, parts.hostname


def _media_url(value: str) -> str:
    parts = _split(value)
    path = urlsplit(value).path if parts else ""
    is_folder = parts == ("file", None) and len(path) > 1
    is_bucket = parts is not None and parts[0] == "s3" and bool(parts[1])
    if not (is_folder or is_bucket) or "?" in value or "#" in value or "@" in value:
        raise wrong("a folder, as in file:///srv/iclick/media, or a bucket, s3://bucket/prefix")
    return value.rstrip("/")


def _host_pattern(value: Any) -> Any:
    if isinstance(value, str) and not _HOST_PATTERN.fullmatch(value):
        raise wrong("a comma-separated list of hosts, as in media.example.com,*.example.net")
    return value


def _database_url(value: str) -> str:
    try:
        backend = make_url(value).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in ("sqlite", "postgresql"):
        raise wrong("a SQLAlchemy URL of sqlite:///… or postgresql://…")
    return value


def _long_enough(keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
    if not keys or any(len(key.get_secret_value()) < SHORTEST_KEY for key in keys):
        raise wrong(f"one or more keys, comma-separated, of {SHORTEST_KEY} characters or more")
    return keys


def _matching(pattern: str, expected: str) -> AfterValidator:
    def check(value: Any) -> Any:
        plain = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not re.fullmatch(pattern, plain):
            raise wrong(expected)
        return value

    return AfterValidator(check)


def _network(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return ipaddress.ip_network(value, strict=False)
    except ValueError:
        raise wrong("a comma-separated list of networks such as 10.0.0.0/8") from None


HttpUrl = Annotated[str, AfterValidator(_http_url)]
PublicUrl = Annotated[str, AfterValidator(_public_url)]
MailUrl = Annotated[SecretStr, AfterValidator(_mail_url)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
MediaUrl = Annotated[str, AfterValidator(_media_url)]
Hosts = Annotated[
    tuple[Annotated[str, AfterValidator(_host_pattern)], ...],
    NoDecode,
    BeforeValidator(split_list),
]
SecretKeys = Annotated[
    tuple[SecretStr, ...], NoDecode, BeforeValidator(split_list), AfterValidator(_long_enough)
]
Networks = Annotated[
    tuple[Annotated[Network, BeforeValidator(_network)], ...], NoDecode, BeforeValidator(split_list)
]
BotToken = Annotated[
    SecretStr, _matching(r"\d+:[A-Za-z0-9_-]+", "the bot's token as BotFather gave it, 123456:ABC…")
]
HeaderSecret = Annotated[
    SecretStr, _matching(r"[A-Za-z0-9_-]{1,256}", "1 to 256 of the characters A-Z a-z 0-9 _ -")
]
HeaderText = Annotated[
    SecretStr,
    _matching(r"[!-~]([ -~]{0,4094}[!-~])?", "printable ASCII characters, no blank outside"),
]
"""What goes behind ``Bearer``."""
AccountSid = Annotated[str, _matching(r"AC\w+", "a Twilio account SID, AC…")]
WhatsAppNumber = Annotated[str, _matching(r"whatsapp:\+\d{6,15}", "as in whatsapp:+6281234567890")]
MailAddress = Annotated[str, _matching(r"[^<>@]*<?[^\s<>@]+@[^\s<>@]+>?", "an e-mail address")]
RedisUrl = Annotated[
    str, _matching(r"(rediss?|unix)://.+", "a Redis URL such as redis://host:6379/0")
]
