"""Figures in content: `{id}` prints today's value, `{id@2017-04-25}` that day's."""

from __future__ import annotations

import re
from datetime import date

from bot.entitlements.parameters import NoCheckedFigure, Parameters
from bot.phrases import phrase

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)(?:@(\d{4}-\d{2}-\d{2}))?\}")


def placeholders(text: str) -> list[str]:
    """The parameter ids that a text uses, in order."""
    return [match.group(1) for match in _PLACEHOLDER.finditer(text)]


def fill(text: str, parameters: Parameters, on: date) -> str:
    """The text with its figures as they stand on a day.

    A sentence whose figure has no checked value is replaced as a whole by one
    that says so: half a sentence about money is worse than none.
    """
    return " ".join(_fill_sentence(sentence, parameters, on) for sentence in _SENTENCE_END.split(text))


def _fill_sentence(sentence: str, parameters: Parameters, on: date) -> str:
    for match in _PLACEHOLDER.finditer(sentence):
        figure = parameters.at(match.group(1), _day(match, on))
        if isinstance(figure, NoCheckedFigure):
            return phrase("answers.no_figure_on_day", label=figure.label)
    return _PLACEHOLDER.sub(lambda m: parameters.at(m.group(1), _day(m, on)).text, sentence)


def _day(match: re.Match[str], on: date) -> date:
    return date.fromisoformat(match.group(2)) if match.group(2) else on


def without_placeholders(text: str) -> str:
    """The text with its placeholders taken out."""
    return _PLACEHOLDER.sub(" ", text)
