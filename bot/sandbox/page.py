"""The page at ``/``: its files, each with the headers that keep what is shown harmless."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.sandbox.mail import Mailbox, MailFile

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
# A PDF is shown by the browser's own viewer, which a sandbox would keep from starting.
PDF_POLICY = "frame-ancestors 'none'"
FILE_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
NOT_IN_A_NAME = re.compile(r"[^\w.\- ]", re.ASCII)
SAFE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Page:
    """Serves the page's own files, the mails' HTML and what is attached to them."""

    def __init__(self, mailbox: Mailbox) -> None:
        """Show the mails of ``mailbox``."""
        self._mailbox = mailbox

    def routes(self) -> list[Route]:
        """``/``, the files under ``/sandbox/page/`` and the mails."""
        return [
            Route("/", self._index, methods=["GET"]),
            Route("/sandbox/page/{name:path}", self._file, methods=["GET"]),
            Route("/sandbox/mail/{id}", self._mail, methods=["GET"]),
            Route("/sandbox/mail/{id}/{place:int}", self._mail_file, methods=["GET"]),
        ]

    async def _index(self, _request: Request) -> Response:
        return page_file("index.html")

    async def _file(self, request: Request) -> Response:
        return page_file(request.path_params["name"])

    async def _mail(self, request: Request) -> Response:
        mail = self._mailbox.get(request.path_params["id"])
        if mail is None:
            raise HTTPException(404)
        headers = SAFE | {"Content-Security-Policy": MAIL_POLICY, "X-Frame-Options": "SAMEORIGIN"}
        return Response(mail.html, headers=headers, media_type="text/html; charset=utf-8")

    async def _mail_file(self, request: Request) -> Response:
        mail = self._mailbox.get(request.path_params["id"])
        place = request.path_params["place"]
        if mail is None or place >= len(mail.files):
            raise HTTPException(404)
        return Response(mail.files[place].content, headers=_file_headers(mail.files[place]))


def plain_name(name: str) -> str:
    """A file's name as a header may carry it."""
    return NOT_IN_A_NAME.sub("_", name)


def _file_headers(file: MailFile) -> Mapping[str, str]:
    is_pdf = file.content_type == "application/pdf"
    how = "inline" if is_pdf else "attachment"
    return SAFE | {
        "Content-Security-Policy": PDF_POLICY if is_pdf else FILE_POLICY,
        "Content-Type": file.content_type if is_pdf else "application/octet-stream",
        "Content-Disposition": f'{how}; filename="{plain_name(file.name)}"',
    }


def page_file(name: str) -> Response:
    """One of the page's own files; an HTTPException when there is none of that name."""
    path = FOLDER / name
    if path.parent not in INSIDE or path.suffix not in TYPES or not path.is_file():
        raise HTTPException(404)
    headers = SAFE | {"Content-Security-Policy": PAGE_POLICY, "X-Frame-Options": "DENY"}
    return Response(path.read_bytes(), headers=headers, media_type=TYPES[path.suffix])
