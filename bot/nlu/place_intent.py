"""Takes a message that only tells of places for what it is, whatever topic it looks like."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.places import ONLY_NAMES, TELLS_PLACES
from bot.nlu.topics import SAFETY, TOPICS

TELLING, AND_THERE = "council_choice", "follow_up"
SHORT_QUESTION = "other_council"  # the topic of "and there?"
_DANGER = SAFETY.rstrip("/")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PlaceIntent(GraphComponent):
    """Sets the intent `council_choice` for "leeds" or "i live in oakham now", and `follow_up` for "and leeds?".

    Goes behind whatever else sets the intent. Danger stays danger. Requires `PlaceExtractor`. `topics` stay as they are, but for
    the short question, which goes before them.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """It has no configuration."""
        return {}

    @classmethod
    def create(cls, *_given: Any) -> PlaceIntent:
        """A new one: nothing is learnt."""
        return cls()

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Correct the intent of each message."""
        for message in messages:
            is_danger = (message.get(INTENT) or {}).get("name") == _DANGER
            if message.get(TELLS_PLACES) and not is_danger:
                _mean(message, TELLING)
            elif message.get(ONLY_NAMES) and not is_danger:
                _mean(message, AND_THERE)
                topics = [{"id": SHORT_QUESTION, "confidence": 1.0}, *message.get(TOPICS, [])]
                message.set(TOPICS, topics, add_to_output=True)
        return messages


def _mean(message: Message, intent: str) -> None:
    message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
    message.set("questions", [], add_to_output=True)
