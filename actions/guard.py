"""Keeps the dialogue going whatever an action does.

An action runs in a thread of a bounded pool, so that a slow one blocks no other. When what it needs
is away or locked, or it has not answered by the deadline, the server answers 503: the engine drops
the turn and the gateway asks again, so that nothing is lost. Only when the action itself is at
fault, and asking again would not help, the member reads ``utter_trouble``. Nothing of the
conversation is logged: the action's name and the kind of error, no more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Executor
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from sanic.exceptions import ServiceUnavailable
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from actions.turn import Event, remember

log = structlog.get_logger()

OUT_OF_REACH = (OperationalError, InterfaceError, PoolTimeout, TimeoutError, ConnectionError)
"""The database is away, locked or overrun, or the deadline has passed: worth asking again."""
FORM_PREFIXES = ("validate_", "action_ask_")
"""Actions that a form runs; what follows them is the form's business."""


class Guarded(Action):  # type: ignore[misc]
    """An action that answers in time, or tells the engine to have the turn asked again."""

    def __init__(self, inner: Action, pool: Executor, deadline_s: float) -> None:
        """``inner`` runs in ``pool`` and has ``deadline_s`` seconds, queueing included."""
        self._inner = inner
        self._pool = pool
        self._deadline_s = deadline_s

    def name(self) -> str:
        """The inner action's."""
        name: str = self._inner.name()
        return name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[Event]:
        """What the action answers, or the kind sentence; raises only ServiceUnavailable (503)."""
        # Its own dispatcher: a late action must not write into an answer that is on its way.
        said = CollectingDispatcher()
        work = asyncio.get_running_loop().run_in_executor(
            self._pool, self._inner.run, said, tracker, domain
        )
        try:
            events: list[Event] = await asyncio.wait_for(work, self._deadline_s)
        except OUT_OF_REACH as error:
            log.warning("action out of reach", action=self.name(), error=type(error).__name__)
            raise ServiceUnavailable("out of reach") from None
        except Exception as error:
            log.error("action failed", action=self.name(), error=type(error).__name__)
            dispatcher.utter_message(response="utter_trouble")
            return self._settled(tracker, self._stay_in_form())
        dispatcher.messages.extend(said.messages)
        return self._settled(tracker, events)

    def _stay_in_form(self) -> list[Event]:
        # A form that is told nothing takes the message for a digression.
        return remember(unclear=0) if self.name().startswith("validate_") else []

    def _settled(self, tracker: Tracker, events: list[Event]) -> list[Event]:
        """End the turn, unless something follows: a running form, or what the action named."""
        if self.name().startswith(FORM_PREFIXES) or _loop_after(tracker, events):
            return events
        if any(event["event"] == "followup" for event in events):
            return events
        return [*events, FollowupAction("action_listen")]


def _loop_after(tracker: Tracker, events: list[Event]) -> str | None:
    loops = [event.get("name") for event in events if event["event"] == "active_loop"]
    if loops:
        return loops[-1]
    name: str | None = (tracker.active_loop or {}).get("name")
    return name
