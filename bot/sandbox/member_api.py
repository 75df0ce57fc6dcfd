"""What the page and the test phones call: the member's side of both channels."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.messages import Channel
from bot.sandbox.body import json_body, uploaded
from bot.sandbox.chats import Bubble, Chat
from bot.sandbox.ground import Ground
from bot.sandbox.telegram_errors import TelegramError
from bot.sandbox.telegram_members import TelegramMembers
from bot.sandbox.twilio_members import TwilioMembers

MAX_TEXT = 20_000
MAX_NAME = 200
MAX_BURST_MS = 10_000
FILE_KINDS = ("photo", "document", "video", "voice", "audio")
STICKER = base64.b64decode("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA")
"""A WebP of one pixel; the page draws a sticker of its own."""


class MemberApi:
    """Opens chats, and sends whatever members type, tap, choose and attach."""

    def __init__(self, ground: Ground, telegram: TelegramMembers, whatsapp: TwilioMembers) -> None:
        """Bring the phones to both channels."""
        self._chats = ground.chats
        self._shelf = ground.shelf
        self._telegram = telegram
        self._whatsapp = whatsapp

    def routes(self) -> list[Route]:
        """Everything under ``/sandbox/chats``."""
        chat = "/sandbox/chats/{id}"
        return [
            Route("/sandbox/chats", self._open, methods=["POST"]),
            Route(f"{chat}/messages", self._write, methods=["POST"]),
            Route(f"{chat}/media", self._send_files, methods=["POST"]),
            Route(f"{chat}/location", self._send_place, methods=["POST"]),
            Route(f"{chat}/contact", self._send_contact, methods=["POST"]),
            Route(f"{chat}/sticker", self._send_sticker, methods=["POST"]),
            Route(f"{chat}/taps", self._tap, methods=["POST"]),
            Route(f"{chat}/edits", self._edit, methods=["POST"]),
            Route(f"{chat}/blocked", self._block, methods=["POST"]),
            Route(f"{chat}/group", self._add_to_group, methods=["POST"]),
        ]

    async def _open(self, request: Request) -> Response:
        body = await json_body(request)
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
        chat, body = self._chat(request), await json_body(request)
        text = _text(body)
        reply_to = str(body["reply_to"]) if body.get("reply_to") else None
        forwarded = body.get("forwarded") is True
        if chat.channel is Channel.TELEGRAM:
            return _sent(self._telegram.writes(chat, text, reply_to, forwarded=forwarded))
        return _sent(await self._whatsapp.writes(chat, text, reply_to, forwarded=forwarded))

    async def _send_files(self, request: Request) -> Response:
        chat, upload = self._chat(request), await uploaded(request)
        kind = upload.fields.get("as", "photo")
        if kind not in FILE_KINDS:
            raise HTTPException(422, f"as is one of {', '.join(FILE_KINDS)}")
        caption = upload.fields.get("caption", "")[:MAX_TEXT]
        burst_ms = _burst_ms(upload.fields.get("burst_ms", "0"))
        kept = [
            self._shelf.keep(one.content, one.content_type, one.name, chat.address)
            for one in upload.files
        ]
        if chat.channel is Channel.TELEGRAM:
            return _all_sent(await self._telegram.sends_files(chat, kind, kept, caption, burst_ms))
        return _all_sent(await self._whatsapp.sends_files(chat, kind, kept, caption, burst_ms))

    async def _send_place(self, request: Request) -> Response:
        chat, body = self._chat(request), await json_body(request)
        place = {name: _degrees(body, name) for name in ("latitude", "longitude")}
        named = place | {name: _line(body, name) for name in ("name", "address")}
        if chat.channel is Channel.TELEGRAM:
            return _sent(self._telegram.sends_place(chat, named))
        return _sent(await self._whatsapp.sends_place(chat, named))

    async def _send_contact(self, request: Request) -> Response:
        chat, body = self._chat(request), await json_body(request)
        name, number = _line(body, "name"), _line(body, "phone_number")
        if not name or not number:
            raise HTTPException(422, "name and phone_number are expected")
        if chat.channel is Channel.TELEGRAM:
            own = body.get("own") is True
            return _sent(self._telegram.sends_contact(chat, name, number, own=own))
        return _sent(await self._whatsapp.sends_contact(chat, name, number))

    async def _send_sticker(self, request: Request) -> Response:
        chat, _ = self._chat(request), await json_body(request)
        file = self._shelf.keep(STICKER, "image/webp", "sticker.webp", chat.address)
        if chat.channel is Channel.TELEGRAM:
            return _sent(self._telegram.sends_sticker(chat, file))
        return _sent(await self._whatsapp.sends_sticker(chat, file))

    async def _tap(self, request: Request) -> Response:
        chat, body = self._chat(request), await json_body(request)
        message_id, data = str(body.get("id", "")), str(body.get("data", ""))
        if chat.channel is Channel.TELEGRAM:
            query = self._telegram.taps(chat, message_id, data)
            return JSONResponse({"id": query, "query": query, "arrived": True}, 202)
        return _sent(await self._whatsapp.taps(chat, message_id, data, str(body.get("title", ""))))

    async def _edit(self, request: Request) -> Response:
        chat, body = self._chat(request), await json_body(request)
        if chat.channel is not Channel.TELEGRAM:
            raise HTTPException(422, "Twilio tells nothing of edits")
        try:
            return _sent(self._telegram.edits(chat, str(body.get("id", "")), _text(body)))
        except TelegramError as error:
            raise HTTPException(422, error.description) from error

    async def _block(self, request: Request) -> Response:
        chat, blocked = self._chat(request), (await json_body(request)).get("blocked") is True
        if chat.channel is Channel.TELEGRAM:
            self._telegram.blocks(chat, blocked)
        else:
            self._chats.set_blocked(chat, blocked)
        return Response(status_code=204)

    async def _add_to_group(self, request: Request) -> Response:
        chat, _ = self._chat(request), await json_body(request)
        if chat.channel is not Channel.TELEGRAM:
            raise HTTPException(422, "only Telegram has groups")
        return JSONResponse({"id": self._telegram.adds_to_group(chat)}, 202)

    def _chat(self, request: Request) -> Chat:
        chat = self._chats.get(request.path_params["id"])
        if chat is None:
            raise HTTPException(404, "no such chat")
        return chat


def _sent(bubble: Bubble) -> Response:
    return JSONResponse({"id": bubble.id, "arrived": bubble.status != "failed"}, 202)


def _all_sent(bubbles: Sequence[Bubble]) -> Response:
    arrived = all(bubble.status != "failed" for bubble in bubbles)
    return JSONResponse({"ids": [bubble.id for bubble in bubbles], "arrived": arrived}, 202)


def _text(body: Mapping[str, Any]) -> str:
    text = str(body.get("text", ""))
    if not text or len(text) > MAX_TEXT:
        raise HTTPException(422, f"text has 1 to {MAX_TEXT} characters")
    return text


def _line(body: Mapping[str, Any], name: str) -> str:
    return " ".join(str(body.get(name) or "").split())[:MAX_NAME]


def _degrees(body: Mapping[str, Any], name: str) -> float:
    """Any number at all: phones send points that no earth has."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise HTTPException(422, f"{name} is a number")
    return float(value)


def _burst_ms(value: str) -> int:
    if not (value.isascii() and value.isdecimal()) or int(value) > MAX_BURST_MS:
        raise HTTPException(422, f"burst_ms is 0 to {MAX_BURST_MS}")
    return int(value)
