"""Which topic a message is about, whether it asks two things, and whether to refuse it.

Training labels are full intents. `ask/council_tax` is the topic `council_tax`
behind the generic intent `ask`, so one rule serves every topic.
"""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Sequence

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.embedding.memory import give_back
from bot.language.kept import keep, read_kept
from bot.language.questions import two_topics
from bot.language.topic_model import LETTERS_ALONE, OUT_OF_SCOPE, Letters, Ranking, TopicModel, joined
from bot.nlu.chat_normaliser import PARTS, PLAIN
from bot.nlu.importer import full_label
from bot.nlu.places import ASKED
from bot.nlu.sentence_embedding import PART_VECTORS, shared_encoder, vector_of

logger = logging.getLogger(__name__)

TOPICS = "topics"
QUESTIONS = "questions"
SCORE = "refusal_score"
PART_TOPICS = "part_topics"  # of each part: chances by topic, and the score of refusal
REFUSED = "nlu_fallback"  # as Rasa's FallbackClassifier calls it
ADVISER = "adviser"  # the intent of what only staff ask, and the audience that staff are
SAFETY = "safety/"
WHICH_COUNCIL = "council_choice"
_HELP = "help_what_can_you_do"
_LETTERS, _BY_MEANING, _BY_LETTERS = "letters.kept", "topics.kept", "topics-by-letters.kept"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class TopicClassifier(IntentClassifier, GraphComponent):
    """Sets the intent, the ranking of intents, `topics`, `questions` and `refusal_score`.

    Output: `topics`, the likeliest topic ids with their confidence; `questions`, the
    topics of a message that asks two things, in order, else empty; `refusal_score`,
    how sure it is that any topic fits: below the threshold the intent is
    `nlu_fallback`. Uses `plain`, `parts` and their vectors if earlier components
    wrote them. Where there is no embedding it goes by letters alone. What the
    message's metadata call `audience` says whose topics are likely: `adviser`, or
    a young person. Configuration: `threshold`, and `letters_threshold` where there is no
    embedding; `ranking_length` (how many topics to report); `adviser_bias`
    and `young_person_bias` (added to the votes for staff topics, by audience).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {
            "threshold": 5.5,
            "letters_threshold": 1.0,
            "ranking_length": 10,
            "adviser_bias": 8.0,
            "young_person_bias": -4.0,
        }

    @classmethod
    def required_packages(cls) -> List[str]:
        """What must be installed for this component."""
        return ["sklearn"]

    def __init__(self, config: Dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, storage, resource
        self._letters: Optional[Letters] = None
        self._model: Optional[TopicModel] = None
        self._has_meaning = False

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
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
        """The trained classifier: the one with meaning if there is an embedding. Raises ValueError if the model holds none."""
        loaded = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            loaded._has_meaning = shared_encoder() is not None and (folder / _BY_MEANING).exists()
            loaded._letters = read_kept(folder / _LETTERS)
            loaded._model = read_kept(folder / (_BY_MEANING if loaded._has_meaning else _BY_LETTERS))
        give_back()
        return loaded

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from every message with an intent: with meaning, and for want of an embedding by letters alone."""
        examples = [message for message in training_data.intent_examples if message.get(TEXT)]
        labels, vectors = [full_label(message) for message in examples], _stacked(examples)
        self._letters = Letters()
        rows = self._letters.fit([_plain(message) for message in examples])
        self._model, self._has_meaning = TopicModel(LETTERS_ALONE).fit(rows, labels), False
        with self._storage.write_to(self._resource) as folder:
            keep(self._letters, folder / _LETTERS)
            keep(self._model, folder / _BY_LETTERS)
            if vectors is not None:
                self._model, self._has_meaning = TopicModel().fit(joined(rows, vectors), labels), True
                keep(self._model, folder / _BY_MEANING)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from our output."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Write intent, rankings, topics, questions and score on each message."""
        for message in messages:
            self._classify(message)
        return messages

    def _classify(self, message: Message) -> None:
        whole, parts = self._rankings(message)
        if message.get(ASKED) and len(parts) == 1 and topic_of(whole.labels[0]) == WHICH_COUNCIL:
            whole = parts[0]  # "i moved to leeds, who is my pa" asks the second and tells the first
        questions = two_topics(whole, parts, self._threshold())
        intents = _intents(whole)
        if not questions and self._is_refused(whole):
            intents = [{"name": REFUSED, "confidence": 1.0}, *intents]
        if questions:
            intents = [
                {"name": "ask", "confidence": 1.0},
                *(intent for intent in intents if intent["name"] != "ask"),
            ]
        self._write(message, whole, intents, questions)
        message.set(PART_TOPICS, [(self._chances(part), part.score) for part in parts])

    def _write(
        self, message: Message, whole: Ranking, intents: List[Dict[str, Any]], questions: Sequence[str]
    ) -> None:
        length = self._config["ranking_length"]
        ranked = list(zip(whole.labels, whole.chances, strict=True))
        asked = [{"id": topic_of(label)} for label in questions]
        message.set(INTENT, dict(intents[0]), add_to_output=True)
        message.set("intent_ranking", intents[:length], add_to_output=True)
        message.set(
            TOPICS,
            [{"id": topic_of(label), "confidence": p} for label, p in ranked[:length]],
            add_to_output=True,
        )
        message.set(QUESTIONS, asked, add_to_output=True)
        message.set(SCORE, whole.score, add_to_output=True)
        message.set("response_selector", _selector(ranked), add_to_output=True)

    def _chances(self, ranking: Ranking) -> Dict[str, float]:
        ranked = zip(ranking.labels, ranking.chances, strict=True)
        return {topic_of(label): p for label, p in list(ranked)[: self._config["ranking_length"]]}

    def _rankings(self, message: Message) -> tuple[Ranking, List[Ranking]]:
        """Of the whole message, and of each of its parts."""
        texts = [_plain(message), *(message.get(PARTS) or [])]
        letters, model = self._fitted()
        found = model.rank(joined(letters.rows(texts), self._vectors(message)), self._bias(message, model))
        return found[0], found[1:]

    def _vectors(self, message: Message) -> Optional[Any]:
        if not self._has_meaning:
            return None
        whole: Any = vector_of(message)
        parts = message.get(PART_VECTORS)
        return whole if parts is None else np.vstack([whole, parts])

    def _bias(self, message: Message, model: TopicModel) -> Any:
        is_adviser = (message.get("metadata") or {}).get("audience") == ADVISER
        extra = self._config["adviser_bias" if is_adviser else "young_person_bias"]
        hidden = _HELP if is_adviser else None  # staff have a help of their own
        return np.array(
            [-np.inf if label == hidden else extra * label.startswith(ADVISER) for label in model.labels]
        )

    def _is_refused(self, whole: Ranking) -> bool:
        """Danger is never refused: the action decides how sure it must be."""
        if whole.labels[0].startswith(SAFETY):
            return False
        return whole.labels[0] == OUT_OF_SCOPE or whole.score < self._threshold()

    def _threshold(self) -> float:
        return float(self._config["threshold" if self._has_meaning else "letters_threshold"])

    def _fitted(self) -> tuple[Letters, TopicModel]:
        if self._letters is None or self._model is None:
            raise RuntimeError("the topic classifier was used before it was trained or loaded")
        return self._letters, self._model


def topic_of(full_intent: str) -> str:
    """The topic id of a full intent: the part behind the slash, or all of it."""
    return full_intent.split("/", 1)[-1]


def _plain(message: Message) -> str:
    return str(message.get(PLAIN) or message.get(TEXT) or "")


def _stacked(messages: Sequence[Message]) -> Optional[Any]:
    """The vectors of the training messages; None unless every one has its own."""
    vectors: List[Any] = [vector_of(message) for message in messages]
    return None if any(vector is None for vector in vectors) else np.vstack(vectors)


def _intents(ranking: Ranking) -> List[Dict[str, Any]]:
    """Each generic intent with the confidence of its best topic."""
    best: Dict[str, float] = {}
    for label, chance in zip(ranking.labels, ranking.chances, strict=True):
        best.setdefault(label.split("/", 1)[0], chance)
    return [{"name": name, "confidence": chance} for name, chance in best.items()]


def _selector(ranked: List[tuple[str, float]]) -> Dict[str, Any]:
    """The best topic of each generic intent in the form of Rasa's response selectors.

    Rasa's processor and `rasa test nlu` read topics from here.
    """
    best: Dict[str, Dict[str, Any]] = {}
    for label, chance in ranked:
        intent, _, topic = label.partition("/")
        if topic and intent not in best:
            response = {"intent_response_key": label, "confidence": chance}
            best[intent] = {"response": response, "ranking": []}
    return {"all_retrieval_intents": sorted(best), **best}
