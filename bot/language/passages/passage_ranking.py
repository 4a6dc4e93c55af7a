"""The passages of every place for a question, the likeliest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional

import numpy as np

from bot.language.passages.aspect_model import AspectModel
from bot.language.passages.entries import Asked, Entry
from bot.language.passages.evidence import COLUMNS, Evidence, Witness
from bot.language.passages.passage_index import PassageIndex
from bot.language.passages.sureness import Sureness, Top, sure_row

MOST = 8  # passages of a place
OWN_SHARE = 0.04  # chosen on the open half of the measured questions


@dataclass(frozen=True)
class Learnt:
    """What training leaves: `weights` of COLUMNS, then of PLACE_COLUMNS; how sure to be; what asks for which aspect."""

    weights: Any
    sureness: Sureness
    aspects: Optional[AspectModel] = None


@dataclass(frozen=True)
class Found:
    """A passage, and the chance that it answers."""

    topic: str
    id: str
    chance: float


class PassageRanker:
    """Ranks what each place tells by weights that were learnt."""

    def __init__(self, index: PassageIndex, learnt: Learnt) -> None:
        self.index = index
        self._learnt = learnt
        self.aspects, self._witness = learnt.aspects, Witness(index, learnt.aspects)

    def rank(self, asked: Asked, cosines: Optional[Any] = None) -> Dict[str, List[Found]]:
        """The best passages of each place, at most MOST, best first. `cosines` are those of the question with every unit of the index.

        The first chance is that its passage answers. Each other one is smaller, as its score is.
        """
        if cosines is None and asked.vector is not None:
            cosines = self.index.cosines(asked.vector)
        evidence = self._witness.of(asked, cosines)
        scores = evidence.rows @ self._learnt.weights[: len(COLUMNS)]
        return {place: self._of_place(place, asked, evidence, scores) for place in self.index.shelves}

    def _of_place(self, place: str, asked: Asked, evidence: Evidence, scores: Any) -> List[Found]:
        top = best(self._witness, place, evidence, self._learnt.weights, scores=scores)
        if not len(top.rows):
            return []
        sure = self._learnt.sureness.chance(sure_row(asked, evidence, top))
        chances = sure * np.exp(top.scores - top.scores[0])
        entries = own_first(place, [self.index.entries[row] for row in top.rows], chances / chances[0])
        return [Found(e.topic, e.id, float(chance)) for e, chance in zip(entries, chances, strict=True)]


def own_first(place: str, entries: List[Entry], shares: Any) -> List[Entry]:
    """The same, best first; what the council itself tells goes before the nation's passage on the same aspect of the topic, where it is likely enough.

    `shares` are chances as shares of the first's. An area's passages stay where they are: the nation's helplines go before its services.
    """
    first = entries[0]
    likely = [one for one, share in zip(entries, shares, strict=True) if share >= OWN_SHARE]
    same = (one for one in likely if (one.topic, one.aspect) == (first.topic, first.aspect))
    own = next((one for one in same if one.place == place), first)
    if first.is_local:
        return entries
    return [own, *(one for one in entries if one is not own)]


def best(
    witness: Witness,
    place: str,
    evidence: Evidence,
    weights: Any,
    without: Optional[Any] = None,
    scores: Optional[Any] = None,
) -> Top:
    """The best passages of a place by weights; `without` tells of each row of the index whether it is left out.

    `scores` of every row by COLUMNS alone are the same for all places: whoever asks for several makes them once.
    """
    rows = witness.rows_of(place)
    rows = rows if without is None else rows[~without[rows]]
    if scores is None:
        scores = evidence.rows @ weights[: len(COLUMNS)]
    scores = scores[rows] + witness.of_place(place, evidence.words)[rows] @ weights[len(COLUMNS) :]
    order = np.argsort(-scores, kind="stable")[:MOST]
    return Top(rows[order], scores[order], rows)


def table(witness: Witness, place: str, evidence: Evidence, rows: Any) -> Any:
    """COLUMNS and PLACE_COLUMNS of some rows of a place."""
    return np.hstack([evidence.rows[rows], witness.of_place(place, evidence.words)[rows]])
