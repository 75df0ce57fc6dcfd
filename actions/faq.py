"""``faq``: a short answer to each topic, whose figures are facts; else it says who knows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from actions.contact import ContactAction
from actions.first_contact import privacy_words
from actions.texts import Texts
from actions.turn import Event, Turn, button
from insurance.known_facts import (
    ANDROID_APP_URL,
    CLAIM_DEADLINE_DAYS,
    CLAIM_PROCESSING_DAYS,
    IOS_APP_URL,
    KnownFact,
    known_fact,
)
from insurance.ports import Clock, Facts

TOPICS = (
    "cashless_vs_reimbursement",
    "claim_deadline",
    "claim_processing_time",
    "guarantee_letter",
    "lost_card",
    "add_dependent",
    "update_personal_data",
    "download_app",
    "data_privacy",
    "buy_policy",
)
"""As the NLU contract names them; each has its ``utter_faq_<topic>``."""


class AnswerQuestion(ContactAction):
    """Answers the topic of the question, in one bubble."""

    action_name = "action_faq"

    def __init__(self, texts: Texts, facts: Facts, clock: Clock) -> None:
        super().__init__(texts, facts, clock)
        self._details: Mapping[str, Callable[[Turn], str]] = {
            "claim_deadline": self._deadline,
            "claim_processing_time": self._processing,
            "guarantee_letter": self.contact,
            "lost_card": self.contact,
            "update_personal_data": self.contact,
            "download_app": self._app,
            "data_privacy": self._privacy,
            "buy_policy": self.contact,
        }

    def answer(self, turn: Turn) -> list[Event]:
        """What its text leaves open is its ``{detail}``; a topic that is not told is asked for."""
        topic = turn.faq_topic
        if topic not in TOPICS:
            turn.say("utter_faq_which", [_choice(turn, each) for each in TOPICS])
            return []
        detail = self._details[topic](turn) if topic in self._details else ""
        turn.say(f"utter_faq_{topic}", detail=detail)
        return []

    def _deadline(self, turn: Turn) -> str:
        return self._days(turn, CLAIM_DEADLINE_DAYS, "claim_deadline")

    def _processing(self, turn: Turn) -> str:
        return self._days(turn, CLAIM_PROCESSING_DAYS, "claim_processing")

    def _days(self, turn: Turn, known: KnownFact[int], part: str) -> str:
        days = known_fact(self._facts, known, turn.language)
        return turn.part(f"{part}_unset") if days is None else turn.part(part, days=days)

    def _privacy(self, turn: Turn) -> str:
        return privacy_words(turn, self._facts)

    def _app(self, turn: Turn) -> str:
        android = known_fact(self._facts, ANDROID_APP_URL, turn.language)
        ios = known_fact(self._facts, IOS_APP_URL, turn.language)
        if android is None or ios is None:
            return turn.part("app_search")
        return turn.part("app_links", android=android, ios=ios)


def _choice(turn: Turn, topic: str) -> dict[str, str]:
    return button(turn.part(f"faq_title_{topic}"), "faq", faq_topic=topic)
