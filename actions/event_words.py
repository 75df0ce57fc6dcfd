"""What a member wants of events, in their own words: to come, no longer to come, or which one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from rapidfuzz import fuzz

from insurance.events import Invitation

_SAME_WORD = 84
_LEAST_LETTERS = 4
_CANCEL = re.compile(
    r"\b(?:batal\w*|(?:ga|gak|nggak|tidak|tdk) jadi|cancel\w*|unregister|(?:can ?not|can['’]t|"
    r"not) (?:come|join|make it))\b"
)
_MINE = re.compile(
    r"\b(?:(?:acara|event|gentalks|webinar|pendaftaran|registrasi)(?:nya)? "
    r"(?:saya|sy|aku|gue|gw|ku)|"
    r"(?:sudah|udah|udh|sdh) (?:ter)?daftar|terdaftar|my (?:event|registration|webinar|talk)s?|"
    r"am i registered|i(?:['’]ve| have)? registered)\b"
)
_ASKING_WORDS = """
    acara event events gentalks webinar webinars seminar talkshow jadwal schedule daftar ikut ikutan
    join register registrasi pendaftaran saya aku batal batalkan cancel yang tentang soal about
    kapan when where link tautan mana ada apa bulan minggu pekan month week tahun year upcoming
    terdekat berikutnya next coming kesehatan health generali pembicara pembicaranya siapa speaker
    speaking mau ingin tolong bisa please want would like with the this that untuk dong masih jadi
    tidak hari besok nanti online offline peserta sudah there what any show information info
    anything kegiatan workshop sama dengan dari bersama sehat healthy topik topic terdaftar
    registered registration
"""
_ASKING = frozenset(_ASKING_WORDS.split())


class EventWish(StrEnum):
    """What is wanted."""

    LOOK = "look"
    MINE = "mine"
    """The events that this chat is registered for."""
    CANCEL = "cancel"


def event_wish(text: str) -> EventWish:
    """What the words ask for."""
    said = text.casefold()
    if _CANCEL.search(said):
        return EventWish.CANCEL
    return EventWish.MINE if _MINE.search(said) else EventWish.LOOK


def meant(text: str, invitations: Sequence[Invitation]) -> Sequence[Invitation]:
    """The events that the words name by title or speaker; none when they name none."""
    named = [word for word in _words(text) if word not in _ASKING]
    scored = [(_score(named, invitation), invitation) for invitation in invitations]
    best = max((score for score, _ in scored), default=0)
    return [invitation for score, invitation in scored if best and score == best]


def _score(named: Sequence[str], invitation: Invitation) -> int:
    talk = invitation.talk
    words = set(_words(f"{talk.title_id} {talk.title_en} {talk.speaker}")) - _ASKING
    return sum(any(fuzz.ratio(word, own) >= _SAME_WORD for own in words) for word in named)


def _words(text: str) -> list[str]:
    found = re.findall(r"[^\W\d_]+", text.casefold())
    return [word for word in found if len(word) >= _LEAST_LETTERS]
