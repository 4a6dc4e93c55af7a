"""Components of the trained model by themselves, as a server loads them."""

from __future__ import annotations

import tarfile
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator, List, Optional, Sequence

from bot.language.kept import read_kept
from bot.language.passages.passage_ranking import PassageRanker
from bot.language.topic_model import Letters, Ranking, TopicModel, joined

YOUNG_PERSON_BIAS = -4.0  # as in bot/nlu/topics.py


@dataclass(frozen=True)
class Topics:
    """What tells topics apart, without Rasa around it."""

    letters: Letters
    model: TopicModel

    def rank(self, texts: Sequence[str], vectors: Optional[Any]) -> List[Ranking]:
        """A ranking of topics for each text in plain words."""
        bias = [YOUNG_PERSON_BIAS * label.startswith("adviser") for label in self.model.labels]
        return self.model.rank(joined(self.letters.rows(list(texts)), vectors), bias)


def ranking_of(model: Path) -> PassageRanker:
    """The ranker of a trained model over the content that is shared now."""
    from bot.nlu.passage_ranker import ranker_in

    with _folder_of(model, "PassageRanking") as folder:
        return ranker_in(folder)


def topics_of(model: Path) -> Topics:
    """What a trained model tells topics apart by, with meaning."""
    with _folder_of(model, "TopicClassifier") as folder:
        return Topics(read_kept(folder / "letters.kept"), read_kept(folder / "topics.kept"))


@contextmanager
def _folder_of(model: Path, component: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(model) as archive:
            archive.extractall(folder, filter="data")
        yield next(path for path in Path(folder).rglob(f"*{component}*") if path.is_dir())
