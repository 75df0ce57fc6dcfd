"""Asks Rasa, through the channel of ``engine``, and tells "later" from "failed"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.dialogue.replies import MalformedAnswer, RasaAnswer, read_answer
from bot.messages import Channel, ConversationId, InboundId, Language

TIMEOUT = httpx.Timeout(15.0, connect=2.0)
"""Rasa gives the actions of one turn 8 s, and turns may queue there; this is for one that hangs."""
_PATIENCE_S = 3.0
_FAILURES = frozenset({400, 500})


class RasaTrouble(Exception):
    """Rasa did not answer the question."""


class RasaUnavailable(RasaTrouble):
    """Rasa or its action server is away: the same question is worth asking again, for ever."""


class RasaUnreachable(RasaUnavailable):
    """Nothing listens where Rasa should be; no other question would get through either."""


class RasaFailed(RasaTrouble):
    """Rasa could not cope with this question, and may not the next time."""


@dataclass(frozen=True)
class Question:
    """One turn, as the dialogue sees it: a text, or an intent that needs no understanding."""

    conversation_id: ConversationId
    inbound_id: InboundId
    channel: Channel
    language: Language
    text: str | None = None
    intent: str | None = None
    entities: Mapping[str, str] = field(default_factory=dict)
    attachments: int = 0
    """How many files came with it; actions look them up by the inbound id."""

    def as_json(self) -> dict[str, Any]:
        """As the engine's channel wants it."""
        told: dict[str, Any] = {
            "conversation_id": self.conversation_id,
            "inbound_id": self.inbound_id,
            "channel": self.channel.value,
            "language": self.language.value,
        }
        if self.attachments:
            told["attachments"] = self.attachments
        if self.intent is None:
            return {**told, "text": self.text or ""}
        return {**told, "intent": {"name": self.intent, "entities": dict(self.entities)}}


class RasaClient:
    """One Rasa server."""

    def __init__(self, url: str, token: str, http: httpx.AsyncClient) -> None:
        """``http`` is shared and not closed here."""
        self._base = url.rstrip("/") + "/webhooks/iclick"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._http = http

    async def ask(self, question: Question) -> RasaAnswer:
        """Rasa's answer; asked again with the same inbound id, the same answer comes back.

        Raises RasaUnreachable, RasaUnavailable or RasaFailed.
        """
        response = await self._post(question)
        if response.status_code in _FAILURES:
            raise RasaFailed(str(response.status_code))
        if response.status_code != httpx.codes.OK:
            raise RasaUnavailable(str(response.status_code))
        try:
            return read_answer(response.json())
        except (ValueError, MalformedAnswer) as error:
            raise RasaFailed(type(error).__name__) from None

    async def is_well(self) -> bool:
        """Whether Rasa answers and has a model."""
        try:
            response = await self._http.get(
                f"{self._base}/health", headers=self._headers, timeout=_PATIENCE_S
            )
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def _post(self, question: Question) -> httpx.Response:
        try:
            return await self._http.post(
                f"{self._base}/webhook",
                json=question.as_json(),
                headers=self._headers,
                timeout=TIMEOUT,
            )
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise RasaUnreachable(type(error).__name__) from None
        except httpx.HTTPError as error:
            raise RasaUnavailable(type(error).__name__) from None
