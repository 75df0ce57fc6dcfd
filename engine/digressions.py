"""Questions in the middle of a form: they are answered by any rule, then the form goes on.

Stock Rasa asks the running form first, which takes whatever was typed for an answer, or needs a
rule for each form and intent. Here a message that is clearly something else goes past the form:
the general rule answers it, none of the form's slots is filled by it, and the form asks its
question again. Leaving a form ("batal") is a general rule too, whose action ends the loop.

A form with a validation action of its own judges for itself: by returning nothing it lets the
rules answer, and it is run again after them, which is what stock Rasa does.
"""

from __future__ import annotations

from typing import Any, Mapping  # noqa: UP035

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import ACTION_LISTEN_NAME, REQUESTED_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

ANSWERS = frozenset({"affirm", "deny", "inform", "nlu_fallback", "out_of_scope"})
"""Intents that answer whatever a form asks, unless the form's slot says otherwise."""

ALWAYS_DIGRESSIONS = frozenset({"medical_emergency", "cancel", "show_menu"})
"""Intents that are never data for a form, however short the message."""

LEAST_CONFIDENCE = 0.4
"""How sure of its intent a text must be to pass for a question rather than for an answer."""

SHORT = 4
"""Words up to which a message with the entity that is asked for counts as the answer."""


def is_digression(tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Whether the member's latest message is something else than the form's answer."""
    message, loop = tracker.latest_message, tracker.active_loop_name
    if message is None or loop is None or not message.intent_name:
        return False
    if f"validate_{loop}" in domain.action_names_or_texts:
        return False  # the form's own action judges, and says so by hearing nothing
    mappings = _mappings(domain, tracker.get_slot(REQUESTED_SLOT))
    if any(message.intent_name in _named_intents(mapping) for mapping in mappings):
        return False
    if message.intent_name in ALWAYS_DIGRESSIONS:
        return True
    return _is_a_clear_question(message) and not _answers_by_entity(message, mappings)


def _is_a_clear_question(message: UserUttered) -> bool:
    sure: float = message.intent["confidence"]
    return message.intent_name not in ANSWERS and sure >= LEAST_CONFIDENCE


def _mappings(domain: Domain, slot_name: str | None) -> list[Mapping[str, Any]]:
    slot = next((slot for slot in domain.slots if slot.name == slot_name), None)
    return list(slot.mappings) if slot else []


def _named_intents(mapping: Mapping[str, Any]) -> list[str]:
    named = mapping.get("intent") or []
    return [named] if isinstance(named, str) else list(named)


def _answers_by_entity(message: UserUttered, mappings: list[Mapping[str, Any]]) -> bool:
    wanted = {each.get("entity") for each in mappings if each.get("type") == "from_entity"}
    given = {each.get("entity") for each in message.entities}
    return bool(wanted & given) and len((message.text or "").split()) <= SHORT


def takes_any_text(tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Whether the question that is open may be answered by whatever text."""
    mappings = _mappings(domain, tracker.get_slot(REQUESTED_SLOT))
    return any(mapping.get("type") == "from_text" for mapping in mappings)


def form_slots(tracker: DialogueStateTracker, domain: Domain) -> set[str]:
    """The slots that belong to the running form."""
    loop = tracker.active_loop_name
    if loop is None or loop not in domain.form_names:
        return set()
    return {*domain.required_slots_for_form(loop), tracker.get_slot(REQUESTED_SLOT)}


def undo_filling(before: Mapping[str, Any], events: list[Event]) -> list[Event]:
    """Events that take back what the latter have put into the slots of ``before``."""
    filled = {event.key for event in events if isinstance(event, SlotSet)}
    return [SlotSet(name, value) for name, value in before.items() if name in filled]


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True
)
class ResumingRulePolicy(RulePolicy):  # type: ignore[misc]
    """Rasa's rules, which also answer digressions before the running form resumes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what Rasa's policy takes."""
        super().__init__(*args, **kwargs)
        self._domain = Domain.empty()

    def predict_action_probabilities(
        self, tracker: DialogueStateTracker, domain: Domain, *args: Any, **kwargs: Any
    ) -> Any:
        """Predict the next action, as the parent class says."""
        self._domain = domain
        return super().predict_action_probabilities(tracker, domain, *args, **kwargs)

    def _find_action_from_loop_happy_path(
        self, tracker: DialogueStateTracker
    ) -> tuple[str | None, str | None]:
        """Leave a digression to the rules until the loop has been run again."""
        if self._is_open_digression(tracker):
            return None, None
        found: tuple[str | None, str | None] = RulePolicy._find_action_from_loop_happy_path(tracker)
        return found

    def _is_open_digression(self, tracker: DialogueStateTracker) -> bool:
        if tracker.is_rule_tracker or not is_digression(tracker, self._domain):
            return False
        done = actions_of_this_turn(tracker)
        return tracker.active_loop_name not in done


def actions_of_this_turn(tracker: DialogueStateTracker) -> list[str]:
    """The actions since the member's latest message, or its latest request, newest first."""
    actions: list[str] = []
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name != ACTION_LISTEN_NAME:
            actions.append(event.action_name)
    return actions
