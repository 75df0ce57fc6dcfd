"""``ask_claim_requirements``: which documents a claim needs, and how to hand it in."""

from __future__ import annotations

from collections.abc import Sequence

from actions.contact import ContactAction
from actions.turn import Button, Event, Turn, button, remember
from insurance.claim_documents import ClaimDocument
from insurance.known_facts import (
    CLAIM_DEADLINE_DAYS,
    CLAIM_DOCUMENTS,
    CLAIM_PROCESSING_DAYS,
    known_fact,
)
from insurance.model import BenefitType


class ClaimRequirements(ContactAction):
    """The documents for the benefits that were named; else which benefit, by buttons."""

    action_name = "action_claim_requirements"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble for each benefit; nobody has to prove who they are for it."""
        kinds = _kinds(turn)
        for kind in kinds:
            self._tell_documents(turn, kind)
        if not kinds:
            self._tell_how(turn)
        named = kinds[-1].value if kinds else None
        return remember(topic={"action": self.action_name, "benefit_type": named})

    def _tell_how(self, turn: Turn) -> None:
        choices = [*(_choice(turn, kind) for kind in BenefitType), _file(turn)]
        turn.say("utter_claim_how", choices, times=self._times(turn))

    def _tell_documents(self, turn: Turn, kind: BenefitType) -> None:
        benefit = turn.part(f"benefit_type_{kind.value}").lower()
        documents = known_fact(self._facts, CLAIM_DOCUMENTS[kind], turn.language)
        next_ = [
            _file(turn, kind),
            button(turn.part("another_benefit"), "ask_claim_requirements"),
            button(turn.part("intent_show_menu"), "show_menu"),
        ]
        if documents is None:
            contact = self.contact(turn)
            turn.say("utter_claim_documents_unset", next_, benefit=benefit, contact=contact)
            return
        lines = "\n".join(_line(turn, document) for document in _required_first(documents))
        told = {"benefit": benefit, "lines": lines, "times": self._times(turn)}
        turn.say("utter_claim_documents", next_, **told)

    def _times(self, turn: Turn) -> str:
        """The deadline and how long it takes, as far as the facts say."""
        known = (
            ("claim_deadline", CLAIM_DEADLINE_DAYS),
            ("claim_processing", CLAIM_PROCESSING_DAYS),
        )
        found = [(part, known_fact(self._facts, fact, turn.language)) for part, fact in known]
        said = [turn.part(part, days=days) for part, days in found if days is not None]
        return " ".join(said) or turn.part("claim_times_unset")


def _kinds(turn: Turn) -> Sequence[BenefitType]:
    """The benefits named, or the one asked about last in "kalau istri saya?"."""
    one = turn.entities.get("benefit_type")
    if one is None and turn.intent == "inform":
        one = (turn.slots.get("topic") or {}).get("benefit_type")
    named = turn.repeated.get("benefit_type") or [one or ""]
    return [kind for each in named for kind in BenefitType if kind == each]


def _choice(turn: Turn, kind: BenefitType) -> Button:
    title = turn.part(f"benefit_type_{kind.value}")
    return button(title, "ask_claim_requirements", benefit_type=kind.value)


def _file(turn: Turn, kind: BenefitType | None = None) -> Button:
    """Straight on to the claim itself."""
    named = {"benefit_type": kind.value} if kind else {}
    return button(turn.part("intent_file_claim"), "file_claim", **named)


def _required_first(documents: Sequence[ClaimDocument]) -> Sequence[ClaimDocument]:
    return sorted(documents, key=lambda document: not document.required)


def _line(turn: Turn, document: ClaimDocument) -> str:
    return turn.part("claim_document", name=document.name)
