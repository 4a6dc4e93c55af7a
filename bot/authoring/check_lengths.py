"""Checks of how long and how hard a topic's texts are, with today's figures filled in."""

from __future__ import annotations

from datetime import date
from typing import Iterator

import textstat

from bot.authoring.check_parts import file_of
from bot.authoring.field_texts import answer_text
from bot.entitlements.parameters import Parameters
from bot.gsm import TWO_FRAGMENTS, not_gsm, septets
from bot.offer.figures import fill
from bot.offer.models import Problem, Topic

MOST_GRADE = 6.0  # Flesch-Kincaid: an eleven-year-old
MOST_GRADE_OF_THE_RULE = 7.0  # `more` names laws, and these have long names
MOST_WORDS = 140  # about 120, with room for a council's own line


def check_lengths(topic: Topic, parameters: Parameters, on: date) -> Iterator[Problem]:
    """Findings on a lead that does not fit two text fragments, and on texts that are long or hard."""
    yield from _check_lead(topic, fill(topic.lead, parameters, on))
    whole = fill(answer_text(topic), parameters, on)
    words = len(" ".join([topic.lead, *(paragraph.text for paragraph in topic.paragraphs)]).split())
    if words > MOST_WORDS:
        yield _problem(
            topic,
            "paragraphs",
            f"lead and paragraphs have {words} words, more than {MOST_WORDS}",
            "move some to `more`",
        )
    for field, text, most in (
        ("lead", topic.lead, MOST_GRADE),
        ("lead, paragraphs and steps", whole, MOST_GRADE),
        ("easy", " ".join(topic.easy), MOST_GRADE),
        ("more", " ".join(paragraph.text for paragraph in topic.more), MOST_GRADE_OF_THE_RULE),
    ):
        yield from _check_grade(topic, field, fill(text, parameters, on), most)


def grade(text: str) -> float:
    """The US school grade of a text after Flesch and Kincaid."""
    return float(textstat.flesch_kincaid_grade(text)) if text else 0.0


def _check_lead(topic: Topic, lead: str) -> Iterator[Problem]:
    if septets(lead) > TWO_FRAGMENTS:
        yield _problem(topic, "lead", f"{septets(lead)} septets, more than {TWO_FRAGMENTS}", "shorten it")
    for char in not_gsm(lead):
        yield _problem(topic, "lead", f"{char!r} does not fit a text message", "use a plain one")


def _check_grade(topic: Topic, field: str, text: str, most: float) -> Iterator[Problem]:
    if grade(text) > most:
        message = f"it reads at grade {grade(text)}, above {most:g}"
        yield _problem(topic, field, message, "use shorter sentences and shorter words")


def _problem(topic: Topic, field: str, message: str, fix: str) -> Problem:
    return Problem(file=file_of(topic), field=field, message=message, fix=fix)
