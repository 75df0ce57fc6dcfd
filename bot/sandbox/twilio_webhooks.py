"""What Twilio posts to the gateway: a member's messages, and how ours are delivered."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime

import httpx

from bot.messages import Channel
from bot.sandbox.chats import Bubble, Chat, Chats
from bot.sandbox.config import SandboxConfig
from bot.sandbox.journal import Journal
from bot.sandbox.twilio_api import TwilioApi
from bot.sandbox.twilio_messages import Message, new_sid
from bot.sandbox.twilio_signature import signature

CONNECT_TIMEOUT_S = 5.0
TIMEOUT_S = 15.0
"""Twilio's own limits for a webhook."""
BLOCKED_BY_USER = 63014
UNKNOWN_RECIPIENT = 63024


class TwilioWebhooks:
    """Posts signed forms to the gateway, retrying once and only when it cannot connect."""

    def __init__(
        self, config: SandboxConfig, chats: Chats, journal: Journal, http: httpx.AsyncClient
    ) -> None:
        """Post as the account of ``config``; what came of it goes to ``journal``."""
        self._config = config
        self._chats = chats
        self._journal = journal
        self._http = http
        self._running: set[asyncio.Task[None]] = set()

    async def member_writes(self, api: TwilioApi, chat: Chat, text: str) -> Bubble:
        """Send the member's text to the gateway; the bubble's status tells whether it arrived."""
        message = _inbound(self._config, chat, text)
        api.keep(message)
        bubble = self._chats.show(Bubble(chat.id, message.sid, "member", text))
        url = self._config.public_url.rstrip("/") + "/webhooks/whatsapp"
        arrived = await self._post(url, _inbound_form(message, chat))
        return self._chats.change(bubble, status="delivered" if arrived else "failed")

    def follow(self, api: TwilioApi, message: Message) -> None:
        """Let the delivery of ``message`` take its course, and report it to its callback."""
        task = asyncio.ensure_future(self._deliver(api, message))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, api: TwilioApi, message: Message) -> None:
        chat = self._chats.find(Channel.WHATSAPP, message.to)
        if chat is None or chat.blocked:
            await asyncio.sleep(self._config.status_delay_s)
            code = UNKNOWN_RECIPIENT if chat is None else BLOCKED_BY_USER
            await self._report(api.set_status(message.sid, "undelivered", code))
            return
        for status in ("sent", "delivered", "read"):
            await asyncio.sleep(self._config.status_delay_s)
            bubble = self._chats.bubble(chat, message.sid)
            if bubble is not None:
                self._chats.change(bubble, status=status)
            await self._report(api.set_status(message.sid, status))

    async def _report(self, message: Message) -> None:
        if message.status_callback:
            await self._post(message.status_callback, _status_form(message))

    async def _post(self, url: str, form: Mapping[str, str]) -> bool:
        """Whether the gateway took it; recorded either way."""
        url = url.partition("#")[0]
        headers = {
            "X-Twilio-Signature": signature(self._config.twilio_auth_token, url, form),
            "I-Twilio-Idempotency-Token": secrets.token_hex(16),
            "User-Agent": "TwilioProxy/1.1",
        }
        outcome = await self._try(url, form, headers)
        if outcome == "connect":
            outcome = await self._try(url, form, headers)
        self._journal.add(
            "webhook", to="whatsapp", id=form["MessageSid"], what=form["SmsStatus"], outcome=outcome
        )
        return outcome.startswith("2")

    async def _try(self, url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> str:
        try:
            response = await self._http.post(
                self._config.reachable(url),
                data=dict(form),
                headers=dict(headers),
                timeout=httpx.Timeout(TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
            )
        except (httpx.ConnectError, httpx.ConnectTimeout):
            return "connect"
        except httpx.HTTPError as error:
            return type(error).__name__
        return str(response.status_code)


def _inbound(config: SandboxConfig, chat: Chat, text: str) -> Message:
    return Message(
        sid=new_sid(),
        account_sid=config.twilio_account_sid,
        direction="inbound",
        from_=chat.address,
        to=config.whatsapp_from,
        body=text,
        status="received",
        created=datetime.now(UTC).replace(microsecond=0),
    )


def _inbound_form(message: Message, chat: Chat) -> dict[str, str]:
    shared = _shared_form(message)
    return shared | {
        "Body": message.body,
        "ChannelMetadata": json.dumps(
            {"type": "whatsapp", "data": {"context": {"ProfileName": chat.name}}}
        ),
        "ExternalUserId": chat.other_address,
        "MessageType": "text",
        "NumMedia": "0",
        "NumSegments": "1",
        "ProfileName": chat.name,
        "ReferralNumMedia": "0",
        "SmsMessageSid": message.sid,
        "SmsStatus": "received",
        "WaId": chat.address.removeprefix("whatsapp:").removeprefix("+"),
    }


def _status_form(message: Message) -> dict[str, str]:
    form = _shared_form(message) | {
        "ChannelInstallSid": "XE" + "0" * 32,
        "ChannelPrefix": "whatsapp",
        "ChannelToAddress": message.to.removeprefix("whatsapp:"),
        "MessageStatus": message.status,
        "SmsStatus": message.status,
        "StructuredMessage": "false",
    }
    if message.status in ("delivered", "read"):
        form["EventType"] = message.status.upper()
    if message.error_code is not None:
        form |= {"ErrorCode": str(message.error_code), "ErrorMessage": "Message undelivered"}
    return form


def _shared_form(message: Message) -> dict[str, str]:
    return {
        "AccountSid": message.account_sid,
        "ApiVersion": "2010-04-01",
        "From": message.from_,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "To": message.to,
    }
