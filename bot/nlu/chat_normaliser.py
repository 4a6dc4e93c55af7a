"""Spells out chat-speak and mends slips of the finger, so that the rest of the pipeline sees plain words."""

from __future__ import annotations

import json
from typing import Any, Dict, List

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.chat import spelled_out
from bot.language.questions import is_asking, parts
from bot.language.spelling import Spelling, common_words, counted
from bot.nlu.places import ASKED
from bot.offer.offer_texts import texts_of
from bot.offer.shared_offer import shared_offer
from bot.settings import shared_settings

PLAIN = "plain"  # the normalised text
PARTS = "parts"  # of a message that could be two questions, or tells of places besides: each that asks for something, normalised; else empty
_FILE = "words.json"
_TIMES = 2  # what is used once may be a slip itself


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class ChatNormaliser(GraphComponent):
    """Writes `plain`, the text in plain words, and `parts`, the questions that it may hold; the text itself stays.

    Learns the words of the training messages: an unknown word that is one slip away
    from them is mended. Output: `plain` (str), `parts` (list of str). Uses what
    `PlaceExtractor` says is asked besides. Configuration: `is_mending` (whether slips are mended).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {"is_mending": True}

    def __init__(
        self, config: Dict[str, Any], spelling: Spelling, storage: ModelStorage, resource: Resource
    ) -> None:
        self._config, self._spelling, self._storage, self._resource = config, spelling, storage, resource

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ChatNormaliser:
        """A new one that knows no word yet, and so mends none."""
        return cls(config, Spelling({}, {}), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> ChatNormaliser:
        """With the words of training. Raises ValueError if the model does not hold them."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        return cls(config, _spelling(words), model_storage, resource)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the words that people use."""
        used = counted(spelled_out(message.get(TEXT) or "") for message in training_data.intent_examples)
        words = {word: times for word, times in used.items() if times >= _TIMES}
        with self._storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(words), encoding="utf-8")
        self._spelling = _spelling(words)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """The training messages with `plain`; each is one question."""
        for message in training_data.training_examples:
            message.set(PLAIN, self.plain(message.get(TEXT) or ""))
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Write `plain` and `parts` on each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            message.set(PLAIN, self.plain(text))
            asked = message.get(ASKED) or ""
            message.set(PARTS, self._questions(asked or text) or ([self.plain(asked)] if asked else []))
        return messages

    def _questions(self, text: str) -> List[str]:
        """The parts that ask for something; one is no two questions, and need not be looked at."""
        cut = parts(text)
        asking = [plain for plain in map(self.plain, cut) if is_asking(plain)] if len(cut) > 1 else []
        return asking if len(asking) > 1 else []

    def plain(self, text: str) -> str:
        """The text in plain words."""
        spelled = spelled_out(text)
        return self._spelling.mend(spelled) if self._config["is_mending"] else spelled


def _spelling(words: Dict[str, int]) -> Spelling:
    """The names that our content uses are no slips, however rare: "suso" is not "sumo"."""
    common = common_words(shared_settings().embedding)
    ours = (word for word in sorted(counted(texts_of(shared_offer(None)))) if word not in common)
    return Spelling(words, {**common, **{word: rank for rank, word in enumerate(ours, start=len(common))}})
