"""``read_testimonials``: what other members say."""

from __future__ import annotations

from actions.formats import day
from actions.texts import Texts
from actions.turn import Event, Turn, TurnAction, button
from insurance.testimonials import MOST_STARS, Testimonial, Testimonials

AT_ONCE = 3
"""Testimonials that one bubble shows."""
LONGEST = 160
"""Characters that are shown of each."""


class ReadTestimonials(TurnAction):
    """Shows three at a time, in the chat's language."""

    action_name = "action_read_testimonials"

    def __init__(self, texts: Texts, testimonials: Testimonials) -> None:
        super().__init__(texts)
        self._testimonials = testimonials

    def answer(self, turn: Turn) -> list[Event]:
        """One bubble."""
        given = turn.entities.get("skip", "0")
        skip = int(given) if given.isdecimal() else 0
        found = self._testimonials.published(turn.language, skip, AT_ONCE + 1)
        if not found:
            turn.say("utter_no_testimonials")
            return []
        rest = str(skip + AT_ONCE)
        more = [button(turn.part("testimonials_more"), "read_testimonials", skip=rest)]
        lines = "\n\n".join(_lines(one, turn.language) for one in found[:AT_ONCE])
        turn.ask("utter_testimonials", more if len(found) > AT_ONCE else [], lines=lines)
        return []


def stars(count: int) -> str:
    """``★★★★☆``."""
    return "★" * count + "☆" * (MOST_STARS - count)


def _lines(one: Testimonial, language: str) -> str:
    text = " ".join(one.text.split())
    if len(text) > LONGEST:
        text = text[:LONGEST].rpartition(" ")[0].rstrip(" .,;:") + " …"
    return f"{stars(one.stars)} *{one.name}*, {day(one.published_on, language)}\n“{text}”"
