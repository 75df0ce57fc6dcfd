"""How answers are counted: pure, so that what the table says can be tested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FALLBACK = "nlu_fallback"
NOT_COUNTED = frozenset({"out_of_scope"})
"""Intents in whose messages the contract wants no entity."""
AS_WRITTEN = frozenset({"place", "claim_number"})
"""Entities whose value is what the member wrote: case says nothing."""
CONTRACT = AS_WRITTEN | {"benefit_type", "provider_type", "specialty", "relation"}
CONTRACT |= {"language", "date", "amount"}

Entity = tuple[str, str]
"""Its name and its canonical value."""


@dataclass(frozen=True)
class Unseen:
    """A message that no engine was trained on, and what a person reads in it."""

    text: str
    label: str
    """Intent; questions by their topic, ``faq/lost_card``."""
    source: str
    entities: frozenset[Entity] = frozenset()
    allowed: frozenset[Entity] = frozenset()
    """Entities that may be found or not."""
    has_entities: bool = True
    """Whether a person has said which entities there are."""


@dataclass(frozen=True)
class Answer:
    """What an engine read in a message."""

    label: str
    guess: str
    """The likeliest label, whether or not the engine would rather ask back."""
    entities: frozenset[Entity]
    milliseconds: float


@dataclass(frozen=True)
class Score:
    """How often an engine was right; every share lies between 0 and 1."""

    intents: float
    """A message that is asked back counts as wrong."""
    guesses: float
    """The likeliest intent, as if no message were asked back."""
    topics: float
    """Of the questions by topic alone."""
    asked_back: float
    by_set: Mapping[str, float]
    entities: float
    """F1 of names with canonical values."""
    entity_names: float
    """F1 of names, whatever the value."""


def contract_entity(name: str, value: Any) -> Entity | None:
    """The entity as it is counted; None when the contract does not count it."""
    if name not in CONTRACT or (name, value) == ("relation", "self"):
        return None
    text = str(value).strip()
    return name, text.casefold() if name in AS_WRITTEN else text


def read_answer(parsed: Mapping[str, Any], milliseconds: float) -> Answer:
    """What Rasa's parse says, in the names that the messages are labelled with."""
    label = _with_topic(parsed["intent"]["name"] or "", parsed)
    ranking = parsed.get("intent_ranking", [])
    guesses = [str(one["name"]) for one in ranking if one["name"] != FALLBACK]
    guess = label if label != FALLBACK or not guesses else _with_topic(guesses[0], parsed)
    found = (contract_entity(one["entity"], one["value"]) for one in parsed.get("entities", []))
    return Answer(label, guess, frozenset(one for one in found if one), milliseconds)


def _with_topic(intent: str, parsed: Mapping[str, Any]) -> str:
    if intent.startswith("faq_"):  # the contract's other way of writing a topic
        return intent.replace("_", "/", 1)
    selected = parsed.get("response_selector", {})
    if intent != "faq":
        return intent
    chosen = selected.get("faq") or selected.get("default") or {}
    return str(chosen.get("response", {}).get("intent_response_key") or intent)


def score(messages: Sequence[Unseen], answers: Sequence[Answer]) -> Score:
    """Count the answers to all messages; the two go in pairs."""
    pairs = list(zip(messages, answers, strict=True))
    right = [(message, answer.label == message.label) for message, answer in pairs]
    counted = [
        (message, answer)
        for message, answer in pairs
        if message.has_entities and message.label not in NOT_COUNTED
    ]
    return Score(
        intents=share(ok for _, ok in right),
        guesses=share(answer.guess == message.label for message, answer in pairs),
        topics=share(ok for message, ok in right if message.label.startswith("faq/")),
        asked_back=share(answer.label == FALLBACK for answer in answers),
        by_set={
            name: share(ok for message, ok in right if message.source == name)
            for name in sorted({message.source for message in messages})
        },
        entities=f1((one.entities, one.allowed, answer.entities) for one, answer in counted),
        entity_names=f1(
            (_names(one.entities), _names(one.allowed), _names(answer.entities))
            for one, answer in counted
        ),
    )


def share(found: Iterable[bool]) -> float:
    """How many are true; 0 of nothing."""
    count = Counter(found)
    return count[True] / count.total() if count else 0.0


def f1(triples: Iterable[tuple[frozenset[Any], frozenset[Any], frozenset[Any]]]) -> float:
    """The harmonic mean of precision and recall over (wanted, allowed, found), all messages as one.

    What is allowed counts neither way.
    """
    hits = missed = false = 0
    for wanted, allowed, found in triples:
        hits += len(wanted & found)
        missed += len(wanted - found)
        false += len(found - wanted - allowed)
    return 2 * hits / (2 * hits + missed + false) if hits else 0.0


def _names(entities: frozenset[Entity]) -> frozenset[str]:
    return frozenset(name for name, _ in entities)
