"""Notices messages that are surely not in English, before an English answer is given to them."""

from __future__ import annotations

import json
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.detect import Knows, foreign_language, is_latin
from bot.language.spelling import Spelling, counted
from bot.nlu.topics import TOPICS

INTENT_NAME = "other_language"
_FILE = "words.json"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Sets the intent `other_language` and a `language` entity for a message that is surely not in English.

    English is what the training messages are in. Goes behind everything else that
    sets the intent. Danger that the classifier sees in Latin letters stays danger.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """It has no configuration."""
        return {}

    def __init__(self, knows: Knows, storage: ModelStorage, resource: Resource) -> None:
        self._knows, self._storage, self._resource = knows, storage, resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """A new one that knows no word yet."""
        return cls(lambda _word: False, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageDetector:
        """With the words of training. Raises ValueError if the model does not hold them."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(Spelling(words, {}).knows, model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words of English as people use it here."""
        words = counted(message.get(TEXT) or "" for message in training_data.intent_examples)
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(words), encoding="utf-8")
        self._knows = Spelling(words, {}).knows
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from our output."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Mark the messages that are surely not in English."""
        for message in messages:
            text = message.get(TEXT) or ""
            language = foreign_language(text, self._knows)
            if language and not (is_latin(text) and (message.get(INTENT) or {}).get("name") == "safety"):
                _mark(message, language)
        return messages


def _mark(message: Message, language: str) -> None:
    whole = {"start": 0, "end": len(message.get(TEXT)), "extractor": "LanguageDetector"}
    message.set(
        ENTITIES,
        [*message.get(ENTITIES, []), {"entity": "language", "value": language, **whole}],
        add_to_output=True,
    )
    message.set(INTENT, {"name": INTENT_NAME, "confidence": 1.0}, add_to_output=True)
    message.set("intent_ranking", [{"name": INTENT_NAME, "confidence": 1.0}], add_to_output=True)
    message.set(
        TOPICS, [{"id": INTENT_NAME, "confidence": 1.0}, *message.get(TOPICS, [])], add_to_output=True
    )
