"""The stand-in for Twilio's REST API: Messages and Account, with Twilio's own refusals."""

from __future__ import annotations

import base64
import re
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.messages import Channel
from bot.sandbox.chats import Bubble, Chats
from bot.sandbox.config import SandboxConfig
from bot.sandbox.faults import Faults, strike_after, strike_before
from bot.sandbox.twilio_errors import TwilioError
from bot.sandbox.twilio_messages import Listing, Message, new_sid

BODY_LIMIT = 1600
ADDRESS = re.compile(r"whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.\w{1,128})")
ROOT = "/twilio/2010-04-01/Accounts"
Handler = Callable[[Request], Awaitable[Response]]


class TwilioApi:
    """One Twilio account with one WhatsApp sender."""

    def __init__(
        self,
        config: SandboxConfig,
        chats: Chats,
        faults: Faults,
        accepted: Callable[[Message], None],
    ) -> None:
        """Serve the account of ``config``; call ``accepted`` with every message taken over."""
        self._config = config
        self._chats = chats
        self._faults = faults
        self._accepted = accepted
        self._messages: dict[str, Message] = {}

    def routes(self) -> list[Route]:
        """The part of the API that exists here."""
        return [
            Route(f"{ROOT}/{{sid}}/Messages.json", self._answer(self._create), methods=["POST"]),
            Route(f"{ROOT}/{{sid}}/Messages.json", self._answer(self._list), methods=["GET"]),
            Route(f"{ROOT}/{{sid}}.json", self._answer(self._account), methods=["GET"]),
            Route("/twilio/{rest:path}", self._answer(_missing)),
        ]

    def keep(self, message: Message) -> None:
        """Store a message, or its newer state."""
        self._messages[message.sid] = message

    def set_status(self, sid: str, status: str, error_code: int | None = None) -> Message:
        """The message after its delivery got so far."""
        message = replace(self._messages[sid], status=status, error_code=error_code)
        self.keep(message)
        return message

    def _answer(self, work: Handler) -> Handler:
        async def answer(request: Request) -> Response:
            try:
                self._authenticate(request)
                return await work(request)
            except TwilioError as error:
                return JSONResponse(error.as_json(), error.status)

        return answer

    def _authenticate(self, request: Request) -> None:
        user = f"{self._config.twilio_account_sid}:{self._config.twilio_auth_token}"
        expected = "Basic " + base64.b64encode(user.encode()).decode()
        given = request.headers.get("authorization", "")
        if not secrets.compare_digest(given.encode(), expected.encode()):
            raise TwilioError(401, 20003, "Authenticate")
        if request.path_params.get("sid", self._config.twilio_account_sid) not in (
            self._config.twilio_account_sid,
        ):
            raise TwilioError(
                404, 20404, f"The requested resource {request.url.path} was not found"
            )

    async def _create(self, request: Request) -> Response:
        form = {name: str(value) for name, value in (await request.form()).multi_items()}
        fault = self._faults.take("twilio.messages", form.get("To", ""))
        if await strike_before(fault):
            return _refusal(fault)
        self._check(form)
        message = self._take_over(form)
        if await strike_after(fault):
            return _refusal(fault)
        return JSONResponse(message.resource(), 201)

    def _check(self, form: Mapping[str, str]) -> None:
        to, from_, body = form.get("To", ""), form.get("From", ""), form.get("Body", "")
        if not to:
            raise TwilioError(400, 21604, "A 'To' phone number is required.")
        if not from_:
            raise TwilioError(400, 21603, "A 'From' phone number is required.")
        if not ADDRESS.fullmatch(to):
            raise TwilioError(400, 21211, f"Invalid 'To' Phone Number: {to}")
        if from_ != self._config.whatsapp_from:
            raise TwilioError(
                400, 63007, "Twilio could not find a Channel with the specified From address"
            )
        if not body.strip():
            raise TwilioError(400, 21619, "A text message body or media urls must be specified.")
        if len(body) > BODY_LIMIT:
            raise TwilioError(
                400, 21617, "The concatenated message body exceeds the 1600 character limit."
            )

    def _take_over(self, form: Mapping[str, str]) -> Message:
        message = Message(
            sid=new_sid(),
            account_sid=self._config.twilio_account_sid,
            direction="outbound-api",
            from_=form["From"],
            to=form["To"],
            body=form["Body"],
            status="queued",
            created=datetime.now(UTC).replace(microsecond=0),
            status_callback=form.get("StatusCallback"),
        )
        self.keep(message)
        chat = self._chats.find(Channel.WHATSAPP, message.to)
        if chat is not None and not chat.blocked:
            self._chats.show(Bubble(chat.id, message.sid, "bot", message.body, status="queued"))
        self._accepted(message)
        return message

    async def _list(self, request: Request) -> Response:
        listing = Listing(request.url.path.removeprefix("/twilio"), request.query_params)
        newest_first = reversed(self._messages.values())
        return JSONResponse(
            listing.page([found for found in newest_first if listing.matches(found)])
        )

    async def _account(self, _request: Request) -> Response:
        return JSONResponse(_account(self._config.twilio_account_sid))


async def _missing(request: Request) -> Response:
    raise TwilioError(404, 20404, f"The requested resource {request.url.path} was not found")


def _refusal(fault: Any) -> Response:
    headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
    code = 20429 if fault.status == 429 else fault.code  # noqa: PLR2004 (Too Many Requests)
    error = TwilioError(fault.status, code, fault.description)
    return JSONResponse(error.as_json(), fault.status, headers=headers)


def _account(sid: str) -> dict[str, Any]:
    since = "Mon, 01 Jan 2024 00:00:00 +0000"
    return {
        "auth_token": "********************************",
        "date_created": since,
        "date_updated": since,
        "friendly_name": "Sandbox",
        "owner_account_sid": sid,
        "sid": sid,
        "status": "active",
        "subresource_uris": {"messages": f"/2010-04-01/Accounts/{sid}/Messages.json"},
        "type": "Full",
        "uri": f"/2010-04-01/Accounts/{sid}.json",
    }
