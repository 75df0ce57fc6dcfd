"""Consent to EULA and privacy notice: which version is asked for, and whether it was given."""

from __future__ import annotations

import re

from actions.questions import asks_anything
from actions.turn import Turn
from insurance.ports import Facts

UNVERSIONED = "unversioned"
"""What is kept as agreed to while the operator has set no version of EULA and privacy notice."""
AGREEING = re.compile(
    r"setuju+|y|i?y+a+|yes+|yup|yep|ok+|oke+y?|okay|sip+|siap|fine|boleh|lanjut(?:kan)?|agreed?|"
    r"sure|accept(?:ed)?"
)
BESIDE_AGREEING = re.compile(
    r"saya|sy|aku|gu?e|gw|kami|i|we|kak?|min|mas|mbak|pak|bu|deh|dong|aja|saja|sih|kok|banget|"
    r"sangat|baik|tentu|sudah|udah|dengan|itu|semua(?:nya)?|do|to|it|that|all|please|of|course|the|"
    r"by|me|with|"
    r"terms|eula|privacy|notice|privasi|dan|and"
)
"""Words that take nothing from a "yes" and are none themselves."""
MOST_WORDS = 7
REFUSING = re.compile(
    r"\b(?:tidak|tdk|tak|ga+k?|ng?ga+k?|enggak|gamau|no|not|dont|disagree|jangan|ogah|males|malas|tolak|menolak|"
    r"refuse)\b|n['’]t"
)


def agreement_in(text: str) -> str | None:
    """``affirm`` or ``deny``, where the text as a whole is one or the other.

    Consent is never guessed: a question is none, any "no" outweighs a "yes", and every word of a
    "yes" must be one that agrees, or one that takes nothing from it.
    """
    lowered = text.casefold()
    if asks_anything(lowered):
        return None
    if REFUSING.search(lowered):
        return "deny"
    words = re.findall(r"[^\W_]+", lowered)
    others = [word for word in words if not AGREEING.fullmatch(word)]
    agrees = len(others) < len(words) <= MOST_WORDS
    return "affirm" if agrees and all(map(BESIDE_AGREEING.fullmatch, others)) else None


def consent_version(facts: Facts) -> str:
    """What a member agrees to now: the versions of both texts, as they are kept."""
    versions = (facts.fact("eula_version"), facts.fact("privacy_version"))
    return " / ".join(fact.value_id for fact in versions if fact) or UNVERSIONED


def consent_words(facts: Facts, turn: Turn) -> dict[str, str]:
    """What the question for consent names: the version, if there is one, and the two links."""
    version = consent_version(facts)
    named = " / ".join(dict.fromkeys(version.split(" / ")))
    return {
        "version": "" if named == UNVERSIONED else turn.part("version", consent_version=named),
        "links": _links(facts, turn),
    }


def _links(facts: Facts, turn: Turn) -> str:
    eula, privacy = facts.fact("eula_url"), facts.fact("privacy_url")
    if eula is None or privacy is None:
        return turn.part("links_unset")
    language = turn.language
    return turn.part("links", eula_url=eula.value(language), privacy_url=privacy.value(language))
