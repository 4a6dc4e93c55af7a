"""Finds the councils that a message names, each with what it is to whoever writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.language.gazetteer.place_lists import FOLDER, Gazetteer
from bot.language.gazetteer.place_reading import PlaceNamed, as_entity, read_places
from bot.language.questions import is_asking
from bot.offer.council_register import gazetteer_of
from bot.offer.shared_offer import shared_offer
from bot.settings import shared_settings

TELLS_PLACES, ONLY_NAMES, ASKED = "tells_places", "only_names", "asked_besides"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class PlaceExtractor(GraphComponent, EntityExtractorMixin):
    """Writes an entity for each place named: `council`, its value the council's id; or `place_in_doubt`, its value the name that several have.

    The entity's role is `care`, `living`, `here`, `alone`, `named` or `denied` (`bot.language.gazetteer.place_cues.Role`), and `place`
    the name as it was said. Also writes `tells_places` (the message only tells such things), `only_names` ("and leeds?"), and
    `asked_besides`, the question behind a clause that tells of places. Configuration: `offer`, the folder of content;
    `places`, that of the lists; default: those of the settings.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {"offer": None, "places": None}

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PlaceExtractor:
        """Read the lists, and the names that the offer adds. Raises FileNotFoundError."""
        folder = Path(config.get("places") or shared_settings().home / FOLDER)
        return cls(gazetteer_of(shared_offer(config.get("offer")), folder))

    def process_training_data(self, training_data: Any) -> Any:
        """Nothing to do: places are known, not learnt."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the entities of each message to those it has."""
        for message in messages:
            reading = read_places(message.get(TEXT) or "", self._gazetteer)
            found = self.add_extractor_name([_entity(place) for place in reading.places])
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
            message.set(TELLS_PLACES, reading.is_telling, add_to_output=True)
            message.set(ONLY_NAMES, reading.is_bare, add_to_output=True)
            message.set(ASKED, reading.rest if is_asking(reading.rest) else "")
        return messages


def _entity(place: PlaceNamed) -> Dict[str, Any]:
    return {**as_entity(place), "confidence_entity": 1.0}
