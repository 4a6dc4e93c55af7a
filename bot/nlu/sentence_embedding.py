"""What a message means, as a vector: all-MiniLM-L6-v2 with onnxruntime, without PyTorch or TensorFlow."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language.embedding.encoder import Encoder
from bot.language.embedding.shared import open_encoder
from bot.nlu.chat_normaliser import PARTS, PLAIN
from bot.settings import shared_settings

ALIAS = "SentenceEmbedding"
PART_VECTORS = "part_vectors"  # one row a part


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEmbedding(DenseFeaturizer, GraphComponent):
    """A dense sentence feature of 384 numbers, of `plain` (or the text, where nothing has normalised it).

    Output: Rasa's dense sentence features, so that any classifier of Rasa's can use
    them, and `part_vectors` for the parts of a message. Without weights there are
    none of these, and a line in the log says so. The weights are the ones
    that the settings name (LOCALOFFER_EMBEDDING). Configuration: `alias` (its name in
    features).
    """

    @staticmethod
    def get_default_config() -> Dict[str, Any]:
        """See the class."""
        return {**DenseFeaturizer.get_default_config(), "alias": ALIAS}

    @staticmethod
    def required_packages() -> List[str]:
        """What must be installed for this component."""
        return ["onnxruntime", "tokenizers"]

    @classmethod
    def validate_config(cls, config: Dict[str, Any]) -> None:
        """Every configuration is a fit one."""

    def __init__(self, name: str, config: Dict[str, Any], encoder: Optional[Encoder]) -> None:
        super().__init__(name, config)
        self._name, self._encoder = config["alias"], encoder

    @classmethod
    def create(
        cls,
        config: Dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEmbedding:
        """With the encoder of this process."""
        return cls(execution_context.node_name, config, shared_encoder())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """All messages at once, which is much faster than one by one."""
        if self._encoder:
            messages = training_data.training_examples
            for message, vector in zip(messages, self._encoder.encode(_plain(messages)), strict=True):
                self._write(message, vector)
        return training_data

    def process(self, messages: List[Message]) -> List[Message]:
        """Write the features of each message and its parts."""
        if self._encoder:
            for message in messages:
                self._embed(message, self._encoder)
        return messages

    def _embed(self, message: Message, encoder: Encoder) -> None:
        parts = message.get(PARTS) or []
        vectors = encoder.encode([*_plain([message]), *parts])
        self._write(message, vectors[0])
        message.set(PART_VECTORS, vectors[1:])

    def _write(self, message: Message, vector: Any) -> None:
        message.add_features(Features(vector.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._name))


def vector_of(message: Message) -> Optional[Any]:
    """The sentence embedding that a message carries: one row; None if it has none."""
    _, sentence = message.get_dense_features(TEXT, [ALIAS])
    return sentence.features if sentence else None


def shared_encoder() -> Optional[Encoder]:
    """The encoder that the settings name; None if there are no weights to trust."""
    settings = shared_settings()
    return open_encoder(settings.home / "models", settings.embedding, settings.embedding_sha256)


def _plain(messages: Sequence[Message]) -> List[str]:
    return [message.get(PLAIN) or message.get(TEXT) or "" for message in messages]
