"""A real HTTP server on this machine whose answers a test writes byte by byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 40
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 5000

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True)
class Asked:
    """One request that came."""

    path: str
    headers: dict[str, str]


@dataclass
class FileServer:
    """Answers paths as it was told, and remembers who asked for what."""

    address: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def put(self, path: str, *answers: Answer) -> str:
        """Answer this path so, one after the other, the last one for ever; its address."""
        self.answers[path] = list(answers)
        return self.address + path

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [asked.path for asked in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # whoever asked has hung up
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().strip().split("\r\n")
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in rest)}
        await reader.readexactly(int(headers.get("content-length", 0)))
        path = first.split()[1]
        self.asked.append(Asked(path, headers))
        answers = self.answers.get(path, [status(404)])
        await (answers.pop(0) if len(answers) > 1 else answers[0])(writer)


@asynccontextmanager
async def serving(
    host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> AsyncIterator[FileServer]:
    """A server for as long as the block runs; ``tls`` for one of https."""
    files = FileServer()
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await files.serve(reader, writer)
        tasks.discard(task)

    server = await asyncio.start_server(serve, host, 0, ssl=tls)
    files.address = f"{'https' if tls else 'http'}://{host}:{server.sockets[0].getsockname()[1]}"
    yield files
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def content(data: bytes, *, declared: bool = True, extra: str = "") -> Answer:
    """A file; undeclared: without Content-Length, ended by hanging up."""
    length = f"Content-Length: {len(data)}\r\n" if declared else ""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\n{length}{extra}Connection: close\r\n\r\n".encode())
        for at in range(0, len(data), 65536):
            writer.write(data[at : at + 65536])
            await writer.drain()

    return answer


def status(code: int, body: bytes = b"", extra: str = "") -> Answer:
    """An answer of that status."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 {code} So\r\nContent-Length: {len(body)}\r\n{extra}"
        writer.write(f"{head}Connection: close\r\n\r\n".encode() + body)
        await writer.drain()

    return answer


def redirect(to: str, code: int = 307) -> Answer:
    """Somewhere else; with a cookie to be carried along by whoever does."""
    return status(code, extra=f"Location: {to}\r\nSet-Cookie: session=secret; Path=/\r\n")


def cut_off(data: bytes) -> Answer:
    """Half of what was declared, and the connection breaks."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {2 * len(data)}\r\n\r\n"
        writer.write(head.encode() + data)
        await writer.drain()

    return answer


def endless(first: bytes = JPEG) -> Answer:
    """As fast as it can, for ever."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + first)
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    return answer


def dripping(first: bytes = JPEG) -> Answer:
    """A byte now and then, for ever."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + first)
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    return answer


def silent() -> Answer:
    """Takes the request and says nothing."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    return answer


def declaring(length: int) -> Answer:
    """A length, the beginning, and then nothing more."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n"
        writer.write(head.encode() + JPEG)
        await writer.drain()
        await asyncio.Event().wait()

    return answer
