"""The measured questions: what is shown first answers them, in few words, and is honest where the papers are silent."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import TYPE_CHECKING

import pytest
from building import built

from benchmarks.question_sets import read_questions
from benchmarks.shares import Share
from benchmarks.shown_answers import Shown, is_honest, is_wrong, quantile, show
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.assistant import Assistant

pytestmark = pytest.mark.model

# What was measured (docs/understanding.md); a share that is clearly below fails.
RIGHT_FIRST, NEAR, HONEST = 0.85, 0.95, 0.90
MEDIAN_WORDS, MOST_WORDS = 72, 110  # shown at once; 70 were measured


@pytest.fixture(scope="module")
def assistant(model: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The whole assistant without a network."""
    with built(Settings(state=tmp_path_factory.mktemp("state")), model) as made:
        yield made


@pytest.fixture(scope="module")
def shown(assistant: Assistant) -> list[Shown]:
    """What is shown for every measured question."""
    return [asyncio.run(show(assistant, question)) for question in read_questions()]


def test_what_is_shown_first_answers_the_question(shown: list[Shown]) -> None:
    """The passage said first is a right one as often as was measured, and a right one is among the first three."""
    asked = [one for one in shown if one.question.has_answer]
    assert not Share(sum(one.is_right for one in asked), len(asked)).is_below(RIGHT_FIRST)
    assert not Share(sum(one.is_near for one in asked), len(asked)).is_below(NEAR)


def test_what_the_papers_do_not_tell_is_said_not_to_be_known(
    shown: list[Shown], assistant: Assistant
) -> None:
    """A question that no paper answers gets no passage, or one that says so."""
    asked = [one for one in shown if not one.question.has_answer]
    assert not Share(sum(is_honest(one, assistant) for one in asked), len(asked)).is_below(HONEST)


def test_a_wrong_passage_is_hardly_ever_said_as_the_answer(shown: list[Shown], assistant: Assistant) -> None:
    """What may be wrong says so: at most one in twenty does not."""
    assert not Share(sum(is_wrong(one, assistant) for one in shown), len(shown)).is_above(0.05)


def test_an_answer_is_short(shown: list[Shown]) -> None:
    """At most 70 words in the middle and 110 for nine in ten are shown at once, on the page and by text."""
    for words in ([one.words for one in shown], [one.words_by_text for one in shown]):
        assert median(words) <= MEDIAN_WORDS
        assert quantile(words, 0.9) <= MOST_WORDS
