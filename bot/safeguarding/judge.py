"""The trained part of the danger check: what the rules don't say in words, judged by meaning and by letters.

Two views are trained apart and their votes added: the sentence embedding, and runs
of letters with words and pairs of words. Without the embedding the letters judge alone.
Gives no score away and stores none: a message is danger, danger that is over, or neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence, Tuple

import joblib
import numpy as np

from bot.language.chat import spelled_out
from bot.language.encoder import Encoder
from bot.language.topic_model import Kernel, unit
from bot.safeguarding.spaces import with_spaces

NONE, PAST, OTHER = "none", "past/", "other/"  # labels, or beginnings of them before a kind; own danger is its kind alone
WORD_WEIGHT = 0.5  # of words and pairs of words, against runs of letters
ROWS_AT_ONCE = 1000  # of a table of cosines, so that making it takes little memory

Labelled = Sequence[Tuple[str, str]]


class Verdict(Enum):
    """What the classifier makes of a message; the rules are asked too."""

    SURE = "danger, even if no rule sees it"
    MAYBE = "danger, if a rule sees it"
    OVER = "it was danger, and is over"
    NOTHING = "no danger"


@dataclass(frozen=True)
class Judged:
    """A verdict, the likeliest kind of danger, and whether somebody else is in it."""

    verdict: Verdict
    kind: str
    is_about_other: bool = False


# From which sum of votes a message is danger. How they were chosen stands in docs/safeguarding.md.
BOTH = 0.36  # the two views together
LETTERS = 0.15  # the letters by themselves, if the meaning does not speak against it:
AGREED = 0.28  # so much must be left of the sum
LETTERS_ALONE = 0.13  # where there is no embedding: rather a false alarm more than a miss
RULED = 0.0  # if a rule sees danger too
OVER, OVER_BY_LETTERS = 0.4, 0.3  # of what is past
OTHERS_SHARE = 0.27  # of the votes for a kind, from which it is about somebody else: such messages are the fewer

Votes = Dict[str, float]


class Meaning:
    """Votes by the embedding: 384 numbers a message."""

    def __init__(self, vectors: Any, labels: Sequence[str]) -> None:
        self._known = unit(vectors).astype(np.float32)
        self._kernel = Kernel(self._known @ self._known.T, labels)

    def votes(self, vector: Any) -> Any:
        """One number a label, in the order of the sorted labels."""
        return self._kernel.votes(unit(vector) @ self._known.T)[0]


class Spelling:
    """Votes by runs of one to four letters, words and pairs of words."""

    def __init__(self, texts: Sequence[str], labels: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True, min_df=2, dtype=np.float32)
        self._words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32)
        self._letters.fit(texts)
        self._words.fit(texts)
        known = self._rows(texts)
        self._known = known.T.tocsr()
        self._kernel = Kernel(np.vstack([(known[at : at + ROWS_AT_ONCE] @ self._known).toarray() for at in range(0, len(texts), ROWS_AT_ONCE)]), labels)

    def votes(self, text: str) -> Any:
        """One number a label, in the order of the sorted labels."""
        return self._kernel.votes((self._rows([text]) @ self._known).toarray())[0]

    def _rows(self, texts: Sequence[str]) -> Any:
        """Rows whose products are cosines, letters and words weighed."""
        from scipy.sparse import hstack

        share = WORD_WEIGHT / (1 + WORD_WEIGHT)
        return hstack([self._letters.transform(texts) * np.sqrt(1 - share), self._words.transform(texts) * np.sqrt(share)], format="csr", dtype=np.float32)


class Judge:
    """Both views, or the letters alone if there is no embedding."""

    def __init__(self, labels: List[str], spelling: Spelling, meaning: Optional[Meaning], encoder: Optional[Encoder]) -> None:
        self._labels, self._spelling = labels, spelling
        self._meaning, self._encoder = meaning, encoder

    def __call__(self, text: str) -> Judged:
        """The verdict on a message."""
        plain = in_plain_words(text)
        letters = self._spelling.votes(plain)
        by_letters = self._named(letters)
        if not self._meaning or not self._encoder:
            return judged(by_letters, danger_in(by_letters) >= LETTERS_ALONE, OVER_BY_LETTERS)
        both = self._named(letters + self._meaning.votes(self._encoder.encode([plain])))
        agreed = danger_in(by_letters) >= LETTERS and danger_in(both) >= AGREED
        return judged(both, agreed or danger_in(both) >= BOTH, OVER)

    def _named(self, votes: Any) -> Votes:
        return dict(zip(self._labels, votes, strict=True))


def danger_in(votes: Votes) -> float:
    """The sum of the votes for danger that is not over."""
    return sum(vote for label, vote in votes.items() if label != NONE and not label.startswith(PAST))


def judged(votes: Votes, is_sure: bool, over: float) -> Judged:
    """The verdict from the votes for each label. `over` is the limit of what is past."""
    past = {label: vote for label, vote in votes.items() if label.startswith(PAST)}
    if sum(past.values()) >= over and sum(past.values()) > danger_in(votes):
        return Judged(Verdict.OVER, max(past, key=past.__getitem__).removeprefix(PAST))
    kinds = sorted({kind_of(label) for label in votes if label not in past and label != NONE})
    kind = max(kinds, key=lambda kind: votes.get(kind, 0.0) + votes.get(OTHER + kind, 0.0))
    verdict = Verdict.SURE if is_sure else Verdict.MAYBE if danger_in(votes) >= RULED else Verdict.NOTHING
    other, own = votes.get(OTHER + kind, 0.0), votes.get(kind, 0.0)
    return Judged(verdict, kind, bool(other > OTHERS_SHARE * max(own + other, 0.0)))


def kind_of(label: str) -> str:
    """The kind of danger of a label for it."""
    return label.removeprefix(OTHER)


def in_plain_words(text: str) -> str:
    """Chat-speak spelled out, and spaces put back into "iwanttodie"."""
    return with_spaces(spelled_out(text))


def train_judge(messages: Labelled, encoder: Optional[Encoder], file: Path) -> None:
    """Train both views (the letters alone without an encoder) and keep them in a file."""
    texts, labels = [in_plain_words(text) for text, _ in messages], [label for _, label in messages]
    kept = {
        "labels": sorted(set(labels)),
        "spelling": Spelling(texts, labels),
        "meaning": Meaning(encoder.encode(texts), labels) if encoder else None,
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    joblib.dump(kept, partial)
    partial.replace(file)


def load_judge(file: Path, encoder: Optional[Encoder]) -> Judge:
    """The judge of a file; by letters alone without an encoder. Raises what reading the file raises."""
    kept = joblib.load(file)
    return Judge(kept["labels"], kept["spelling"], kept["meaning"], encoder)
