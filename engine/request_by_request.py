"""Rasa's message processor, made to answer all requests of a message, in order and in one turn.

Each is answered as if it had come by itself. What asks something back (a form's question, a code
that is sent) waits until all of them are answered, so that the question is the last thing said.
"""

from __future__ import annotations

from rasa.core.actions.action import Action, action_for_name_or_text
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import FollowupAction
from rasa.shared.core.trackers import DialogueStateTracker

from engine.digressions import actions_of_this_turn, takes_any_text
from engine.emergencies import EMERGENCY
from engine.form_help import HELP_INTENT, asks_for_help
from engine.turn import current_turn
from engine.two_requests import Read, may_be_data, requests_in


class RequestByRequest(MessageProcessor):  # type: ignore[misc]
    """A processor for messages that may hold several requests."""

    async def handle_message(self, message: UserMessage) -> None:
        """Answer what the message asks; all that was said and done is stored at once."""
        output = message.output_channel
        tracker = await self.fetch_tracker_and_update_session(
            message.sender_id, output, message.metadata
        )
        requests = await self._requests(message, tracker)
        turn = current_turn.get()
        for number, request in enumerate(requests, start=1):
            if turn is not None:
                turn.more_follows = number < len(requests)
            await self._answer(_only(request, message, number), tracker)
        if turn is not None and turn.put_off:
            await self._catch_up(turn.put_off, output, tracker)
        await self.save_tracker(tracker)

    async def _answer(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        await self._handle_message_with_tracker(message, tracker)
        tracker = await self.run_action_extract_slots(message.output_channel, tracker)
        await self._run_prediction_loop(message.output_channel, tracker)

    def predict_next_with_tracker_if_should(
        self, tracker: DialogueStateTracker
    ) -> tuple[Action, PolicyPrediction]:
        """The next action; what comes last is put off while another request waits."""
        action, prediction = super().predict_next_with_tracker_if_should(tracker)
        turn = current_turn.get()
        if turn is None or not turn.more_follows:
            return action, prediction
        if not _comes_last(action.name(), tracker, self.domain):
            return action, prediction
        if tracker.active_loop is not None:
            tracker.active_loop.rejected = False  # it is asked about the next request anew
        else:
            turn.put_off = action.name()
        listen = action_for_name_or_text(ACTION_LISTEN_NAME, self.domain, self.action_endpoint)
        return listen, PolicyPrediction.for_action_name(self.domain, ACTION_LISTEN_NAME)

    async def _catch_up(
        self, action: str, output: OutputChannel, tracker: DialogueStateTracker
    ) -> None:
        """Run what was put off, unless the last request has led there or into a form anyway."""
        if tracker.active_loop_name or action in actions_of_this_turn(tracker):
            return
        tracker.update(FollowupAction(action))
        await self._run_prediction_loop(output, tracker)

    async def _requests(self, message: UserMessage, tracker: DialogueStateTracker) -> list[Read]:
        """What a message is about: as a rule one thing, which a button has said already."""
        if message.parse_data is not None:
            return [message.parse_data]
        whole = await self.parse_message(message, tracker)
        text = str(message.text)
        if tracker.active_loop_name:
            if self._is_lost(text, whole):
                return [{**whole, "intent": {"name": HELP_INTENT, "confidence": 1.0}}]
            if may_be_data(text) or takes_any_text(tracker, self.domain):
                return [whole]
        found = requests_in(text, whole, lambda words: self._read(words, tracker))
        return found or [whole]

    def _is_lost(self, text: str, whole: Read) -> bool:
        """Whether a member wants the form's question explained; an emergency is none the less."""
        knows_help = HELP_INTENT in self.domain.intents
        return knows_help and whole["intent"]["name"] != EMERGENCY and asks_for_help(text)

    def _read(self, words: str, tracker: DialogueStateTracker) -> Read:
        read: Read = self._parse_message_with_graph(UserMessage(words), tracker)
        self._update_full_retrieval_intent(read)
        return read


def _comes_last(action: str, tracker: DialogueStateTracker, domain: Domain) -> bool:
    """Whether an action is to wait until every request of the message is answered.

    That are a form's first question, its question after a digression, and what an action has
    followed up with the metadata ``comes_last``.
    """
    if action in domain.form_names:
        done = actions_of_this_turn(tracker)
        return tracker.active_loop_name is None or (bool(done) and action not in done)
    followed_up = (each for each in reversed(tracker.events) if isinstance(each, FollowupAction))
    for latest in followed_up:
        return latest.action_name == action and bool(latest.metadata.get("comes_last"))
    return False


def _only(request: Read, message: UserMessage, number: int) -> UserMessage:
    """The message as if it held that request only."""
    return UserMessage(
        text=message.text if message.parse_data is not None else request["text"],
        output_channel=message.output_channel,
        sender_id=message.sender_id,
        parse_data=request,
        input_channel=message.input_channel,
        message_id=message.message_id,
        metadata={**(message.metadata or {}), "request_number": number},
    )
