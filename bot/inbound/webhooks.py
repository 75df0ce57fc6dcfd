"""The doors through which channels post: verify, store, answer. Nothing is thought here."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.faults import where
from bot.inbound.intake import Intake
from bot.inbound.telegram_updates import TelegramUpdates
from bot.inbound.whatsapp import (
    SIGNATURE_HEADER,
    Form,
    MalformedForm,
    TwilioSignature,
    parse,
    read_form,
)
from bot.metrics import Metrics
from bot.outbound.receipts import Receipts
from bot.twilio_api import read_code

log = structlog.get_logger(__name__)

MOST_BYTES = 1_000_000
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 (the name of a header)
FORM_TYPE = "application/x-www-form-urlencoded"
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_MOST_DIGITS = 18
"""Ids of rows have fewer than 2**63."""
T = TypeVar("T")


class TelegramDoor:
    """``POST /webhooks/telegram``: one update, as JSON, with our secret in a header."""

    def __init__(self, secret: str, updates: TelegramUpdates, metrics: Metrics) -> None:
        """``secret`` is what was given to Telegram with ``setWebhook``."""
        if not secret:
            raise ValueError("without a secret anybody could post updates")
        self._secret = secret.encode()
        self._updates = updates
        self._metrics = metrics

    def routes(self) -> list[Route]:
        """This door's addresses."""
        return [Route("/webhooks/telegram", self.receive, methods=["POST"])]

    async def receive(self, request: Request) -> Response:
        """200 once the update is stored, or dropped for what it is; Telegram repeats all else."""
        given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
        if not hmac.compare_digest(given, self._secret):
            raise _turned_away(self._metrics, "telegram", "secret", 403)
        body = await _read(request, self._metrics, "telegram")
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            raise _turned_away(self._metrics, "telegram", "not_json", 400) from None
        await _store(self._updates.take, update)
        return Response()


class WhatsAppDoor:
    """``POST /webhooks/whatsapp`` and ``…/status``: forms that Twilio has signed."""

    def __init__(
        self,
        signature: TwilioSignature,
        account_sid: str,
        intake: Intake,
        receipts: Receipts,
        metrics: Metrics,
    ) -> None:
        """``account_sid`` is ours: another account's messages are not for us."""
        self._signature = signature
        self._account_sid = account_sid
        self._intake = intake
        self._receipts = receipts
        self._metrics = metrics

    def routes(self) -> list[Route]:
        """This door's addresses."""
        return [
            Route("/webhooks/whatsapp", self.receive, methods=["POST"]),
            Route("/webhooks/whatsapp/status", self.status, methods=["POST"]),
        ]

    async def receive(self, request: Request) -> Response:
        """A member's message: 200 with nothing to say yet, once it is stored."""
        form = await self._verified(request)
        if form.get("MessageStatus", "received") not in ("", "received"):
            # A report that was directed here by the settings of the number: not a message.
            return await self._note(request, form)
        try:
            inbound = parse(form)
        except MalformedForm as error:
            log.warning("whatsapp_form_malformed", why=str(error))
            raise _turned_away(self._metrics, "whatsapp", "malformed", 400) from None
        await _store(self._intake.take, inbound)
        return Response(NOTHING_TO_SAY, media_type="text/xml")

    async def status(self, request: Request) -> Response:
        """What became of a message of ours: 204 once it is noted."""
        return await self._note(request, await self._verified(request))

    async def _note(self, request: Request, form: Form) -> Response:
        sid = form.get("MessageSid", "")
        status = form.get("MessageStatus") or form.get("SmsStatus") or ""
        if not sid.isascii() or not sid.isalnum():
            raise _turned_away(self._metrics, "whatsapp", "malformed", 400)

        async def apply(form: Form) -> None:
            code = read_code(form.get("ErrorCode"))
            await self._receipts.apply(_outbox_id(request), sid, status.lower(), code)

        await _store(apply, form)
        return Response(status_code=204)

    async def _verified(self, request: Request) -> Form:
        """The form, if Twilio has signed it for our account."""
        signature = request.headers.get(SIGNATURE_HEADER)
        if not signature:
            raise _turned_away(self._metrics, "whatsapp", "signature", 403)
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
            raise _turned_away(self._metrics, "whatsapp", "not_a_form", 415)
        body = await _read(request, self._metrics, "whatsapp")
        try:
            form = read_form(body)
        except MalformedForm:
            raise _turned_away(self._metrics, "whatsapp", "not_a_form", 400) from None
        query = request.scope["query_string"].decode("latin-1")
        if not self._signature.signs(signature, request.url.path, query, form):
            raise _turned_away(self._metrics, "whatsapp", "signature", 403)
        if form.get("AccountSid") != self._account_sid:
            raise _turned_away(self._metrics, "whatsapp", "account", 403)
        return form


def _outbox_id(request: Request) -> int | None:
    given = request.query_params.get("outbox", "")
    if not (given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS):
        return None
    return int(given)


async def _read(request: Request, metrics: Metrics, door: str) -> bytes:
    """The body, never more than a little of what is beyond 1 MB."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise _turned_away(metrics, door, "too_large", 413)
    except ClientDisconnect:
        raise _turned_away(metrics, door, "hung_up", 400) from None
    return bytes(body)


async def _store(take: Callable[[T], Awaitable[None]], what: T) -> None:
    """Take it in; 503 when the database cannot, so that the provider comes again."""
    try:
        await take(what)
    except SQLAlchemyError as error:
        log.error("not_stored", **where(error))
        raise HTTPException(503, headers={"Retry-After": "5"}) from None


def _turned_away(metrics: Metrics, door: str, reason: str, status: int) -> HTTPException:
    metrics.rejected(door, reason)
    log.warning("turned_away", door=door, reason=reason)
    return HTTPException(status)
