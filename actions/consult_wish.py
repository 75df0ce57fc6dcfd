"""What a member wants of a doctor online: for whom, which kind, whom; from words and from buttons.

What was said in the messages before stands in the slot ``topic``; a tap on a button says it all
again, because it may come days later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from actions.participants import place_of, who_is_meant
from actions.turn import Button, Turn, button
from actions.wishes import Wish
from insurance.model import Member, Relation
from insurance.symptoms import LONGEST_COMPLAINT, complaint_in
from insurance.telemedicine_ports import Specialty

CONSULT = "action_consult_doctor"
ANSWERS = frozenset({"inform", "affirm", "nlu_fallback", "out_of_scope"})
"""Intents of words that may answer what was asked last about a consultation."""
_OF_MINE = r"(?:\s*(?:saya|sy|aku|gue|gua|gw|ku)\b|ku\b)"
_OWN_PARENT = re.compile(
    rf"\b(?:ibu|mamah?|nyokap|ayah|bapak|papa|bokap|orang ?tua|ortu|mertua){_OF_MINE}|"
    r"\bmy\s+(?:mother|father|parents?|mom|mum|dad)"
)
"""A parent who is ill; "ibu" alone may be the one who is spoken to."""
_UNBORN = re.compile(r"\b(?:hamil|mengandung|pregnan\w+)\s+(?:\w+\s+)?(?:anak|bayi|child|baby)")
"""A child who is not there yet: the mother consults."""


@dataclass(frozen=True)
class Consulting:
    """As far as it is known. Personal data, because of the complaint."""

    participant: str = ""
    """Place in the family's list, from 1."""
    specialty: Specialty | None = None
    """As it was named; None: the complaint says it, or nothing does."""
    doctor: str = ""
    """Their code."""
    skip: int = 0
    """How many doctors were shown before."""
    agreed: bool = False
    """To pay for a doctor who is not guaranteed."""
    complaint: str = ""

    def button(self, title: str, intent: str = "consult_doctor", **changes: str) -> Button:
        """A tap that says the same, but for ``changes``; the complaint stays in the chat."""
        known = {"participant": self.participant, "doctor": self.doctor}
        known["specialty"] = self.specialty.value if self.specialty else ""
        known["sure"] = "yes" if self.agreed else ""
        said = {name: value for name, value in {**known, **changes}.items() if value}
        return button(title, intent, **said)

    def as_topic(self, *, asks: bool) -> dict[str, Any]:
        """For the slot ``topic``; ``asks``: an answer is awaited."""
        return {
            "action": CONSULT,
            "asks": asks,
            "consult": {
                "participant": self.participant,
                "specialty": self.specialty.value if self.specialty else "",
                "doctor": self.doctor,
                "complaint": self.complaint,
            },
        }


def is_about_consulting(turn: Turn) -> bool:
    """Whether a consultation was spoken of last, and its question is still open."""
    topic = turn.slots.get("topic") or {}
    return topic.get("action") == CONSULT and bool(topic.get("asks"))


def answers_consulting(turn: Turn) -> bool:
    """Whether words that mean nothing by themselves answer what was asked: "batuk tiga hari"."""
    if not is_about_consulting(turn) or not turn.text:
        return False
    named = {"specialty", "relation"} & set(turn.entities)
    return bool(named) or complaint_in(turn.text) is not None


def agrees_to_pay(turn: Turn) -> bool:
    """Whether a yes is to a doctor who is not guaranteed, of which it was just asked."""
    topic = turn.slots.get("topic") or {}
    return is_about_consulting(turn) and bool((topic.get("consult") or {}).get("doctor"))


def consulting(turn: Turn, wish: Wish) -> Consulting:
    """All that is known by now."""
    kept = _from_topic(turn, wish)
    named = wish.entities
    complaint = complaint_in(wish.text)
    found = replace(kept, complaint=_short(wish.text) if complaint else kept.complaint)
    if turn.intent == "affirm":
        return replace(found, agreed=bool(found.doctor))
    return replace(
        found,
        participant=named.get("participant", "") or found.participant,
        specialty=_specialty(named) or (None if complaint else found.specialty),
        doctor=named.get("doctor", ""),
        skip=int(named["skip"]) if named.get("skip", "").isdigit() else 0,
        agreed=named.get("sure") == "yes",
    )


def whose(wish: Wish, asking: Member, visible: Sequence[Member], known: str) -> Sequence[Member]:
    """Who consults: nobody where the words do not say and several could."""
    if len(visible) == 1:
        return visible
    meant = who_is_meant(wish, asking, visible)
    is_named = list(meant) != [asking] or wish.entities.get("relation") == Relation.SELF
    if is_named or wish.entities.get("participant"):
        return meant
    complaint = complaint_in(wish.text)
    if (complaint is not None and complaint.is_own) or _names(wish.text, asking):
        return [asking]
    if known.isdigit() and 0 < int(known) <= len(visible):
        return [visible[int(known) - 1]]
    return visible


def missing_relation(wish: Wish, asking: Member, visible: Sequence[Member]) -> str:
    """ "child", "spouse" or "parent", where the words name one and this chat knows none; or ""."""
    relation, text = wish.entities.get("relation", ""), wish.text.casefold()
    if relation in ("", Relation.SELF) or wish.entities.get("participant"):
        return ""
    if relation == Relation.PARENT and not _OWN_PARENT.search(text):
        return ""
    if relation == Relation.CHILD and _UNBORN.search(text):
        return ""
    others = [one for one in visible if one.participant_number != asking.participant_number]
    return "" if who_is_meant(wish, asking, others) else relation


def with_participant(
    consulting: Consulting, member: Member, visible: Sequence[Member]
) -> Consulting:
    """The same, for this participant."""
    return replace(consulting, participant=place_of(member, visible))


def _names(text: str, asking: Member) -> bool:
    lowered = text.casefold()
    return asking.first_name.casefold() in lowered or "saya sendiri" in lowered


def _from_topic(turn: Turn, wish: Wish) -> Consulting:
    topic: Mapping[str, Any] = turn.slots.get("topic") or {}
    kept: Mapping[str, str] = topic.get("consult") or {}
    is_tap = not wish.text
    if topic.get("action") != CONSULT or (is_tap and not wish.entities):
        return Consulting()
    if is_tap:  # says itself whom and which; what was complained of stays as it was
        return Consulting(complaint=kept.get("complaint", ""))
    if turn.intent not in ANSWERS and not _goes_on(wish, topic):
        return Consulting()
    return Consulting(
        participant=kept.get("participant", ""),
        specialty=_specialty(kept),
        doctor=kept.get("doctor", ""),
        complaint=kept.get("complaint", ""),
    )


def _goes_on(wish: Wish, topic: Mapping[str, Any]) -> bool:
    """Whether a wish for a doctor adds to the one before, of which something is still missing."""
    kept = topic["consult"]
    complete = kept["participant"] and (kept["specialty"] or kept["complaint"])
    adds = {"specialty", "relation"} & set(wish.entities) or complaint_in(wish.text) is not None
    return bool(topic.get("asks") and adds and not complete)


def _specialty(named: Mapping[str, str]) -> Specialty | None:
    value = named.get("specialty", "")
    return Specialty(value) if value in set(Specialty) else None


def _short(text: str) -> str:
    return " ".join(text.split())[:LONGEST_COMPLAINT]
