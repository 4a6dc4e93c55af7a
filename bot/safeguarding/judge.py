"""The trained part of the danger check: what the rules don't say in words, judged by meaning and by letters.

Two views are trained apart and their votes added: the sentence embedding, and runs
of letters with words and pairs of words. Without the embedding the letters judge alone.
Gives no score away and stores none. All pieces of a message are judged in one go.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

import joblib
import numpy as np

from bot.language.encoder import Encoder
from bot.language.spelling import common_words, counted
from bot.language.topic_model import Kernel, unit
from bot.safeguarding.piecework import harmless_pieces, pieces_of_danger
from bot.safeguarding.plain import Plain
from bot.safeguarding.scan import Scan, train_scan
from bot.safeguarding.selection import worth_learning

NONE, PAST, OTHER, WEAK = "none", "past/", "other/", "weak/"  # labels, or beginnings of them before a kind; own danger is its kind alone
WORD_WEIGHT = 0.5  # of words and pairs of words, against runs of letters
ROWS_AT_ONCE = 1000  # of a table of cosines, so that making it takes little memory
OTHERS_SHARE = 0.27  # of the votes for a kind, from which it is about somebody else: such messages are the fewer
SHORTEST_COMMON = 4  # letters; shorter ones of the many common words are names and bits of words

Labelled = Sequence[Tuple[str, str]]


@dataclass(frozen=True)
class Judged:
    """How much speaks for danger of now, for danger that is over and for a weak sign; the likeliest kind; whether somebody else is in it."""

    danger: float
    past: float
    weak: float
    kind: str
    is_about_other: bool = False


class Meaning:
    """Votes by the embedding: 384 numbers a message."""

    def __init__(self, vectors: Any, labels: Sequence[str]) -> None:
        self._known = unit(vectors).astype(np.float32)
        self._kernel = Kernel(self._known @ self._known.T, labels)

    def votes(self, vectors: Any) -> Any:
        """A row for each vector: one number a label, in the order of the sorted labels."""
        return self._kernel.votes(unit(vectors) @ self._known.T)


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
        self._kernel = Kernel(_products(known, self._known), labels)

    def votes(self, texts: Sequence[str]) -> Any:
        """A row for each text: one number a label, in the order of the sorted labels."""
        return self._kernel.votes((self._rows(texts) @ self._known).toarray())

    def _rows(self, texts: Sequence[str]) -> Any:
        """Rows whose products are cosines, letters and words weighed."""
        from scipy.sparse import hstack

        share = WORD_WEIGHT / (1 + WORD_WEIGHT)
        return hstack([self._letters.transform(texts) * np.sqrt(1 - share), self._words.transform(texts) * np.sqrt(share)], format="csr", dtype=np.float32)


def _products(rows: Any, columns: Any) -> Any:
    """The product of two sparse tables as a full one, made in place."""
    full = np.empty((rows.shape[0], columns.shape[1]), np.float32)
    for at in range(0, rows.shape[0], ROWS_AT_ONCE):
        (rows[at : at + ROWS_AT_ONCE] @ columns).toarray(out=full[at : at + ROWS_AT_ONCE])
    return full


class Judge:
    """Both views, or the letters alone if there is no embedding; the quick scan; and the words that are known."""

    def __init__(self, kept: Mapping[str, Any], encoder: Optional[Encoder]) -> None:
        self._labels: List[str] = kept["labels"]
        self._spelling: Spelling = kept["spelling"]
        self._meaning: Optional[Meaning] = kept["meaning"] if encoder else None
        self._encoder = encoder
        self.scan: Scan = kept["scan"]
        self.plain = Plain(kept["words"])

    @property
    def has_meaning(self) -> bool:
        """Whether the embedding is there."""
        return self._meaning is not None

    def __call__(self, plains: Sequence[str]) -> List[Judged]:
        """What each plain text shows."""
        votes = self._spelling.votes(plains)
        if self._meaning is not None and self._encoder is not None:
            votes = votes + self._meaning.votes(self._encoder.encode(plains))
        return [judged(dict(zip(self._labels, row, strict=True))) for row in votes]


def judged(votes: Dict[str, float]) -> Judged:
    """What the votes for each label come to."""
    past = {label: vote for label, vote in votes.items() if label.startswith(PAST)}
    weak = {label: vote for label, vote in votes.items() if label.startswith(WEAK)}
    now = {label: vote for label, vote in votes.items() if label not in past and label not in weak and label != NONE}
    by_kind = {kind: now.get(kind, 0.0) + now.get(OTHER + kind, 0.0) for kind in {kind_of(label) for label in now}}
    kind = max(sorted(by_kind), key=by_kind.__getitem__)
    if sum(past.values()) > sum(now.values()):
        kind = max(past, key=past.__getitem__).removeprefix(PAST)
    other, own = votes.get(OTHER + kind, 0.0), votes.get(kind, 0.0)
    is_about_other = bool(other > OTHERS_SHARE * max(own + other, 0.0))
    return Judged(float(sum(now.values())), float(sum(past.values())), float(sum(weak.values())), kind, is_about_other)


def kind_of(label: str) -> str:
    """The kind of danger of a label for it."""
    return label.removeprefix(OTHER)


def train_judge(messages: Labelled, ordinary: Sequence[str], stories: Sequence[str], encoder: Optional[Encoder], file: Path) -> None:
    """Train both views (the letters alone without an encoder) and keep them in a file.

    `ordinary` are all messages of any day, `stories` long texts without danger. Of the ordinary ones those are learnt that
    teach something; they, the stories and the messages are learnt in pieces too.
    """
    kept = _learnt(messages, ordinary, stories)
    texts, labels = kept.pop("texts"), kept.pop("labelled")
    kept |= {"labels": sorted(set(labels)), "spelling": Spelling(texts, labels), "meaning": Meaning(encoder.encode(texts), labels) if encoder else None}
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    joblib.dump(kept, partial)
    partial.replace(file)


def _learnt(messages: Labelled, ordinary: Sequence[str], stories: Sequence[str]) -> Dict[str, Any]:
    """The words, the scan, and what the views learn from: plain texts and their labels."""
    words = _known_words([text for text, _ in messages], ordinary)
    plain = Plain(words)
    told = [(plain(text), label) for text, label in messages]
    days = [plain(text) for text in ordinary]
    scan = _scan_of(told, days)
    calm = [text for text, label in told if label == NONE]
    harmless = harmless_pieces([*calm, *map(plain, stories)], days, scan)
    dangers = [one for one in told if one[1] != NONE and not one[1].startswith((PAST, WEAK))]
    nearest = worth_learning(days, [text for text, label in told if label != NONE])
    learnt = [*told, *((text, NONE) for text in nearest), *((piece, NONE) for piece in harmless), *pieces_of_danger(dangers, days, scan)]
    return {"words": words, "scan": scan, "texts": [text for text, _ in learnt], "labelled": [label for _, label in learnt]}


def load_judge(file: Path, encoder: Optional[Encoder]) -> Judge:
    """The judge of a file; by letters alone without an encoder. Raises what reading the file raises."""
    return Judge(joblib.load(file), encoder)


def _known_words(*groups: Sequence[str]) -> Dict[str, int]:
    """How often each word is used; the common words of English once."""
    used = {word: count for word, count in counted(text for texts in groups for text in texts).items() if count > 1}
    return {**{word: 1 for word in common_words() if len(word) >= SHORTEST_COMMON}, **used}


def _scan_of(told: Labelled, ordinary: Sequence[str]) -> Scan:
    """Learns from what is clear: danger of now or none."""
    clear = [(text, label != NONE) for text, label in told if not label.startswith((PAST, WEAK))]
    clear += [(text, False) for text in ordinary]
    return train_scan([text for text, _ in clear], [is_danger for _, is_danger in clear])
