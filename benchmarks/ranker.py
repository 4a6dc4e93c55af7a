"""Times the ranker of passages: `make bench-ranker`. Prints milliseconds a message for every place, and seconds to load it."""

from __future__ import annotations

import asyncio
import time
from statistics import median
from typing import List

from benchmarks.question_sets import read_questions
from bot.cli.terminal_talk import assistant_of
from bot.dialogue.trained_models import model_path
from bot.language.passages.entries import Shelf
from bot.language.passages.passage_ranking import PassageRanker
from bot.offer.shared_offer import shared_offer, sharing
from bot.settings import Settings, sharing_settings

ROUNDS = 3


def main() -> None:
    """Load the trained ranker as a server does, and rank every measured question."""
    settings = Settings()
    assistant = asyncio.run(assistant_of(settings))
    with sharing_settings(settings), sharing(assistant.services.offer):
        started = time.perf_counter()
        ranker = loaded(settings)
        seconds = time.perf_counter() - started
        times, alone = milliseconds(ranker), of_the_nation(ranker)
    told = {place: len(shelf.rows) for place, shelf in ranker.index.shelves.items()}
    print(f"passages: {len(ranker.index.entries)}; by place {told}")
    print(f"load: {seconds:.2f} s")
    print(f"rank, all places: {in_short(times)}")
    print(f"rank, {len(alone.index.entries)} passages of one place: {in_short(milliseconds(alone))}")


def loaded(settings: Settings) -> PassageRanker:
    """The ranker of the trained model over the content of now."""
    from benchmarks.trained_component import ranking_of

    ranker = ranking_of(model_path(settings))
    assert ranker is not None
    return ranker


def of_the_nation(ranker: PassageRanker) -> PassageRanker:
    """A ranker over what the nation tells, and nothing else: as it would be without councils."""
    from bot.language.passages.passage_index import PassageIndex
    from bot.language.passages.passage_ranking import Learnt
    from bot.nlu.passage_ranker import content_entries, encode_with, learnt_now

    learnt, (entries, shelves) = learnt_now(), content_entries()
    nation = shared_offer(None).nation().id
    of_it = [entries[row] for row in shelves[nation].rows]
    firsts = frozenset(of_it.index(entries[row]) for row in shelves[nation].firsts)
    index = PassageIndex(
        of_it, {nation: Shelf(tuple(range(len(of_it))), firsts)}, encode_with(learnt), learnt.projection
    )
    return PassageRanker(index, Learnt(learnt.columns, learnt.sureness, ranker.aspects))


def in_short(times: List[float]) -> str:
    """Median and what one in twenty takes longer than."""
    return f"p50 {median(times):.2f} ms, p95 {sorted(times)[int(0.95 * len(times))]:.2f} ms"


def milliseconds(ranker: PassageRanker) -> List[float]:
    """Of each measured question, without its encoding, which is done for the topics anyway."""
    from bot.language.chat import spelled_out
    from bot.language.passages.entries import Asked
    from bot.nlu.sentence_embedding import shared_encoder

    encoder = shared_encoder()
    found = []
    for question in read_questions() * ROUNDS:
        text = spelled_out(question.ask)
        asked = Asked(text, encoder.encode([text])[0] if encoder else None)
        started = time.perf_counter()
        ranker.rank(asked)
        found.append((time.perf_counter() - started) * 1000)
    return found


if __name__ == "__main__":
    main()
