"""Which passages may answer a message, for every place: the ranker of `bot.language.passages` as a Rasa component."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.embedding.memory import give_back, without_collecting
from bot.language.kept import keep, read_kept
from bot.language.passages.aspect_model import AspectModel
from bot.language.passages.entries import Asked, Entry, Shelf
from bot.language.passages.passage_index import Encode, PassageIndex, Project
from bot.language.passages.passage_ranking import Found, Learnt, PassageRanker
from bot.language.passages.passage_weights import Weights, read_weights
from bot.language.passages.unit_vectors import UnitVectors
from bot.nlu.chat_normaliser import PARTS, PLAIN
from bot.nlu.places import ASKED
from bot.nlu.sentence_embedding import PART_VECTORS, shared_encoder, vector_of
from bot.nlu.topics import PART_TOPICS, SCORE, TOPICS
from bot.offer.more_asks import more_asks, read_hands
from bot.offer.passage_entries import entries_of
from bot.offer.shared_offer import shared_offer
from bot.settings import shared_settings

PASSAGES = "passages"
PART_PASSAGES = "part_passages"
_ASPECTS = "aspects.kept"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class PassageRanking(GraphComponent):
    """Writes `passages`: by place, what may answer the message, best first, with chances; and `part_passages` for a message of parts.

    Training learns which words ask for which aspect, and keeps the vectors of all that people may ask, so that
    loading encodes only what was written since. The weights are those of `data/passages.npz` (`make tune-passages`).
    Uses `plain`, `parts`, their vectors and topics, if earlier components wrote them. Without an embedding it goes by words.
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """Nothing to set."""
        return {}

    @classmethod
    def required_packages(cls) -> List[str]:
        """What must be installed for this component."""
        return ["sklearn"]

    def __init__(
        self, storage: ModelStorage, resource: Resource, ranker: Optional[PassageRanker] = None
    ) -> None:
        self._storage, self._resource, self._ranker = storage, resource, ranker

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> PassageRanking:
        """A new, untrained one."""
        return cls(model_storage, resource)

    @classmethod
    def load(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> PassageRanking:
        """Over the content of now. Raises ValueError if the model holds nothing of this component."""
        with model_storage.read_from(resource) as folder:
            return cls(model_storage, resource, ranker_in(folder))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the aspects, and encode every unit of the content that `data/passages.npz` does not hold."""
        learnt = learnt_now()
        index = content_index(encode_with(learnt), learnt.projection)
        with self._storage.write_to(self._resource) as folder:
            keep(aspects_of(index), folder / _ASPECTS)
            learnt.vectors.write(_vectors_in(folder, learnt))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from our output."""
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Rank the passages for each message, and for each of its parts."""
        if self._ranker is None:
            raise RuntimeError("the passage ranker was used before it was loaded")
        for message in messages:
            self._rank(message, self._ranker)
        return messages

    def _rank(self, message: Message, ranker: PassageRanker) -> None:
        asked = _asked(message)
        of_meaning = ranker.index.cosines(_stacked(asked))
        cosines: Sequence[Optional[Any]] = [None] * len(asked) if of_meaning is None else list(of_meaning)
        found = [_told(ranker.rank(one, cosine)) for one, cosine in zip(asked, cosines, strict=True)]
        is_beside_a_place = bool(message.get(ASKED)) and len(found) == 1 + 1
        message.set(PASSAGES, found[1] if is_beside_a_place else found[0], add_to_output=True)
        parts = [
            {"text": one.text, "passages": passages}
            for one, passages in zip(asked[1:], found[1:], strict=True)
        ]
        message.set(PART_PASSAGES, parts, add_to_output=True)


def ranker_in(folder: Path) -> PassageRanker:
    """The ranker that a trained model keeps in a folder, over the content of now. Raises OSError or ValueError if it holds none."""
    with without_collecting():
        ranker = _ranker(folder)
    give_back()
    return ranker


def _ranker(folder: Path) -> PassageRanker:
    learnt, aspects = learnt_now(), read_kept(folder / _ASPECTS)
    vectors = _vectors_in(folder, learnt)
    if vectors.exists():  # those of another projection are no use
        learnt.vectors.also(UnitVectors.read(vectors))
    index = content_index(encode_with(learnt), learnt.projection)
    index.forget_texts()
    return PassageRanker(index, Learnt(learnt.columns, learnt.sureness, aspects))


def _vectors_in(folder: Path, learnt: Weights) -> Path:
    """Where a model keeps the vectors that were mapped as is learnt now."""
    return folder / f"vectors-{learnt.projection.digest if learnt.projection else 'whole'}.npz"


def learnt_now() -> Weights:
    """What `make tune-passages` learnt."""
    settings = shared_settings()
    return read_weights(settings.home / "data" / "passages.npz").under(settings.embedding_sha256)


def content_index(encode: Optional[Encode], project: Optional[Project] = None) -> PassageIndex:
    """All passages of the shared offer, with what separate hands wrote besides."""
    return PassageIndex(*content_entries(), encode, project)


def content_entries() -> Tuple[List[Entry], Dict[str, Shelf]]:
    """Every passage with all ways to ask it, and which of them each place tells."""
    hands = more_asks(read_hands(shared_settings().home / "data" / "asks"))
    return entries_of(shared_offer(None), hands)


def aspects_of(index: PassageIndex) -> AspectModel:
    """Learnt from every question of the index."""
    asks = np.flatnonzero(index.is_ask)
    texts = [index.units[unit] for unit in asks]
    return AspectModel().fit(texts, [index.entries[index.owner[unit]].aspect for unit in asks])


def encode_with(learnt: Weights) -> Optional[Encode]:
    """What makes vectors of texts in the space of what was learnt, known ones first; None without an embedding."""
    encoder = shared_encoder()
    if encoder is None:
        return None
    project = learnt.projection or _as_it_is
    return lambda texts: learnt.vectors.of(texts, lambda new: project(encoder.encode(new)))


def _as_it_is(vectors: Any) -> Any:
    return vectors


def _asked(message: Message) -> List[Asked]:
    """The whole message, then its parts."""
    whole, parts = vector_of(message), message.get(PART_VECTORS)
    texts = list(message.get(PARTS) or [])
    vectors = parts if parts is not None else [None] * len(texts)
    topics = message.get(PART_TOPICS) or [({}, 0.0)] * len(texts)
    first = Asked(
        message.get(PLAIN) or message.get(TEXT) or "",
        None if whole is None else whole[0],
        {one["id"]: one["confidence"] for one in message.get(TOPICS) or []},
        message.get(SCORE) or 0.0,
    )
    return [
        first,
        *(Asked(text, vector, *of) for text, vector, of in zip(texts, vectors, topics, strict=True)),
    ]


def _stacked(asked: Sequence[Asked]) -> Optional[Any]:
    vectors = [one.vector for one in asked if one.vector is not None]
    return np.stack(vectors) if len(vectors) == len(asked) else None


def _told(found: Mapping[str, Sequence[Found]]) -> Dict[str, List[Dict[str, Any]]]:
    return {
        place: [{"topic": one.topic, "id": one.id, "chance": round(one.chance, 3)} for one in passages]
        for place, passages in found.items()
    }
