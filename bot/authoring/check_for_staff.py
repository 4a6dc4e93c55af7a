"""Checks of what professionals read of a topic: that it is there, in no second person, short, and without figures of its own."""

from __future__ import annotations

import re
from datetime import date
from typing import Iterator, Optional

from bot.authoring.check_figures import unsourced
from bot.authoring.check_parts import file_of
from bot.authoring.field_texts import Text, staff_texts_of, texts_of
from bot.entitlements.parameters import Parameters
from bot.offer.figures import fill
from bot.offer.loader import Offer
from bot.offer.models import Problem, Topic

MOST_WORDS = {"rule": 50, "limits": 20, "again": 20, "council_for_staff": 25}
_SECOND_PERSON = re.compile(r"\b(?:you|your|yours|yourself|yourselves)\b", re.IGNORECASE)
_DIGITS = re.compile(r"\d+")


def check_for_staff(
    topic: Topic, inherited: Optional[Topic], offer: Offer, parameters: Parameters, on: date
) -> Iterator[Problem]:
    """Findings on a missing reading, and in what this place wrote itself: second person, length, figures that young people's texts don't have."""
    if topic.for_staff is None and inherited is None:
        yield _problem(
            topic, "for_staff", "this part is missing", "write `rule`: one or two sentences for professionals"
        )
    known = set(staff_texts_of(inherited)) if inherited else set()
    own = [text for text in staff_texts_of(topic) if text not in known]
    for field, text in own:
        found = _SECOND_PERSON.search(text)
        if found:
            yield _problem(topic, field, f"`{found.group()}` speaks to a young person", "say who is meant")
        for figure in _strange(topic, text, offer):
            fix = "tell it to young people too, with its source, or make it a parameter"
            yield _problem(topic, field, f"no text for young people has the figure {figure}", fix)
    yield from _check_lengths(topic, own, parameters, on)


def _check_lengths(topic: Topic, own: list[Text], parameters: Parameters, on: date) -> Iterator[Problem]:
    for part, most in MOST_WORDS.items():
        texts = [fill(text, parameters, on) for field, text in own if part in field]
        words = len(" ".join(texts).split())
        if words > most:
            field = part if part in Topic.__fields__ else f"for_staff.{part}"
            yield _problem(topic, field, f"it has {words} words, more than {most}", "shorten it")


def _strange(topic: Topic, text: str, offer: Offer) -> list[str]:
    """The figures that neither a source nor a text for young people has, in order."""
    told = {figure for _, other in texts_of(topic) for figure in _DIGITS.findall(other)}
    return [one for one in unsourced(text, topic, offer) if not set(_DIGITS.findall(one)) <= told]


def _problem(topic: Topic, field: str, message: str, fix: str) -> Problem:
    return Problem(file=file_of(topic), field=field, message=message, fix=fix)
