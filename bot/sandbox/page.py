"""The page at ``/``: its files, each with the headers that keep what is shown harmless."""

from __future__ import annotations

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.mail import Mailbox

FOLDER = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
    ".ogg": "audio/ogg",
}
INSIDE = (FOLDER, FOLDER / "samples")
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "media-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
# A mail brings its own inline styles; it gets them, and nothing else: no script, no origin.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; sandbox"
)
SAFE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Page:
    """Serves the page's own files and the mails' HTML."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Show the mails of ``mailbox``."""
        self._mailbox = mailbox

    def routes(self) -> list[Route]:
        """``/``, the files under ``/sandbox/page/`` and the mails."""
        return [
            Route("/", self._index, methods=["GET"]),
            Route("/sandbox/page/{name:path}", self._file, methods=["GET"]),
            Route("/sandbox/mail/{id}", self._mail, methods=["GET"]),
        ]

    async def _index(self, _request: Request) -> Response:
        return _page_file("index.html")

    async def _file(self, request: Request) -> Response:
        return _page_file(request.path_params["name"])

    async def _mail(self, request: Request) -> Response:
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            raise HTTPException(404)
        headers = SAFE | {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
        return Response(mail.html, headers=headers, media_type="text/html; charset=utf-8")


def _page_file(name: str) -> Response:
    path = FOLDER / name
    if path.parent not in INSIDE or path.suffix not in TYPES or not path.is_file():
        raise HTTPException(404)
    headers = SAFE | {"Content-Security-Policy": PAGE_POLICY, "X-Frame-Options": "DENY"}
    return Response(path.read_bytes(), headers=headers, media_type=TYPES[path.suffix])
