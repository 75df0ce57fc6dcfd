"""Handing out a file as the APIs do, on good days and on bad ones."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

from starlette.responses import Response, StreamingResponse

from bot.sandbox.faults import Fault, Faults, Trouble
from bot.sandbox.media import KeptFile

CHUNK = 65_536
DRIP_PAUSE_S = 1.0
DEFAULT_HUGE = 25_000_000


def take_fault(faults: Faults, at: str, file: KeptFile) -> Fault | None:
    """The trouble that strikes this download; what is only "not yet" ends with the file's age.

    A fault's ``to`` is the address of the member who sent the file.
    """
    fault = faults.peek(at, file.owner)
    if fault is None:
        return None
    if fault.trouble is Trouble.NOT_YET:
        return fault if time.time() - file.kept_at < fault.seconds else None
    return faults.take(at, file.owner)


async def hand_out(file: KeptFile, content_type: str, fault: Fault | None) -> Response | None:
    """The answer to a download of ``file``; None: as if there were no such file."""
    if fault is None:
        return Response(file.content, media_type=content_type)
    if fault.trouble in (Trouble.HANG_BEFORE, Trouble.HANG_AFTER):
        await asyncio.sleep(fault.seconds)
    if fault.trouble is Trouble.NOT_YET:
        return None
    if fault.trouble is Trouble.REDIRECT:
        return Response(status_code=307, headers={"Location": fault.location})
    if fault.trouble in (Trouble.REFUSE, Trouble.HANG_BEFORE, Trouble.REFUSE_AFTER):
        return Response(fault.description, fault.status, media_type="text/plain")
    return _odd(file, content_type, fault)


def _odd(file: KeptFile, content_type: str, fault: Fault) -> Response:
    """A download that is answered, with something else than the file or in a strange way."""
    headers = {}
    match fault.trouble:
        case Trouble.HUGE:
            size = fault.size or DEFAULT_HUGE
            body, headers = _padded(file.content, size), {"Content-Length": str(size)}
        case Trouble.ENDLESS:
            body = _endless(file.content)
        case Trouble.DRIP:
            body = _drip(file.content, fault.seconds or DRIP_PAUSE_S)
        case _:
            content = b"" if fault.trouble is Trouble.EMPTY else file.content
            return Response(content, media_type=content_type)
    return StreamingResponse(body, media_type=content_type, headers=headers)


async def _padded(content: bytes, size: int) -> AsyncIterator[bytes]:
    yield content[:size]
    left = max(size - len(content), 0)
    while left:
        chunk = min(left, CHUNK)
        yield bytes(chunk)
        left -= chunk


async def _endless(content: bytes) -> AsyncIterator[bytes]:
    yield content
    while True:
        yield bytes(CHUNK)
        await asyncio.sleep(0)  # whoever listens must be able to go away


async def _drip(content: bytes, pause_s: float) -> AsyncIterator[bytes]:
    for index in range(len(content)):
        yield content[index : index + 1]
        await asyncio.sleep(pause_s)
