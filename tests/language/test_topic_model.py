"""Sentences are ranked by topic, with meaning or by letters alone, and what is far from all training is known by its score."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from bot.language.embedding.encoder import Encoder
from bot.language.embedding.weights import find_weights
from bot.language.topic_model import LETTERS_ALONE, OUT_OF_SCOPE, Letters, Ranking, TopicModel, joined, unit

MESSAGES = {
    "ask/rent": (
        "how do i pay my rent",
        "my rent is too high",
        "who helps with the rent",
        "i am behind with rent",
    ),
    "ask/driving": (
        "can i get driving lessons",
        "who pays for my driving test",
        "help with a provisional licence",
        "learning to drive a car",
    ),
    "ask/college": (
        "what courses are there at college",
        "do i get a bursary for college",
        "i want to go to college",
        "college enrolment day",
    ),
    OUT_OF_SCOPE: ("what is the weather like", "who won the football", "tell me a joke", "play some music"),
}
TEXTS = [text for texts in MESSAGES.values() for text in texts]
LABELS = [label for label, texts in MESSAGES.items() for _ in texts]
ASKED = [
    ("is there help with rent", "ask/rent"),
    ("driving lessons cost", "ask/driving"),
    ("college bursary", "ask/college"),
    ("weather today", OUT_OF_SCOPE),
]


class Trained(NamedTuple):
    """A model and what it reads sentences with."""

    letters: Letters
    model: TopicModel
    encoder: Encoder | None

    def rows(self, *texts: str) -> np.ndarray:
        """One row a text."""
        return joined(self.letters.rows(texts), self.encoder.encode(texts) if self.encoder else None)

    def rank(self, text: str) -> Ranking:
        """What it makes of one sentence."""
        (found,) = self.model.rank(self.rows(text))
        return found


@pytest.fixture(scope="module", params=["meaning and letters", "letters alone"])
def trained(request: pytest.FixtureRequest, root: Path) -> Trained:
    """A model trained on our few messages."""
    letters = Letters()
    rows = letters.fit(TEXTS)
    if request.param == "letters alone":
        return Trained(letters, TopicModel(LETTERS_ALONE).fit(joined(rows, None), LABELS), None)
    encoder = Encoder(find_weights(), root / "models")
    return Trained(letters, TopicModel().fit(joined(rows, encoder.encode(TEXTS)), LABELS), encoder)


@pytest.mark.parametrize(("text", "label"), ASKED)
def test_the_right_topic_comes_first(trained: Trained, text: str, label: str) -> None:
    """For sentences that were not trained in these words."""
    assert trained.rank(text).labels[0] == label


def test_a_trained_message_has_its_own_topic(trained: Trained) -> None:
    """Every message of training is taken for what it was."""
    assert [ranking.labels[0] for ranking in trained.model.rank(trained.rows(*TEXTS))] == LABELS


@pytest.mark.parametrize("text", ["is there help with rent", "zzqx vvkj", ""])
def test_a_ranking_holds_every_topic_with_its_chance(trained: Trained, text: str) -> None:
    """Chances fall from the first to the last and add up to 1, also for nonsense and for nothing."""
    found = trained.rank(text)
    assert sorted(found.labels) == sorted(MESSAGES)
    assert found.chances == sorted(found.chances, reverse=True)
    assert min(found.chances) >= 0
    assert sum(found.chances) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    "strange", ["weather today", "tell me a joke please", "xylophone 8888", "zzqx vvkj", ""]
)
def test_what_is_no_topic_of_ours_scores_lower(trained: Trained, strange: str) -> None:
    """Nonsense, and what belongs elsewhere, is less sure to fit than any question of ours."""
    lowest = min(trained.rank(text).score for text, label in ASKED if label != OUT_OF_SCOPE)
    assert trained.rank(strange).score < lowest - 3


def test_meaning_counts_where_words_are_not_shared(root: Path) -> None:
    """A question about cash for the landlord is about rent, though neither word was trained."""
    letters = Letters()
    encoder = Encoder(find_weights(), root / "models")
    rows = letters.fit(TEXTS)
    whole = Trained(letters, TopicModel().fit(joined(rows, encoder.encode(TEXTS)), LABELS), encoder)
    assert whole.rank("cash for my landlord").labels[0] == "ask/rent"


def test_one_sentence_is_ranked_as_among_others(trained: Trained) -> None:
    """Each row is ranked by itself."""
    texts = [text for text, _ in ASKED]
    together = trained.model.rank(trained.rows(*texts))
    assert [ranking.labels for ranking in together] == [trained.rank(text).labels for text in texts]
    assert [ranking.score for ranking in together] == pytest.approx(
        [trained.rank(text).score for text in texts], abs=1e-2
    )


def test_the_order_of_training_messages_does_not_matter(trained: Trained) -> None:
    """The same messages in another order make the same model, but for rounding."""
    other = TopicModel(trained.model.weights).fit(trained.rows(*reversed(TEXTS)), LABELS[::-1])
    for text, _ in ASKED:
        first, (second,) = trained.rank(text), other.rank(trained.rows(text))
        assert first.labels[0] == second.labels[0]
        assert first.chances == pytest.approx(second.chances, abs=0.02)


def test_a_hidden_label_has_no_chance(trained: Trained) -> None:
    """Minus infinity as its bias puts a label last, with chance 0, and the rest still add up to 1."""
    bias = np.array([-np.inf if label == "ask/rent" else 0 for label in trained.model.labels])
    (found,) = trained.model.rank(trained.rows("how do i pay my rent"), bias)
    assert (found.labels[-1], found.chances[-1]) == ("ask/rent", 0)
    assert sum(found.chances) == pytest.approx(1, abs=1e-5)


def test_a_bias_lifts_a_label(trained: Trained) -> None:
    """Votes are added to: enough of them, and a label comes first."""
    bias = np.array([1_000.0 * (label == "ask/college") for label in trained.model.labels])
    (found,) = trained.model.rank(trained.rows("how do i pay my rent"), bias)
    assert found.labels[0] == "ask/college"


def test_no_sentence_gives_no_ranking(trained: Trained) -> None:
    """An empty table of rows is no error."""
    width = trained.rows("rent").shape[1]
    assert trained.model.rank(np.zeros((0, width), np.float32)) == []


def test_one_topic_alone_can_not_be_learnt() -> None:
    """There is nothing to tell apart, and the error says which topic there is."""
    with pytest.raises(ValueError, match=r"two or more, not \['ask/rent'\]"):
        TopicModel(LETTERS_ALONE).fit(np.eye(4, dtype=np.float32), ["ask/rent"] * 4)


def test_letters_read_a_text_as_they_did_in_training() -> None:
    """The row of a trained text is the row that training gave it."""
    letters = Letters()
    assert np.allclose(letters.fit(TEXTS), letters.rows(TEXTS), atol=1e-6)


def test_letters_alone_are_left_as_they_are() -> None:
    """Without vectors the rows are the letters; with them both stand side by side."""
    letters, vectors = np.ones((2, 3), np.float32), np.zeros((2, 4), np.float32)
    assert joined(letters, None) is letters
    assert joined(letters, vectors).tolist() == [[0, 0, 0, 0, 1, 1, 1]] * 2


def test_unit_rows_have_length_one() -> None:
    """A row of nothing stays nothing instead of becoming no number."""
    assert np.linalg.norm(unit(np.array([[3.0, 4.0], [0.0, 0.0]])), axis=1) == pytest.approx([1, 0])
