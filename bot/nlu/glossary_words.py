"""Notices questions about the meaning of a word of the glossary, such as "what does NEET stand for?"."""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.topics import TOPICS
from bot.offer.models import Term
from bot.offer.shared_offer import shared_offer
from bot.talk.asked import asked_term, means_something_else, names_of, only_points_back, plain_words, term_in

INTENT_NAME = "word_meaning"
# "What is X" with nothing behind it.
_WHAT_IS = re.compile(r"^\W*wh?[aou]t'?s?\s+(?:is\s+|are\s+)?(?:an?\s+|the\s+)?(.+?)\W*$", re.IGNORECASE)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class WordExtractor(GraphComponent):
    """Sets the intent `word_meaning` and a `word` entity for a question about a glossary's word.

    A word that has a topic of its own is left to the topic, unless its meaning is
    asked for in so many words. Configuration: `offer`, the folder of places;
    default: data/offer of the settings.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {"offer": None}

    def __init__(self, terms: List[Term]) -> None:
        self._terms = terms

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> WordExtractor:
        """Read the glossaries."""
        offer = shared_offer(config.get("offer"))
        return cls([term for place in offer.places for term in offer.terms(place) if term.place == place])

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do: words are known, not learnt."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Mark the messages that ask for a meaning."""
        for message in messages:
            text, intent = message.get(TEXT) or "", (message.get(INTENT) or {}).get("name")
            term = asked_word(text, self._terms)
            if term and intent != "safety":
                _mark(message, term)
            elif intent == INTENT_NAME:
                self._doubt(message, text)
        return messages

    def _doubt(self, message: Message, text: str) -> None:
        """The classifier alone takes it for a question about a word: see whether it can be one."""
        if only_points_back(text):
            _become(message, "repeat_or_simplify")
        elif means_something_else(text):
            _leave_to_the_next(message)
        elif not term_in(text, self._terms):
            _become(message, "out_of_scope")  # no glossary explains it, and we say so


def asked_word(text: str, terms: List[Term]) -> Optional[Term]:
    """The word whose meaning a message asks for, if it does."""
    asked = asked_term(text, terms)
    match = _WHAT_IS.match(text)
    if asked or not match:
        return asked
    term = term_in(match.group(1), terms)
    is_all = term is not None and plain_words(match.group(1)) in names_of(term)
    return term if term and is_all and not term.topic else None


def _become(message: Message, intent: str) -> None:
    certain = {"name": intent, "confidence": 1.0}
    message.set(INTENT, certain, add_to_output=True)
    message.set("intent_ranking", [certain], add_to_output=True)
    message.set(TOPICS, [{"id": intent, "confidence": 1.0}, *_others(message, intent)], add_to_output=True)


def _leave_to_the_next(message: Message) -> None:
    ranking = [intent for intent in message.get("intent_ranking", []) if intent["name"] != INTENT_NAME]
    if ranking:
        message.set(INTENT, dict(ranking[0]), add_to_output=True)
        message.set("intent_ranking", ranking, add_to_output=True)
        message.set(TOPICS, _others(message), add_to_output=True)


def _others(message: Message, *taken: str) -> List[Dict[str, Any]]:
    return [topic for topic in message.get(TOPICS, []) if topic["id"] not in {INTENT_NAME, *taken}]


def _mark(message: Message, term: Term) -> None:
    entity = {
        "entity": "word",
        "value": term.id,
        "start": 0,
        "end": len(message.get(TEXT)),
        "extractor": "WordExtractor",
    }
    message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
    _become(message, INTENT_NAME)
