"""Makes the trained part of the danger check from the messages in data/, and finds it again."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Iterator, List, Optional, Sequence, Tuple

import yaml

from bot.language.encoder import Encoder
from bot.safeguarding.detector import Detector
from bot.safeguarding.judge import NONE, OTHER, PAST, load_judge, train_judge
from bot.safeguarding.selection import worth_learning

logger = logging.getLogger(__name__)

SAFETY = "safety/"
ORDINARY = "ordinary"  # a message of any day; one that was written to sound like danger is `none`
_CODE = ("bot/safeguarding", "bot/language")


def model_file(home: Path, embedding: str) -> Path:
    """Where the model for the current messages is, or will be. `embedding` names what it is trained with."""
    digest = hashlib.sha256(embedding.encode())
    for path in _sources(home):
        digest.update(path.relative_to(home).as_posix().encode())
        digest.update(path.read_bytes())
    return home / "models" / f"danger-{digest.hexdigest()[:16]}.joblib"


def train(home: Path, embedding: str, encoder: Optional[Encoder]) -> Path:
    """Train and keep the model; its file."""
    file = model_file(home, embedding)
    train_judge(chosen(messages(home)), encoder, file)
    return file


def open_detector(home: Path, embedding: str, encoder: Optional[Encoder]) -> Detector:
    """The rules with the trained judge; the rules alone, and a line in the log, if it cannot be read."""
    try:
        return Detector(load_judge(model_file(home, embedding), encoder))
    except Exception as error:  # noqa: BLE001 - danger is looked for whatever is broken
        logger.error("The danger check runs on rules alone; run `localoffer train`: error=%s", type(error).__name__)
        return Detector()


def messages(home: Path) -> List[Tuple[str, str]]:
    """Every message with its label: a kind of danger, `other/` or `past/` and a kind, `none` or `ordinary`."""
    return [*_danger(home / "data" / "safety"), *_ordinary(home / "data" / "nlu")]


def chosen(known: Sequence[Tuple[str, str]]) -> List[Tuple[str, str]]:
    """All messages about danger, or written to sound like it, and the ordinary ones worth learning from."""
    told = [(text, label) for text, label in known if label != ORDINARY]
    danger = [text for text, label in told if label != NONE]
    ordinary = worth_learning([text for text, label in known if label == ORDINARY], danger)
    return [*told, *((text, NONE) for text in ordinary)]


def _danger(folder: Path) -> Iterator[Tuple[str, str]]:
    for path in sorted(folder.glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for message in content["messages"]:
            if isinstance(message, dict):
                yield message["text"], PAST + message["kind"]
            else:
                yield message, content["kind"]
        yield from ((message, OTHER + content["kind"]) for message in content.get("others", ()))


def _ordinary(folder: Path) -> Iterator[Tuple[str, str]]:
    """What is asked on any day, and what the topics know of danger."""
    for path in sorted(folder.glob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            is_danger = intent["intent"].startswith(SAFETY)
            label = intent["intent"].removeprefix(SAFETY) if is_danger else ORDINARY
            yield from ((text, label) for text in _lines(intent["examples"]))


def _lines(examples: str) -> Iterator[str]:
    return (line[2:].strip() for line in examples.splitlines() if line.startswith("- "))


def _sources(home: Path) -> Iterator[Path]:
    for folder in ("data/safety", "data/nlu", *_CODE):
        yield from sorted(path for path in (home / folder).rglob("*") if path.suffix in (".yml", ".py"))
