"""What each engine is given: a pipeline, and the training data in the form that it learns from."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from scripts.compare_pipelines.scoring import contract_entity

LANGUAGE = "id"
STOCK_CONFIG = "engine/recipes/config_files/default_config.yml"

Pipeline = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Example:
    """A training message; each span is (start, end, entity, canonical value)."""

    text: str
    label: str
    spans: Sequence[tuple[int, int, str, str]] = ()


@dataclass(frozen=True)
class Engine:
    """A candidate."""

    name: str
    title: str
    pipeline: Pipeline
    topics_as_intents: bool = False
    """Whether a question's topic is an intent of its own, ``faq_lost_card``."""


def engines(config: Path, rasa: Path) -> Sequence[Engine]:
    """The three candidates; ``config`` is ours, ``rasa`` the folder of the installed package."""
    stock = yaml.safe_load((rasa / STOCK_CONFIG).read_text())["pipeline"]
    ours = yaml.safe_load(config.read_text())["pipeline"]
    return (
        Engine("stock", "stock: DIET", stock),
        Engine("sparse", "Rasa's sparse parts", sparse_pipeline(stock), topics_as_intents=True),
        Engine("lean", "ours: lean", ours),
    )


def sparse_pipeline(stock: Pipeline) -> Pipeline:
    """Stock's features and fallback around the classifiers that need no network."""
    features = [dict(one) for one in stock if one["name"].endswith(("Tokenizer", "Featurizer"))]
    fallback = [dict(one) for one in stock if one["name"] == "FallbackClassifier"]
    classifiers = ("LogisticRegressionClassifier", "CRFEntityExtractor", "EntitySynonymMapper")
    return [*features, *({"name": name} for name in classifiers), *fallback]


def write_project(engine: Engine, examples: Sequence[Example], folder: Path) -> None:
    """The configuration, and the training data annotated for an engine that learns entities."""
    folder.mkdir(parents=True, exist_ok=True)
    recipe = {"recipe": "default.v1", "assistant_id": engine.name, "language": LANGUAGE}
    _write(folder / "config.yml", {**recipe, "pipeline": list(engine.pipeline)})
    labels: dict[str, list[str]] = {}
    for one in examples:
        label = one.label.replace("/", "_") if engine.topics_as_intents else one.label
        labels.setdefault(label, []).append(f"- {annotated(one)}\n")
    nlu = [{"intent": label, "examples": "".join(lines)} for label, lines in labels.items()]
    topics = [label for label in labels if "/" in label]
    responses = {f"utter_{label}": [{"text": label}] for label in topics}
    data: dict[str, Any] = {"version": "3.1", "nlu": nlu}
    _write(folder / "nlu.yml", data | ({"responses": responses} if responses else {}))


def annotated(example: Example) -> str:
    """The message in Rasa's notation, ``sisa [ranap]{"entity": …, "value": …}``.

    What is not counted is not taught; of overlapping spans the longest is kept, since a tagger
    gives each word one name.
    """
    text = example.text
    counted = [span for span in example.spans if contract_entity(span[2], span[3])]
    for start, end, entity, value in sorted(apart(counted), reverse=True):
        note: dict[str, str] = {"entity": entity}
        if value != text[start:end]:
            note["value"] = value
        text = f"{text[:start]}[{text[start:end]}]{json.dumps(note)}{text[end:]}"
    return text


def apart(
    spans: Sequence[tuple[int, int, str, str]],
) -> Sequence[tuple[int, int, str, str]]:
    """Those that do not overlap, the longest first come."""
    kept: list[tuple[int, int, str, str]] = []
    for span in sorted(spans, key=lambda one: (one[0] - one[1], one)):
        if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
            kept.append(span)
    return kept


def _write(file: Path, content: Mapping[str, Any]) -> None:
    file.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000))
