"""Looking only where a pattern can begin finds what looking everywhere finds."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safeguarding.first_words import first_words
from bot.safeguarding.judge_training import messages
from bot.safeguarding.normalise import normalise
from bot.safeguarding.pattern_index import PatternIndex, compiled
from bot.safeguarding.rule_files import RULES
from bot.safeguarding.rules import load_rules

ROOT = Path(__file__).resolve().parent.parent.parent
PATTERNS = [
    "(?:i|we) ran(?: off)?",
    r"(?<!not )(?:gone|went) (?:\w+ )?missing",
    "runs?",
    "(?:a|b){0,3}c d",
    r"\d\d days",
    "lost$",
    "^just ran",
    "[ab]way",
    "x.y",
    "ran(?: (?:very|so)){0,4} far",
]
WORDS = [
    "i",
    "we",
    "not",
    "gone",
    "went",
    "very",
    "so",
    "far",
    "missing",
    "ran",
    "run",
    "runs",
    "off",
    "a",
    "b",
    "c",
    "ac",
    "bbc",
    "d",
    "12",
    "days",
    "lost",
    "just",
    "away",
    "bway",
    "x",
    "y",
    "xay",
]


def everywhere(patterns: list[str], words: str) -> Optional[tuple[int, str]]:
    """The first pattern that is found, by looking at every place."""
    found = ((number, compiled(pattern).search(words)) for number, pattern in enumerate(patterns))
    return next(((number, match.group()) for number, match in found if match), None)


@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_the_same_is_found_as_by_looking_everywhere(words: list[str]) -> None:
    """Optional words, repeats, wildcards, ends and beginnings are no places to hide."""
    text = " ".join(words)
    assert PatternIndex(PATTERNS).find(text) == everywhere(PATTERNS, text)


@given(st.lists(st.sampled_from(WORDS), max_size=9))
def test_the_same_is_taken_out_as_by_looking_everywhere(words: list[str]) -> None:
    """Each match becomes a space, in the order of the patterns."""
    text = expected = " ".join(words)
    for pattern in PATTERNS:
        expected = compiled(pattern).sub(" ", expected)
    assert PatternIndex(PATTERNS).without(text) == expected


def test_our_rules_find_the_same_in_what_we_know() -> None:
    """The shipped rules too, in every sixth message."""
    rules = load_rules(ROOT / RULES)
    explicit = [
        rule.pattern
        for kind in dict.fromkeys(rule.kind for rule in rules.all)
        for rule in rules.all
        if rule.is_explicit and rule.kind == kind
    ]
    index = PatternIndex(explicit)
    known = [normalise(text) for text, _ in messages(ROOT)[::6]]
    assert [words for words in known if index.find(words) != everywhere(explicit, words)] == []


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("i ran off", [[{"i"}, {"ran"}, {"off"}]]),
        ("(?:i|we) ran", [[{"i"}, {"ran"}, None], [{"we"}, {"ran"}, None]]),
        ("(?:so )?far away", [[{"so", "far"}, {"far", "away"}, None]]),
        (r"a \w+ b", [[{"a"}, None, {"b"}]]),
        ("runs?", [[{"run", "runs"}, None, None]]),
        ("(?<!not )[ab]way", [[{"away", "bway"}, None, None]]),
        ("x.y z", [[None, None, None]]),
    ],
)
def test_the_first_words_of_a_pattern(pattern: str, words: list[list[Optional[set[str]]]]) -> None:
    """For each alternative the words that it can begin with; None is any."""
    assert [
        [None if allowed is None else set(allowed) for allowed in one] for one in first_words(pattern)
    ] == words
