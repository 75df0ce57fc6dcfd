"""Finds the intent: logistic regression over words and letter groups of the normalised text.

Rasa's own pipeline parts (CountVectors, LogisticRegressionClassifier) do much the same, but build
features for every word too and leave no choice of the regularisation. A message that is known
word for word gets its intent without a guess, and one that consists of data alone is ``inform``.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List  # noqa: UP035

import numpy as np
import sklearn
import skops.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union

from engine.emergencies import EMERGENCY, emergency_intent
from engine.normaliser import NORMALISED, joined, normalise
from engine.places import is_place
from engine.plain_data import is_plain_data, mask_data
from engine.suicide import speaks_of_suicide

INFORM = "inform"
OUT_OF_SCOPE = "out_of_scope"
SURE = 1.0

Ranking = list[dict[str, Any]]


def build_model(regularisation: float, most_iterations: int) -> Pipeline:
    """The untrained model, from normalised text to a probability for each label.

    Longer letter groups and a finer tolerance were tried: the same accuracy, longer training.
    """
    words = TfidfVectorizer(
        ngram_range=(1, 2),
        token_pattern=r"\S+",  # noqa: S106  (a pattern for words, no password)
        sublinear_tf=True,
        dtype=np.float32,
    )
    letters = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2, dtype=np.float32
    )
    regression = LogisticRegression(
        C=regularisation,
        max_iter=most_iterations,
        tol=0.01,
        class_weight="balanced",
        random_state=42,
    )
    return make_pipeline(make_union(words, letters), regression)


class Scores:
    """What a trained model says of one text, without scikit-learn's checks and bookkeeping."""

    def __init__(self, model: Pipeline) -> None:
        """Take the weights out of ``model``: a row for each feature, a column for each label."""
        union, regression = model[0], model[1]
        self._vectorizers = [vectorizer for _, vectorizer in union.transformer_list]
        ends = np.cumsum([len(vectorizer.vocabulary_) for vectorizer in self._vectorizers])
        weights = np.ascontiguousarray(regression.coef_.T)
        self._weights = np.split(weights, ends[:-1])
        self._intercept = regression.intercept_
        self.labels = [str(label) for label in regression.classes_]

    def chances(self, text: str) -> Any:
        """The probability of each label, in the order of ``labels``: the model's own."""
        scores = self._intercept.copy()
        with sklearn.config_context(assume_finite=True):
            for vectorizer, weights in zip(self._vectorizers, self._weights, strict=True):
                row = vectorizer.transform([text])
                scores += row.data @ weights[row.indices]
        powers = np.exp(scores - scores.max())
        return powers / powers.sum()


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SparseIntents(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Gives each message its intent and the runners-up."""

    @staticmethod
    def get_default_config() -> Dict[str, Any]:  # noqa: UP006
        """``regularisation`` is scikit-learn's C; ``ranking_length`` how many are reported."""
        return {"regularisation": 30.0, "most_iterations": 300, "ranking_length": 5}

    @classmethod
    def required_components(cls) -> List[type]:  # noqa: UP006
        """None: the normaliser is ours and checked by a test."""
        return []

    def __init__(
        self,
        config: Dict[str, Any],  # noqa: UP006
        model_storage: ModelStorage,
        resource: Resource,
        model: Pipeline | None = None,
        known: dict[str, str] | None = None,
    ) -> None:
        """Hold the model, if it is trained already."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._scores = Scores(model) if model is not None else None
        self._known = known or {}

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],  # noqa: UP006
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SparseIntents:
        """Make an untrained one (called by Rasa's graph)."""
        return cls(config, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples, and keep what was learnt in the model's archive."""
        pairs = [
            (readable(example.get(TEXT)), _label(example))
            for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT)
        ]
        if pairs:
            texts, labels = zip(*pairs, strict=True)
            model = build_model(self._config["regularisation"], self._config["most_iterations"])
            model.fit(texts, labels)
            self._known = unambiguous(pairs)
            self._persist(model)
            self._scores = Scores(model)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing that trains after this needs the intents found."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:  # noqa: UP006
        """Set ``intent``, ``intent_ranking`` and, for questions, the topic."""
        for message in messages:
            ranking = self.rank(message)
            _report(message, ranking[: self._config["ranking_length"]])
        return messages

    def rank(self, message: Message) -> Ranking:
        """All labels, likeliest first, faq topics by their full name (``faq/lost_card``)."""
        words = message.get(NORMALISED) or normalise(message.get(TEXT) or "")
        text = mask_data(joined(words))
        if self._scores is None or not text:
            return [{"name": OUT_OF_SCOPE, "confidence": SURE}]
        ranking = self._guess(text)
        if speaks_of_suicide(joined(words)):
            return _first(EMERGENCY, ranking)
        if text in self._known:
            return _first(self._known[text], ranking)
        if is_plain_data(message.get(TEXT)) or is_place(message.get(TEXT)):
            return _first(INFORM, ranking)
        emergency = emergency_intent(joined(words), ranking)
        return _first(emergency, ranking) if emergency else ranking

    def _guess(self, text: str) -> Ranking:
        assert self._scores is not None
        chances = self._scores.chances(text)
        labels = self._scores.labels
        order = np.argsort(-chances)
        return [{"name": labels[at], "confidence": float(chances[at])} for at in order]

    def _persist(self, model: Pipeline) -> None:
        with self._model_storage.write_to(self._resource) as folder:
            skops.io.dump(model, folder / "model.skops")
            (folder / "known.json").write_text(json.dumps(self._known))

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],  # noqa: UP006
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> SparseIntents:
        """The trained one from a model's archive; nothing but scikit-learn's types is read."""
        try:
            with model_storage.read_from(resource) as folder:
                model = skops.io.load(folder / "model.skops", trusted=_TRUSTED)
                known = json.loads((folder / "known.json").read_text())
                return cls(config, model_storage, resource, model, known)
        except ValueError:  # a project without examples: nothing was persisted
            return cls.create(config, model_storage, resource, execution_context)


_TRUSTED = ["scipy.sparse._csr.csr_matrix"]
"""What the model's file may hold besides scikit-learn's own types."""


def readable(text: str) -> str:
    """A message as the model reads it: standard spelling, data masked."""
    return mask_data(joined(normalise(text)))


def unambiguous(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """The texts that stand for one label only."""
    labels: dict[str, set[str]] = {}
    for text, label in pairs:
        labels.setdefault(text, set()).add(label)
    return {text: min(found) for text, found in labels.items() if len(found) == 1}


def _label(example: Message) -> str:
    return str(example.get(INTENT_RESPONSE_KEY) or example.get(INTENT))


def _first(label: str, ranking: Ranking) -> Ranking:
    """That label beyond doubt: no runner-up is left that would make the message ambiguous."""
    rest = [{**each, "confidence": 0.0} for each in ranking if each["name"] != label]
    return [{"name": label, "confidence": SURE}, *rest]


def _report(message: Message, ranking: Ranking) -> None:
    label = ranking[0]["name"]
    intent = {"name": label.partition("/")[0], "confidence": ranking[0]["confidence"]}
    message.set(INTENT, intent, add_to_output=True)
    message.set("intent_ranking", ranking, add_to_output=True)
    if "/" in label:
        message.set("response_selector", _topic(label), add_to_output=True)


def _topic(label: str) -> dict[str, Any]:
    """What Rasa's response selector would say, for ``utter_faq`` to find the answer by."""
    retrieval_intent = label.partition("/")[0]
    response = {
        "intent_response_key": label,
        "utter_action": f"utter_{label}",
        "confidence": SURE,
        "responses": [],
    }
    return {
        "all_retrieval_intents": [retrieval_intent],
        retrieval_intent: {"response": response, "ranking": []},
    }
