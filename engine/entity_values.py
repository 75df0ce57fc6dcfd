"""Finds entities and gives them the canonical values of the contract, from tables of words.

The tables are read over the normalised words, so that "rwt jln" and "rawat jalan" are one; start
and end point into the text as written. Dates, amounts, e-mail addresses and claim numbers are
read from the text itself.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List  # noqa: UP035

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from engine.amounts import find_amounts
from engine.dates import Found, find_dates
from engine.emergencies import EMERGENCY, emergency_kind
from engine.entity_words import PATTERNS, claims_about_self, find_language
from engine.normaliser import LONGEST_READ, NORMALISED, Word, normalise
from engine.places import find_place

WITHOUT_ENTITIES = frozenset({"out_of_scope", EMERGENCY})
"""Intents whose entities are not wanted: nothing is asked that they would answer."""

_ABOUT_LANGUAGE = frozenset({"change_language", "inform"})
_WHERE_OR_WHOM = frozenset({"dental", "optical", "maternity", "checkup"})
"""Benefits whose words also name a place to go to or a doctor to ask."""
_COURTESIES = frozenset(
    {"greet", "goodbye", "thank", "affirm", "deny", "cancel", "bot_challenge", "show_menu"}
    | {"contact_info", "talk_to_agent", "change_language"}
)
"""Intents in which "bapak" and "ibu" address us."""

_CLAIM_NUMBER = re.compile(
    r"(?<![\w@.-])(?=[a-z0-9/-]*\d{3})(?:(?:clm|klm|claim|klaim|c|gc|cl|kl)[-/ ]?[a-z]{0,4}[-/]?\d"
    r"[\da-z/-]*\d|(?P<other>[a-z]{2,5}[-/][\d/-]*\d{3,}[\d/-]*))(?![\w@.])",
    re.IGNORECASE,
)
"""Our own numbers, and others with letters in front, which may be policy numbers too."""
_POLICY_BEFORE = re.compile(
    r"\b(?:polis|polic|pls|peserta|participant|member|anggota|kartu|card|"
    r"no id)\w*(?:\W+\w+){0,3}\W*$",
    re.IGNORECASE,
)
_CLAIM_BEFORE = re.compile(r"\b(?:klaim|claim|klem|reimburse)\w*(?:\W+\w+){0,3}\W*$", re.IGNORECASE)
_ABOUT_A_CLAIM = frozenset({"check_claim_status", "cancel_claim", "add_claim_document"})
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityValues(GraphComponent, EntityExtractorMixin):  # type: ignore[misc]
    """Adds the entities found to each message."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],  # noqa: UP006
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityValues:
        """Make one (called by Rasa's graph)."""
        return cls()

    def process(self, messages: List[Message]) -> List[Message]:  # noqa: UP006
        """Find the entities of messages, whose intent is known by now."""
        for message in messages:
            text = (message.get(TEXT) or "")[:LONGEST_READ]
            words = message.get(NORMALISED) or normalise(text)
            intent = (message.get(INTENT) or {}).get("name")
            found = find_entities(text, words, intent)
            message.set(ENTITIES, found, add_to_output=True)
        return messages


def find_entities(text: str, words: tuple[Word, ...], intent: str | None) -> list[dict[str, Any]]:
    """The entities of one message as Rasa writes them down."""
    if intent == EMERGENCY:
        return _emergency(text, words)
    if intent in WITHOUT_ENTITIES:
        return []
    found = [*_from_text(text, intent), *_from_words(words, intent)]
    found = [one for one in found if one[0] != "language" or not _in_an_address(text, one[1])]
    place = find_place(text, words, intent)
    if place:
        found.append(("place", place))
    return [_as_rasa(entity, each) for entity, each in found]


def _in_an_address(text: str, found: Found) -> bool:
    """Whether the "id" of a language is the end of "contoh.co.id"."""
    around = text[max(found.start - 1, 0) : found.end].strip(" .")
    return "." in around or "@" in around


def _emergency(text: str, words: tuple[Word, ...]) -> list[dict[str, Any]]:
    kind = emergency_kind(" ".join(word.text for word in words))
    found = [_as_rasa("emergency_kind", Found(kind, 0, len(text)))] if kind else []
    whose = [one for one in _from_words(words, EMERGENCY) if one[0] == "relation"]
    found += [_as_rasa(entity, each) for entity, each in whose]
    place = find_place(text, words, EMERGENCY)
    return [*found, _as_rasa("place", place)] if place else found


def _from_text(text: str, intent: str | None) -> list[tuple[str, Found]]:
    emails = [Found(m.group(), m.start(), m.end()) for m in _EMAIL.finditer(text)]
    claims = [
        Found(re.sub(r"\s", "", m.group()).upper(), m.start(), m.end())
        for m in _CLAIM_NUMBER.finditer(text)
        if m["other"] is None or _is_of_a_claim(text[: m.start()], intent)
    ]
    return [
        *(("email", each) for each in emails),
        *(("claim_number", each) for each in claims),
        *(("date", each) for each in find_dates(text)),
        *(("amount", each) for each in find_amounts(text)),
    ]


def _is_of_a_claim(before: str, intent: str | None) -> bool:
    """Whether a number like GN-100200 is a claim's and not a policy's, by what stands before it."""
    if _POLICY_BEFORE.search(before):
        return False
    return intent in _ABOUT_A_CLAIM or _CLAIM_BEFORE.search(before) is not None


def _from_words(words: tuple[Word, ...], intent: str | None) -> list[tuple[str, Found]]:
    joined, places = _joined(words)
    found: list[tuple[str, Found]] = []
    for entity, values in PATTERNS.items():
        for value, pattern in values:
            match = pattern.search(joined)
            if match and not _doubted(entity, value, match, joined, intent):
                found.append((entity, _original(value, match, places, words)))
    language = find_language(joined) if intent in _ABOUT_LANGUAGE else None
    if language:
        found.append(("language", _original(*language, places, words)))
    return found


def _doubted(
    entity: str, value: str, match: re.Match[str], joined: str, intent: str | None
) -> bool:
    """Whether the words hardly mean the entity in this sentence."""
    if entity == "benefit_type" and value in _WHERE_OR_WHOM:
        return intent in ("find_provider", "consult_doctor")
    if entity == "provider_type":
        return intent not in ("find_provider", "inform")
    if entity == "specialty":
        return intent not in ("consult_doctor", "inform")
    if entity == "relation" and value == "self":
        return not claims_about_self(joined, intent)
    return entity == "relation" and intent in _COURTESIES


def _joined(words: tuple[Word, ...]) -> tuple[str, list[int]]:
    """The words in one string, and for each character the word that it belongs to."""
    joined, places = "", []
    for index, word in enumerate(words):
        joined += word.text + " "
        places += [index] * (len(word.text) + 1)
    return joined.rstrip(), places


def _original(
    value: str, match: re.Match[str], places: list[int], words: tuple[Word, ...]
) -> Found:
    first, last = words[places[match.start()]], words[places[max(match.end() - 1, match.start())]]
    return Found(value, first.start, last.end)


def _as_rasa(entity: str, found: Found) -> dict[str, Any]:
    return {
        "entity": entity,
        "value": int(found.value) if entity == "amount" else found.value,
        "start": found.start,
        "end": found.end,
        "confidence": 1.0,
        "extractor": "EntityValues",
    }
