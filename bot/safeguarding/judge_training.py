"""Makes the trained part of the danger check from the messages in data/, and finds it again."""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
import sys
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from bot.language.embedding.encoder import Encoder
from bot.safeguarding.detector import Detector, rules_alone
from bot.safeguarding.judge import load_judge, train_judge
from bot.safeguarding.known_first_words import write_known
from bot.safeguarding.labels import OTHER, PAST, WEAK
from bot.safeguarding.lessons import Lessons, make_lessons
from bot.safeguarding.meaning import Meaning
from bot.safeguarding.pieces import in_talk
from bot.safeguarding.rules import load_rules, our_rules
from bot.yaml_text import read_yaml

logger = logging.getLogger(__name__)

ORDINARY = "ordinary"  # a message of any day; one that was written to sound like danger is `none`
_SOURCES = ("data/safety", "bot/language")  # not data/nlu: a new topic must not move what is danger
# Of the code beside it, what has a say in what is learnt; a reply's words don't train a model anew.
_MODULES = (
    "disguise",
    "judge",
    "labels",
    "lessons",
    "letters",
    "lexicon",
    "long_look",
    "pieces",
    "piecework",
    "plain",
    "scan",
    "selection",
    "judge_training",
)


def model_file(home: Path, embedding: str) -> Path:
    """Where the model for the current messages is, or will be. `embedding` names what it is trained with."""
    digest = hashlib.sha256(embedding.encode())
    for path in _sources(home):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return home / "models" / f"danger-{digest.hexdigest()[:16]}.kept"


def train(home: Path, embedding: str) -> Path:
    """Train and keep the model, and the first words of the rules; the model's file."""
    rules = load_rules(home / "data" / "safety" / "rules")
    write_known(home, [rule.pattern for rule in rules.all])
    file = model_file(home, embedding)
    train_judge(our_lessons(home), file)
    return file


def our_lessons(home: Path) -> Lessons:
    """What is learnt from the messages in data/."""
    known = messages(home)
    told = [(text, label) for text, label in known if label != ORDINARY]
    return make_lessons(told, [text for text, label in known if label == ORDINARY], long_ones(home))


def tuned_file(home: Path) -> Path:
    """What the embedding learnt for the danger check: its adapter and head. It comes with the project."""
    return home / "data" / "safety" / "tuned.npz"


def meaning_of(home: Path, encoder: Optional[Encoder]) -> Optional[Meaning]:
    """The tuned view, if there is an encoder. Raises what reading the file raises."""
    return Meaning(tuned_file(home), encoder) if encoder else None


def open_detector(home: Path, embedding: str, encoder: Optional[Encoder]) -> Detector:
    """The rules with the trained judge; the rules alone, and a line in the log, if it cannot be read. `encoder` is the tuned one."""
    try:
        return Detector(our_rules(), load_judge(model_file(home, embedding), meaning_of(home, encoder)))
    except Exception as error:  # noqa: BLE001 - danger is looked for whatever is broken
        logger.error(
            "The danger check runs on rules alone; run `localoffer train`: error=%s", type(error).__name__
        )
        return rules_alone()


def messages(home: Path) -> List[Tuple[str, str]]:
    """Every message with its label: a kind of danger, `other/`, `past/` or `weak/` and a kind, `none` or `ordinary`."""
    return [
        message
        for content in _contents(home / "data" / "safety")
        for message in (*_own(content), *_by_kind(content))
    ]


def long_ones(home: Path) -> List[str]:
    """Long messages without danger of now, which are learnt from in pieces."""
    return [text for content in _contents(home / "data" / "safety") for text in content.get("long", ())]


def _contents(folder: Path) -> Iterator[Dict[str, Any]]:
    for path in sorted(folder.glob("*.yml")):
        yield read_yaml(path.read_text(encoding="utf-8"))


def _own(content: Dict[str, Any]) -> Iterator[Tuple[str, str]]:
    for message in content.get("messages", ()):
        if isinstance(message, dict):
            yield message["text"], PAST + message["kind"]
        else:
            yield message, content["kind"]
    yield from ((message, OTHER + content["kind"]) for message in content.get("others", ()))
    yield from ((message, WEAK + content["kind"]) for message in content.get("weak", ()))
    yield from ((in_talk(one["before"], one["text"]), content["kind"]) for one in content.get("in_talk", ()))
    yield from (
        (in_talk(*pair), content["kind"])
        for turns in content.get("talks", ())
        for pair in itertools.pairwise(turns)
    )


def _by_kind(content: Dict[str, Any]) -> Iterator[Tuple[str, str]]:
    """What a file of several kinds knows of each."""
    for kind, texts in content.get("by_kind", {}).items():
        yield from ((text, kind) for text in texts)


def _sources(home: Path) -> Iterator[Path]:
    for folder in _SOURCES:
        yield from sorted(path for path in (home / folder).rglob("*") if path.suffix in (".yml", ".py"))
    yield from (Path(__file__).with_name(f"{name}.py") for name in _MODULES)


def write_lessons(home: Path, file: Path) -> None:
    """What `tools/tune_danger.py` learns from, as JSON: labelled texts, and the ordinary ones that others are joined with."""
    lessons = our_lessons(home)
    file.write_text(json.dumps({"told": lessons.for_meaning(), "days": lessons.days}), encoding="utf-8")


if __name__ == "__main__":
    write_lessons(Path(__file__).resolve().parent.parent.parent, Path(sys.argv[1]))
