"""Learns the weights of evidence, how sure to be, and the aspects. scikit-learn and scipy's solver are imported here alone."""

from __future__ import annotations

from typing import Any, Iterator, List, Sequence, Tuple

import numpy as np

from bot.language.passages.asked_lessons import KnownAsk, Lesson, unanswered
from bot.language.passages.aspect_model import AspectModel
from bot.language.passages.entries import Asked
from bot.language.passages.evidence import COLUMNS, PLACE_COLUMNS, Evidence, Witness
from bot.language.passages.passage_index import PassageIndex
from bot.language.passages.passage_ranking import Learnt, best, table
from bot.language.passages.sureness import Sureness, sure_row

FEWEST = 20  # questions; from fewer nothing is learnt
_FOLDS = 5
_AGAINST = 40  # passages that each right one is held against: the likeliest
_MOST_LESSONS = 3000
_RIDGE = 1.0
_STRENGTH = 1.0  # inverse regularisation of sureness
_SEED = 0


def learn(
    index: PassageIndex, lessons: Sequence[Lesson], others: Sequence[Asked], aspects: AspectModel
) -> Learnt:
    """Learn from lessons and from messages that no passage answers. Raises ValueError if there are fewer than FEWEST lessons."""
    if len(lessons) < FEWEST:
        raise ValueError(f"the ranker learns from {FEWEST} questions or more, not {len(lessons)}")
    witness, dice = Witness(index, aspects), np.random.default_rng(_SEED)
    weights = _weights(witness, lessons)
    both = [*lessons, *unanswered(lessons, others, list(index.shelves), dice)]
    return Learnt(weights, _sureness(witness, both, weights), aspects)


def evidence_of(witness: Witness, lesson: Lesson) -> Evidence:
    """What speaks for each passage in a lesson."""
    vector = lesson.asked.vector
    cosines = None if vector is None else (lesson.seen or witness.index).cosines(vector)
    return witness.of(lesson.asked, cosines, lesson.hidden, lesson.aspects)


def unseen_aspects(index: PassageIndex, known: Sequence[KnownAsk]) -> List[Any]:
    """For each question the log chances by a model of the other passages' questions, in the order of all aspects."""
    order = sorted({index.entries[one.row].aspect for one in known})
    found: List[Any] = [None] * len(known)
    for fold in range(_FOLDS):
        model = aspects_of_known(index, [one for one in known if one.row % _FOLDS != fold])
        places = [order.index(aspect) for aspect in model.aspects]
        for number, one in enumerate(known):
            if one.row % _FOLDS == fold:
                found[number] = np.full(len(order), -np.inf)
                found[number][places] = model.log_chances(one.asked.text)
    return found


def aspects_of_known(index: PassageIndex, known: Sequence[KnownAsk]) -> AspectModel:
    """Which words ask for which aspect, by questions whose passages are known."""
    labels = [index.entries[one.row].aspect for one in known]
    texts = [one.asked.text for one in known]
    return AspectModel().fit(texts, labels)


def _weights(witness: Witness, lessons: Sequence[Lesson]) -> Any:
    """Listwise: the right passage of each lesson against the likeliest others, by a softmax of their scores."""
    from scipy.optimize import minimize

    lessons = lessons[:: max(1, len(lessons) // _MOST_LESSONS)]
    start = np.zeros(len(COLUMNS) + len(PLACE_COLUMNS))
    start[[COLUMNS.index(name) for name in ("meaning_best", "words_best", "topic")]] = 4, 4, 0.3
    tables = [_against(witness, lesson, start) for lesson in lessons]
    counts = np.array([lesson.weight for lesson in lessons])
    rows = np.stack([_filled(rows) for rows in tables])
    there = np.stack([np.arange(_AGAINST + 1) < len(rows) for rows in tables])

    def loss(weights: Any) -> Tuple[float, Any]:
        scores = np.where(there, rows @ weights, -np.inf)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances /= chances.sum(axis=1, keepdims=True)
        slope = counts @ (np.einsum("lr,lrc->lc", chances, rows) - rows[:, 0])
        value = -counts @ np.log(np.maximum(chances[:, 0], 1e-12))
        return value + _RIDGE * weights @ weights / 2, slope + _RIDGE * weights

    return minimize(loss, start, jac=True, method="L-BFGS-B").x.astype(np.float32)


def _against(witness: Witness, lesson: Lesson, start: Any) -> Any:
    """The right row first, then the likeliest others by the weights that we start with."""
    assert lesson.right is not None
    evidence = evidence_of(witness, lesson)
    rows = np.array(
        [row for row in witness.rows_of(lesson.place) if row != lesson.right and row not in lesson.without],
        int,
    )
    scores = table(witness, lesson.place, evidence, rows) @ start
    chosen = rows[np.argsort(-scores)[:_AGAINST]]
    return table(witness, lesson.place, evidence, np.array([lesson.right, *chosen], int))


def _filled(rows: Any) -> Any:
    return np.vstack([rows, np.zeros((_AGAINST + 1 - len(rows), rows.shape[1]), rows.dtype)])


def _sureness(witness: Witness, lessons: Sequence[Lesson], weights: Any) -> Sureness:
    from sklearn.linear_model import LogisticRegression
    from sklearn.preprocessing import StandardScaler

    rows, is_right, counts = zip(*judged(witness, lessons, weights), strict=True)
    scaler = StandardScaler().fit(rows)
    model = LogisticRegression(C=_STRENGTH, max_iter=1000).fit(
        scaler.transform(rows), is_right, sample_weight=counts
    )
    slopes = model.coef_[0] / scaler.scale_
    return Sureness(slopes.astype(np.float32), float(model.intercept_[0] - slopes @ scaler.mean_))


def judged(witness: Witness, lessons: Sequence[Lesson], weights: Any) -> Iterator[Tuple[Any, bool, float]]:
    """For each lesson what tells how sure to be, and whether the passage at the top was right."""
    for lesson in lessons:
        without = np.isin(np.arange(len(witness.index.entries)), list(lesson.without))
        evidence = evidence_of(witness, lesson)
        top = best(witness, lesson.place, evidence, weights, without)
        yield sure_row(lesson.asked, evidence, top), bool(top.rows[0] == lesson.right), lesson.weight
