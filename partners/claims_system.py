"""An insurer's own claims system over HTTP: ``ClaimsSystem`` as docs/openapi/claims-system.yaml has
it.

Every call has a time-out and a key that makes its repeat harmless; what may work a moment later is
tried thrice. A system that is away again and again is left alone for a while: whoever calls
meanwhile is told so at once.
"""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from http import HTTPStatus
from string import punctuation
from urllib.parse import quote

import requests
from pybreaker import CircuitBreaker, CircuitBreakerError
from requests.auth import AuthBase

from insurance.claim_json import claim_json, details_json, moment
from insurance.claim_papers import file_name, safe_type
from insurance.model import Claim, ClaimDetails, ClaimFile
from insurance.ports import SystemAway, SystemRefuses

CONNECT_S, READ_S = 3.05, 15.0
"""How long a connection and an answer may take."""
WAITS_S = (0.5, 2.0)
"""Before the second and the third try of one call."""
FAILURES = 5
"""Calls in a row, each tried thrice, after which the system is left alone."""
REST_S = 60.0
"""For how long."""
_LONGEST_PROBLEM = 4096
_KIND = re.compile(r"[A-Za-z0-9:/._#-]{1,120}")
_WRONG_DOOR = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
)
_NOT_NOW = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.CONFLICT,  # the same key is being worked on
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
)


class _NotNow(SystemAway):
    """It may work a moment later."""


class _Bearer(AuthBase):
    """The token; as an auth of its own, so that no ``.netrc`` takes its place."""

    def __init__(self, token: str) -> None:
        self._value = f"Bearer {token}"

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = self._value
        return request


class RestClaimsSystem:
    """Tells the system under ``url``; for one thread at a time."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout_s: tuple[float, float] = (CONNECT_S, READ_S),
        breaker: CircuitBreaker | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """``token`` is what it demands; nothing is opened yet."""
        self._url = url.rstrip("/")
        self._auth = _Bearer(token)
        self._timeout_s = timeout_s
        self._sleep = sleep
        self._session = requests.Session()
        self._breaker = breaker or CircuitBreaker(
            fail_max=FAILURES,
            reset_timeout=REST_S,
            exclude=[SystemRefuses],
            throw_new_error_on_trip=False,
        )

    def claim_submitted(self, key: str, claim: Claim, details: ClaimDetails) -> None:
        """A claim was filed. Raises SystemAway or SystemRefuses."""
        body = {**claim_json(claim), "filing": details_json(details)}
        headers = {"Content-Type": "application/json"}
        self._call("POST", "/claims", key, headers, json.dumps(body).encode())

    def file_added(self, key: str, claim_number: str, file: ClaimFile, content: bytes) -> None:
        """A file of that claim. Raises SystemAway or SystemRefuses."""
        headers = {
            "Content-Type": safe_type(file.content_type),
            "Content-Disposition": f'attachment; filename="{file_name(file)}"',
            "Content-Digest": f"sha-256=:{base64.b64encode(sha256(content).digest()).decode()}:",
            "Document-Type": re.sub(r"[^a-z_]", "", file.document_id) or "other",
            "Document-Position": str(file.position),
            "Document-Added-At": moment(file.added_at),
        }
        path = f"/claims/{_part(claim_number)}/documents/{_part(file.media_id)}"
        self._call("PUT", path, key, headers, content)

    def claim_cancelled(self, key: str, claim_number: str) -> None:
        """The member has withdrawn that claim. Raises SystemAway or SystemRefuses."""
        self._call("POST", f"/claims/{_part(claim_number)}/cancellation", key, {}, b"")

    def reach(self) -> None:
        """Ask whether it is there and takes our token, once. Raises SystemAway or SystemRefuses."""
        self._once("GET", "/status", {}, b"")

    def _call(
        self, method: str, path: str, key: str, headers: Mapping[str, str], body: bytes
    ) -> None:
        headers = {**headers, "Idempotency-Key": quote(key, safe=punctuation)}
        try:
            self._breaker.call(self._tried, method, path, headers, body)
        except CircuitBreakerError:
            raise SystemAway("away again and again: left alone for a while") from None

    def _tried(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        for wait_s in WAITS_S:
            try:
                return self._once(method, path, headers, body)
            except _NotNow:
                self._sleep(wait_s)
        return self._once(method, path, headers, body)

    def _once(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> None:
        try:
            with self._session.request(
                method,
                self._url + path,
                data=body or None,
                headers={**headers, "Accept": "application/json, application/problem+json"},
                auth=self._auth,
                timeout=self._timeout_s,
                allow_redirects=False,  # it would get the token, too
                stream=True,  # its answer is none of our business, however long
            ) as response:
                _judge(response)
        except requests.RequestException as error:  # whose text holds the address
            raise _NotNow(type(error).__name__) from None


def _judge(response: requests.Response) -> None:
    code = response.status_code
    if HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES:
        return
    if code in _NOT_NOW or code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise _NotNow(f"HTTP {code}")
    if code in _WRONG_DOOR:
        raise SystemAway(f"HTTP {code}: see CLAIMS_SYSTEM_TOKEN")
    if code < HTTPStatus.BAD_REQUEST:
        raise SystemAway(f"HTTP {code}: see CLAIMS_SYSTEM_URL")
    kind = _kind_of_problem(response)
    raise SystemRefuses(f"HTTP {code} {kind}".rstrip())


def _kind_of_problem(response: requests.Response) -> str:
    """The ``type`` of RFC 9457, if there is one; its other words may be about a person."""
    try:
        told = json.loads(next(response.iter_content(_LONGEST_PROBLEM), b""))
        kind = str(told["type"])
    except (requests.RequestException, ValueError, RecursionError, LookupError, TypeError):
        return ""
    return kind if _KIND.fullmatch(kind) else ""


def _part(value: str) -> str:
    return quote(value, safe="")
