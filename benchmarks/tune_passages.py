"""Learns the ranker's weights anew: `make tune-passages`. Questions are those of the separate hands in `data/asks`, each asked as if its hand had written nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Iterator, List, Sequence, Tuple

import numpy as np
import yaml

from bot.assistant import Assistant
from bot.cli.terminal_talk import assistant_of
from bot.language.chat import spelled_out
from bot.language.passages.asked_lessons import KnownAsk, lessons_of, places_of
from bot.language.passages.entries import Asked
from bot.language.passages.evidence import Witness
from bot.language.passages.passage_index import PassageIndex
from bot.language.passages.passage_training import judged, learn, unseen_aspects
from bot.language.passages.passage_weights import ALL_COLUMNS, write_weights
from bot.language.passages.sureness import SURE_COLUMNS
from bot.offer.more_asks import read_hands
from bot.offer.shared_offer import sharing
from bot.settings import Settings, sharing_settings

SEED = 0
MOST_OTHERS = 1500  # messages of no passage
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
    from bot.language.passages.unit_vectors import UnitVectors
    from bot.nlu.passage_ranker import content_index, encode_with

    settings = Settings()
    assistant = asyncio.run(assistant_of(settings))
    with sharing_settings(settings), sharing(assistant.services.offer):
        index = content_index(encode_with(UnitVectors()))
        known = list(_known(settings.home, index, assistant))
        lessons = lessons_of(index, known, unseen_aspects(index, known))
        others = [_asked(assistant, text) for text in _other_messages(settings.home)]
    learnt = learn(index, lessons, others)
    write_weights(settings.home / "data" / "passages.npz", learnt.weights, learnt.sureness)
    _tell(index, lessons, learnt)


def _tell(index: PassageIndex, lessons: Sequence[Any], learnt: Any) -> None:
    for name, weight in zip(ALL_COLUMNS, learnt.weights, strict=True):
        print(f"{name:20} {weight:8.2f}")
    for name, slope in zip(SURE_COLUMNS, learnt.sureness.slopes, strict=True):
        print(f"sure {name:20} {slope:8.3f}")
    found = list(judged(Witness(index), lessons, learnt.weights))
    right = [is_right for _, is_right in found]
    chances = np.array([learnt.sureness.chance(row) for row, _ in found])
    print(
        f"right first in {np.mean(right):.3f} of {len(right)} lessons; the mean chance given is {chances.mean():.3f}"
    )


def _known(home: Path, index: PassageIndex, assistant: Assistant) -> Iterator[KnownAsk]:
    dice = np.random.default_rng(SEED)
    for asks in read_hands(home / "data" / "asks").values():
        of_hand = _units_of(index, asks)
        for row, entry in enumerate(index.entries):
            for ask in asks.get((entry.place, entry.topic, entry.id), ()):
                places = places_of(index, row)
                place = places[int(dice.integers(len(places)))]
                yield KnownAsk(_asked(assistant, ask), row, place, of_hand)


def _units_of(index: PassageIndex, asks: Any) -> Any:
    """Which units a hand wrote."""
    found = np.zeros(index.no_unit, bool)
    for row, entry in enumerate(index.entries):
        own = set(asks.get((entry.place, entry.topic, entry.id), ()))
        for number, ask in enumerate(entry.asks):
            found[index.question[row] + 1 + number] = ask in own
    return found


def _asked(assistant: Assistant, text: str) -> Asked:
    """With what the trained topics make of it, and its vector."""
    from bot.nlu.sentence_embedding import shared_encoder

    understood = asyncio.run(assistant.dialogue.parse(text))
    encoder, plain = shared_encoder(), spelled_out(text)
    topics = {one["id"]: one["confidence"] for one in understood["topics"]}
    vector = encoder.encode([plain])[0] if encoder else None
    return Asked(plain, vector, topics, understood["refusal_score"])


def _other_messages(home: Path) -> List[str]:
    found: List[Tuple[str, str]] = []
    for name in OTHER_FILES:
        content = yaml.safe_load((home / "data" / "nlu" / f"{name}.yml").read_text(encoding="utf-8"))
        for block in content["nlu"]:
            found += [(name, line.removeprefix("- ").strip()) for line in block["examples"].splitlines()]
    dice = np.random.default_rng(SEED)
    chosen = dice.permutation(len(found))[:MOST_OTHERS]
    return [found[number][1] for number in chosen if found[number][1]]


if __name__ == "__main__":
    main()
