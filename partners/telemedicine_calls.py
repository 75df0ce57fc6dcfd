"""Calls to the telemedicine partner: signed, bounded in time and size, tried twice, and not made
at all for a while when the partner is away again and again.

Troubles come out as PartnerAway and PartnerRefuses; of a problem (RFC 9457) its ``type`` is told
and nothing else, for its other words may be about a person.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlsplit

import requests
from pybreaker import CircuitBreaker, CircuitBreakerError
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError

from insurance.telemedicine_ports import (
    ConsultationOver,
    ConsultationUnknown,
    DoctorOffline,
    PartnerAway,
    PartnerRefuses,
)
from partners.telemedicine_json import LOOPBACK
from partners.telemedicine_signature import HEADER, request_message, signature

T = TypeVar("T")

WITHIN_S = 3.0
"""How long a call may take, both tries together, unless it is said otherwise."""
CONNECT_S, READ_S = 1.0, 2.0
"""How long a connection and a part of an answer may take."""
WAIT_S = 0.2
"""Before the second try."""
LEAST_S = 0.3
"""With less time left, a second try would only make the member wait."""
FAILURES = 5
"""Calls in a row that fail, after which the partner is left alone."""
REST_S = 30.0
"""For how long."""
MOST_BYTES = 2_000_000
"""The longest answer that is read; 20,000 doctors have less."""
_KIND = re.compile(r"[A-Za-z0-9:/._#-]{1,120}")
_WRONG_DOOR = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
)
_NOT_NOW = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)
_KEY_IN_USE = "key-in-use"
_REFUSALS: Mapping[str, type[PartnerRefuses]] = {
    "doctor-offline": DoctorOffline,
    "doctor-unknown": DoctorOffline,
    "consultation-unknown": ConsultationUnknown,
    "consultation-over": ConsultationOver,
}
"""By the last part of a problem's ``type``."""


class _NotNow(PartnerAway):
    """It may work a moment later."""


class _Signed(AuthBase):
    """Our signature; as an auth of its own, so that no ``.netrc`` adds a password."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self._secret = secret
        self._now = now

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else body
        message = request_message(request.method or "", request.path_url, content)
        request.headers[HEADER] = signature(self._secret, self._now(), message)
        return request


class PartnerCalls:
    """Calls the partner under ``url``; any number of threads may share it."""

    def __init__(
        self,
        url: str,
        secret: str,
        now: Callable[[], datetime],
        *,
        timeout_s: tuple[float, float] = (CONNECT_S, READ_S),
        within_s: float = WITHIN_S,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        """``secret`` signs what is asked; nothing is opened yet."""
        self._url = url.rstrip("/")
        # The demo's partner is on this machine: no proxy stands between.
        self._through_proxies = urlsplit(self._url).hostname not in LOOPBACK
        self._auth = _Signed(secret, now)
        self._timeout_s = timeout_s
        self._within_s = within_s
        self._mine = threading.local()
        self._breaker = breaker or CircuitBreaker(
            fail_max=FAILURES,
            reset_timeout=REST_S,
            exclude=[PartnerRefuses],
            throw_new_error_on_trip=False,
        )

    def call(
        self,
        read: Callable[[bytes], T],
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        *,
        within_s: float | None = None,
    ) -> T:
        """What ``read`` makes of a good answer, within ``within_s`` for both tries together."""
        end = time.monotonic() + (within_s or self._within_s)
        try:
            # Not ``breaker.call``, which lets one call in at a time.
            with self._breaker.calling():
                return read(self._tried(method, path, headers, body, end))
        except CircuitBreakerError:
            raise PartnerAway("away again and again: left alone for a while") from None

    def once(self, method: str, path: str) -> None:
        """Call it now, one time, whatever came before."""
        self._once(method, path, {}, None, self._within_s)

    def _tried(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, end: float
    ) -> bytes:
        try:
            return self._once(method, path, headers, body, end - time.monotonic())
        except _NotNow:
            left_s = end - time.monotonic() - WAIT_S
            if left_s < LEAST_S:
                raise
        time.sleep(WAIT_S)
        return self._once(method, path, headers, body, left_s)

    def _once(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None,
        left_s: float,
    ) -> bytes:
        """The body of a good answer, read within ``left_s``."""
        connect_s, read_s = (min(each, left_s) for each in self._timeout_s)
        end = time.monotonic() + left_s
        try:
            with self._session().request(
                method,
                self._url + path,
                data=body,
                headers={"Accept": "application/json, application/problem+json", **headers},
                auth=self._auth,
                timeout=(connect_s, read_s),
                allow_redirects=False,  # it would get our signature, too
                stream=True,
            ) as response:
                content = _read(response, end)
        except (requests.RequestException, HTTPError) as error:  # whose text holds the address
            raise _NotNow(type(error).__name__) from None
        _judge(response.status_code, content)
        return content

    def _session(self) -> requests.Session:
        """This thread's own: sessions are not made for sharing."""
        session: requests.Session | None = getattr(self._mine, "session", None)
        if session is None:
            session = self._mine.session = requests.Session()
            session.trust_env = self._through_proxies
        return session


def _read(response: requests.Response, end: float) -> bytes:
    """The whole body; a partner that drips or never ends is away."""
    content = bytearray()
    # Not ``iter_content``, which waits until a piece is full, however slowly it fills.
    while piece := response.raw.read1(64 * 1024, decode_content=True):
        content += piece
        if len(content) > MOST_BYTES:
            raise PartnerAway("an answer that is too long")
        if time.monotonic() > end:
            raise PartnerAway("an answer that takes too long")
    return bytes(content)


def _judge(code: int, content: bytes) -> None:
    if HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES:
        return
    if code in _NOT_NOW or code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _NotNow(f"HTTP {code}")
    if code in _WRONG_DOOR:
        raise PartnerAway(f"HTTP {code}: see TELEMEDICINE_SECRET")
    kind = _kind_of_problem(content)
    if code < HTTPStatus.BAD_REQUEST or (code == HTTPStatus.NOT_FOUND and not kind):
        raise PartnerAway(f"HTTP {code}: see TELEMEDICINE_URL")
    short = re.split("[:/#]", kind)[-1]
    if short == _KEY_IN_USE:
        raise _NotNow(f"HTTP {code}")
    raise _REFUSALS.get(short, PartnerRefuses)(f"HTTP {code} {kind}".rstrip())


def _kind_of_problem(content: bytes) -> str:
    try:
        kind = str(json.loads(content)["type"])
    except (ValueError, RecursionError, LookupError, TypeError):
        return ""
    return kind if _KIND.fullmatch(kind) else ""
