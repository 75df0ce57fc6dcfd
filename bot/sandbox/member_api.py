"""What the page and the test phones call: the member's side of both channels."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.messages import Channel
from bot.sandbox.chats import Chat, Chats
from bot.sandbox.config import SandboxConfig
from bot.sandbox.journal import Event, Journal
from bot.sandbox.page import SAFE
from bot.sandbox.telegram_bot import TelegramBot
from bot.sandbox.twilio_api import TwilioApi
from bot.sandbox.twilio_webhooks import TwilioWebhooks

HEARTBEAT_S = 15.0
MAX_TEXT = 20_000
MAX_WAIT_S = 30.0


class MemberApi:
    """Opens chats, sends what members type and tap, and tells live what happens."""

    def __init__(
        self,
        *,
        config: SandboxConfig,
        chats: Chats,
        journal: Journal,
        bot: TelegramBot,
        twilio: TwilioApi,
        webhooks: TwilioWebhooks,
    ) -> None:
        """Bring the phones of ``chats`` to both channels."""
        self._config = config
        self._chats = chats
        self._journal = journal
        self._bot = bot
        self._twilio = twilio
        self._webhooks = webhooks
        self.closing = asyncio.Event()
        """Set when the sandbox ends, so that live streams end too."""

    def routes(self) -> list[Route]:
        """Everything under ``/sandbox`` that the page calls, and ``/record``."""
        chat = "/sandbox/chats/{id}"
        return [
            Route("/sandbox/chats", self._open, methods=["POST"]),
            Route(f"{chat}/messages", self._write, methods=["POST"]),
            Route(f"{chat}/taps", self._tap, methods=["POST"]),
            Route(f"{chat}/blocked", self._block, methods=["POST"]),
            Route("/sandbox/samples", self._samples, methods=["GET"]),
            Route("/sandbox/events", self._events, methods=["GET"]),
            Route("/record", self._record, methods=["GET"]),
        ]

    async def _open(self, request: Request) -> Response:
        body = await _body(request)
        if body.get("channel") not in list(Channel):
            raise HTTPException(422, "channel is whatsapp or telegram")
        chat = self._chats.open(
            Channel(body["channel"]),
            name=str(body.get("name", ""))[:64],
            language="en" if body.get("language") == "en" else "id",
            hidden_number=body.get("hidden_number") is True,
        )
        return JSONResponse(asdict(chat), 201)

    async def _write(self, request: Request) -> Response:
        chat, body = self._chat(request), await _body(request)
        text = str(body.get("text", ""))
        if not text or len(text) > MAX_TEXT:
            raise HTTPException(422, f"text has 1 to {MAX_TEXT} characters")
        if chat.channel is Channel.TELEGRAM:
            bubble = self._bot.member_writes(chat, text)
        else:
            bubble = await self._webhooks.member_writes(self._twilio, chat, text)
        return JSONResponse({"id": bubble.id, "arrived": bubble.status != "failed"}, 202)

    async def _tap(self, request: Request) -> Response:
        chat, body = self._chat(request), await _body(request)
        if chat.channel is not Channel.TELEGRAM:
            raise HTTPException(422, "only Telegram has buttons yet")
        query = self._bot.member_taps(chat, str(body.get("id", "")), str(body.get("data", "")))
        return JSONResponse({"query": query}, 202)

    async def _block(self, request: Request) -> Response:
        chat, blocked = self._chat(request), (await _body(request)).get("blocked") is True
        if chat.channel is Channel.TELEGRAM:
            self._bot.member_blocks(chat, blocked)
        else:
            self._chats.set_blocked(chat, blocked)
        return Response(status_code=204)

    async def _samples(self, _request: Request) -> Response:
        return JSONResponse([asdict(sample) for sample in self._config.samples], headers=SAFE)

    async def _record(self, request: Request) -> Response:
        """What happened after number ``after``, waiting up to ``wait`` seconds for the first."""
        after = _number(request.query_params.get("after", "0"))
        wait_s = min(_number(request.query_params.get("wait", "0")), MAX_WAIT_S)
        events = await self._journal.wait_since(int(after), wait_s)
        return JSONResponse(
            {"epoch": self._journal.epoch, "events": [event.as_json() for event in events]}
        )

    async def _events(self, request: Request) -> Response:
        last = request.query_params.get("after") or request.headers.get("last-event-id") or ""
        epoch, _, seq = last.partition("-")
        known = epoch == self._journal.epoch
        stream = self._stream(int(_number(seq)) if known else 0, known)
        return StreamingResponse(stream, headers=SAFE, media_type="text/event-stream")

    async def _stream(self, seq: int, known: bool) -> AsyncIterator[str]:
        """Everything after ``seq``; a page of another epoch is told to forget what it shows."""
        if not known:
            yield f"id: {self._journal.epoch}-0\nevent: reset\ndata: {{}}\n\n"
        while not self.closing.is_set():
            events = await self._journal.wait_since(seq, HEARTBEAT_S)
            for event in events:
                seq = event.seq
                yield _sent_event(self._journal.epoch, event)
            if not events:
                yield ": still here\n\n"

    def _chat(self, request: Request) -> Chat:
        chat = self._chats.get(request.path_params["id"])
        if chat is None:
            raise HTTPException(404, "no such chat")
        return chat


def _sent_event(epoch: str, event: Event) -> str:
    return f"id: {epoch}-{event.seq}\ndata: {json.dumps(event.as_json())}\n\n"


async def _body(request: Request) -> Mapping[str, Any]:
    # JSON only: another site's page cannot post it without asking first, and is refused then.
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise HTTPException(415, "send JSON")
    try:
        body = await request.json()
    except ValueError as error:
        raise HTTPException(400, "not JSON") from error
    if not isinstance(body, dict):
        raise HTTPException(400, "a JSON object is expected")
    return body


def _number(value: str) -> float:
    return float(value) if value.isascii() and value.isdigit() else 0.0
