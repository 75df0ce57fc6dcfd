"""``get_ecard``: the card as a picture, or what stands in its way, and who can help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from actions.contact import ContactAction
from actions.formats import day, title
from actions.participants import place_of, who_is_meant
from actions.texts import Texts
from actions.turn import Button, Event, Turn, button, remember
from actions.wishes import Wish, fulfilled, wish_of
from insurance.ecard_model import CardState, ECard
from insurance.ecards import ECards
from insurance.identity import Identity
from insurance.model import Member, Relation
from insurance.ports import Clock, Facts

QUESTION = "ecard_to_activate"
"""The slot for whose activation was asked for last: a place in the family's list, 0 for none."""
FAMILY = "family"
_ALL_OF_THEM = re.compile(
    r"\b(?:se)?keluarga(?:ku)?\b|\bsemua(?:nya)?\b|\bseluruh\b|\bkami\b|\bfamil(?:y|ies)\b|\ball\b|"
    r"\beverybody\b|\beveryone\b|\bour\b",
    re.IGNORECASE,
)


class ECardAction(ContactAction):
    """Works on the card of a participant whom the chat may see."""

    intent: ClassVar[str] = "get_ecard"
    """What a choice among participants asks for."""
    when_valid: ClassVar[str] = "utter_ecard"
    """What is said under the picture of a card that is good now."""

    def __init__(
        self, texts: Texts, identity: Identity, ecards: ECards, facts: Facts, clock: Clock
    ) -> None:
        """``facts`` and ``clock`` tell how Customer Service is reached now."""
        super().__init__(texts, facts, clock)
        self.identity = identity
        self.ecards = ecards

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble; a question back when it is not clear whose card is wanted."""
        asking = self.identity.unlocked_member(turn.conversation_id)
        visible = self.identity.visible_members(asking)
        wish = wish_of(turn)
        meant = visible if _wants_all(wish) else who_is_meant(wish, asking, visible)
        asked: float = 0
        if len(meant) == 1:
            asked = self.show(turn, self.ecards.card(meant[0]), visible)
        elif meant:
            turn.say("utter_ecard_whose", _choices(meant, visible, self.intent))
        else:
            relation = wish.entities.get("relation", Relation.SELF.value)
            turn.say("utter_no_such_participant", relation=turn.part(f"relation_{relation}"))
        topic = {"action": self.action_name}
        return [*fulfilled(turn), *remember(topic=topic, **{QUESTION: asked})]

    def show(self, turn: Turn, card: ECard, visible: Sequence[Member]) -> float:
        """Say how the card stands; returns whose consent is asked for, as ``QUESTION`` keeps it."""
        match card.state:
            case CardState.VALID:
                self.hand_over(turn, card, visible, self.when_valid)
            case CardState.INACTIVE:
                return _ask_consent(turn, card, visible)
            case _:
                self._explain(turn, card, visible)
        return 0

    def hand_over(self, turn: Turn, card: ECard, visible: Sequence[Member], response: str) -> None:
        """The picture, with a response under it and what can be done next."""
        picture = self.ecards.picture(card.member, turn.language, turn.conversation_id)
        turn.attach(
            media={
                "id": picture.media_id,
                "content_type": picture.content_type,
                "file_name": picture.file_name,
            }
        )
        until = day(card.valid_until, turn.language)
        turn.say(response, _next(turn, card, visible), until=until, **_whose(turn, card.member))

    def _explain(self, turn: Turn, card: ECard, visible: Sequence[Member]) -> None:
        turn.ask(
            f"utter_ecard_{card.state.value}",
            _family(turn, visible),
            since=day(card.valid_from, turn.language),
            until=day(card.valid_until, turn.language),
            contact=self.contact(turn),
            **_whose(turn, card.member),
        )


class GetECard(ECardAction):
    """The member's own card unless another's is named."""

    action_name = "action_get_ecard"


def _wants_all(wish: Wish) -> bool:
    """Whether the cards of the whole family are meant; "semua anak saya" are not all of it."""
    if wish.entities.get("choice") == FAMILY:
        return True
    relation = wish.entities.get("relation", Relation.SELF.value)
    return relation == Relation.SELF and _ALL_OF_THEM.search(wish.text) is not None


def _ask_consent(turn: Turn, card: ECard, visible: Sequence[Member]) -> float:
    place = place_of(card.member, visible)
    yes = button(turn.part("ecard_yes"), "confirm_activate_ecard", participant=place)
    turn.ask("utter_ecard_inactive", [yes], **_whose(turn, card.member))
    # What is said while a form runs answers the form: there, only the button is a yes to this.
    return 0 if turn.form else float(place)


def _choices(meant: Sequence[Member], visible: Sequence[Member], intent: str) -> list[Button]:
    return [
        button(title(member.full_name), intent, participant=place_of(member, visible))
        for member in meant
    ]


def _next(turn: Turn, card: ECard, visible: Sequence[Member]) -> list[Button]:
    place = place_of(card.member, visible)
    benefits = button(turn.part("ecard_benefits"), "check_benefits", participant=place)
    hospital = button(turn.part("ecard_hospital"), "find_provider")
    menu = button(turn.part("intent_show_menu"), "show_menu")
    return [*(_family(turn, visible) or [hospital]), benefits, menu]


def _family(turn: Turn, visible: Sequence[Member]) -> list[Button]:
    if len(visible) < 2:  # noqa: PLR2004  # nobody else
        return []
    return [button(turn.part("ecard_family"), "get_ecard", choice=FAMILY)]


def _whose(turn: Turn, member: Member) -> dict[str, str]:
    relation = turn.part(f"relation_{member.relation.value}")
    return {"name": member.first_name, "relation": relation}
