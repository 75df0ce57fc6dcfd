"""``give_testimonial``: whether one may be given now; the form does the rest."""

from __future__ import annotations

from actions.formats import day
from actions.testimonial_form import BUTTONS, FORGET_TESTIMONIAL, STARS, STORY, TESTIMONIAL_FORM
from actions.testimonial_words import stars_in, story_in
from actions.texts import Texts
from actions.turn import (
    CLAIM_FORM,
    DOCUMENT_FORM,
    Event,
    Turn,
    TurnAction,
    go_on_with,
    remember,
)
from actions.wishes import come_last, fulfilled, wish_of
from insurance.identity import Identity
from insurance.testimonials import Testimonials


class GiveTestimonial(TurnAction):
    """Begins the form once it is known who speaks, unless this month's was given."""

    action_name = "action_give_testimonial"

    def __init__(self, texts: Texts, identity: Identity, testimonials: Testimonials) -> None:
        super().__init__(texts)
        self._identity = identity
        self._testimonials = testimonials

    def answer(self, turn: Turn) -> list[Event]:
        """What was said before a code had to be typed still counts after it, and so does what was
        said before the form was left, for its buttons; a claim under way is not left for it."""
        if turn.form in (CLAIM_FORM, DOCUMENT_FORM):
            turn.say("utter_testimonial_after_claim")
            return []
        member = self._identity.unlocked_member(turn.conversation_id)
        if others := come_last(turn):
            return others
        next_day = self._testimonials.may_give_from(member)
        if next_day is not None:
            turn.say("utter_testimonial_too_soon", day=day(next_day, turn.language))
            return [*remember(**FORGET_TESTIMONIAL), *fulfilled(turn)]
        wish = wish_of(turn)
        goes_on = turn.intent in {"code_checked", *BUTTONS}
        known = [] if goes_on else remember(**FORGET_TESTIMONIAL)
        stars = stars_in(wish.entities.get("stars", ""), is_asked=True) or stars_in(wish.text)
        heard = {STARS: stars, STORY: story_in(wish.text)}
        said = remember(**{name: value for name, value in heard.items() if value})
        return [*known, *said, *fulfilled(turn), go_on_with(TESTIMONIAL_FORM)]
