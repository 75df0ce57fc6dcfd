"""The REST channel between the gateway and Rasa: one request, one turn, one answer.

``POST /webhooks/iclick/webhook`` with a bearer token runs a turn, or replays its answer when the
inbound id has been answered before. ``GET /webhooks/iclick/health`` says which model is loaded.

Status codes: 200 with the answer; 400 malformed; 401 wrong token; 503 when the turn was not
stored and may be asked again (action server unreachable or too slow, database or locks
unavailable, no model yet, another server was faster); 500 for anything else.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, AsyncIterator  # noqa: UP035

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.lock_store import LockError
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import OperationalError

from engine.action_calls import UNAVAILABLE, ActionServer
from engine.guarded_processor import INTERNAL, guard
from engine.quiet_logs import keep_conversations_out_of_logs
from engine.requests_in import Malformed, TurnRequest, read_request
from engine.tracker_store import Conflict, FlatTrackerStore
from engine.turn import Turn, TurnAborted, current_turn

logger = logging.getLogger(__name__)

FALLBACK_INTENT = "nlu_fallback"
PRUNE_EVERY_S = 3600
LOCK_POLL_S = 0.2
"""How often a turn that waits for another server's looks whether it may begin."""

Answer = tuple[bool, "list[dict[str, Any]]"]
"""Whether it is a replay, and the messages."""


class OneBubble(CollectingOutputChannel):  # type: ignore[misc]
    """Collects what the assistant says, a text with blank lines staying one message."""

    def __init__(self, channel: str) -> None:
        """``channel`` is the one the member uses, for responses that differ by channel."""
        super().__init__()
        self._channel = channel

    def name(self) -> str:
        """The member's channel: ``whatsapp`` or ``telegram``."""
        return self._channel

    async def send_text_message(self, recipient_id: str, text: str, **_: Any) -> None:
        """Collect a text."""
        await self._persist_message(self._message(recipient_id, text=text.strip()))

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Collect a message of the assistant's as one, whatever it holds beside its text."""
        said_before = len(self.messages)
        await super().send_response(recipient_id, message)
        joined: dict[str, Any] = {}
        for part in self.messages[said_before:]:
            joined.update(part)
        self.messages[said_before:] = [joined] if joined else []


class IclickChannel(InputChannel):  # type: ignore[misc]
    """Rasa's side of the channel."""

    def __init__(self, token: str) -> None:
        """``token`` is what the gateway must present."""
        self._expected = f"Bearer {token}".encode()
        self._waiting: dict[str, tuple[asyncio.Lock, int]] = {}

    @classmethod
    def name(cls) -> str:
        """The channel's name in its address."""
        return "iclick"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> IclickChannel:
        """Make one from ``engine/credentials.yml``; a token must be set."""
        token = (credentials or {}).get("token")
        if not token:
            cls.raise_missing_credentials_exception()
        keep_conversations_out_of_logs()
        return cls(str(token))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The channel's routes."""
        routes = Blueprint("iclick")

        # Functions, because Sanic notes on each handler to which blueprint it belongs.
        async def webhook(request: Request) -> HTTPResponse:
            return await self._webhook(request)

        async def health(request: Request) -> HTTPResponse:
            return await self._health(request)

        routes.add_route(webhook, "/webhook", methods=["POST"])
        routes.add_route(health, "/health", methods=["GET"])
        routes.listener("after_server_start")(_prepare)
        routes.listener("before_server_stop")(_close)
        return routes

    async def _health(self, request: Request) -> HTTPResponse:
        agent: Agent | None = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return json_response({"status": "no model"}, status=503)
        return json_response({"status": "ok", "model": agent.processor.model_filename})

    async def _webhook(self, request: Request) -> HTTPResponse:
        presented = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(presented, self._expected):
            return json_response({"error": "unauthorized"}, status=401)
        try:
            asked = read_request(json.loads(request.body))
        except (Malformed, ValueError, RecursionError):
            return json_response({"error": "malformed"}, status=400)
        return await self._answer(getattr(request.app.ctx, "agent", None), asked)

    async def _answer(self, agent: Agent | None, asked: TurnRequest) -> HTTPResponse:
        if agent is None or not agent.is_ready():
            return json_response({"error": "no_model"}, status=503)
        guard(agent)
        try:
            async with self._in_line(asked.conversation_id):
                replayed, messages = await answer_turn(agent, asked)
        except TurnAborted as aborted:
            status = 503 if aborted.reason == UNAVAILABLE else 500
            return json_response({"error": aborted.reason}, status=status)
        except Conflict:
            return json_response({"error": "conflict"}, status=503)
        except (OperationalError, LockError) as error:
            logger.error("Turn %s was not stored: %s", asked.inbound_id, type(error).__name__)
            return json_response({"error": "store_unavailable"}, status=503)
        except Exception as error:
            logger.exception("Turn %s failed: %s", asked.inbound_id, type(error).__name__)
            return json_response({"error": INTERNAL}, status=500)
        return json_response({"replayed": replayed, "messages": messages}, ensure_ascii=False)

    @asynccontextmanager
    async def _in_line(self, conversation_id: str) -> AsyncIterator[None]:
        """Rasa's own lock is polled once a second; within a process this one hands over at once."""
        lock, users = self._waiting.get(conversation_id, (asyncio.Lock(), 0))
        self._waiting[conversation_id] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._waiting.pop(conversation_id)
            if users > 1:
                self._waiting[conversation_id] = (lock, users - 1)


async def answer_turn(agent: Agent, asked: TurnRequest) -> Answer:
    """Run a turn, or replay its answer, while no other server runs one of the conversation.

    Raises ``TurnAborted`` or ``Conflict`` when the turn was not stored.
    """
    store: FlatTrackerStore = agent.tracker_store
    async with agent.lock_store.lock(asked.conversation_id, wait_time_in_seconds=LOCK_POLL_S):
        answered = await store.answer(asked.conversation_id, asked.inbound_id)
        if answered is not None:
            return True, answered
        return False, await _run(agent, store, asked)


async def _run(agent: Agent, store: FlatTrackerStore, asked: TurnRequest) -> list[dict[str, Any]]:
    output = OneBubble(asked.channel)
    turn = Turn(asked.conversation_id, asked.inbound_id, asked.language, output.messages)
    token = current_turn.set(turn)
    try:
        await agent.processor.handle_message(_message(agent, asked, output))
    finally:
        current_turn.reset(token)
        store.forget(turn)
    if not turn.stored:
        raise TurnAborted(INTERNAL)
    return turn.messages


def _message(agent: Agent, asked: TurnRequest, output: OneBubble) -> UserMessage:
    return UserMessage(
        text=asked.text if asked.intent is None else f"[{asked.intent}]",
        output_channel=output,
        sender_id=asked.conversation_id,
        parse_data=_parsed(agent, asked),
        input_channel=asked.channel,
        message_id=asked.inbound_id,
        metadata={
            "inbound_id": asked.inbound_id,
            "channel": asked.channel,
            "language": asked.language,
            "attachments": asked.attachments,
        },
    )


def _parsed(agent: Agent, asked: TurnRequest) -> dict[str, Any] | None:
    """What understanding would have found in a structured message; None for text.

    Text without anything to read is out of scope. An intent that a newer model no longer knows
    (an old button) is treated like a message that was not understood.
    """
    if asked.intent is None:
        return None if asked.text else _understood(agent, "", FALLBACK_INTENT, {})
    intent = asked.intent if asked.intent in agent.domain.intents else FALLBACK_INTENT
    return _understood(agent, f"[{asked.intent}]", intent, asked.entities)


def _understood(agent: Agent, text: str, intent: str, values: Any) -> dict[str, Any]:
    known = set(agent.domain.entities)
    entities = [
        {"entity": name, "value": value, "extractor": "button"}
        for name, value in values.items()
        if name in known
    ]
    found = {"name": intent, "confidence": 1.0}
    return {"text": text, "intent": found, "intent_ranking": [found], "entities": entities}


async def _prepare(app: Sanic[Any, Any], *_: Any) -> None:
    agent: Agent | None = getattr(app.ctx, "agent", None)
    keep_conversations_out_of_logs()
    if agent is not None and agent.is_ready():
        guard(agent)
        app.ctx.pruning = asyncio.create_task(_prune_now_and_then(agent.tracker_store))


async def _close(app: Sanic[Any, Any], *_: Any) -> None:
    pruning = getattr(app.ctx, "pruning", None)
    if pruning is not None:
        pruning.cancel()
    agent: Agent | None = getattr(app.ctx, "agent", None)
    endpoint = agent.processor.action_endpoint if agent and agent.processor else None
    if isinstance(endpoint, ActionServer):
        await endpoint.close()


async def _prune_now_and_then(store: FlatTrackerStore) -> None:
    while True:
        with suppress(Exception):
            await store.prune()
        await asyncio.sleep(PRUNE_EVERY_S)
