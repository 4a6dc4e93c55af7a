"""How hard a text is to read."""

from __future__ import annotations

import textstat

from bot.answer import Answer


def grade(text: str) -> float:
    """The school grade of a text after Flesch and Kincaid."""
    return float(textstat.flesch_kincaid_grade(text))


def whole(answer: Answer) -> str:
    """What a reader reads in one go: lead, paragraphs and steps."""
    told = (part for one in answer.paragraphs for part in (one.text, *one.steps))
    return " ".join([answer.lead, *answer.steps, *filter(None, told)])
