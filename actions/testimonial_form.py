"""The testimonial form: stars, a text, and consent to publish both under first name and initial.

``validate_testimonial_form`` hears the message and says the next question, like the other forms.
"""

from __future__ import annotations

from collections.abc import Mapping

from actions.form_help import HELP, ways_out
from actions.formats import day
from actions.refusals import refuse
from actions.testimonial_words import (
    LEAVING,
    WISHES,
    is_a_story,
    is_for_the_form,
    sends,
    stars_in,
)
from actions.testimonials import stars as drawn
from actions.texts import Texts
from actions.turn import (
    REQUESTED,
    Event,
    Turn,
    TurnAction,
    end_form,
    leave_form,
    remember,
)
from insurance.errors import ChatLocked, InsuranceError, NotLinked
from insurance.identity import Identity
from insurance.model import Member
from insurance.ports import Clock
from insurance.testimonials import LONGEST, MOST_STARS, Testimonials, next_month, public_name, unfit

TESTIMONIAL_FORM = "testimonial_form"
STARS, STORY, SENT = "testimonial_stars", "testimonial_text", "testimonial_sent"
ORDER = (STARS, STORY, SENT)
FORGET_TESTIMONIAL: Mapping[str, object] = {STARS: None, STORY: None, "unclear": 0}
PICK, SEND, EDIT = "pick_stars", "testimonial_send", "testimonial_edit"
BUTTONS = frozenset({PICK, SEND, EDIT})


class ValidateTestimonialForm(TurnAction):
    """Hears what a message gives, and asks for what is missing."""

    action_name = "validate_testimonial_form"

    def __init__(
        self, texts: Texts, identity: Identity, testimonials: Testimonials, clock: Clock
    ) -> None:
        super().__init__(texts)
        self._identity = identity
        self._testimonials = testimonials
        self._clock = clock

    def answer(self, turn: Turn) -> list[Event]:
        """What was heard, and what is asked next; nothing when the message is a digression.

        Whatever asks or shows something of its own ends the form without a word: two questions at
        once are one too many. Its buttons go on with what is known.
        """
        asked = str(turn.slots.get(REQUESTED) or "")
        if turn.form_resumes and not turn.form_begins and turn.intent in WISHES:
            return end_form()
        if turn.intent == "cancel" and not turn.form_resumes and not turn.form_begins:
            return _dropped(turn)
        if not (turn.form_begins or turn.form_resumes) and _is_digression(turn, asked):
            return []
        member = self._identity.unlocked_member(turn.conversation_id)
        if turn.form_begins or turn.form_resumes:
            begins = turn.part("testimonial_begin") if turn.form_begins else ""
            return _ask(turn, member, {}, begins)
        if turn.intent == HELP:
            return _help(turn, member, asked)
        return self._heard(turn, member, asked)

    def refuse(self, error: InsuranceError, turn: Turn) -> list[Event]:
        """Leave the form; after the code it goes on with what was said so far."""
        if not isinstance(error, ChatLocked | NotLinked):
            return super().refuse(error, turn)
        if turn.form_resumes:  # something else was answered: no code is sent for that
            return end_form()
        events = refuse(error, turn, "action_give_testimonial")
        turn.form = None
        return [*leave_form(), *events]

    def _heard(self, turn: Turn, member: Member, asked: str) -> list[Event]:
        if turn.is_button and turn.intent == PICK:
            return _take_stars(
                turn, member, stars_in(turn.entities.get("stars", ""), is_asked=True)
            )
        if turn.is_button and turn.intent == EDIT:
            field = STORY if turn.entities.get("field") == "text" else STARS
            return _ask(turn, member, {field: None})
        if asked == STARS:
            return _take_stars(turn, member, stars_in(turn.text, is_asked=True))
        if asked == STORY:
            return _take_story(turn, member)
        if (turn.is_button and turn.intent == SEND) or sends(turn):
            return self._send(turn, member)
        return _dropped(turn) if turn.intent == "deny" else _unclear(turn, member, SENT)

    def _send(self, turn: Turn, member: Member) -> list[Event]:
        stars, story = int(turn.slots.get(STARS) or 0), str(turn.slots.get(STORY) or "")
        if not stars or not story:
            return _ask(turn, member, {})
        given = self._testimonials.give(
            member, turn.conversation_id, turn.inbound_id, stars, story, turn.language
        )
        if given:
            turn.say("utter_testimonial_sent", name=public_name(member))
        else:
            again = day(next_month(self._clock.now()), turn.language)
            turn.say("utter_testimonial_too_soon", day=again)
        return [*remember(**FORGET_TESTIMONIAL), *end_form()]


def _is_digression(turn: Turn, asked: str) -> bool:
    """Whether the rules are to answer, and the form to ask again."""
    if turn.is_button:
        return turn.intent not in BUTTONS | {HELP, "affirm", "deny"}
    if turn.intent == HELP or stars_in(turn.text, is_asked=asked == STARS):
        return False
    if asked == STORY:
        return not is_a_story(turn) or (turn.intent in LEAVING and len(turn.text.split()) <= 2)  # noqa: PLR2004
    if turn.intent == "medical_emergency":
        return True
    return not is_for_the_form(turn) and not (asked == SENT and sends(turn))


def _take_stars(turn: Turn, member: Member, given: int | None) -> list[Event]:
    if given is None or not 1 <= given <= MOST_STARS:
        return _unclear(turn, member, STARS)
    return _ask(turn, member, {STARS: given})


def _take_story(turn: Turn, member: Member) -> list[Event]:
    story = " ".join(turn.text.split())
    why = unfit(story)
    if why is None:
        urgent = turn.part("testimonial_urgent") if turn.intent == "medical_emergency" else ""
        return _ask(turn, member, {STORY: story}, urgent)
    hint = turn.part(f"testimonial_{why.value}", most=LONGEST)
    return _ask(turn, member, {STORY: None}, f"{hint}\n\n")


def _unclear(turn: Turn, member: Member, asked: str) -> list[Event]:
    """The second time in a row, explain."""
    times = float(turn.slots.get("unclear") or 0) + 1
    if times > 1:
        return _help(turn, member, asked)
    hint = turn.part("testimonial_unclear")
    return [*_ask(turn, member, {}, f"{hint}\n\n"), *remember(unclear=times)]


def _ask(turn: Turn, member: Member, heard: Mapping[str, object], said: str = "") -> list[Event]:
    """The first thing that is not known yet; at the end the summary."""
    known = {name: turn.slots.get(name) for name in (STARS, STORY)} | dict(heard)
    missing = next((name for name in (STARS, STORY) if not known[name]), SENT)
    values: dict[str, object] = {"heard": said}
    if missing == SENT:
        values |= {
            "stars": drawn(int(str(known[STARS]).partition(".")[0])),
            "story": known[STORY],
            "name": public_name(member),
        }
    turn.say(f"utter_question_{missing}", **values)
    return remember(**{**heard, "unclear": 0, REQUESTED: missing})


def _help(turn: Turn, member: Member, asked: str) -> list[Event]:
    slot = asked if asked in ORDER else STARS
    turn.say(f"utter_help_{slot}", ways=ways_out(turn, ()))
    return remember(unclear=0, **{REQUESTED: slot})


def _dropped(turn: Turn) -> list[Event]:
    turn.say("utter_testimonial_dropped")
    return [*remember(**FORGET_TESTIMONIAL), *end_form()]
