"""Reads training messages so that one generic intent can stand for many topics.

Files label messages `ask/council_tax`. Rasa would take that for a retrieval intent
and ask for one canned response a topic; our answers are content, not responses.
So the part behind the slash becomes a property of the message, `topic`.
"""

from __future__ import annotations

from typing import Optional

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, INTENT_RESPONSE_KEY
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

TOPIC = "topic"


class TopicImporter(RasaFileImporter):
    """Rasa's file importer, with topics as a property of messages."""

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """The training messages, each with its generic intent and, where it has one, its topic."""
        data = super().get_nlu_data(language)
        return TrainingData(
            training_examples=[_with_topic(message) for message in data.training_examples],
            entity_synonyms=data.entity_synonyms,
            regex_features=data.regex_features,
            lookup_tables=data.lookup_tables,
        )


def full_label(message: Message) -> str:
    """The intent of a training message with its topic, as the files write it."""
    topic = message.get(TOPIC)
    return f"{message.get(INTENT)}/{topic}" if topic else str(message.get(INTENT))


def _with_topic(message: Message) -> Message:
    label = message.get(INTENT_RESPONSE_KEY)
    if not label:
        return message
    data = {key: value for key, value in message.data.items() if key != INTENT_RESPONSE_KEY}
    return Message(data={**data, TOPIC: label.split("/", 1)[-1]})
