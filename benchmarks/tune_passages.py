"""Learns the ranker's weights anew: `make tune-passages`. Questions are those of the separate hands in `data/asks`, each asked as if its hand had written nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, List, Mapping, Sequence, Tuple

import numpy as np

from benchmarks.trained_component import topics_of, vectors_of
from bot.dialogue.trained_models import ensure_model
from bot.entitlements.parameters import load_parameters
from bot.language.chat import spelled_out
from bot.language.passages.asked_lessons import KnownAsk, lessons_of, places_of
from bot.language.passages.entries import Asked
from bot.language.passages.evidence import Witness
from bot.language.passages.passage_index import PassageIndex
from bot.language.passages.passage_training import aspects_of_known, judged, learn, unseen_aspects
from bot.language.passages.passage_weights import ALL_COLUMNS, Weights, write_weights
from bot.language.passages.projection_training import Texts, learn_projection
from bot.language.passages.sureness import SURE_COLUMNS
from bot.nlu.passage_ranker import content_index, encode_with
from bot.nlu.topics import topic_of
from bot.offer.loader import load_offer
from bot.offer.more_asks import Written, read_hands
from bot.offer.shared_offer import sharing
from bot.settings import Settings, sharing_settings
from bot.yaml_text import read_yaml

SEED = 0
MOST_OTHERS = 1500  # messages of no passage
MOST_LESSONS = 6000
LIKELIEST = 10  # topics of a question
FOLDS = 5  # of hands: a question is asked through a projection that learnt from the hands of the other folds
# What nobody answers from the offer, and what is no question about it.
OTHER_FILES = (
    "out_of_scope",
    "greet",
    "goodbye",
    "thanks",
    "bot_challenge",
    "survey_feedback",
    "affirm",
    "deny",
)


def main() -> None:
    """Learn, say what was learnt, and keep it in `data/passages.npz`."""
    settings = Settings()
    model = ensure_model(settings, print)
    figures = load_parameters(settings.home / "data" / "parameters")
    offer = load_offer(settings.home / "data" / "offer", figures.__contains__)
    with sharing_settings(settings), sharing(offer):
        vectors = vectors_of(model)
        hands = read_hands(settings.home / "data" / "asks")
        encode = encode_with(vectors)
        index = content_index(encode)
        texts = [*(ask for one in hands.values() for asks in one.values() for ask in asks)]
        others = _other_messages(settings.home)
        asked = _asked(model, [*texts, *others], encode)
    written = [_units_of(index, asks) for asks in hands.values()]
    unseen = [_seen_without(index, encode, written, fold) for fold in range(FOLDS)]
    known = list(_known(index, hands, asked, written, unseen))
    chosen = _some(range(len(known)))
    aspects_unseen = unseen_aspects(index, known)
    lessons = lessons_of(index, [known[row] for row in chosen], [aspects_unseen[row] for row in chosen])
    aspects = aspects_of_known(index, known)
    learnt = learn(index, lessons, [asked[text] for text in others], aspects)
    projection = learn_projection(_texts(index, encode, written, np.ones(index.no_unit, bool)))
    kept = Weights(learnt.weights, learnt.sureness, projection)
    write_weights(settings.home / "data" / "passages.npz", kept)
    _tell(index, lessons, learnt)


def _some(rows: Sequence[int]) -> List[int]:
    """As many as are enough to learn from, by chance."""
    return [int(row) for row in np.random.default_rng(SEED).permutation(rows)[:MOST_LESSONS]]


def _tell(index: PassageIndex, lessons: Sequence[Any], learnt: Any) -> None:
    for name, weight in zip(ALL_COLUMNS, learnt.weights, strict=True):
        print(f"{name:20} {weight:8.2f}")
    for name, slope in zip(SURE_COLUMNS, learnt.sureness.slopes, strict=True):
        print(f"sure {name:20} {slope:8.3f}")
    found = list(judged(Witness(index, learnt.aspects), lessons, learnt.weights))
    right = [is_right for _, is_right, _ in found]
    chances = np.array([learnt.sureness.chance(row) for row, _, _ in found])
    print(
        f"right first in {np.mean(right):.3f} of {len(right)} lessons; the mean chance given is {chances.mean():.3f}"
    )


def _known(
    index: PassageIndex,
    hands: Mapping[str, Mapping[Written, Tuple[str, ...]]],
    asked: Mapping[str, Asked],
    written: Sequence[Any],
    unseen: Sequence[PassageIndex],
) -> Iterator[KnownAsk]:
    dice = np.random.default_rng(SEED)
    for number, asks in enumerate(hands.values()):
        for row, entry in enumerate(index.entries):
            places = places_of(index, row)
            for ask in asks.get((entry.place, entry.topic, entry.id), ()):
                place = places[int(dice.integers(len(places)))]
                yield KnownAsk(asked[ask], row, place, written[number], unseen[number % FOLDS])


def _seen_without(index: PassageIndex, encode: Any, written: Sequence[Any], fold: int) -> PassageIndex:
    """The index through a projection that has learnt nothing of the hands of one fold."""
    kept = ~np.any(written[fold::FOLDS], axis=0)
    return index.seen_through(encode, learn_projection(_texts(index, encode, written, kept)))


def _texts(index: PassageIndex, encode: Any, written: Sequence[Any], kept: Any) -> Texts:
    hand = np.full(index.no_unit, -1)
    for number, units in enumerate(written):
        hand[units] = number
    return Texts(encode(index.units)[kept], index.owner[kept], hand[kept])


def _units_of(index: PassageIndex, asks: Any) -> Any:
    """Which units a hand wrote."""
    found = np.zeros(index.no_unit, bool)
    for row, entry in enumerate(index.entries):
        own = set(asks.get((entry.place, entry.topic, entry.id), ()))
        for number, ask in enumerate(entry.asks):
            found[index.question[row] + 1 + number] = ask in own
    return found


def _asked(model: Path, texts: Sequence[str], encode: Any) -> Mapping[str, Asked]:
    """Each with its vector and with what the trained topics make of it."""
    plain = [spelled_out(text) for text in texts]
    vectors = encode(plain)
    ranked = topics_of(model).rank(plain, vectors)
    found = {}
    for text, words, vector, ranking in zip(texts, plain, vectors, ranked, strict=True):
        chances = zip(ranking.labels[:LIKELIEST], ranking.chances, strict=False)
        topics = {topic_of(label): float(chance) for label, chance in chances}
        found[text] = Asked(words, vector, topics, ranking.score)
    return found


def _other_messages(home: Path) -> List[str]:
    found: List[str] = []
    for name in OTHER_FILES:
        content = read_yaml((home / "data" / "nlu" / f"{name}.yml").read_text(encoding="utf-8"))
        for block in content["nlu"]:
            found += [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
    chosen = np.random.default_rng(SEED).permutation(len(found))[:MOST_OTHERS]
    return [found[int(number)] for number in chosen if found[int(number)]]


if __name__ == "__main__":
    main()
