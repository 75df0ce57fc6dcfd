"""What Twilio posts to the gateway: forms, signed, tried again only where it could not connect."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

import httpx

from bot.sandbox.config import SandboxConfig
from bot.sandbox.journal import Journal
from bot.sandbox.twilio_messages import Message
from bot.sandbox.twilio_signature import signature

CONNECT_TIMEOUT_S = 5.0
TIMEOUT_S = 15.0
"""Twilio's own limits for a webhook."""


class TwilioWebhooks:
    """Posts signed forms to the gateway, retrying once and only when it cannot connect."""

    def __init__(self, config: SandboxConfig, journal: Journal, http: httpx.AsyncClient) -> None:
        """Post as the account of ``config``; what came of it goes to ``journal``."""
        self._config = config
        self._journal = journal
        self._http = http

    async def tell_message(self, form: Mapping[str, str]) -> bool:
        """Post a member's message; whether the gateway took it."""
        return await self._post(self._config.public_url.rstrip("/") + "/webhooks/whatsapp", form)

    async def tell_status(self, message: Message) -> None:
        """Report how far a message got, to the callback that it was sent with."""
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


def shared_form(message: Message) -> dict[str, str]:
    """What every webhook about ``message`` holds."""
    return {
        "AccountSid": message.account_sid,
        "ApiVersion": "2010-04-01",
        "From": message.from_,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "To": message.to,
    }


def _status_form(message: Message) -> dict[str, str]:
    form = shared_form(message) | {
        "ChannelInstallSid": "XE" + "0" * 32,
        "ChannelPrefix": "whatsapp",
        "ChannelToAddress": message.to.removeprefix("whatsapp:"),
        "MessageStatus": message.status,
        "SmsStatus": message.status,
        "StructuredMessage": "false" if message.content_sid is None else "true",
    }
    if message.status in ("delivered", "read"):
        form["EventType"] = message.status.upper()
    if message.error_code is not None:
        form |= {
            "ErrorCode": str(message.error_code),
            "ErrorMessage": message.error_message or "",
        }
    return form
