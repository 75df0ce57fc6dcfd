"""What is wrong with a call, told as RFC 9457 wants it: problem details, and nothing of a claim
that the caller has not said themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from starlette.responses import JSONResponse

CONTENT_TYPE = "application/problem+json"
_KIND = "urn:iclick:problem:"


class Problem(Exception):
    """The call cannot be answered as it was wished; ``detail`` is for whoever made it."""

    def __init__(
        self,
        status: HTTPStatus,
        kind: str,
        detail: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """``errors``: JSON pointers into the body, and what has to be there."""
        super().__init__(kind)
        self.status = status
        self.kind = kind
        self._detail = detail
        self._errors = errors
        self._headers = headers

    def response(self) -> JSONResponse:
        """The answer that tells it."""
        body: dict[str, Any] = {
            "type": _KIND + self.kind,
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self._detail,
        }
        if self._errors:
            body["errors"] = [
                {"pointer": pointer, "detail": detail} for pointer, detail in self._errors
            ]
        return JSONResponse(body, self.status, self._headers, CONTENT_TYPE)


def not_found(what: str) -> Problem:
    """There is no such thing, or none that this address shows."""
    return Problem(HTTPStatus.NOT_FOUND, "not-found", f"there is no such {what}")


def unauthorized() -> Problem:
    """No token, or another one: which, is nobody's business."""
    return Problem(
        HTTPStatus.UNAUTHORIZED,
        "unauthorized",
        "this needs the header Authorization: Bearer with the API's token",
        headers={"WWW-Authenticate": 'Bearer realm="claims"'},
    )


def bad_request(kind: str, detail: str) -> Problem:
    """The call itself is not as it has to be."""
    return Problem(HTTPStatus.BAD_REQUEST, kind, detail)


def conflict(kind: str, detail: str) -> Problem:
    """The claim does not allow it, as it stands now."""
    return Problem(HTTPStatus.CONFLICT, kind, detail)


def try_again(after_s: int) -> Problem:
    """Something that we need is away; nothing was done."""
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "try-again",
        "this cannot be done at the moment; the same call may work later",
        headers={"Retry-After": str(after_s)},
    )
