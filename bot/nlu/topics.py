"""Which topic a message is about: character and word TF-IDF with logistic regression.

Training labels are full intents. `ask/council_tax` is the topic `council_tax`
behind the generic intent `ask`, so one rule serves every topic.
"""

from __future__ import annotations

import logging
from typing import Any, Dict, List

import joblib
import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline

from bot.nlu.importer import full_label

logger = logging.getLogger(__name__)

TOPICS = "topics"
_FILE = "topics.joblib"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Sets the intent, the ranking of intents, and `topics`: the ranking of topic ids.

    Configuration: `strength` (inverse regularisation), `ranking_length` (how many
    topics to report).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {"strength": 20.0, "ranking_length": 10}

    @classmethod
    def required_packages(cls) -> List[str]:
        """What must be installed for this component."""
        return ["sklearn"]

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._model: Pipeline | None = None

    @classmethod
    def create(
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> TopicClassifier:
        """A new, untrained classifier."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> TopicClassifier:
        """The trained classifier. Raises ValueError if the model does not hold one."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            loaded._model = joblib.load(folder / _FILE)
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every message with an intent."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        texts = [message.get(TEXT) for message in examples]
        labels = [full_label(message) for message in examples]
        self._model = make_pipeline(_features(), _classifier(self._config["strength"]))
        self._model.fit(texts, labels)
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(self._model, folder / _FILE, compress=3)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from our output."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Write intent, rankings and topics on each message."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        ranked = self._ranked(message.get(TEXT) or "")
        intents = _intents(ranked)
        top = ranked[: self._config["ranking_length"]]
        message.set(INTENT, dict(intents[0]), add_to_output=True)
        message.set("intent_ranking", intents[: self._config["ranking_length"]], add_to_output=True)
        message.set(TOPICS, [{"id": topic_of(label), "confidence": p} for label, p in top], add_to_output=True)
        message.set("response_selector", _selector(ranked), add_to_output=True)

    def _ranked(self, text: str) -> List[tuple[str, float]]:
        if self._model is None:
            raise RuntimeError("the topic classifier was used before it was trained or loaded")
        chances = self._model.predict_proba([text])[0]
        order = np.argsort(-chances)
        return [(str(self._model.classes_[i]), float(chances[i])) for i in order]


def topic_of(full_intent: str) -> str:
    """The topic id of a full intent: the part behind the slash, or all of it."""
    return full_intent.split("/", 1)[-1]


def _features() -> FeatureUnion:
    shared = {"sublinear_tf": True, "min_df": 2, "strip_accents": "unicode"}
    words = TfidfVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", **shared)  # noqa: S106 - a token is a word here
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), **shared)
    return FeatureUnion([("words", words), ("letters", letters)])


def _classifier(strength: float) -> LogisticRegression:
    # One against the rest: as right as the multinomial form here, nine times faster to train.
    return LogisticRegression(C=strength, class_weight="balanced", max_iter=300, solver="liblinear", multi_class="ovr")


def _intents(ranked: List[tuple[str, float]]) -> List[Dict[str, Any]]:
    """Each generic intent with the confidence of its best topic."""
    best: Dict[str, float] = {}
    for label, chance in ranked:
        best.setdefault(label.split("/", 1)[0], chance)
    return [{"name": name, "confidence": chance} for name, chance in best.items()]


def _selector(ranked: List[tuple[str, float]]) -> Dict[str, Any]:
    """The best topic of each generic intent in the form of Rasa's response selectors.

    Rasa's processor and `rasa test nlu` read topics from here.
    """
    best: Dict[str, Dict[str, Any]] = {}
    for label, chance in ranked:
        if "/" in label:
            response = {"intent_response_key": label, "confidence": chance}
            best.setdefault(label.split("/", 1)[0], {"response": response, "ranking": []})
    return {"all_retrieval_intents": sorted(best), **best}
