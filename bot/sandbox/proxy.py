"""The gateway's ``/`` and ``/sandbox/…`` in the demo: passed on to the sandbox's process.

Only the page and the member's side pass; the stand-ins of the APIs do not.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

import httpx
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

PASSED_IN = ("accept", "accept-language", "content-type", "last-event-id", "sec-fetch-site")
PASSED_OUT = (
    "cache-control",
    "content-disposition",
    "content-security-policy",
    "content-type",
    "cross-origin-resource-policy",
    "referrer-policy",
    "x-content-type-options",
    "x-frame-options",
)
CONNECT_TIMEOUT_S = 3.0
MAX_BODY = 40_000_000
"""In bytes: photos and files that a member sends at once."""
DOWN = "The sandbox does not answer at the moment. / Sandbox sedang tidak menjawab.\n"


TOO_LARGE = f"At most {MAX_BODY // 1_000_000} MB at once. / Paling banyak sekaligus.\n"


def demo_routes(sandbox_url: str, http: httpx.AsyncClient) -> list[Route]:
    """Routes for the gateway's app; they stream from ``sandbox_url`` with ``http``."""

    async def pass_on(request: Request) -> Response:
        body = await _whole_body(request)
        if body is None:
            return PlainTextResponse(TOO_LARGE, 413)
        wanted = http.build_request(
            request.method,
            sandbox_url.rstrip("/") + request.url.path,
            params=str(request.query_params),
            headers=_only(PASSED_IN, request.headers),
            content=body,
            # A live stream is silent for as long as nothing happens.
            timeout=httpx.Timeout(None, connect=CONNECT_TIMEOUT_S),
        )
        try:
            answer = await http.send(wanted, stream=True)
        except httpx.HTTPError:
            return PlainTextResponse(DOWN, 502, headers={"Retry-After": "2"})
        return StreamingResponse(
            _body(answer),
            answer.status_code,
            headers=_only(PASSED_OUT, answer.headers),
        )

    return [
        Route("/", pass_on, methods=["GET"]),
        Route("/sandbox/{path:path}", pass_on, methods=["GET", "POST"]),
    ]


async def _whole_body(request: Request) -> bytes | None:
    """What was sent; None when it is more than may be sent at once."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY:
            return None
    return bytes(body)


async def _body(answer: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.aiter_bytes():
            yield chunk
    except httpx.HTTPError:
        return  # the sandbox went away in mid-stream: the page connects again
    finally:
        await answer.aclose()


def _only(names: tuple[str, ...], headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in names if name in headers}
