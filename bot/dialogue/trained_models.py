"""The model for the current data: found if it is there, trained if it is not."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Callable, Iterator, Optional

from bot.dialogue.training import train_apart
from bot.language.embedding.encoder import Encoder
from bot.language.embedding.shared import open_encoder
from bot.language.embedding.weights import WEIGHTS, WeightsError, weights_folder
from bot.safeguarding import judge_training as danger
from bot.safeguarding.detector import Detector
from bot.settings import Settings

logger = logging.getLogger(__name__)

_FILES = ("config.yml", "domain.yml")
_FOLDERS = ("data/nlu", "data/rules", "bot/nlu", "bot/language")


def model_path(settings: Settings) -> Path:
    """Where the model for the current training data is, or will be."""
    return (
        settings.home / "models" / f"localoffer-{data_digest(settings.home, embedding_of(settings))}.tar.gz"
    )


def ensure_model(settings: Settings, tell: Callable[[str], None]) -> Path:
    """The path of a model for the current data; trains it first if needed.

    Raises RuntimeError if Rasa gives no model.
    """
    ensure_danger_model(settings, tell)
    path = model_path(settings)
    if path.exists():
        return path
    tell("Training the model on data/nlu (some four minutes on two cores) ...")
    return _train_dialogue(settings)


def ensure_danger_model(settings: Settings, tell: Callable[[str], None] = logger.info) -> None:
    """Train the danger check's model for the current messages if it is not there: about a minute, and no Rasa."""
    if not danger.model_file(settings.home, embedding_of(settings)).exists():
        tell("Training the danger check on data/safety (about a minute on two cores) ...")
        train_danger(settings)


def train_danger(settings: Settings) -> Path:
    """Train the danger check's model now, in a process of its own; its file. Raises RuntimeError."""
    train_apart("danger", settings)
    return danger.model_file(settings.home, embedding_of(settings))


def detector_of(settings: Settings) -> Detector:
    """The danger check with its model, if that was trained."""
    return danger.open_detector(settings.home, embedding_of(settings), tuned_encoder_of(settings))


def encoder_of(settings: Settings) -> Optional[Encoder]:
    """The sentence embedding that the topics look through."""
    return open_encoder(settings.home / "models", settings.embedding, settings.embedding_sha256)


def tuned_encoder_of(settings: Settings) -> Optional[Encoder]:
    """The same with what it learnt for the danger check."""
    return open_encoder(
        settings.home / "models",
        settings.embedding,
        settings.embedding_sha256,
        danger.tuned_file(settings.home),
    )


def train(settings: Settings) -> Path:
    """Train both models now; the path of the dialogue's."""
    train_danger(settings)
    return _train_dialogue(settings)


def _train_dialogue(settings: Settings) -> Path:
    """In a process of its own, so that this one never holds what only training needs. Raises RuntimeError if there is no model then."""
    train_apart("dialogue", settings)
    return model_path(settings)


def embedding_of(settings: Settings) -> str:
    """Which sentence embedding a model is trained with: its SHA-256, or `none`."""
    try:
        return (
            settings.embedding_sha256 if (weights_folder(settings.embedding) / WEIGHTS).exists() else "none"
        )
    except WeightsError:
        return "none"


def data_digest(home: Path, embedding: str) -> str:
    """A short digest of everything a model is made from."""
    digest = hashlib.sha256(embedding.encode())
    for path in _training_files(home):
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _training_files(home: Path) -> Iterator[Path]:
    yield from (home / name for name in _FILES)
    for folder in _FOLDERS:
        yield from sorted(p for p in (home / folder).rglob("*") if p.suffix in (".yml", ".py"))
