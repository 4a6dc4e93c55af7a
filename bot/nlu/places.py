"""Finds the council a message names, with a spaCy entity ruler over the offer's places."""

from __future__ import annotations

from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.language import Language

from bot.nlu.english import blank_english
from bot.offer.loader import Offer
from bot.offer.shared_offer import shared_offer

COUNCIL = "council"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlaceExtractor(GraphComponent, EntityExtractorMixin):
    """Writes a `council` entity whose value is the place id, for each council named.

    Configuration: `offer`, the folder of places; default: data/offer of the settings.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {"offer": None}

    @classmethod
    def required_packages(cls) -> List[str]:
        """What must be installed for this component."""
        return ["spacy"]

    def __init__(self, ruler: Language) -> None:
        self._ruler = ruler

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceExtractor:
        """Read the places from the offer."""
        return cls(make_ruler(shared_offer(config.get("offer"))))

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do: places are known, not learnt."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities of each message to those it has."""
        for message in messages:
            found = [_entity(span) for span in self._ruler(message.get(TEXT) or "").ents]
            found = self.add_extractor_name(found)
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages


def make_ruler(offer: Offer) -> Language:
    """A blank English pipeline that knows every council's names, in any case."""
    language = blank_english()
    ruler = language.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
    for place in sorted(offer.councils(), key=lambda council: council.id):
        names = [place.name, *place.aliases]
        ruler.add_patterns([{"label": COUNCIL, "pattern": name, "id": place.id} for name in names])
    return language


def _entity(span: Any) -> Dict[str, Any]:
    return {
        "entity": COUNCIL,
        "start": span.start_char,
        "end": span.end_char,
        "value": span.ent_id_,
        "confidence_entity": 1.0,
    }
