"""Rasa's message processor, made to fail loudly and to leave a form alone during a digression."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.actions.action import Action, ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.core.channels.channel import OutputChannel
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from engine.action_calls import ActionServer, require_answer
from engine.digressions import form_slots, is_digression, undo_filling
from engine.graph_runner import run_in_order
from engine.request_by_request import RequestByRequest
from engine.turn import TurnAborted

logger = logging.getLogger(__name__)

INTERNAL = "internal"


class GuardedProcessor(RequestByRequest):
    """A processor in which no error passes for an answer."""

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """The next action, whose errors abort the turn instead of being skipped over."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        action.run = _aborting(action.run, action.name())
        return action, prediction

    async def run_action_extract_slots(
        self, output_channel: OutputChannel, tracker: DialogueStateTracker
    ) -> DialogueStateTracker:
        """Fill slots from the message; a digression fills none of the form that it interrupts."""
        if not is_digression(tracker, self.domain):
            return await super().run_action_extract_slots(output_channel, tracker)
        before = {name: tracker.get_slot(name) for name in form_slots(tracker, self.domain)}
        count = len(tracker.events)
        tracker = await super().run_action_extract_slots(output_channel, tracker)
        tracker.update_with_events(undo_filling(before, list(tracker.events)[count:]), self.domain)
        return tracker


def guard(agent: Agent) -> None:
    """Make a loaded agent's processor a guarded one, and take Rasa's safety net away.

    That net, the fail-safe tracker store, keeps a conversation in memory when the database fails,
    and forgets it when the process ends: an error the gateway can repeat is better.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        agent.tracker_store = store._tracker_store
    processor = agent.processor
    if processor is None or isinstance(processor, GuardedProcessor):
        return
    processor.__class__ = GuardedProcessor
    processor.tracker_store = agent.tracker_store
    processor.on_circuit_break = _circuit_broken
    run_in_order(processor)
    # Rasa checks each answer against a schema, and the schema itself each time: 17 ms a call.
    RemoteAction._validate_action_result = staticmethod(require_answer)
    if processor.action_endpoint is not None:
        processor.action_endpoint = ActionServer.like(processor.action_endpoint)


def _aborting(run: Callable[..., Awaitable[Any]], name: str) -> Callable[..., Awaitable[Any]]:
    @functools.wraps(run)
    async def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return await run(*args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            logger.error("The action %s failed: %s", name, type(error).__name__)
            raise TurnAborted(INTERNAL) from error

    return guarded


def _circuit_broken(*_: Any) -> None:
    logger.error("The rules went round in circles")
    raise TurnAborted(INTERNAL)
