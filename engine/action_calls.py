"""Calls to the action server: one connection kept open, one deadline, no silent failure."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from engine.turn import TURN_SECONDS, TurnAborted, current_turn

logger = logging.getLogger(__name__)

UNAVAILABLE = "actions_unavailable"
REJECTED = 400
"""The status by which an action says that it does not want to run, which is no failure."""


class ActionServer(EndpointConfig):  # type: ignore[misc]
    """Rasa's endpoint, which aborts the turn when the action server fails or is too slow."""

    _session: aiohttp.ClientSession | None = None

    @classmethod
    def like(cls, endpoint: EndpointConfig) -> ActionServer:
        """The same endpoint, guarded."""
        return cls(
            endpoint.url,
            endpoint.params,
            endpoint.headers,
            endpoint.basic_auth,
            endpoint.token,
            endpoint.token_name,
            **endpoint.kwargs,
        )

    async def request(self, method: str = "post", *args: Any, **kwargs: Any) -> Any:
        """Run an action; raises ``TurnAborted`` when there is no good answer in time."""
        turn = current_turn.get()
        seconds = turn.seconds_left() if turn else TURN_SECONDS
        try:
            return await asyncio.wait_for(self._post(kwargs.get("json")), seconds)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:  # noqa: UP041
            if isinstance(error, ClientResponseError) and error.status == REJECTED:
                raise
            logger.error("The action server did not answer: %s", type(error).__name__)
            raise TurnAborted(UNAVAILABLE) from None

    async def _post(self, payload: Any) -> Any:
        async with self._open().post(self.url, json=payload) as response:
            if response.status >= REJECTED:
                body = await response.text() if response.status == REJECTED else ""
                raise ClientResponseError(response.status, response.reason or "", body)
            return await response.json()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(headers=self.headers)
        return self._session

    async def close(self) -> None:
        """Close the connection."""
        if self._session is not None:
            await self._session.close()


def require_answer(result: Any) -> bool:
    """True for what an action server answers; raises ``TurnAborted`` for anything else.

    An object with a list of ``events``, each with a name, and a list of ``responses``.
    """
    if isinstance(result, dict):
        events, responses = result.get("events", []), result.get("responses", [])
        if _all_objects(events, "event") and _all_objects(responses):
            return True
    logger.error("The action server answered something that is no answer")
    raise TurnAborted(UNAVAILABLE)


def _all_objects(value: Any, *with_keys: str) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict) and all(key in one for key in with_keys) for one in value
    )
