"""Checks of how long and how hard a topic's texts are, with today's figures filled in."""

from __future__ import annotations

from datetime import date
from typing import Iterator

import textstat

from bot.authoring.check_parts import file_of
from bot.authoring.field_texts import answer_text, passage_texts
from bot.entitlements.parameters import Parameters
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.offer.figures import fill
from bot.offer.models import Problem, Topic
from bot.offer.passage import Passage

MOST_GRADE = 6.0  # Flesch-Kincaid: an eleven-year-old
# A few words with one long name among them weigh more in one passage than in all.
MOST_GRADE_OF_A_PASSAGE = 6.5
MOST_GRADE_OF_THE_RULE = 7.5  # it names laws, and these have long names
MOST_WORDS = 60  # of a passage, its steps included
FEWEST_WORDS = 6  # less is not understood alone
MOST_LETTERS = 45  # of a question, which stands on a button


def check_lengths(topic: Topic, parameters: Parameters, on: date) -> Iterator[Problem]:
    """Findings on passages of this place that are long, hard or don't fit two text fragments, and on the whole of them."""
    for passage in topic.passages:
        if passage.place == topic.place:
            yield from _check_passage(topic, passage, parameters, on)
    for field, text in (("passages", answer_text(topic)), ("easy", " ".join(topic.easy))):
        yield from _check_grade(topic, field, fill(text, parameters, on), MOST_GRADE)


def grade(text: str) -> float:
    """The US school grade of a text after Flesch and Kincaid."""
    return float(textstat.flesch_kincaid_grade(text)) if text else 0.0


def _check_passage(topic: Topic, passage: Passage, parameters: Parameters, on: date) -> Iterator[Problem]:
    field, told = f"passages.{passage.id}", fill(passage.whole_text, parameters, on)
    words = len(told.split())
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        message = f"it has {words} words; {FEWEST_WORDS} to {MOST_WORDS} are right"
        yield _problem(topic, field, message, "shorten it, or make two passages of it")
    yield from _check_question(topic, passage)
    most = MOST_GRADE_OF_THE_RULE if passage.is_rule else MOST_GRADE_OF_A_PASSAGE
    yield from _check_grade(topic, field, told, most)
    yield from _check_grade(topic, f"{field}.short", fill(passage.short, parameters, on), most)
    yield from _check_by_text(topic, passage, fill(passage.short or passage.whole_text, parameters, on))


def _check_question(topic: Topic, passage: Passage) -> Iterator[Problem]:
    if len(passage.question) > MOST_LETTERS or not passage.question.endswith("?"):
        field = f"passages.{passage.id}.question"
        message = f"a question of at most {MOST_LETTERS} letters is needed"
        yield _problem(topic, field, message, "shorten it, and end it with `?`")


def _check_by_text(topic: Topic, passage: Passage, told: str) -> Iterator[Problem]:
    field = f"passages.{passage.id}.{'short' if passage.short else 'text'}"
    if septets(told) > TWO_FRAGMENTS:
        fix = "shorten it" if passage.short else "add a shorter twin as `short`"
        yield _problem(topic, field, f"{septets(told)} septets, more than {TWO_FRAGMENTS}", fix)
    for part, text in passage_texts(passage):
        for char in dict.fromkeys(not_gsm(text)):
            yield _problem(topic, part, f"{char!r} does not fit a text message", "use a plain one")


def _check_grade(topic: Topic, field: str, text: str, most: float) -> Iterator[Problem]:
    if grade(text) > most:
        message = f"it reads at grade {grade(text)}, above {most:g}"
        yield _problem(topic, field, message, "use shorter sentences and shorter words")


def _problem(topic: Topic, field: str, message: str, fix: str) -> Problem:
    return Problem(file=file_of(topic), field=field, message=message, fix=fix)
