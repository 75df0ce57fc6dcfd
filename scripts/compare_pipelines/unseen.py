"""The messages that engines are asked, and the proof that they were trained on none of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from scripts.compare_pipelines.scoring import Entity, Unseen, contract_entity

PERHAPS = "?"


class SeenInTraining(Exception):
    """Messages of the evaluation stand in the training data: {}."""

    def __str__(self) -> str:
        return (self.__doc__ or "").format(", ".join(map(str, self.args)))


def read_messages(folder: Path) -> Sequence[Unseen]:
    """The messages of ``messages*.yml``, with the entities that ``entities.yml`` names."""
    named: Mapping[str, Any] = yaml.safe_load((folder / "entities.yml").read_text())
    messages: list[Unseen] = []
    for file in sorted(folder.glob("messages*.yml")):
        sections = yaml.safe_load(file.read_text())
        entities = named.get(file.name)
        for label, texts in sections.items():
            for text in texts:
                message = Unseen(text, label, file.name, has_entities=entities is not None)
                messages.append(_annotated(message, (entities or {}).get(text, {})))
    return messages


def _annotated(message: Unseen, named: Mapping[str, Any]) -> Unseen:
    sure: set[Entity] = set()
    perhaps: set[Entity] = set()
    for name, value in named.items():
        text = str(value)
        entity = contract_entity(name, text.removeprefix(PERHAPS))
        if entity:
            (perhaps if text.startswith(PERHAPS) else sure).add(entity)
    return replace(message, entities=frozenset(sure), allowed=frozenset(perhaps))


def prove_unseen(messages: Sequence[Unseen], trained_on: Sequence[str]) -> None:
    """Raise SeenInTraining when one of them was trained on, whatever its case and punctuation."""
    known = {bare(text) for text in trained_on}
    seen = sorted(message.text for message in messages if bare(message.text) in known)
    if seen:
        raise SeenInTraining(*seen)


def bare(text: str) -> str:
    """Letters and digits alone, in lower case, with single spaces."""
    kept = "".join(each if each.isalnum() else " " for each in text.casefold())
    return " ".join(kept.split()) or text
