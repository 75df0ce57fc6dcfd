"""A gateway of forty lines, to try the sandbox and its page without the real one.

It answers every message with "<text>!" on both channels, "menu" with a button or numbered lines,
"daftar" with a list and "tombol" with quick replies on WhatsApp, "lokasi" with a keyboard that asks
for the place on Telegram, "kode" with a mail, files and places with a word about them; and it
checks every signature with Twilio's own validator.
"""

from __future__ import annotations

import asyncio
import html
import json
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

import aiosmtplib
import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from bot.sandbox.config import SandboxConfig
from bot.sandbox.proxy import demo_routes

LIST = {
    "twilio/list-picker": {
        "body": "Pilih layanan",
        "button": "Lihat pilihan",
        "items": [
            {"item": "Rawat jalan", "id": "pick-1", "description": "Sisa limit"},
            {"item": "Rawat inap", "id": "pick-2"},
        ],
    }
}
QUICK_REPLIES = {
    "twilio/quick-reply": {
        "body": "Lanjut?",
        "actions": [{"title": "Ya", "id": "yes"}, {"title": "Tidak", "id": "no"}],
    }
}
CONTENTS = {"daftar": LIST, "tombol": QUICK_REPLIES}
MARKUPS: dict[str, Any] = {
    "menu": {"inline_keyboard": [[{"text": "Cek manfaat", "callback_data": "t1"}]]},
    "lokasi": {
        "keyboard": [[{"text": "Kirim lokasi saya", "request_location": True}]],
        "one_time_keyboard": True,
    },
}
CODE_MAIL_HTML = "<p style='color:#333'>Kode Anda: <b>482913</b></p>"


@dataclass
class FakeGateway:
    """What it was sent, and how it answers."""

    config: SandboxConfig
    http: httpx.AsyncClient
    smtp_port: int
    forms: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    """Statuses with which to answer the next webhooks; 200 when there is none left."""

    def app(self) -> Starlette:
        sandbox = f"http://127.0.0.1:{self.config.port}"
        return Starlette(
            routes=[
                Route("/webhooks/whatsapp", self.whatsapp, methods=["POST"]),
                Route("/webhooks/whatsapp/status", self.whatsapp, methods=["POST"]),
                Route("/webhooks/telegram", self.telegram, methods=["POST"]),
                *demo_routes(sandbox, self.http),
            ]
        )

    async def whatsapp(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).items()}
        url = self.config.public_url + request.url.path
        if request.url.query:
            url += "?" + request.url.query
        validator = RequestValidator(self.config.twilio_auth_token)
        if not validator.validate(url, form, request.headers["X-Twilio-Signature"]):
            return Response(status_code=403)
        self.forms.append((str(request.url.path), form))
        if request.url.path.endswith("whatsapp"):
            await self.answer_whatsapp(form["From"], _said_on_whatsapp(form))
        return Response("<Response/>", media_type="text/xml", status_code=self._status())

    async def telegram(self, request: Request) -> Response:
        self.headers.append(dict(request.headers))
        status = self._status()
        if status < 300:
            self.updates.append(await request.json())
        return Response(status_code=status)

    async def poll(self) -> None:
        """Fetch updates from the sandbox for ever and answer them."""
        offset = 0
        while True:
            with suppress(httpx.HTTPError):
                answer = await self.call("getUpdates", offset=offset, timeout=20)
                for update in answer.get("result", []):
                    offset = update["update_id"] + 1
                    self.updates.append(update)
                    await self.answer_telegram(update)

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        url = f"http://127.0.0.1:{self.config.port}/telegram/bot{self.config.telegram_token}/"
        answer = await self.http.post(url + method, json=params, timeout=30)
        result: dict[str, Any] = answer.json()
        return result

    async def answer_whatsapp(self, to: str, text: str) -> None:
        body = "*Menu*\n1. Cek manfaat\n2. Status klaim" if text == "menu" else f"{text}!"
        said = {"Body": body}
        if shape := CONTENTS.get(text):
            said = {"ContentSid": await self.content(shape)}
        await self.http.post(
            f"http://127.0.0.1:{self.config.port}/twilio/2010-04-01/Accounts/"
            f"{self.config.twilio_account_sid}/Messages.json",
            auth=(self.config.twilio_account_sid, self.config.twilio_auth_token),
            data={
                "To": to,
                "From": self.config.whatsapp_from,
                **said,
                "StatusCallback": f"{self.config.public_url}/webhooks/whatsapp/status?outbox=7",
            },
        )
        if text == "kode":
            await self.mail("siti@contoh.example")
        if text == "klaim":
            await self.mail("siti@contoh.example", ("klaim-KLM-1.pdf", b"%PDF-1.4 kertas"))

    async def content(self, types: dict[str, Any]) -> str:
        """The id of a fresh content of these types."""
        answer = await self.http.post(
            f"http://127.0.0.1:{self.config.port}/twilio/v1/Content",
            auth=(self.config.twilio_account_sid, self.config.twilio_auth_token),
            json={"friendly_name": "menu", "language": "id", "variables": {}, "types": types},
        )
        return str(answer.json()["sid"])

    async def answer_telegram(self, update: dict[str, Any]) -> None:
        if query := update.get("callback_query"):
            await self.call("answerCallbackQuery", callback_query_id=query["id"], text="Baik")
            chat, text = query["message"]["chat"]["id"], query["data"]
        elif message := update.get("message") or update.get("edited_message"):
            chat, text = message["chat"]["id"], _said_on_telegram(message)
        else:
            return
        await self.call("sendChatAction", chat_id=chat, action="typing")
        await self.call(
            "sendMessage",
            chat_id=chat,
            text=f"<b>{html.escape(text)}</b>!",
            parse_mode="HTML",
            **({"reply_markup": json.dumps(MARKUPS[text])} if text in MARKUPS else {}),
        )
        if text == "kode":
            await self.mail("siti@contoh.example")
        if text == "klaim":
            await self.mail("siti@contoh.example", ("klaim-KLM-1.pdf", b"%PDF-1.4 kertas"))

    async def mail(self, to: str, *files: tuple[str, bytes]) -> None:
        """A mail with a code, and these files, PDFs all of them."""
        message = EmailMessage()
        message["From"], message["To"] = "Gen iClick <bot@contoh.example>", to
        message["Subject"] = "Kode verifikasi <b>Anda</b>"
        message["Message-ID"] = "<1@contoh.example>"
        message.set_content("Kode Anda: 482913. Berlaku 2 menit.")
        message.add_alternative(CODE_MAIL_HTML, subtype="html")
        for name, content in files:
            message.add_attachment(content, maintype="application", subtype="pdf", filename=name)
        await aiosmtplib.send(message, hostname="127.0.0.1", port=self.smtp_port)

    def _status(self) -> int:
        return self.statuses.pop(0) if self.statuses else 200


def _said_on_whatsapp(form: dict[str, str]) -> str:
    if form["NumMedia"] != "0":
        return f"{form['NumMedia']} berkas {form['MediaContentType0']} {form['Body']}".strip()
    if "Latitude" in form:
        return f"tempat {form['Latitude']} {form['Longitude']}"
    return form.get("ListId") or form.get("ButtonPayload") or form["Body"]


def _said_on_telegram(message: dict[str, Any]) -> str:
    if place := message.get("location"):
        return f"tempat {place['latitude']} {place['longitude']}"
    kinds = ("photo", "document", "voice", "sticker", "contact", "video")
    kind = next((kind for kind in kinds if kind in message), "")
    return message.get("text") or f"{kind} {message.get('caption', '')}".strip()


async def poll_for_ever(gateway: FakeGateway) -> None:
    """``FakeGateway.poll``, ending quietly."""
    with suppress(asyncio.CancelledError):
        await gateway.poll()
