"""One turn, as an action sees it: what the member said, and how to answer."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.events import ActiveLoop, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.texts import Texts
from insurance.errors import InsuranceError
from insurance.identity import Identity

Event = dict[str, Any]
Button = dict[str, str]

VERIFICATION_FORM = "verification_form"
CODE_FORM = "code_form"
CLAIM_FORM = "claim_form"
DOCUMENT_FORM = "document_form"
REQUESTED = "requested_slot"
OFFERED = "offered_files"
"""The slot for messages with files of which it was asked what they are for."""
MOST_OFFERED_FILES = 15
"""Messages whose files are remembered so: no claim takes more files."""


class Turn:
    """The latest message with what it meant, and the words to answer it."""

    def __init__(self, dispatcher: CollectingDispatcher, tracker: Tracker, texts: Texts) -> None:
        message = tracker.latest_message or {}
        self._dispatcher = dispatcher
        self._texts = texts
        self._attached: dict[str, object] = {}
        self._events = tracker.events
        self.conversation_id: str = tracker.sender_id
        metadata: Mapping[str, Any] = message.get("metadata") or {}
        self.inbound_id: str = metadata.get("inbound_id", "")
        self.channel: str = metadata.get("channel", "")
        self.attachments: int = metadata.get("attachments") or 0
        self.is_further_request: bool = metadata.get("request_number", 1) > 1
        self.slots: Mapping[str, Any] = tracker.slots
        self.language: str = tracker.slots.get("language") or "id"
        self.intent: str = (message.get("intent") or {}).get("name") or ""
        self.confidence: float = (message.get("intent") or {}).get("confidence") or 0.0
        self.ranking: Sequence[Mapping[str, Any]] = message.get("intent_ranking") or []
        self._topics: Mapping[str, Any] = message.get("response_selector") or {}
        self.entities: Mapping[str, str] = {
            each["entity"]: str(each["value"]) for each in message.get("entities") or []
        }
        self.repeated: Mapping[str, Sequence[str]] = _repeated(message.get("entities") or [])
        self.form: str | None = (tracker.active_loop or {}).get("name")
        text = str(message.get("text") or "")
        self.is_button = text == f"[{self.intent}]"
        self.text = "" if self.is_button else text

    @property
    def faq_topic(self) -> str | None:
        """What a question of the intent ``faq`` is about, ``lost_card``, say."""
        found = self._topics.get("faq") or {}
        label = str((found.get("response") or {}).get("intent_response_key") or "")
        return self.entities.get("faq_topic") or label.partition("/")[2] or None

    @property
    def form_begins(self) -> bool:
        """Whether the running form has asked nothing yet."""
        return self.slots.get(REQUESTED) is None

    @property
    def form_resumes(self) -> bool:
        """Whether the form is run again after something else was answered in this turn."""
        for event in reversed(self._events):
            if event.get("event") == "user":
                return False
            if event.get("event") == "action_execution_rejected":
                return True
        return False

    def say(self, response: str, buttons: Sequence[Button] = (), /, **values: object) -> None:
        """Answer with a response of the domain; ``buttons`` come after its own."""
        filled = {name: str(value) for name, value in values.items()}
        self._dispatcher.utter_message(
            response=response, buttons=list(buttons), json_message=self._taken(), **filled
        )

    def ask(self, response: str, choices: Sequence[Button], /, **values: object) -> None:
        """Ask with a response of the domain; ``choices`` come before its own buttons."""
        self.explain(response, response, choices, **values)

    def explain(
        self, response: str, question: str, choices: Sequence[Button], /, **values: object
    ) -> None:
        """Say a response with ``choices`` and the buttons of another one, the question's."""
        own = self._texts.buttons(question, self.language)
        self._dispatcher.utter_message(
            text=self._texts.text(response, self.language, **values),
            buttons=[*choices, *own],
            json_message=self._taken(),
        )

    def attach(self, **effect: object) -> None:
        """What goes with the next thing said, in one bubble: a file, a place, a request for one."""
        self._attached.update(effect)

    def say_in(self, language: str, response: str) -> None:
        """Answer in another language than the conversation's so far."""
        self._dispatcher.utter_message(
            text=self._texts.text(response, language),
            buttons=self._texts.buttons(response, language),
        )

    def tell_gateway(self, **effect: object) -> None:
        """A message to the gateway, never shown."""
        self._dispatcher.utter_message(json_message=effect)

    def _taken(self) -> dict[str, object] | None:
        attached, self._attached = self._attached, {}
        return attached or None

    def part(self, name: str, /, **values: object) -> str:
        """A piece of text, ``utter_part_<name>``, to be put into a response."""
        return self._texts.text(f"utter_part_{name}", self.language, **values)

    def has_part(self, name: str) -> bool:
        """Whether there is such a piece."""
        return self._texts.has(f"utter_part_{name}")


class TurnAction(Action, ABC):  # type: ignore[misc]
    """An action that answers one turn; what the insurance refuses becomes polite words."""

    action_name: ClassVar[str]

    def __init__(self, texts: Texts) -> None:
        """``texts`` are the domain's responses."""
        self._texts = texts

    def name(self) -> str:
        """The name by which the domain knows the action."""
        return self.action_name

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[Event]:
        """Answer, or say why not."""
        turn = Turn(dispatcher, tracker, self._texts)
        try:
            return self.answer(turn)
        except InsuranceError as error:
            return self.refuse(error, turn)

    @abstractmethod
    def answer(self, turn: Turn) -> list[Event]:
        """Read, call once, reply; returns what Rasa is to remember."""

    def refuse(self, error: InsuranceError, turn: Turn) -> list[Event]:
        """Say politely what the insurance does not allow."""
        from actions.refusals import refuse  # noqa: PLC0415  # refusals speak through turns

        return refuse(error, turn, self.action_name)


class IdentityAction(TurnAction):
    """An action that works with who the chat belongs to."""

    def __init__(self, texts: Texts, identity: Identity) -> None:
        """``identity`` tells who the chat belongs to, and sends and checks codes."""
        super().__init__(texts)
        self._identity = identity


def button(title: str, intent: str, **entities: str) -> Button:
    """A button that stands for an intent with entities."""
    return {"title": title, "payload": f"/{intent}{json.dumps(entities) if entities else ''}"}


def remember(**slots: object) -> list[Event]:
    """Slots to be set."""
    return [SlotSet(name, value) for name, value in slots.items()]


def offered_files(turn: Turn) -> list[str]:
    """The messages with files of which it was asked what they are for, the latest last."""
    known = str(turn.slots.get(OFFERED) or "").split(",")
    return [one for one in known if one][-MOST_OFFERED_FILES:]


def go_on_with(action: str, *, comes_last: bool = False) -> Event:
    """Have Rasa run that action or form next, in this same turn.

    What ``comes_last`` waits until every request of the message is answered; a form always does.
    """
    event: Event = FollowupAction(action)
    return {**event, "metadata": {"comes_last": True}} if comes_last else event


def _repeated(entities: Sequence[Mapping[str, Any]]) -> Mapping[str, Sequence[str]]:
    """All values of the entities that were named more than once, in the order of the message."""
    found: dict[str, list[str]] = {}
    for each in sorted(entities, key=lambda entity: entity.get("start") or 0):
        values = found.setdefault(each["entity"], [])
        if str(each["value"]) not in values:
            values.append(str(each["value"]))
    return {name: values for name, values in found.items() if len(values) > 1}


def leave_form() -> list[Event]:
    """Leave whichever form is running; what it knows is kept."""
    return [ActiveLoop(None), SlotSet(REQUESTED, None)]


def end_form(then: str = "action_listen") -> list[Event]:
    """What a form's own action returns to end it, and what follows."""
    return [SlotSet(REQUESTED, None), FollowupAction(then)]
