"""Notices a message that asks for nothing but how to reach somebody the offer names, such as "number for shelter"."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.topics import SAFETY
from bot.offer.models import Contact
from bot.offer.shared_offer import shared_offer
from bot.talk.reaching import asked_contact

REACH = "reach_contact"
_DANGER = SAFETY.rstrip("/")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ReachIntent(GraphComponent):
    """Sets the intent `reach_contact`, whatever topic the name sounds like. Danger stays danger.

    Configuration: `offer`, the folder of places; default: data/offer of the settings.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {"offer": None}

    def __init__(self, contacts: Sequence[Contact]) -> None:
        self._contacts = list(contacts)

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ReachIntent:
        """Read the contacts of every place."""
        return cls(list(shared_offer(config.get("offer")).contacts.values()))

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do: names are known, not learnt."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Mark the messages that ask for a way to reach somebody."""
        for message in messages:
            is_danger = (message.get(INTENT) or {}).get("name") == _DANGER
            if not is_danger and asked_contact(message.get(TEXT) or "", self._contacts):
                message.set(INTENT, {"name": REACH, "confidence": 1.0}, add_to_output=True)
        return messages
