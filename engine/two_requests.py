"""Finds the requests of a message that holds more than one, or one among courtesies.

A message is cut only where both sides are clear requests of different kinds, each likely for the
whole message too: "limit rawat jalan dan rawat inap" stays one request, and so does everything of
which one side means little by itself. Greetings and thanks around a request are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine.emergencies import EMERGENCY, emergency_intent, emergency_kind
from engine.normaliser import joined, normalise

Read = dict[str, Any]
"""What understanding found in a text: Rasa's parse data."""

COURTESIES = frozenset({"greet", "thank", "goodbye"})
REQUESTS = frozenset(
    """
    register login forgot_password ask_username otp_problem delete_my_data view_member_data
    check_benefits get_ecard activate_ecard file_claim check_claim_status add_claim_document
    cancel_claim ask_claim_requirements find_provider consult_doctor track_prescription view_events
    read_articles read_testimonials give_testimonial talk_to_agent contact_info file_complaint faq
    """.split()  # noqa: SIM905
)
"""Intents that can stand beside another in one message; what ends or leaves something cannot."""

LEAST_SURE = 0.5
"""How sure of its intent each side of a cut must be."""
LEAST_LIKELY = 0.01
"""How likely each of two requests must be for the whole message, unless both are very sure."""
VERY_SURE = 0.9
ONE_MATTER = (
    frozenset({"login", "register", "forgot_password", "ask_username", "otp_problem"}),
    frozenset({"get_ecard", "activate_ecard"}),
    frozenset({"file_claim", "add_claim_document", "ask_claim_requirements"}),
    frozenset({"add_claim_document", "check_claim_status"}),
    frozenset({"file_claim", "find_provider"}),
    frozenset({"file_claim", "consult_doctor"}),
    frozenset({"file_complaint", "check_claim_status", "talk_to_agent"}),
)
"""Intents of which one tells the story of the other: "habis dari dokter dan mau klaim"."""
SURE = 1.0
"""The confidence of what was no guess: a message known word for word, data, an emergency."""
FEWEST_WORDS = 2
"""Words that a request has at least."""
MOST_COURTEOUS_WORDS = 5
FEWEST_WORDS_OF_AN_EMERGENCY = 3
"""Words from which "ayah saya pingsan" beside a question about cover is no name of an illness."""
ACUTE = frozenset({"unconscious", "chest_pain", "breathing", "bleeding", "seizure"})
MOST_REQUESTS = 3
MOST_PIECES = 8
"""A message with more commas and "dan" than this is a story, and is read as a whole."""
LONGEST = 400
"""Characters up to which a message is looked at."""

_AND = (
    r"(?:dan|dn|sama|sm|serta|terus|trus|trs|lalu|sekalian|sekarang|plus|juga|and|then|also|now|&|"
    r"btw|oh (?:ya|iya)|(?:abis|habis) itu)"
)
_CUT = re.compile(rf"\s*(?:[.!?;,]+(?=\s)|\n)\s*(?:{_AND},?\s+)*|\s+(?:{_AND}\s+)+", re.IGNORECASE)
_ASKS = re.compile(
    r"\b(?:berapa|bagaimana|kapan|apa|apakah|mana|dimana|siapa|cek|lihat|tampilkan|what|how|when|where|"
    r"which|who|is|are|can|check|show)\b"
)


def may_be_data(text: str) -> bool:
    """Whether a message may be somebody's data, or a story that a form has asked for."""
    if any(char.isdigit() or char == "@" for char in text):
        return True
    return _ASKS.search(joined(normalise(text))) is None


def requests_in(text: str, whole: Read, read: Callable[[str], Read]) -> list[Read]:
    """The requests that a message is to be taken for, in order; empty when it is one as it stands.

    Args:
        text: the message.
        whole: what was found in all of it.
        read: finds what is in a part of it.

    """
    if len(text) > LONGEST or _intent(whole) == EMERGENCY or _confidence(whole) == SURE:
        return []
    pieces = _pieces(text)
    if not 1 < len(pieces) <= MOST_PIECES:
        return []
    return _Message(text, whole, read, pieces).requests()


def label(read: Read) -> str:
    """The intent, of a question with its topic: ``faq/lost_card``."""
    intent = _intent(read)
    topic = (read.get("response_selector") or {}).get(intent) or {}
    return str((topic.get("response") or {}).get("intent_response_key") or intent)


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the parts between commas, stops and "dan" begin and end."""
    begins, pieces = 0, []
    for cut in _CUT.finditer(text):
        pieces.append((begins, cut.start()))
        begins = cut.end()
    pieces.append((begins, len(text)))
    return [(start, end) for start, end in pieces if text[start:end].strip(" .,!?;")]


@dataclass
class _Message:
    text: str
    whole: Read
    read: Callable[[str], Read]
    pieces: Sequence[tuple[int, int]]
    _reads: dict[tuple[int, int], Read] = field(default_factory=dict)

    def requests(self) -> list[Read]:
        """As ``requests_in`` says; an emergency is answered alone."""
        emergency = self._emergency()
        if emergency is not None:
            return [emergency]
        first, last = self._without_courtesies()
        if first >= last:
            return []
        found = self._cut(first, last)
        if len(found) > 1:
            return found[:MOST_REQUESTS]
        rest = self._read(first, last)
        courteous = (first, last) != (0, len(self.pieces))
        return [rest] if courteous and _is_request(rest) else []

    def _emergency(self) -> Read | None:
        heard = [each for each in self._each_piece() if _intent(each) == EMERGENCY]
        certain = [{"name": EMERGENCY, "confidence": SURE}]
        if heard and emergency_intent(joined(normalise(self.text)), certain):
            return heard[0]
        return next(filter(_is_acute, heard), None)

    def _each_piece(self) -> list[Read]:
        return [self._read(at, at + 1) for at in range(len(self.pieces))]

    def _without_courtesies(self) -> tuple[int, int]:
        first, last = 0, len(self.pieces)
        while first < last and _is_courtesy(self._read(first, first + 1)):
            first += 1
        while first < last and _is_courtesy(self._read(last - 1, last)):
            last -= 1
        return first, last

    def _cut(self, first: int, last: int) -> list[Read]:
        """The requests between two pieces, cut where both sides are surest."""
        whole = self._read(first, last)
        best, best_at = 0.0, None
        for at in range(first + 1, last):
            left, right = self._read(first, at), self._read(at, last)
            sure = min(_confidence(left), _confidence(right))
            if sure > best and _are_two(left, right, whole):
                best, best_at = sure, at
        if best_at is None:
            return [whole]
        return [*self._cut(first, best_at), *self._cut(best_at, last)]

    def _read(self, first: int, last: int) -> Read:
        """What is in the pieces from ``first`` up to ``last``, that one excluded."""
        if (first, last) == (0, len(self.pieces)):
            return self.whole
        if (first, last) not in self._reads:
            words = self.text[self.pieces[first][0] : self.pieces[last - 1][1]]
            self._reads[first, last] = self.read(words)
        return self._reads[first, last]


def _is_acute(read: Read) -> bool:
    """Whether somebody needs help now, though the rest of the message is about cover."""
    kind = emergency_kind(joined(normalise(str(read["text"]))))
    return kind in ACUTE and _words(read) >= FEWEST_WORDS_OF_AN_EMERGENCY


def _are_two(left: Read, right: Read, whole: Read) -> bool:
    if not (_is_request(left) and _is_request(right)) or label(left) == label(right):
        return False
    if any({_intent(left), _intent(right)} <= matter for matter in ONE_MATTER):
        return False
    very_sure = min(_confidence(left), _confidence(right)) >= VERY_SURE
    least = 0.0 if very_sure else LEAST_LIKELY
    ranking = whole.get("intent_ranking") or ()
    likely = {each["name"] for each in ranking if each["confidence"] >= least}
    return {label(left), label(right)} <= likely


def _is_request(read: Read) -> bool:
    return (
        _intent(read) in REQUESTS
        and _confidence(read) >= LEAST_SURE
        and _words(read) >= FEWEST_WORDS
    )


def _is_courtesy(read: Read) -> bool:
    return (
        _intent(read) in COURTESIES
        and _confidence(read) >= LEAST_SURE
        and _words(read) <= MOST_COURTEOUS_WORDS
    )


def _words(read: Read) -> int:
    return len(str(read["text"]).split())


def _intent(read: Read) -> str:
    return str(read["intent"]["name"])


def _confidence(read: Read) -> float:
    return float(read["intent"]["confidence"])
