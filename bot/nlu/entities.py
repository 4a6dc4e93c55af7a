"""Finds services, legal categories, ages, money and dates that a message names."""

from __future__ import annotations

from datetime import date
from typing import Any, Callable, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from bot.language.quantities import quantities
from bot.nlu.english import blank_english
from bot.offer.loader import Offer
from bot.offer.shared_offer import shared_offer
from bot.settings import shared_settings

SERVICE, LEGAL_CATEGORY = "service", "legal_category"
_CATEGORIES = frozenset(
    {"eligible_child", "relevant_child", "former_relevant_child", "qualifying_young_person", "uasc"}
)
# What people call services that the registers name in full.
_NICKNAMES: Dict[str, tuple[str, ...]] = {
    "chathealth": ("chat health", "chathealth"),
    "samaritans": ("the samaritans",),
    "shout": ("shout line", "text shout"),
    "childline": ("child line",),
    "citizens_advice": ("cab", "citizens advice", "citizens advise", "citizens advice bureau"),
    "shelter": ("shelter helpline",),
    "papyrus": ("papyrus",),
}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class OfferEntities(GraphComponent, EntityExtractorMixin):
    """Writes entities `service` (contact id), `legal_category` (glossary id), `age` (years), `money` (pounds) and `date` (ISO).

    Names come from the registers of contacts and the glossaries, with a spaCy entity
    ruler. Configuration: `offer`, the folder of places; default: data/offer of the
    settings.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {"offer": None}

    @classmethod
    def required_packages(cls) -> List[str]:
        """What must be installed for this component."""
        return ["spacy"]

    def __init__(self, ruler: Language, today: Callable[[], date]) -> None:
        self._ruler, self._today = ruler, today

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> OfferEntities:
        """Read the registers and glossaries."""
        return cls(make_ruler(shared_offer(config.get("offer"))), shared_settings().clock().today)

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do: names are known, not learnt."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities of each message to those it has."""
        for message in messages:
            found = self.add_extractor_name(self.entities(message.get(TEXT) or ""))
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages

    def entities(self, text: str) -> List[Dict[str, Any]]:
        """The entities of a text, in its order."""
        named = [
            _entity(span.label_, span.ent_id_, span.start_char, span.end_char)
            for span in self._ruler(text).ents
        ]
        counted = [
            _entity(one.kind, one.value, one.start, one.end) for one in quantities(text, self._today())
        ]
        return sorted([*named, *counted], key=lambda entity: int(entity["start"]))


def make_ruler(offer: Offer) -> Language:
    """A blank English pipeline that knows the services and legal categories by all their names, in any case."""
    language = blank_english()
    ruler = language.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    ruler.add_patterns([_pattern(SERVICE, name, contact) for contact, name in _services(offer)])
    ruler.add_patterns([_pattern(LEGAL_CATEGORY, name, term) for term, name in _categories(offer)])
    return language


def _services(offer: Offer) -> List[tuple[str, str]]:
    named = {(contact, entry.name) for contact, entry in offer.contacts.items()}
    nicknames = {(contact, name) for contact, _ in named for name in _NICKNAMES.get(contact, ())}
    return sorted(named | nicknames)


def _categories(offer: Offer) -> List[tuple[str, str]]:
    terms = [term for place in offer.places for term in offer.terms(place) if term.id in _CATEGORIES]
    return sorted({(term.id, name) for term in terms for name in (term.term, *term.also)})


def _pattern(label: str, name: str, identity: str) -> Dict[str, str]:
    return {"label": label, "pattern": name, "id": identity}


def _entity(kind: str, value: str, start: int, end: int) -> Dict[str, Any]:
    return {"entity": kind, "value": value, "start": start, "end": end, "confidence_entity": 1.0}
