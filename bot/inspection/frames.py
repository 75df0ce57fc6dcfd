"""How the gateway and a worker talk: a head and a body, each with its length before it."""

from __future__ import annotations

import asyncio
import struct
from typing import BinaryIO

READY = b"ready"
"""The head of a worker's first frame: all that it needs is loaded."""
LARGEST_HEAD = 64 * 1024
LARGEST_BODY = 24 * 1024 * 1024
"""Above the largest file that is taken, and above any picture of 3000 by 3000 as a JPEG."""
_LENGTHS = struct.Struct(">II")


def frame(head: bytes, body: bytes) -> tuple[bytes, bytes]:
    """What is to be written, in two pieces, so that the body is not copied."""
    return _LENGTHS.pack(len(head), len(body)) + head, body


def write_frame(out: BinaryIO, head: bytes, body: bytes) -> None:
    """Write one; raises BrokenPipeError when nobody reads."""
    for piece in frame(head, body):
        out.write(piece)
    out.flush()


def read_frame(source: BinaryIO) -> tuple[bytes, bytes]:
    """Head and body of the next one; raises EOFError when there is none."""
    head_bytes, body_bytes = _LENGTHS.unpack(_exactly(source, _LENGTHS.size))
    return _exactly(source, head_bytes), _exactly(source, body_bytes)


async def receive_frame(source: asyncio.StreamReader) -> tuple[bytes, bytes]:
    """The same; raises asyncio.IncompleteReadError when there is none, or ValueError when it is
    larger than anything that a worker has to say."""
    head_bytes, body_bytes = _LENGTHS.unpack(await source.readexactly(_LENGTHS.size))
    if head_bytes > LARGEST_HEAD or body_bytes > LARGEST_BODY:
        raise ValueError(body_bytes)
    return await source.readexactly(head_bytes), await source.readexactly(body_bytes)


def _exactly(source: BinaryIO, count: int) -> bytes:
    data = source.read(count)
    if len(data) < count:
        raise EOFError
    return data
