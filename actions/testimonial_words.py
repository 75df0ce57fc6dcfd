"""What a member says in the testimonial form: stars, praise, or something else altogether."""

from __future__ import annotations

import re

from actions.emergency import SUICIDE
from actions.questions import asks_anything
from actions.turn import Turn

_STARS = re.compile(
    r"(?:bintang|bntang|star|rating|nilai)\s*(?:nya\s*)?(?P<after>[1-5]|satu|dua|tiga|empat|lima)\b|"
    r"\b(?P<before>[1-5]|satu|dua|tiga|empat|lima|one|two|three|four|five)\s*(?:bintang|stars?)\b|"
    r"\b(?P<of>[1-5])\s*(?:/|dari|of|out of)\s*5\b"
)
_ALONE = re.compile(
    r"(?:kasih |give |aku |saya |i |ya |it )*(\w+)(?: aja| saja| deh| dong| ya)*[.!]*"
)
_NUMBERS = {
    **{str(number): number for number in range(1, 6)},
    **dict(zip("satu dua tiga empat lima".split(), range(1, 6), strict=True)),  # noqa: SIM905
    **dict(zip("one two three four five".split(), range(1, 6), strict=True)),  # noqa: SIM905
}
_DRAWN = re.compile(r"[⭐★🌟]")
_MANY_WORDS = 8
"""From so many words on, a sentence about a hospital is a story rather than a cry for help."""
_FEW_WORDS = 3
"""Up to so many words, what is clearly a request is one."""
_SURE = 0.5
ANSWERING = frozenset(
    {
        *("inform", "nlu_fallback", "out_of_scope", "affirm", "deny", "thank"),
        *("give_testimonial", "file_complaint", "read_testimonials"),
    }
)
"""Intents of messages that are meant for the form; thanks only where they are praise."""
LEAVING = frozenset({"show_menu", "change_language", "logout", "talk_to_agent", "contact_info"})
"""Intents that are heeded when they are said in few words."""
WISHES = frozenset(
    {
        *("view_member_data", "check_benefits", "get_ecard", "activate_ecard"),
        *("confirm_activate_ecard", "check_claim_status", "add_claim_document", "cancel_claim"),
        *("confirm_cancel_claim", "set_claim_news", "file_claim", "ask_claim_requirements"),
        *("find_provider", "pick_provider", "consult_doctor", "join_consultation"),
        *("keep_consultation", "withdraw_consultation", "track_prescription", "show_lifestyle"),
        *("view_events", "event_details", "register_event", "cancel_event", "read_articles"),
        *("read_testimonials", "talk_to_agent", "file_complaint", "delete_my_data"),
    }
)
"""Intents whose answers ask or show something of their own: the form is left for them. After all
others, most of them answered in a line, it asks its question again."""
_SENDS = re.compile(
    r"\b(?:kirim\w*|setuju|oke?|ok|sip|boleh|lanjut\w*|send|submit|agree|publish)\b"
)
_NOT = re.compile(r"\b(?:jangan|belum|tidak|ga|gak|nggak|not|don['’]?t|no)\b")


def stars_in(text: str, *, is_asked: bool = False) -> int | None:
    """From 1 to 5; a bare number counts only where stars were asked for."""
    said = text.casefold().strip()
    drawn = len(_DRAWN.findall(said))
    if drawn:
        return min(drawn, 5)
    if found := _STARS.search(said):
        return _NUMBERS[next(value for value in found.groups() if value)]
    alone = _ALONE.fullmatch(said) if is_asked else None
    return _NUMBERS.get(alone[1]) if alone else None


def story_in(text: str) -> str:
    """What stands behind a colon of the wish: "kasih bintang 5: petugasnya ramah"."""
    story = text.partition(":")[2].strip()
    return story if len(story.split()) >= _FEW_WORDS else ""


def is_a_story(turn: Turn) -> bool:
    """Whether a message, when the text is asked for, is that text."""
    words = len(turn.text.split())
    if turn.intent == "medical_emergency":
        return words >= _MANY_WORDS and turn.entities.get("emergency_kind") != SUICIDE
    if turn.text.rstrip().endswith("?") and asks_anything(turn.text):
        return False
    if turn.intent in ANSWERING:
        return True
    return words > _FEW_WORDS or turn.confidence < _SURE


def is_for_the_form(turn: Turn) -> bool:
    """Whether a message is an answer to another question than that for the text."""
    return turn.intent in ANSWERING - {"thank"} or turn.confidence < _SURE


def sends(turn: Turn) -> bool:
    """Whether the words agree to what the summary asks."""
    said = turn.text.casefold()
    agrees = turn.intent == "affirm" or bool(_SENDS.search(said))
    return agrees and not _NOT.search(said)
