"""The trained part of the danger check: what the rules don't say in words, judged by meaning and by letters.

Two views are trained apart and their votes added: a sentence embedding that was tuned for this (see `meaning`),
and letters (see `letters`). Without the embedding the letters judge alone.
Gives no score away and stores none. All pieces of a message are judged in one go.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, List, Mapping, Optional, Sequence

from bot.language.kept import keep, read_kept
from bot.safeguarding.labels import OTHER, PAST, WEAK, is_now, kind_of
from bot.safeguarding.lessons import Lessons
from bot.safeguarding.letters import Letters
from bot.safeguarding.meaning import Meaning
from bot.safeguarding.plain import Plain
from bot.safeguarding.scan import Scan

LEAN = 0.08  # of the log-odds of danger by meaning, against the votes by letters
SUREST = 1e-3  # no chance counts as nearer to none or all
OTHERS_SHARE = (
    0.27  # of the votes for a kind, from which it is about somebody else: such messages are the fewer
)


@dataclass(frozen=True)
class Judged:
    """How much speaks for danger of now, for danger that is over and for a weak sign; the likeliest kind; whether somebody else is in it."""

    danger: float
    past: float
    weak: float
    kind: str
    is_about_other: bool = False


class Judge:
    """Both views, or the letters alone without `meaning`; the quick scan; and the words that are known."""

    def __init__(self, kept: Mapping[str, Any], meaning: Optional[Meaning]) -> None:
        self._labels: List[str] = kept["labels"]
        self._letters: Letters = kept["letters"]
        self._meaning = meaning
        self.scan: Scan = kept["scan"]
        self.plain = Plain(kept["words"])

    @property
    def has_meaning(self) -> bool:
        """Whether the embedding is there."""
        return self._meaning is not None

    def __call__(self, plains: Sequence[str]) -> List[Judged]:
        """What each plain text shows."""
        letters = [dict(zip(self._labels, row, strict=True)) for row in self._letters.votes(plains)]
        if self._meaning is None:
            return [judged(votes) for votes in letters]
        return [
            both_judged(votes, chances)
            for votes, chances in zip(letters, self._meaning.chances(plains), strict=True)
        ]


def both_judged(letters: Mapping[str, float], chances: Mapping[str, float]) -> Judged:
    """What both views come to: of danger of now the log-odds count, so that what is all but sure weighs more than what is likely."""
    found = judged(
        {label: letters.get(label, 0.0) + chances.get(label, 0.0) for label in {*letters, *chances}}
    )
    danger = float(sum(chance for label, chance in chances.items() if is_now(label)))
    sure = min(max(danger, SUREST), 1 - SUREST)
    return replace(found, danger=judged(letters).danger + LEAN * math.log(sure / (1 - sure)))


def judged(votes: Mapping[str, float]) -> Judged:
    """What the votes for each label come to."""
    past = {label: vote for label, vote in votes.items() if label.startswith(PAST)}
    weak = {label: vote for label, vote in votes.items() if label.startswith(WEAK)}
    now = {label: vote for label, vote in votes.items() if is_now(label)}
    by_kind = {
        kind: now.get(kind, 0.0) + now.get(OTHER + kind, 0.0) for kind in {kind_of(label) for label in now}
    }
    kind = max(sorted(by_kind), key=by_kind.__getitem__)
    if sum(past.values()) > sum(now.values()):
        kind = max(past, key=past.__getitem__).removeprefix(PAST)
    other, own = votes.get(OTHER + kind, 0.0), votes.get(kind, 0.0)
    is_about_other = bool(other > OTHERS_SHARE * max(own + other, 0.0))
    return Judged(
        float(sum(now.values())), float(sum(past.values())), float(sum(weak.values())), kind, is_about_other
    )


def train_judge(lessons: Lessons, file: Path) -> None:
    """Train the view by letters, and keep it with the scan and the words in a file."""
    texts, labels = zip(*lessons.for_letters(), strict=True)
    kept = {
        "words": lessons.words,
        "scan": lessons.scan,
        "labels": sorted(set(labels)),
        "letters": Letters(texts, labels),
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    keep(kept, file)


def load_judge(file: Path, meaning: Optional[Meaning]) -> Judge:
    """The judge of a file; by letters alone without `meaning`. Raises what reading the file raises."""
    return Judge(read_kept(file), meaning)
