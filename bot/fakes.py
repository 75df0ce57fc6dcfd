"""Stand-ins for the gateway's neighbours, for tests: a channel, Rasa, the desk of codes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import httpx

from bot.dialogue.rasa_client import RasaClient
from bot.inbound.media_fetch import Fetched, Wanted
from bot.messages import Channel, Draft, Inbound, InboundKind, OfferedChoice, Reply
from bot.outbound.pace import Pacing

Before = Callable[[], Awaitable[None]]

AT_ONCE = Pacing(burst=1_000_000, seconds_per_message=0.0, messages_per_s=1_000_000.0)
"""A channel that takes everything."""


class FakeCheck:
    """Finds every file fit to be kept as it came."""

    async def check(self, wanted: Wanted, fetched: Fetched) -> Fetched:
        """The file itself."""
        return fetched

    async def close(self) -> None:
        """Nothing is held."""


@dataclass
class FakeSender:
    """A channel that keeps what it was given and fails as it is told."""

    channel: Channel = Channel.TELEGRAM
    grace_s: float = 0.0
    sent: list[tuple[str, Draft, int]] = field(default_factory=list)
    """(address, draft, outbox id) of every call that went out, in order."""
    failures: list[Exception] = field(default_factory=list)
    """Raised by the next calls, one each; Ambiguous goes out and then fails."""
    goes_out_unheard: bool = False
    """Whether a call that fails ambiguously did go out."""
    can_find: bool = False
    """Whether ``find`` finds what went out (WhatsApp) or never can (Telegram)."""
    looked_up: list[int] = field(default_factory=list)
    pace: Pacing = AT_ONCE
    keeps_order_by_receipts: bool = False
    windows: list[bool] = field(default_factory=list)
    """What each call was told of the channel's window, in order."""
    typing: list[tuple[str, str]] = field(default_factory=list)
    """(address, message id) of every time that typing was shown."""
    typing_again_s: float | None = None
    before_send: Before | None = None
    takes_s: float = 0.0
    most_at_once: int = 0
    _at_once: dict[str, int] = field(default_factory=dict)

    def compose(self, reply: Reply, offered: Sequence[OfferedChoice]) -> list[Draft]:
        """One draft for each paragraph; the choices are buttons of the last."""
        *first, last = reply.text.split("\n\n")
        buttons = tuple((one.choice.title, one.token) for one in offered)
        return [*(Draft(text) for text in first), Draft(last, buttons)]

    def compose_closed(
        self, draft: Draft, chosen_title: str | None, message_ref: str
    ) -> Draft | None:
        """The text with what was chosen under it, on Telegram only."""
        if self.channel is not Channel.TELEGRAM:
            return None
        return Draft(f"{draft.text} > {chosen_title or '-'}", close_ref=message_ref)

    def hide_keyboard(self, drafts: Sequence[Draft]) -> list[Draft]:
        """Marks the first."""
        return [replace(draft, hides_keyboard=not at) for at, draft in enumerate(drafts)]

    async def send(
        self, address: str, draft: Draft, outbox_id: int, *, in_window: bool = True
    ) -> str | None:
        """Keep the call, or fail as told."""
        self.windows.append(in_window)
        self._at_once[address] = self._at_once.get(address, 0) + 1
        self.most_at_once = max(self.most_at_once, self._at_once[address])
        try:
            if self.before_send:
                await self.before_send()
            await asyncio.sleep(self.takes_s)
            return self._send(address, draft, outbox_id)
        finally:
            self._at_once[address] -= 1

    async def find(self, address: str, draft: Draft, outbox_id: int, since: datetime) -> str | None:
        """The id of an earlier call, if this channel can tell."""
        self.looked_up.append(outbox_id)
        went_out = any(sent_id == outbox_id for _, _, sent_id in self.sent)
        return f"SM{outbox_id}" if self.can_find and went_out else None

    async def show_typing(self, address: str, provider_message_id: str) -> float | None:
        """Keep that it was shown."""
        self.typing.append((address, provider_message_id))
        return self.typing_again_s

    def texts(self, address: str | None = None) -> list[str]:
        """What went out, to one address or to all."""
        return [draft.text for to, draft, _ in self.sent if address in (None, to)]

    def _send(self, address: str, draft: Draft, outbox_id: int) -> str | None:
        if self.failures:
            if self.goes_out_unheard:
                self.sent.append((address, draft, outbox_id))
            raise self.failures.pop(0)
        self.sent.append((address, draft, outbox_id))
        return None if draft.delete_ref or draft.close_ref else f"SM{outbox_id}"


@dataclass
class FakeRasa:
    """A Rasa that echoes, replays by inbound id, and fails as it is told."""

    answers: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """Messages to answer a text or an intent with; others are echoed."""
    failures: list[int | Exception] = field(default_factory=list)
    """What the next requests come to instead: statuses or transport errors."""
    is_down: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    """Every question, replays included."""
    heard: list[dict[str, Any]] = field(default_factory=list)
    """Every question that was answered for the first time."""
    takes_s: float = 0.0
    most_at_once: int = 0
    """How many questions of one conversation were ever under way together."""
    _answered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _at_once: dict[str, int] = field(default_factory=dict)

    def client(self) -> RasaClient:
        """The real client, talking to this."""
        http = httpx.AsyncClient(transport=httpx.MockTransport(self._handle))
        return RasaClient("http://rasa", "token", http)

    def said(self) -> list[str]:
        """What was heard, in order: texts, and intents with a slash."""
        return [_gist(question) for question in self.heard]

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("refused", request=request)
        if request.headers.get("authorization") != "Bearer token":
            return httpx.Response(401)
        if request.url.path.endswith("/health"):
            return httpx.Response(200, json={"status": "ok", "model": "fake"})
        return await self._answer(json.loads(request.content))

    async def _answer(self, question: dict[str, Any]) -> httpx.Response:
        self.asked.append(question)
        who = question["conversation_id"]
        self._at_once[who] = self._at_once.get(who, 0) + 1
        self.most_at_once = max(self.most_at_once, self._at_once[who])
        try:
            await asyncio.sleep(self.takes_s)
        finally:
            self._at_once[who] -= 1
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, Exception):
                raise failure
            return httpx.Response(failure, json={"error": "told to"})
        return self._messages(question)

    def _messages(self, question: dict[str, Any]) -> httpx.Response:
        inbound_id = question["inbound_id"]
        replayed = inbound_id in self._answered
        if not replayed:
            self.heard.append(question)
            gist = _gist(question)
            self._answered[inbound_id] = self.answers.get(gist, [{"text": f"re: {gist}"}])
        body = {"replayed": replayed, "messages": self._answered[inbound_id]}
        return httpx.Response(200, json=body)


@dataclass(frozen=True)
class FakeOutcome:
    """What came of a code."""

    kind: str
    tries_left: int | None = None


@dataclass
class FakeCodeDesk:
    """Knows one right code, and remembers by inbound id what it said."""

    right_code: str = "123456"
    awaited: bool = False
    tries_left: int = 5
    checks: list[str] = field(default_factory=list)
    active: list[str] = field(default_factory=list)
    _outcomes: dict[str, FakeOutcome] = field(default_factory=dict)

    def code_awaited(self, conversation_id: str) -> object | None:
        """Whether a code is awaited, in any chat."""
        return self if self.awaited else None

    def check_code(self, conversation_id: str, inbound_id: str, code: str) -> FakeOutcome:
        """Check once for each inbound id."""
        if inbound_id not in self._outcomes:
            self.checks.append(code)
            self._outcomes[inbound_id] = self._outcome(code)
        return self._outcomes[inbound_id]

    def note_activity(self, conversation_id: str) -> None:
        """Kept."""
        self.active.append(conversation_id)

    def _outcome(self, code: str) -> FakeOutcome:
        if not self.awaited:
            return FakeOutcome("not_awaited")
        if code == self.right_code:
            self.awaited = False
            return FakeOutcome("accepted")
        self.tries_left -= 1
        return FakeOutcome("wrong", self.tries_left)


_counter = iter(range(10**9))


def inbound(text: str = "halo", address: str = "7", **changes: Any) -> Inbound:
    """A text message on Telegram with an id of its own, or what ``changes`` make of it."""
    values: Mapping[str, Any] = {
        "channel": Channel.TELEGRAM,
        "address": address,
        "provider_message_id": f"m{next(_counter)}",
        "kind": InboundKind.TEXT,
        "text": text,
        "message_ref": "99",
        **changes,
    }
    return Inbound(**values)


def _gist(question: Mapping[str, Any]) -> str:
    intent = question.get("intent")
    return f"/{intent['name']}" if intent else str(question["text"])
