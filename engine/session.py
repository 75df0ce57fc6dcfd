"""What a conversation's past is reduced to, so that turn 500 costs what turn 5 costs.

Rasa works out a tracker's state by replaying its events several times a turn. The events of old
turns matter only through the state that they left: slots, the running form and what it asked.
"""

from __future__ import annotations

from collections.abc import Iterable

from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
    SESSION_START_METADATA_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

MOST_TURNS_IN_A_FORM = 6
"""Turns whose events are kept while a form runs, before they are reduced to their state."""

_REWRITING = (ActionReverted, UserUtteranceReverted, Restarted, SessionStarted)


def opening(tracker: DialogueStateTracker) -> list[Event]:
    """The fewest events that lead to the tracker's present state, listening."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [SlotSet(slot.name, slot.value) for slot in tracker.slots.values() if _matters(slot)]
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    loop = tracker.active_loop_name
    if loop:
        asked = SlotSet(REQUESTED_SLOT, tracker.get_slot(REQUESTED_SLOT))
        events += [ActionExecuted(loop), ActiveLoop(loop), asked]
        events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return events


def _matters(slot: object) -> bool:
    name, value = getattr(slot, "name"), getattr(slot, "value")  # noqa: B009
    if name in (REQUESTED_SLOT, SESSION_START_METADATA_SLOT):
        return False
    return bool(value != getattr(slot, "initial_value"))  # noqa: B009


def reduced(
    before: list[Event], known: list[Event], new: list[Event], after: DialogueStateTracker
) -> list[Event]:
    """The events to keep after a turn.

    Args:
        before: the opening of the state before the turn.
        known: the events that were loaded.
        new: the events of this turn.
        after: the tracker at the end of the turn.

    """
    if after.latest_action_name != ACTION_LISTEN_NAME:
        return [*known, *new]
    if any(isinstance(event, _REWRITING) for event in new):
        return opening(after)
    if after.active_loop_name and _turns(known) + 1 < MOST_TURNS_IN_A_FORM:
        return [*known, *new]
    return [*before, *new]


def _turns(events: Iterable[Event]) -> int:
    return sum(isinstance(event, UserUttered) for event in events)


def still_valid(events: Iterable[Event], domain: Domain) -> list[Event]:
    """Without what a newer model no longer knows; nothing when the running form is gone."""
    events = list(events)
    slots = {slot.name for slot in domain.slots}
    known = {*domain.action_names_or_texts, None}
    if any(isinstance(event, ActiveLoop) and event.name not in known for event in events):
        return []
    return [each for each in events if not isinstance(each, SlotSet) or each.key in slots]
