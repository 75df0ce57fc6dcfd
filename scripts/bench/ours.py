"""The assistant as ``iclick up`` runs it, with its channels' addresses pointing at the bench."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx
from sqlalchemy import select
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from iclick.ports import LOOPBACK, free_port
from iclick.settings import ROOT, Settings, load_settings
from iclick.start import fill
from iclick.tools import any_database
from insurance.ports import SystemClock
from scripts.bench.channel import ChannelApis
from scripts.bench.processes import Running, start
from storage.tables import ConversationRow, LinkRow

ACCOUNT, TOKEN, SENDER = "AC" + "b" * 32, "made-up-for-the-bench", "whatsapp:+622150000000"
BOT_TOKEN = "1000000001:made-up-for-the-bench"  # noqa: S105 (made up)
STARTS_WITHIN_S = 300
ANSWERS_WITHIN_S = 60
MEMBER = "100200-0001-0"
"""A participant of the samples."""


@dataclass(frozen=True)
class OurBot:
    """The assistant, serving."""

    running: Running
    settings: Settings
    apis: ChannelApis
    http: httpx.AsyncClient
    acknowledged_s: list[float] = field(default_factory=list)
    """How long each webhook took to be answered."""

    async def ask(self, member: str, text: str) -> float:
        """One turn over WhatsApp or Telegram: from the webhook's posting to the reply's arrival.

        ``member`` is ``whatsapp:+…`` or ``telegram:…``.
        """
        reply = self.apis.next_to(member)
        began = time.perf_counter()
        if member.startswith("telegram:"):
            await self._telegram(int(member.partition(":")[2]), text)
        else:
            await self.post("/webhooks/whatsapp", _whatsapp(member, text))
        return await asyncio.wait_for(reply, ANSWERS_WITHIN_S) - began

    async def ask_with_photo(self, member: str) -> float:
        """The same over WhatsApp with a photo instead of words."""
        reply = self.apis.next_to(member)
        began = time.perf_counter()
        form = _whatsapp(member, "")
        place = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{form['MessageSid']}/Media/ME{'1' * 32}"
        photo = {"MediaUrl0": f"{self.settings.twilio_api_url}{place}", "NumMedia": "1"}
        kind = {"MediaContentType0": "image/jpeg", "MessageType": "image"}
        await self.post("/webhooks/whatsapp", form | photo | kind)
        return await asyncio.wait_for(reply, ANSWERS_WITHIN_S) - began

    async def post(self, path: str, form: Mapping[str, str]) -> None:
        """A form of Twilio's, signed."""
        url = self.settings.public_url + path
        signature = RequestValidator(TOKEN).compute_signature(url, form)
        began = time.perf_counter()
        response = await self.http.post(
            url, data=dict(form), headers={"X-Twilio-Signature": signature}
        )
        self.acknowledged_s.append(time.perf_counter() - began)
        response.raise_for_status()

    async def _telegram(self, chat: int, text: str) -> None:
        update = _update(chat, text)
        response = await self.http.post(
            f"{self.settings.public_url}/webhooks/telegram",
            json=update,
            headers={"X-Telegram-Bot-Api-Secret-Token": self.settings.telegram_secret()},
        )
        response.raise_for_status()

    def unlock(self, member: str) -> None:
        """Make the chat a member's who has just been verified."""
        with any_database(self.settings) as db, db.transaction() as session:
            rows = session.scalars(select(ConversationRow)).all()
            chat = next(row for row in rows if row.address == member)
            now = SystemClock().now()
            session.add(
                LinkRow(
                    conversation_id=chat.id,
                    participant_number=MEMBER,
                    consent_version="bench",
                    linked_at=now,
                    expires_at=now + timedelta(days=90),
                    unlocked_until=now + timedelta(minutes=30),
                )
            )


async def serve(folder: Path, apis: ChannelApis, http: httpx.AsyncClient) -> OurBot:
    """Start it on databases of its own in ``folder``, filled with the samples."""
    apis_port, port = free_port(), free_port()
    await apis.listen(LOOPBACK, apis_port)
    variables = _variables(folder, port, f"http://{LOOPBACK}:{apis_port}")
    lowered = {name.lower(): value for name, value in variables.items()}
    settings = load_settings(env_file=None, **lowered)
    fill(settings)
    running = await asyncio.to_thread(
        start,
        [sys.executable, "-m", "iclick", "up", "--port", str(port)],
        folder=folder,
        environment=os.environ | variables | {"PYTHONPATH": str(ROOT)},
        ready_at=f"{settings.public_url}/readyz",
        within_s=STARTS_WITHIN_S,
    )
    return OurBot(running, settings, apis, http)


def _variables(folder: Path, port: int, apis: str) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{folder / 'iclick.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{folder / 'tracker.db'}",
        "MEDIA_URL": (folder / "media").as_uri(),
        "SECRET_KEY": "a-secret-key-for-the-bench-and-nothing-else",
        "PUBLIC_URL": f"http://{LOOPBACK}:{port}",
        "RASA_URL": f"http://{LOOPBACK}:{free_port()}",
        "ACTIONS_URL": f"http://{LOOPBACK}:{free_port()}/webhook",
        "SMTP_URL": f"smtp://{LOOPBACK}:{free_port()}",
        "TELEGRAM_BOT_TOKEN": BOT_TOKEN,
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_API_URL": f"{apis}/telegram",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_WHATSAPP_FROM": SENDER,
        "TWILIO_API_URL": f"{apis}/twilio",
        "TWILIO_CONTENT_URL": f"{apis}/twilio",
        "TWILIO_MESSAGING_URL": f"{apis}/twilio",
        "LOG_LEVEL": "INFO",
        "LOG_FORMAT": "json",
    }


_numbers = iter(range(1, 10**9))


def _whatsapp(member: str, text: str) -> dict[str, str]:
    sid = f"SM{next(_numbers):032x}"
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "Body": text,
        "From": member,
        "MessageSid": sid,
        "MessageType": "text",
        "NumMedia": "0",
        "NumSegments": "1",
        "ProfileName": "Budi",
        "SmsMessageSid": sid,
        "SmsSid": sid,
        "SmsStatus": "received",
        "To": SENDER,
        "WaId": member.removeprefix("whatsapp:+"),
    }


def _update(chat: int, text: str) -> dict[str, object]:
    number = next(_numbers)
    person = {"id": chat, "is_bot": False, "first_name": "Budi", "language_code": "id"}
    message = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Budi"},
        "from": person,
        "text": text,
    }
    return {"update_id": number, "message": message}
