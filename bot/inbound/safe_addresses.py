"""Where a download may go: the API's own base address, and hosts that an operator has named.

Pure. An address is taken apart once, by the library that will also call it, so that nobody reads it
differently; whatever could be read in two ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import unquote

import httpx

Address = IPv4Address | IPv6Address

_STRANGE = re.compile(r"[^\x21-\x7e]|\\")
"""Spaces, control characters, letters beyond ASCII, backslashes: none stands in an address."""
_PORTS = {"http": 80, "https": 443}
_LAST_PORT = 65535
_NAT64 = IPv6Network("64:ff9b::/96")
_LANS = [ip_network(lan) for lan in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]


class Reach(StrEnum):
    """From where an address can be reached."""

    PUBLIC = "public"
    PRIVATE = "private"
    """RFC 1918 and its like in IPv6."""
    LOOPBACK = "loopback"
    NOWHERE = "nowhere"
    """Link-local (and so a cloud's metadata), CGNAT, multicast, reserved …: nobody's file."""


class Refused(Exception):
    """This address is not called."""

    def __init__(self, why: str) -> None:
        """``why``: a few words for the log, nothing of the address."""
        super().__init__(why)
        self.why = why


class BaseAddress:
    """An API's base address, and what lies under it."""

    def __init__(self, url: str) -> None:
        """``url`` as the operator has set it; its path, if any, is a prefix."""
        self.url = httpx.URL(url)
        self._origin = _origin(self.url)
        self._prefix = self.url.raw_path.rstrip(b"/") + b"/"

    def admit(self, address: str) -> httpx.URL:
        """The address, taken apart; raises Refused unless it lies under the base address."""
        url = parse(address)
        if _origin(url) != self._origin or not url.raw_path.startswith(self._prefix):
            raise Refused("not under the API's base address")
        return url


class RedirectHosts:
    """The hosts that a download may be redirected to."""

    def __init__(self, patterns: Sequence[str], *, https_only: bool) -> None:
        """``patterns``: names, or ``*.name`` for all that end in ``.name``, but not ``name``."""
        self._patterns = [pattern.lower() for pattern in patterns]
        self._schemes = ("https",) if https_only else ("https", "http")

    def admit(self, before: httpx.URL, location: str) -> httpx.URL:
        """Where ``location`` leads from ``before``; raises Refused when not to one of them."""
        if _STRANGE.search(location):
            raise Refused("redirected to a strange address")
        try:
            url = parse(str(before.join(location)))
        except (httpx.InvalidURL, ValueError):
            raise Refused("redirected to a strange address") from None
        if url.scheme not in self._schemes:
            raise Refused("redirected to another scheme")
        if not any(_matches(pattern, url.host) for pattern in self._patterns):
            raise Refused("redirected to a host not in MEDIA_REDIRECT_HOSTS")
        return url


def parse(address: str) -> httpx.URL:
    """The address, taken apart; raises Refused when there is something odd about it."""
    if _STRANGE.search(address):
        raise Refused("a strange address")
    try:
        url = httpx.URL(address).copy_with(fragment=None)
        path = unquote(re.split(r"[?#]", address, maxsplit=1)[0])  # before ``..`` is resolved
    except (httpx.InvalidURL, ValueError):
        raise Refused("not an address") from None
    if url.scheme not in _PORTS or not url.host:
        raise Refused("not an address of http or https")
    if not 0 < (url.port or _PORTS[url.scheme]) <= _LAST_PORT:
        raise Refused("not a port")
    if url.userinfo:
        raise Refused("an address with a user in it")
    if "\\" in path or {".", ".."} & set(path.split("/")):
        raise Refused("a strange path")
    return url


def reach(address: Address) -> Reach:
    """From where this address can be reached, whatever it is wrapped in."""
    inner = _wrapped(address)
    if inner is not None:
        return reach(inner)
    if address.is_loopback:
        return Reach.LOOPBACK
    if isinstance(address, IPv6Address) and (
        address.teredo or address.is_site_local or address.is_reserved
    ):
        return Reach.NOWHERE
    if address.is_global and not address.is_multicast:
        return Reach.PUBLIC
    is_lan = any(address.version == lan.version and address in lan for lan in _LANS)
    return Reach.PRIVATE if is_lan else Reach.NOWHERE


def _wrapped(address: Address) -> IPv4Address | None:
    """The IPv4 address that one of IPv6 leads to, if it does."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def literal(host: str) -> Address | None:
    """The address that a host's name spells out, if it does."""
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, url.port or _PORTS.get(url.scheme, 0)


def _matches(pattern: str, host: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and host != pattern[1:]
    return host == pattern
