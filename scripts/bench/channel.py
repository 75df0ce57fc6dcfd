"""Twilio and Telegram as far as a bench needs them: they take what the assistant sends, and say
when it came. Cheap on purpose, for it shares the cores with what it measures."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from urllib.parse import parse_qs

_numbers = itertools.count(1)
INTERIM = "Sebentar ya"
"""How a word about the wait begins, which is no answer yet."""


class ChannelApis:
    """One HTTP server that stands in for both APIs."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiting: dict[str, asyncio.Future[float]] = {}
        self._server: asyncio.Server | None = None
        self.on_whatsapp: Callable[[str, str], None] = lambda sid, callback: None
        """Told the id and StatusCallback of every WhatsApp message taken."""
        self.photo = b""
        """What stands at every MediaUrl."""

    async def listen(self, host: str, port: int) -> None:
        """Take calls until ``close``."""
        self._server = await asyncio.start_server(self._serve, host, port)

    async def close(self) -> None:
        """Take no more calls."""
        if self._server is not None:
            self._server.close()

    def next_to(self, address: str) -> asyncio.Future[float]:
        """When (``time.perf_counter``) the next message to ``address`` comes."""
        self._waiting[address] = asyncio.get_running_loop().create_future()
        return self._waiting[address]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                came_at = time.perf_counter()
                lines = head.decode("latin-1").split("\r\n")
                body = await reader.readexactly(_length(lines))
                method, target, _ = lines[0].split(" ", 2)
                if method == "GET" and "/Media/" in target:
                    kind, answer = b"image/jpeg", self.photo
                else:
                    kind = b"application/json"
                    answer = json.dumps(self._answer(method, target, body, came_at)).encode()
                writer.write(
                    b"HTTP/1.1 %d OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
                    % (_status(method, target), kind, len(answer))
                )
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, method: str, target: str, body: bytes, came_at: float) -> object:
        path = target.partition("?")[0]
        if path.endswith("/Messages.json") and method == "POST":
            form = parse_qs(body.decode())
            sid = f"SM{next(_numbers):032x}"
            if not form.get("Body", [""])[0].startswith(INTERIM):
                self._came(form["To"][0], came_at)
            self.on_whatsapp(sid, form.get("StatusCallback", [""])[0])
            return {"sid": sid, "status": "queued"}
        if path.endswith("/v1/Content"):
            sid = f"HX{next(_numbers):032x}"
            return {"sid": sid} if method == "POST" else {"contents": [], "meta": {}}
        if "/bot" in path:
            return {"ok": True, "result": self._telegram(path.rpartition("/")[2], body, came_at)}
        return {"success": True}

    def _telegram(self, method: str, body: bytes, came_at: float) -> object:
        if method != "sendMessage":
            return True
        chat = json.loads(body)["chat_id"]
        self._came(f"telegram:{chat}", came_at)
        return {"message_id": next(_numbers), "chat": {"id": chat, "type": "private"}, "date": 0}

    def _came(self, address: str, came_at: float) -> None:
        waiting = self._waiting.pop(address, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(came_at)


def _length(lines: list[str]) -> int:
    for line in lines:
        if line.lower().startswith("content-length:"):
            return int(line.partition(":")[2])
    return 0


def _status(method: str, target: str) -> int:
    return 201 if method == "POST" and "/bot" not in target else 200
