"""Bodies of requests on the member's side: JSON objects, and forms with files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_BODY = 40_000_000
MAX_FILES = 30
OWN_SITE = frozenset({"same-origin", "none"})


@dataclass(frozen=True)
class UploadedFile:
    """One file of a form."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Upload:
    """A form: its files in order, and its other fields."""

    files: Sequence[UploadedFile]
    fields: Mapping[str, str]


async def json_body(request: Request) -> Mapping[str, Any]:
    """The JSON object that was sent; an HTTPException that says what is wrong with anything else.

    JSON only: another site's page cannot post it without asking first, and is refused then.
    """
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise HTTPException(415, "send JSON")
    try:
        body = await request.json()
    except ValueError as error:
        raise HTTPException(400, "not JSON") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "a JSON object is expected")
    return body


async def uploaded(request: Request) -> Upload:
    """The form that was sent, with 1 to 30 files in ``files`` and 40 MB in all.

    Another site's page can post a form without asking; browsers say when one does.
    """
    if request.headers.get("sec-fetch-site", "none") not in OWN_SITE:
        raise HTTPException(403, "another site may not send this")
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(415, "send a form with files")
    if int(request.headers.get("content-length", "0")) > MAX_BODY:
        raise HTTPException(413, f"at most {MAX_BODY} bytes")
    async with request.form(max_files=MAX_FILES + 1) as form:
        files = [await _file(one) for one in form.getlist("files") if isinstance(one, UploadFile)]
        fields = _fields(form)
    if not 1 <= len(files) <= MAX_FILES:
        raise HTTPException(422, f"1 to {MAX_FILES} files")
    if sum(len(one.content) for one in files) > MAX_BODY:
        raise HTTPException(413, f"at most {MAX_BODY} bytes")
    return Upload(files, fields)


async def _file(sent: UploadFile) -> UploadedFile:
    kind = sent.content_type or "application/octet-stream"
    return UploadedFile(sent.filename or "file", kind, await sent.read())


def _fields(form: FormData) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str)}
