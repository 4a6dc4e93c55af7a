"""Notices questions about the meaning of a word of the glossary, such as "what does NEET stand for?"."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.topics import TOPICS
from bot.offer.loader import load_offer
from bot.offer.meaning import names_of, term_in
from bot.offer.models import Term
from bot.settings import Settings

INTENT_NAME = "word_meaning"
# "what does X mean", "meaning of X", "X stands for what"; and "what is X" with nothing behind it.
_MEANS = re.compile(r"\b(means?|meaning|meant|stands? for|short for|definition|define|explain (the )?word)\b", re.IGNORECASE)
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
        cls, config: Dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> WordExtractor:
        """Read the glossaries."""
        offer = load_offer(Path(config.get("offer") or Settings().home / "data" / "offer"))
        return cls([term for place in offer.places for term in offer.terms(place) if term.place == place])

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do: words are known, not learnt."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Mark the messages that ask for a meaning."""
        for message in messages:
            term = asked_word(message.get(TEXT) or "", self._terms)
            if term and (message.get(INTENT) or {}).get("name") != "safety":
                _mark(message, term)
            elif (message.get(INTENT) or {}).get("name") == INTENT_NAME and not term_in(message.get(TEXT) or "", self._terms):
                _refuse(message)
        return messages


def asked_word(text: str, terms: List[Term]) -> Optional[Term]:
    """The word whose meaning a message asks for, if it does."""
    if _MEANS.search(text):
        return term_in(text, terms)
    match = _WHAT_IS.match(text)
    if not match:
        return None
    term = term_in(match.group(1), terms)
    is_all = term is not None and " ".join(re.findall(r"[a-z0-9]+", match.group(1).lower())) in names_of(term)
    return term if term and is_all and not term.topic else None


def _refuse(message: Message) -> None:
    """A word that no glossary explains is honestly out of scope."""
    message.set(INTENT, {"name": "out_of_scope", "confidence": 1.0}, add_to_output=True)
    message.set("intent_ranking", [{"name": "out_of_scope", "confidence": 1.0}], add_to_output=True)
    others = [topic for topic in message.get(TOPICS, []) if topic["id"] != INTENT_NAME]
    message.set(TOPICS, [{"id": "out_of_scope", "confidence": 1.0}, *others], add_to_output=True)


def _mark(message: Message, term: Term) -> None:
    entity = {"entity": "word", "value": term.id, "start": 0, "end": len(message.get(TEXT)), "extractor": "WordExtractor"}
    message.set(ENTITIES, [*message.get(ENTITIES, []), entity], add_to_output=True)
    message.set(INTENT, {"name": INTENT_NAME, "confidence": 1.0}, add_to_output=True)
    message.set("intent_ranking", [{"name": INTENT_NAME, "confidence": 1.0}], add_to_output=True)
    message.set(TOPICS, [{"id": INTENT_NAME, "confidence": 1.0}, *message.get(TOPICS, [])], add_to_output=True)
