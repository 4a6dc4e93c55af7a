"""References of young people in a text, of whatever shape a council gives them: YP-1042, YP-DEMO-3, LCS/88213, P104482, or 1042 alone."""

from __future__ import annotations

import re
from typing import List, Match

from bot.advising.requests.plain_request import Span

# Letters, a dash or stroke, figures; letters with figures at once behind them; and "ref 1042".
_SHAPED = re.compile(
    r"(?<![\w£/-])(?:[a-z]{1,6}(?:[-/_][a-z]{1,6})*[-/_]\d{1,8}|[a-z]{1,6}\d{3,8}|(?:yp|ref|case|id|lcs|mosaic|no\.?|number) ?#?\d{3,8}|#\d{2,8})(?![\w-])",
    re.IGNORECASE,
)
# Of what looks so and is no reference.
_NEVER = re.compile(
    r"(?:covid|post|pre|under|u|band|level|stage|grade|room|flat|unit|ward|route|step|part|form|type|phase|block|article|rule|page|para|mp|a|b|m|q|f|fy|jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec|week|day|section|reg|s|age|under|over|top|for|on|by|to|the|in|"
    r"yr|year)[-/_ ]?\d{1,4}",
    re.IGNORECASE,
)
_NUMBER = r"(?<![\w£.,/-])\d{3,8}"
_BARE = re.compile(
    rf"{_NUMBER}(?='s\b|s?\b\s+(?:plan|pp|review|status|pin|key dates|next|last)\b)"
    rf"|(?:(?<=\bfor )|(?<=\babout )|(?<=\bwith )|(?<=\bsaw )|(?<=\bseen )|(?<=\bvisited )|(?<=\brang )|(?<=\bstatus )|(?<=\bmet )"
    rf"|(?<=\bphoned )|(?<=\bcalled )|(?<=\bspoke to )){_NUMBER}(?=\W*$|\s+(?:please|pls|today|yesterday|this|on|at|now)\b|,)"
    rf"|^\s*(?:and |what about |how about )?{_NUMBER}(?=\s*\??\s*$)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_WORD_BEFORE = re.compile(r"^(?:ref|case|id|no\.?|number|lcs|mosaic)(?= ?#?\d)\s?", re.IGNORECASE)


def references_in(text: str) -> List[Span]:
    """Where references stand, in order."""
    shaped = [_inner(match) for match in _SHAPED.finditer(text) if not _NEVER.fullmatch(match.group())]
    bare = [_number(match) for match in _BARE.finditer(text) if not _YEAR.fullmatch(match.group().strip())]
    taken = [span for span in bare if all(span[1] <= begin or span[0] >= end for begin, end in shaped)]
    return sorted([*shaped, *taken])


def _inner(match: Match[str]) -> Span:
    """Without "ref" and the like before the figures."""
    before = _WORD_BEFORE.match(match.group())
    return (match.start() + (before.end() if before else 0), match.end())


def _number(match: Match[str]) -> Span:
    figures = re.search(r"\d+", match.group())
    assert figures is not None  # the pattern has them
    return (match.start() + figures.start(), match.start() + figures.end())
