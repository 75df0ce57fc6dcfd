"""Events, articles and testimonials: what their actions need, and the menu that leads to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.articles import ReadArticles
from actions.events import Calendar, CancelEvent, EventDetails, RegisterEvent, ViewEvents
from actions.give_testimonial import GiveTestimonial
from actions.testimonial_form import ValidateTestimonialForm
from actions.testimonials import ReadTestimonials
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction
from insurance.events import Talks
from insurance.identity import Identity
from insurance.lifestyle_ports import ArticleShelf
from insurance.ports import Clock
from insurance.testimonials import Testimonials


@dataclass(frozen=True)
class LifestyleServices:
    """What the actions of this capability call."""

    talks: Talks
    calendar: Calendar
    articles: ArticleShelf
    testimonials: Testimonials


class ShowLifestyle(TurnAction):
    """``show_lifestyle``: a menu of its own behind a row of the main menu."""

    action_name = "action_show_lifestyle"

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        turn.say("utter_lifestyle")
        return []


def asked_for(
    services: LifestyleServices, texts: Texts, identity: Identity
) -> Sequence[TurnAction]:
    """What may be a member's first words."""
    return [
        ViewEvents(texts, services.talks),
        ReadArticles(texts, services.articles),
        ReadTestimonials(texts, services.testimonials),
        GiveTestimonial(texts, identity, services.testimonials),
    ]


def behind_buttons(
    services: LifestyleServices, texts: Texts, identity: Identity, clock: Clock
) -> Sequence[TurnAction]:
    """The rest."""
    return [
        ShowLifestyle(texts),
        EventDetails(texts, services.talks),
        RegisterEvent(texts, services.talks, services.calendar),
        CancelEvent(texts, services.talks),
        ValidateTestimonialForm(texts, identity, services.testimonials, clock),
    ]
