"""Checks of the messages of training: enough for each topic, none twice, none that is held out to be measured on."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from bot.language.chat import spelled_out
from bot.offer.models import Problem
from bot.yaml_text import read_yaml

MESSAGES, SAFETY, HELD_OUT = Path("data") / "nlu", Path("data") / "safety", Path("tests") / "sentences"
ENOUGH, ENOUGH_TALK, ENOUGH_OUT_OF_SCOPE = 50, 30, 200
_OFTEN = ("ask/", "safety/")  # what young people ask and what is danger; the rest is talk and staff
FEWEST_WORDS = 3  # "ok" and "k" are two ways to say the same in one word
_PARTS = ("messages", "others", "weak", "long")  # of a file of data/safety
_WORD = re.compile(r"[^\W_]+")

Message = Tuple[str, str, str]  # file, label, text


def check_messages(home: Path) -> List[Problem]:
    """Every finding on data/nlu and data/safety; without a folder, none on it."""
    topics, danger = list(topic_messages(home)), list(danger_messages(home))
    return [
        *_too_few(topics),
        *_copies(topics),
        *_copies(danger),
        *_held_out([*topics, *danger, *turns_of_talks(home)], home),
    ]


def topic_messages(home: Path) -> Iterator[Message]:
    """Every message of data/nlu."""
    for path in sorted((home / MESSAGES).glob("*.yml")):
        for intent in _yaml(path)["nlu"]:
            lines = (line[2:].strip() for line in intent["examples"].splitlines() if line.startswith("- "))
            yield from ((f"{MESSAGES.as_posix()}/{path.name}", intent["intent"], text) for text in lines)


def danger_messages(home: Path) -> Iterator[Message]:
    """Every message of data/safety."""
    for path in sorted((home / SAFETY).glob("*.yml")):
        content = _yaml(path)
        for text in (_text(entry) for part in _PARTS for entry in content.get(part, ())):
            yield f"{SAFETY.as_posix()}/{path.name}", content.get("kind", path.stem), text


def turns_of_talks(home: Path) -> Iterator[Message]:
    """Every message of data/safety that is learnt behind the one before it."""
    for path in sorted((home / SAFETY).glob("*.yml")):
        content = _yaml(path)
        turns = (turn for talk in content.get("talks", ()) for turn in talk)
        for text in (*(entry["text"] for entry in content.get("in_talk", ())), *turns):
            yield f"{SAFETY.as_posix()}/{path.name}", content.get("kind", path.stem), text


def words_of(text: str) -> Tuple[str, ...]:
    """The words of a message in plain spelling and sorted: what has the same ones is a near copy."""
    return tuple(sorted(_WORD.findall(spelled_out(text).replace("'", ""))))


def _too_few(messages: List[Message]) -> Iterator[Problem]:
    counts: Dict[Tuple[str, str], int] = defaultdict(int)
    for file, label, _ in messages:
        counts[file, label] += 1
    for (file, label), number in counts.items():
        least = (
            ENOUGH_OUT_OF_SCOPE
            if label == "out_of_scope"
            else ENOUGH
            if label.startswith(_OFTEN)
            else ENOUGH_TALK
        )
        if number < least:
            yield Problem(
                file=file,
                field=label,
                message=f"{number} messages, of at least {least}",
                fix="write more, each in another way",
            )


def _copies(messages: List[Message]) -> Iterator[Problem]:
    first: Dict[Tuple[str, ...], Message] = {}
    for file, label, text in messages:
        words = words_of(text)
        if len(words) < FEWEST_WORDS:
            continue
        other_file, _, other = first.setdefault(words, (file, label, text))
        if (other_file, other) != (file, text):
            yield Problem(
                file=file,
                field=label,
                message=f'"{text}" is nearly "{other}" in {other_file}',
                fix="delete one, or say it in another way",
            )


def _held_out(messages: List[Message], home: Path) -> Iterator[Problem]:
    held = {words_of(text): name for name, text in _sentences(home) if len(words_of(text)) >= FEWEST_WORDS}
    for file, label, text in messages:
        if words_of(text) in held:
            where = held[words_of(text)]
            yield Problem(
                file=file,
                field=label,
                message=f'"{text}" is held out in {where}',
                fix="delete it here: it would be measured on what was learnt",
            )


def _sentences(home: Path) -> Iterator[Tuple[str, str]]:
    for path in sorted((home / HELD_OUT).glob("**/*.yml")):
        for entry in _yaml(path)["sentences"]:
            yield path.relative_to(home).as_posix(), _text(entry)


def _text(entry: Any) -> str:
    return str(entry["text"] if isinstance(entry, dict) else entry)


def _yaml(path: Path) -> Any:
    return read_yaml(path.read_text(encoding="utf-8"))
