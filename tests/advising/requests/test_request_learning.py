"""What was learnt of the kinds of requests fits the examples it was learnt from, and works without the sentence embedding."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.staff_requests import cases_of
from bot.advising.requests.kind_likeness import ALONE, DIGEST, LABELS, LEARNT, WITH_MEANING, Likeness
from bot.advising.requests.learn_kinds import digest, lessons
from bot.advising.requests.plain_request import in_full
from bot.advising.requests.request import Asked
from bot.advising.requests.request_features import WIDTH
from bot.advising.requests.staff_words import examples

HERE = Path(__file__).parent
MEANING = 384  # numbers of the sentence embedding


def test_what_was_learnt_is_of_the_examples_as_they_are() -> None:
    """Whoever changes an example runs `python -m bot.advising.requests.learn_kinds`, or this says so."""
    with np.load(LEARNT, allow_pickle=False) as kept:
        assert str(kept[DIGEST]) == digest(), "run: python -m bot.advising.requests.learn_kinds"


def test_what_was_learnt_knows_every_kind() -> None:
    """Each kind of request has examples, and both heads have a row for it as wide as what they are fed."""
    kinds = sorted(kind.value for kind in Asked)
    assert sorted(examples()) == kinds
    with np.load(LEARNT, allow_pickle=False) as kept:
        assert kept[LABELS].tolist() == kinds
        assert kept[ALONE].shape == (len(kinds), WIDTH + 1)
        assert kept[WITH_MEANING].shape == (len(kinds), MEANING + WIDTH + 1)


def test_no_example_stands_twice() -> None:
    """The same words can't mean two things."""
    lines = [line.casefold() for told in examples().values() for line in told]
    assert sorted({line for line in lines if lines.count(line) > 1}) == []


def test_no_request_that_measures_is_learnt() -> None:
    """Requests that are held out to measure are never among the examples."""
    learnt = {line.casefold() for told in examples().values() for line in told}
    held_out = [case.text for file in HERE.glob("held_out*.yml") for case in cases_of(file)]
    assert len(held_out) > 400
    assert [text for text in held_out if text.casefold() in learnt] == []


def test_without_the_sentence_embedding_letters_tell_most_kinds() -> None:
    """Where the weights are missing, plain requests are still understood."""
    alone = Likeness(LEARNT, None)
    plains, kinds = lessons()
    told = {
        "who is overdue for a review": "overdue",
        "any birthdays in january": "key_dates",
        "list all of my cases": "caseload",
    }
    for text, kind in told.items():
        chances = alone.chances(in_full(text))
        assert max(chances, key=chances.__getitem__) == kind
        assert abs(sum(chances.values()) - 1) < 1e-4
    assert len(plains) == len(kinds)
