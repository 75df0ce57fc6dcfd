"""Normalises chat spelling, so that "gmn cra cek lmt rwt jln" reads like the careful form of it.

Each word keeps its place in the original text: entities and forms quote what was written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Dict, List  # noqa: UP035

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from engine.spelling import CONTRACTIONS, EMOJI, STANDARD

NORMALISED = "normalised_words"
"""The message attribute under which the words are handed on."""

LONGEST_READ = 1500
"""Characters of a message that are read for understanding; the rest cannot change its intent."""

_REPLACED = {
    **dict.fromkeys("’‘`´", "'"),
    **{emoji: f" {word} " for emoji, word in EMOJI.items()},
}
_BY_CATEGORY = {
    **dict.fromkeys(("Cf", "Mn", "Me"), ""),
    **dict.fromkeys(("Cc", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"), " "),
    "So": " emoji ",
}

_WORD = re.compile(r"[^\W_]+(?:[.,@_+/:&'-][^\W_]+)*|&", re.UNICODE)
_PLAIN_PARTS = re.compile(r"[^\W_]+", re.UNICODE)
_THREE_ALIKE = re.compile(r"([^\W\d])\1{2,}")
_LAST_TWO_ALIKE = re.compile(r"([^\W\d])\1$")
_REDUPLICATED = re.compile(r"^([^\W\d]{3,})2(nya)?$")


@dataclass(frozen=True)
class Word:
    """One word in standard spelling, and where it stood in the original text."""

    text: str
    start: int
    end: int


def normalise(text: str) -> tuple[Word, ...]:
    """The words of a chat message in standard spelling; empty for a text without any."""
    cleaned, places = _clean(text[:LONGEST_READ])
    found: list[Word] = []
    for match in _WORD.finditer(cleaned):
        for spelled, start, end in _parts(match.group(), match.start()):
            original = places[start], places[end - 1] + 1
            found.extend(Word(word, *original) for word in _standard(spelled).split())
    return tuple(found)


def joined(words: tuple[Word, ...]) -> str:
    """The words as one string, single-spaced."""
    return " ".join(word.text for word in words)


def _clean(text: str) -> tuple[str, list[int]]:
    """Lower-case text without marks and invisible characters, and each character's old place."""
    kept: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for plain in _plain(char):
            kept.append(plain)
            places.append(place)
    return "".join(kept), places


def _plain(char: str) -> str:
    if "a" <= char <= "z" or char == " ":
        return char
    if char in _REPLACED:
        return _REPLACED[char]
    category = unicodedata.category(char)
    if category in _BY_CATEGORY:
        return _BY_CATEGORY[category]
    decomposed = unicodedata.normalize("NFKD", char).lower()
    return "".join(each for each in decomposed if not unicodedata.combining(each))


def _parts(token: str, start: int) -> list[tuple[str, int, int]]:
    """Split what a chatter glued together, but never numbers, dates or e-mail addresses."""
    whole = [(token, start, start + len(token))]
    if "@" in token or any(char.isdigit() for char in token):
        return whole
    if token in CONTRACTIONS or token in STANDARD:
        return whole
    return [
        (part.group(), start + part.start(), start + part.end())
        for part in _PLAIN_PARTS.finditer(token)
    ] or whole


def _standard(token: str) -> str:
    """The standard spelling of one word; possibly several words (contractions)."""
    for spelled in _spellings(token):
        if spelled in CONTRACTIONS:
            return CONTRACTIONS[spelled]
        if spelled in STANDARD:
            return STANDARD[spelled]
    return _spellings(token)[1]


def _spellings(token: str) -> tuple[str, str, str]:
    reduplicated = _REDUPLICATED.match(token)
    if reduplicated:
        token = reduplicated.group(1)
    shortened = _THREE_ALIKE.sub(r"\1", token)
    return token, shortened, _LAST_TWO_ALIKE.sub(r"\1", shortened)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class Normaliser(GraphComponent):  # type: ignore[misc]
    """Puts the normalised words beside each message's text, which stays as it was."""

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],  # noqa: UP006
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Normaliser:
        """Make one (called by Rasa's graph)."""
        return cls()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Normalise the training examples."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:  # noqa: UP006
        """Normalise messages."""
        for message in messages:
            message.set(NORMALISED, normalise(message.get(TEXT) or ""))
        return messages
