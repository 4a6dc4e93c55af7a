"""A component of the trained model by itself, as a server loads it."""

from __future__ import annotations

import tarfile
import tempfile
from pathlib import Path
from typing import Optional

from bot.language.passages.passage_ranking import PassageRanker


def ranking_of(model: Path) -> Optional[PassageRanker]:
    """The ranker of a trained model over the content that is shared now."""
    from bot.nlu.passage_ranker import ranker_in

    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(model) as archive:
            archive.extractall(folder, filter="data")
        found = next(path for path in Path(folder).rglob("*PassageRanking*") if path.is_dir())
        return ranker_in(found)
