"""Questions with the passages that answer them, written by separate hands who saw people's situations and the sources alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, FrozenSet, List, Optional, Sequence, Tuple

import yaml

QUESTIONS = Path(__file__).resolve().parent.parent / "tests" / "questions"

NONE = "none"  # the answer of a question that no source answers
Named = Tuple[str, str]  # topic and passage


@dataclass(frozen=True)
class Question:
    """What was asked, for which place, and which passages answer it rightly.

    `has_answer`: whether the sources answer it. Where they don't, a passage may be right by saying just that.
    `holds` are the words that a right answer has, of each row one: they tell where a glossary or a contact answers, and no passage.
    """

    file: str
    ask: str
    place: str
    right: FrozenSet[Named]
    has_answer: bool = True
    holds: Tuple[Tuple[str, ...], ...] = ()


def read_questions(folder: Path = QUESTIONS, only: Optional[Sequence[str]] = None) -> List[Question]:
    """Every question of every file, or of the files named; of each its `answer`, and its `right` as [topic, passage] pairs.

    Raises FileNotFoundError if there is none, KeyError with the field that an entry lacks.
    """
    files = [path for path in sorted(folder.glob("*.yml")) if not only or path.stem in only]
    if not files:
        raise FileNotFoundError(
            f"{folder} holds no questions" + (f" named {', '.join(only)}" if only else "")
        )
    return [
        _question(path.stem, entry) for path in files for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


def _question(file: str, entry: Any) -> Question:
    right = frozenset((str(topic), str(passage)) for topic, passage in entry["right"])
    holds = tuple(tuple(map(str.lower, row)) for row in entry.get("holds") or ())
    return Question(file, entry["ask"], entry["place"], right, entry["answer"] != NONE, holds)
