"""Looks for sentences copied from the councils' papers, where the papers are at hand."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterable, Iterator

from bot.authoring.check_parts import file_of
from bot.authoring.field_texts import Text
from bot.offer.models import Problem, Topic

COPIED_RUN = 8  # words in a row


class Papers:
    """The papers of a folder (`*.txt`, UTF-8), as runs of words.

    Raises FileNotFoundError if the folder holds none.
    """

    def __init__(self, folder: Path) -> None:
        papers = sorted(folder.glob("*.txt"))
        if not papers:
            raise FileNotFoundError(f"{folder} holds no .txt files")
        self._runs = {run for paper in papers for run in runs_of(paper.read_text(encoding="utf-8"))}

    def copied(self, text: str) -> list[str]:
        """The runs of words in a text that stand in a paper too, sorted."""
        return sorted(" ".join(run) for run in runs_of(text) & self._runs)


def check_copies(topic: Topic, texts: Iterable[Text], papers: Papers) -> Iterator[Problem]:
    """Findings on texts that share a long run of words with a paper."""
    for field, text in texts:
        for run in papers.copied(text)[:1]:
            yield Problem(
                file=file_of(topic),
                field=field,
                message=f'copied from a paper: "{run}"',
                fix="say it in your own words",
            )


def runs_of(text: str) -> set[tuple[str, ...]]:
    """Every run of `COPIED_RUN` words; capitals, marks and line numbers do not count."""
    words = re.findall(
        r"[a-z0-9]+", re.sub(r"(?m)^\d+\t", "", text.lower().replace("'", "").replace("’", ""))
    )
    return {tuple(words[start : start + COPIED_RUN]) for start in range(len(words) - COPIED_RUN + 1)}
