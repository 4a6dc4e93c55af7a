"""Finds the passage of a place's content that holds the words of a question which no topic fits.

An index in memory (SQLite FTS5) over paragraphs, steps, rules and glossary. What
is found must hold most of the rare words of the question: a wrong answer is worse
than an honest "I don't know".
"""

from __future__ import annotations

import math
import re
import sqlite3
from dataclasses import dataclass
from datetime import date
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Set

from bot.answer import Basis
from bot.entitlements.parameters import Parameters
from bot.language.chat import spelled_out
from bot.offer.figures import fill
from bot.offer.loader import Offer
from bot.offer.models import Topic

# Measured with `python -m benchmarks.searching`: at most 3 in 100 questions about other things get an answer.
ENOUGH = 0.65  # of the weight of the question's words; a rare word weighs more
FEWEST_WORDS = 2  # that must stand in the passage, except where the question is one rare word: "what is suso"
RARE = 0.02  # the greatest share of passages that hold a rare word
MOST_WORDS = 30  # of a question; what is longer is a story, and holds a bit of everything

# Words that are in every question or every answer, and so tell nothing.
_COMMON = """
    a about above actually after again against all also am an and any anyone anything are around as ask at away back
    be because been before being between both but by call called can come could did do does doing done down each else
    even ever every find for from get gets getting give given go goes going good got had has have having he help helps her here
    hers him his how i if in into is it its itself just kind know let like look lot made make makes many maybe me mean
    might mine more most much must my need needs new no nor not now of off ok on once one ones only or other our out over own
    people person please put really right said same say says see she should show so some someone something sort still such take tell
    than thank thanks that the their them then there these they thing things think this those though through to told too try
    under until up us use used very want wants was way we well were what when where which while who whose why will with
    without would yes yet you your yours whats hello hi hey pls plz mate ta cheers innit bit
    care leaver leavers council pa adviser advisor personal young allowed entitled
    long often happen happens happened number numbers till towards comes
"""
_STOP_WORDS = frozenset(_COMMON.split())
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")


@dataclass(frozen=True)
class Passage:
    """A piece of content that can be an answer: where it stands and who stands behind it.

    A glossary's word has its id in `term` and may have no topic.
    """

    text: str
    topic: str = ""
    basis: Optional[Basis] = None
    term: str = ""


@dataclass(frozen=True)
class Found:
    """A passage and how much of the question's weight its words carry, from 0 to 1."""

    passage: Passage
    share: float


class Finder:
    """Searches the content of each place. Its index is made at the first question of a place on a day."""

    def __init__(self, offer: Offer, parameters: Parameters) -> None:
        self._offer, self._parameters = offer, parameters
        self._indexes: Dict[str, _Index] = {}
        self._day: Optional[date] = None

    def find(self, question: str, place: str, on: date, enough: float = ENOUGH) -> Optional[Found]:
        """The best passage for a question in a place, figures as on that day; None if none is good enough."""
        found = self._index(place, on).best(content_words(question))
        return found if found and found.share >= enough else None

    def _index(self, place: str, on: date) -> _Index:
        if on != self._day:
            self._indexes, self._day = {}, on
        if place not in self._indexes:
            self._indexes[place] = _Index(
                list(passages(self._offer, self._parameters, place, on)), self._titles(place)
            )
        return self._indexes[place]

    def _titles(self, place: str) -> Mapping[str, str]:
        return {topic.id: topic.title for topic in self._offer.topics_of(place)}


def content_words(question: str) -> List[str]:
    """The words of a question that say what it is about, each once."""
    words = (word.split("'")[0] for word in _WORD.findall(spelled_out(question)))
    return list(dict.fromkeys(word for word in words if len(word) > 1 and word not in _STOP_WORDS))


def passages(offer: Offer, parameters: Parameters, place: str, on: date) -> Iterator[Passage]:
    """Everything that a place tells young people, piece by piece."""
    for topic in offer.topics_of(place):
        if not topic.is_faulty:
            yield from (_filled(passage, parameters, on) for passage in _pieces(topic))
    for term in offer.terms(place):
        yield Passage(f"{term.term}: {term.plain}", term.topic or "", term=term.id)


def _pieces(topic: Topic) -> Iterator[Passage]:
    yield Passage(topic.lead, topic.id, topic.basis)
    yield from (Passage(part.text, topic.id, part.basis) for part in (*topic.paragraphs, *topic.more))
    yield from (Passage(step, topic.id) for step in topic.steps)


def _filled(passage: Passage, parameters: Parameters, on: date) -> Passage:
    return Passage(fill(passage.text, parameters, on), passage.topic, passage.basis)


class _Index:
    """One place's passages. The title of its topic counts as a part of each passage."""

    def __init__(self, found: Sequence[Passage], titles: Mapping[str, str]) -> None:
        self._passages = found
        self._rows = sqlite3.connect(":memory:", check_same_thread=False)
        self._rows.execute(
            "CREATE VIRTUAL TABLE passage USING fts5(text, title, tokenize = 'porter unicode61')"
        )
        rows = [(number, passage.text, titles.get(passage.topic, "")) for number, passage in enumerate(found)]
        self._rows.executemany("INSERT INTO passage (rowid, text, title) VALUES (?, ?, ?)", rows)

    def best(self, words: Sequence[str]) -> Optional[Found]:
        """The passage that carries the most of the words' weight; among equals, the one that bm25 puts first."""
        if not 0 < len(words) <= MOST_WORDS:
            return None
        holding = {word: self._holding(word) for word in words}
        fewest = (
            1 if len(words) == 1 and len(holding[words[0]]) <= RARE * len(self._passages) else FEWEST_WORDS
        )
        weights = {word: self._weight(len(rows)) for word, rows in holding.items()}
        whole = sum(weights.values())
        shares = {
            row: sum(weights[word] for word in words if row in holding[word]) / whole
            for row in self._ranked(words)
            if sum(row in rows for rows in holding.values()) >= fewest
        }
        row = max(shares, key=shares.__getitem__, default=None)
        return None if row is None else Found(self._passages[row], shares[row])

    def _holding(self, word: str) -> Set[int]:
        return {
            row
            for (row,) in self._rows.execute(
                "SELECT rowid FROM passage WHERE passage MATCH ?", (_quoted(word),)
            )
        }

    def _ranked(self, words: Sequence[str]) -> List[int]:
        wanted = " OR ".join(map(_quoted, words))
        ranked = "SELECT rowid FROM passage WHERE passage MATCH ? ORDER BY bm25(passage, 1.0, 0.5)"
        return [row for (row,) in self._rows.execute(ranked, (wanted,))]

    def _weight(self, holders: int) -> float:
        """Its inverse document frequency, as in bm25: a word that nobody holds weighs most."""
        return math.log(1 + (len(self._passages) - holders + 0.5) / (holders + 0.5))


def _quoted(word: str) -> str:
    return '"' + word.replace('"', "") + '"'
