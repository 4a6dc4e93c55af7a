"""Takes a message for a question about the offer where a passage surely answers it, though it looks like small talk."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.passage_ranker import PASSAGES
from bot.nlu.topics import ADVISER

SURE = 0.9  # of the passage
UNSURE = 0.6  # of the small talk; chosen on the open half of the measured questions
YIELDING = ("talk_to_human", "thanks", "follow_up", "help_what_can_you_do", "repeat_or_simplify")
ALWAYS_YIELDING = ("survey_feedback",)
ASK = "ask"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class PassageIntent(GraphComponent):
    """Sets the intent `ask` for "can i bring my mate to the meeting" and "how many young people has a PA".

    The one sounds as if somebody wanted a person, the other like staff.

    Goes behind the ranker of passages, whose chances it reads, those of the place where the chance is greatest. Danger stays danger.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """It has no configuration."""
        return {}

    @classmethod
    def create(cls, *_given: Any) -> PassageIntent:
        """A new one: nothing is learnt."""
        return cls()

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Correct the intent of each message."""
        for message in messages:
            if _may_yield(message) and _likeliest(message) > SURE:
                message.set(INTENT, {"name": ASK, "confidence": _likeliest(message)}, add_to_output=True)
        return messages


def _may_yield(message: Message) -> bool:
    intent: Dict[str, Any] = message.get(INTENT) or {}
    name = intent.get("name")
    if name == ADVISER:  # "how many young people has a PA" is a question, unless staff ask
        return (message.get("metadata") or {}).get("audience") != ADVISER
    return name in ALWAYS_YIELDING or (name in YIELDING and float(intent.get("confidence") or 0) < UNSURE)


def _likeliest(message: Message) -> float:
    found = (message.get(PASSAGES) or {}).values()
    return max((ranked[0]["chance"] for ranked in found if ranked), default=0.0)
