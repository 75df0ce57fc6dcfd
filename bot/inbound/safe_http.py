"""Downloads that cannot be led astray: whose answer is read, and what is never called.

Credentials go to the API's base address only. A redirect is followed at most twice, to hosts that
an operator has named, without credentials or cookies; such a host's name is resolved once, every
address that it has is looked at, and the very one that was looked at is called.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from ipaddress import ip_address
from typing import Any

import httpx

from bot.inbound.safe_addresses import (
    Address,
    BaseAddress,
    Reach,
    RedirectHosts,
    Refused,
    literal,
    reach,
)

Resolve = Callable[[str, int], Awaitable[Sequence[Address]]]
"""All addresses of a host; raises OSError when it has none."""

MOST_REDIRECTS = 2
TIMEOUT = httpx.Timeout(10.0, connect=5.0)
"""For one step: a connection, or the next bytes; whoever downloads has a deadline of their own."""
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "iclick"}


async def addresses_of(host: str, port: int) -> Sequence[Address]:
    """What the system's resolver says, each address once."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(str(entry[4][0]).partition("%")[0]) for entry in found))


def download_client() -> httpx.AsyncClient:
    """A client for downloads: no proxy of the environment's stands between, so that what was
    looked at is what is called."""
    return httpx.AsyncClient(
        trust_env=False,
        follow_redirects=False,
        timeout=TIMEOUT,
        # Slow downloads must not use up what the others need; whoever downloads counts them.
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
    )


class SafeHttp:
    """Gets what lies under one API's base address, and where that sends us."""

    def __init__(
        self,
        api_url: str,
        redirect_hosts: Sequence[str],
        http: httpx.AsyncClient,
        resolve: Resolve = addresses_of,
    ) -> None:
        """``redirect_hosts`` as ``MEDIA_REDIRECT_HOSTS`` names them; ``http`` as
        ``download_client`` makes it."""
        self._base = BaseAddress(api_url)
        self._hosts = RedirectHosts(redirect_hosts, https_only=self._base.url.scheme == "https")
        self._http = http
        self._resolve = resolve

    @asynccontextmanager
    async def get(
        self, address: str, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx.Response]:
        """The answer, its body still to be read, after all redirects.

        ``headers`` (credentials) go to the base address only. Raises Refused when the address is
        none of the API's or a redirect leads where it must not, and httpx's errors, whose texts may
        hold an address.
        """
        response = await self._from_base(address, headers or {})
        try:
            for _ in range(MOST_REDIRECTS):
                if not response.has_redirect_location:
                    break
                response = await self._follow(response)
            if response.has_redirect_location:
                raise Refused("redirected too often")
            yield response
        finally:
            await response.aclose()

    async def _from_base(self, address: str, headers: Mapping[str, str]) -> httpx.Response:
        url = self._base.admit(address)
        return await self._send(httpx.Request("GET", url, headers={**_HEADERS, **headers}))

    async def _follow(self, response: httpx.Response) -> httpx.Response:
        await response.aclose()
        came_from = response.request.extensions.get("iclick_url", response.request.url)
        url = self._hosts.admit(came_from, response.headers["location"])
        error: httpx.TransportError = httpx.ConnectError("no address")
        for address in await self._allowed_addresses(url):
            try:
                return await self._send(_request_to(address, url))
            except (httpx.ConnectError, httpx.ConnectTimeout) as failed:
                error = failed
        raise error

    async def _allowed_addresses(self, url: httpx.URL) -> Sequence[Address]:
        addresses = await self._addresses(url)
        wanted = {reach(address) for address in addresses} - {Reach.PUBLIC}
        if wanted and not wanted <= await self._reaches_of_base():
            raise Refused("redirected to an address that is not public")
        return addresses

    async def _reaches_of_base(self) -> set[Reach]:
        """An API on a private network, as in a demo, may send us to its own like."""
        reaches = {reach(address) for address in await self._addresses(self._base.url)}
        return reaches & {Reach.LOOPBACK, Reach.PRIVATE}

    async def _addresses(self, url: httpx.URL) -> Sequence[Address]:
        if spelled_out := literal(url.host):
            return [spelled_out]
        try:
            return await self._resolve(url.host, url.port or 443)
        except OSError:
            raise httpx.ConnectError("no such host") from None

    async def _send(self, request: httpx.Request) -> httpx.Response:
        # Not built by the client, which would add its cookies.
        return await self._http.send(request, stream=True, follow_redirects=False)


def _request_to(address: Address, url: httpx.URL) -> httpx.Request:
    """A request for ``url`` that goes to this very address, whatever the name means by then."""
    extensions: dict[str, Any] = {
        "sni_hostname": url.host,
        "iclick_url": url,
        "timeout": TIMEOUT.as_dict(),
    }
    headers = {
        **_HEADERS,
        "Host": url.netloc.decode("ascii"),
        # Nobody else's connection is used for this name, nor this one for another's.
        "Connection": "close",
    }
    to_address = url.copy_with(host=str(address))
    return httpx.Request("GET", to_address, headers=headers, extensions=extensions)
