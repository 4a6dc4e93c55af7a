"""The rules and short words of `data/staff`, each file read once when it is first needed, and which of them a question means."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any, Mapping, Match, Optional, Pattern, Sequence, Tuple

from pydantic import BaseModel

from bot.advising.requests.plain_request import in_full
from bot.advising.requests.staff_words import FOLDER
from bot.answer import Basis, SourceLine
from bot.yaml_text import read_yaml

_WORD = re.compile(r"[A-Za-z0-9+]+")
_BESIDE_TERMS = frozenset(
    [
        "what",
        "whats",
        "what's",
        "is",
        "are",
        "s",
        "the",
        "a",
        "an",
        "does",
        "do",
        "did",
        "mean",
        "means",
        "meaning",
        "stand",
        "stands",
        "for",
        "of",
        "and",
        "or",
        "ok",
        "define",
        "explain",
        "again",
        "please",
        "tell",
        "me",
        "remind",
        "abbreviation",
        "abbreviations",
        "acronym",
        "acronyms",
        "short",
        "in",
        "full",
        "term",
        "terms",
        "called",
        "it",
    ]
)
_ASKS_MEANING = re.compile(
    r"\b(?:what|whats|mean|means|meaning|stands?|define|explain|abbreviations?|acronyms?)\b", re.IGNORECASE
)


class _Strict(BaseModel):
    class Config:
        extra = "forbid"
        frozen = True


class LawSource(_Strict):
    """Where a rule stands, and when that was checked."""

    title: str
    section: str
    checked_on: date

    @property
    def line(self) -> SourceLine:
        """As answers have it."""
        return SourceLine(title=self.title, section=self.section, checked_on=self.checked_on)


class LawRule(_Strict):
    """A rule in professionals' words. `asks` are patterns for a question in plain words, `topic` is the topic that tells more."""

    id: str
    asks: Tuple[str, ...]
    title: str
    text: str
    basis: Basis
    sources: Tuple[LawSource, ...]
    topic: str = ""


class StaffTerm(_Strict):
    """A short word, what it stands for, and what that is. `also` are short words that mean the same."""

    id: str
    full: str
    text: str
    source: str
    also: Tuple[str, ...] = ()


@cache
def law_rules() -> Sequence[Tuple[LawRule, Sequence[Pattern[str]]]]:
    """All rules in their order, with their patterns. Raises OSError or ValueError for a file that can't be read."""
    rules = [LawRule(id=key, **fields) for key, fields in _read("law_rules.yml").items()]
    return [(rule, [re.compile(pattern, re.IGNORECASE) for pattern in rule.asks]) for rule in rules]


@cache
def staff_terms() -> Mapping[str, StaffTerm]:
    """Each short word in capitals, and what it stands for. Raises OSError or ValueError for a file that can't be read."""
    terms = [StaffTerm(id=key, **fields) for key, fields in _read("terms.yml").items()]
    return {name.upper(): term for term in terms for name in (term.id, *term.also)}


def rule_asked(text: str) -> Optional[LawRule]:
    """The first rule that a question means; None if it means none."""
    plain = in_full(text)
    return next(
        (rule for rule, patterns in law_rules() if any(pattern.search(plain) for pattern in patterns)), None
    )


def terms_asked(text: str) -> Sequence[StaffTerm]:
    """The short words that a message asks the meaning of, in order; none where it says anything else besides.

    One short word alone counts, unless it is one that a talk about somebody may mean (`pp`).
    """
    said = [_singular(word) for word in _WORD.findall(text.replace("\u2019", "'").replace("'s", " ").upper())]
    found = [word for word in said if word in staff_terms()]
    rest = [word.lower() for word in said if word not in staff_terms()]
    if not found or not _BESIDE_TERMS.issuperset(rest):
        return ()
    if not _ASKS_MEANING.search(text) and set(found) & _OF_SOMEBODY:
        return ()
    return tuple(dict.fromkeys(staff_terms()[word] for word in found))


def with_terms_in_full(text: str) -> str:
    """A question with the short words of the trade in full, as the topics know them: "is Kai entitled to SUHA"."""
    return _WORD.sub(_full, text)


def _full(found: Match[str]) -> str:
    term = staff_terms().get(_singular(found.group().upper()))
    return term.full if term else found.group()


# Alone they ask for somebody's, or for a figure or dates of the caseload.
_OF_SOMEBODY = frozenset({"PP", "SP", "EET", "NEET", "YP", "PA", "UASC", "LAC", "FRC", "IRO"})


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("S") and word[:-1] in staff_terms() else word


def _read(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = read_yaml((FOLDER / name).read_text("utf-8"))
    return found
