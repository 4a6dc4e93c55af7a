"""Learns the ranker's weights anew: `make tune-passages`. Questions are those of the separate hands in `data/asks`, each asked as if its hand had written nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator, List, Mapping, Sequence, Tuple

import numpy as np

from benchmarks.trained_component import topics_of
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
from bot.language.passages.unit_vectors import UnitVectors
from bot.nlu.passage_ranker import content_index
from bot.nlu.sentence_embedding import shared_encoder
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
    hands = read_hands(settings.home / "data" / "asks")
    asks = [ask for one in hands.values() for of_passage in one.values() for ask in of_passage]
    others = _other_messages(settings.home)
    with sharing_settings(settings), sharing(offer):
        index = content_index(None)
        encode = _Encoding(shared_encoder(), settings.home / "var" / "asked_vectors.npz")
        asked = _asked(model, [*asks, *others], encode)
        units = encode(index.units)
    encode.write()
    written = [_units_of(index, of_hand) for of_hand in hands.values()]
    texts = _texts(index, units, written)
    projection = learn_projection(texts)
    index = index.seen_through(projection(units), projection)
    unseen = [_seen_without(index, texts, fold, len(hands)) for fold in range(FOLDS)]
    known = list(_known(index, hands, asked, written, unseen))
    aspects = unseen_aspects(index, known)
    chosen = _some(range(len(known)))
    lessons = lessons_of(index, [known[row] for row in chosen], [aspects[row] for row in chosen])
    learnt = learn(index, lessons, [asked[text] for text in others], aspects_of_known(index, known))
    vectors = UnitVectors()
    vectors.of(index.units, lambda new: projection(encode(new)))
    kept = Weights(learnt.weights, learnt.sureness, projection, vectors, settings.embedding_sha256)
    write_weights(settings.home / "data" / "passages.npz", kept)
    _tell(index, lessons, learnt)


class _Encoding:
    """The embedding, which remembers from one run to the next what it encoded."""

    def __init__(self, encoder: Any, file: Path) -> None:
        self._encoder, self._file, self._known = encoder, file, {}
        if file.exists():
            with np.load(file, allow_pickle=False) as kept:
                self._known = dict(zip(kept["texts"].tolist(), kept["vectors"], strict=True))

    def __call__(self, texts: Sequence[str]) -> Any:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode(new).astype(np.float16), strict=True))
        return np.array([self._known[text] for text in texts], np.float32)

    def write(self) -> None:
        """Keep all for the next run."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(self._file, texts=np.array(list(self._known)), vectors=np.array(list(self._known.values())))


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


def _seen_without(index: PassageIndex, texts: Texts, fold: int, hands: int) -> PassageIndex:
    """The index through a projection that has learnt nothing of the hands of one fold."""
    kept = ~np.isin(texts.hand, range(fold, hands, FOLDS))
    projection = learn_projection(Texts(texts.vectors[kept], texts.owner[kept], texts.hand[kept]))
    return index.seen_through(projection(texts.vectors), projection)


def _texts(index: PassageIndex, units: Any, written: Sequence[Any]) -> Texts:
    hand = np.full(index.no_unit, -1)
    for number, of_hand in enumerate(written):
        hand[of_hand] = number
    return Texts(units, index.owner, hand)


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
