"""The lists of words that requests are read with, each read once from `data/staff` when it is first needed."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, FrozenSet, Mapping, Pattern, Tuple

from bot.language.spelling import Spelling, common_words, counted
from bot.yaml_text import read_yaml

FOLDER = Path(__file__).resolve().parents[3] / "data" / "staff"
EXAMPLES = FOLDER / "requests.yml"
NAME = "sam"  # stands for whoever is named, in the examples and in what is compared with them


@cache
def short_words() -> Tuple[Pattern[str], Mapping[str, str]]:
    """What finds a word that is written short, and what each is in full."""
    full: Mapping[str, str] = _read("short_words.yml")
    longest_first = "|".join(map(re.escape, sorted(full, key=len, reverse=True)))
    return re.compile(rf"(?<![\w/'])(?:{longest_first})(?![\w/'])"), full


@cache
def first_names() -> FrozenSet[str]:
    """First names that are nothing else, in small letters."""
    return frozenset(_read("first_names.yml")["names"].split())


@cache
def word_names() -> FrozenSet[str]:
    """First names that are words, months or days too, in small letters."""
    return frozenset(_read("first_names.yml")["also_words"].split())


@cache
def words_of(kind: str) -> FrozenSet[str]:
    """The words of a kind, in small letters. Raises KeyError for a kind that is none."""
    return frozenset(_read("word_kinds.yml")[kind].split())


@cache
def examples() -> Mapping[str, Tuple[str, ...]]:
    """What members of staff ask, by kind of request."""
    lines: Mapping[str, str] = read_yaml(EXAMPLES.read_text("utf-8"))
    return {kind: tuple(text.splitlines()) for kind, text in lines.items()}


@cache
def spelling() -> Spelling:
    """Knows the words of our examples and common English."""
    own = [line for lines in examples().values() for line in lines]
    return Spelling(counted([*own, *short_words()[1].values()]), common_words())


def is_usual(word: str) -> bool:
    """Whether a word in small letters is English, as far as we know, or one of ours."""
    return spelling().knows(word)


def _read(name: str) -> Any:
    return read_yaml((FOLDER / name).read_text("utf-8"))
