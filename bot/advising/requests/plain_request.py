"""A request in plain words: small letters, words in full, slips mended, `sam` for whoever is named."""

from __future__ import annotations

import re
from typing import Sequence, Tuple

from bot.advising.requests.staff_words import NAME, short_words, spelling
from bot.language.chat import spelled_out

Span = Tuple[int, int]  # in the text: where it begins, and behind its end

# 2 and 4 are figures here, and not "to" and "for": they count days, or are one of a date.
_FIGURE = re.compile(
    r"\b[24](?=(?:st|nd|rd|th)?(?: of)? (?:days?|wks?|weeks?|months?|mths?|years?|yrs?|hours?|mins?|fortnights?|visits?|calls?|jan|feb|mar|apr|may|jun|jul|aug|"
    r"sep|oct|nov|dec)|(?:wks|weeks|months|nd|th)\b|[/.-]\d)|(?<=\d[/.-])[24]\b|(?<=next )[24]\b|(?<=last )[24]\b|(?<=\bat )[24]\b(?! (?:the|my|her|his|their)\b)|(?<=\bby )[24]\b"
)
_SPACES = re.compile(r"\s+")
_FROM_CURLED = str.maketrans({"\u2018": "'", "\u2019": "'", "\u2013": "-", "\u2014": "-"})


def straight(text: str) -> str:
    """The same text with straight quotation marks and dashes; each letter stays in its place."""
    return text.translate(_FROM_CURLED)


def plain_request(text: str, people: Sequence[Span]) -> str:
    """The text in plain words. `people` are where somebody is named, in order, each without what shows whose something is."""
    parts, last = [], 0
    for begin, end in people:
        parts += [text[last:begin], NAME]
        last = end
    return in_full("".join([*parts, text[last:]]))


def in_full(text: str) -> str:
    """Words in full and without slips, in small letters."""
    spelled = spelled_out(_with_short_words(_FIGURE.sub(r"0\g<0>", straight(text).lower())))
    return _SPACES.sub(" ", spelling().mend(_with_short_words(spelled))).strip()


def _with_short_words(text: str) -> str:
    pattern, full = short_words()
    return pattern.sub(lambda found: full[found.group()], text)
