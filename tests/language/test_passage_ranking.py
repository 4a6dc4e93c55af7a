"""The ranker of passages over a small index: what counts as evidence, what a council tells first, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from bot.language.passages.aspect_model import AspectModel
from bot.language.passages.entries import Asked, Entry, Shelf
from bot.language.passages.passage_index import PassageIndex
from bot.language.passages.passage_ranking import OWN_SHARE, Learnt, PassageRanker, own_first
from bot.language.passages.passage_weights import Weights, first_weights, read_weights, write_weights
from bot.language.passages.projection import Projection
from bot.language.passages.projection_training import Texts, learn_projection
from bot.language.passages.sureness import SURE_COLUMNS, Sureness
from bot.language.passages.unit_vectors import UnitVectors

if TYPE_CHECKING:
    from pathlib import Path

NEVER_SURE = Sureness(np.zeros(len(SURE_COLUMNS), np.float32), 0.0)
COST = Entry(
    "nation", "bus", "cost", "how_much", "What does a pass cost?", "It is free.", ("how much is the bus",)
)
LOST = Entry(
    "nation", "bus", "lost", "what_if_no", "What if I lose it?", "Ring the desk.", ("my pass fell out",)
)
HERE = replace(COST, place="moor", id="moor_cost", text="Five pounds.", asks=("price of it",), is_local=True)


@pytest.fixture
def ranker() -> PassageRanker:
    """Of two places, by words alone."""
    index = PassageIndex([COST, LOST, HERE], {"nation": Shelf((0, 1)), "moor": Shelf((0, 1, 2))})
    return PassageRanker(index, Learnt(first_weights(), NEVER_SURE))


def test_the_words_of_an_ask_find_its_passage(ranker: PassageRanker) -> None:
    """In every place that tells it."""
    found = ranker.rank(Asked("i think my pass fell out of my bag"))
    assert [found[place][0].id for place in ("nation", "moor")] == ["lost", "lost"]
    assert found["nation"][0].chance > found["nation"][1].chance


def test_a_place_tells_nothing_that_is_not_its_own(ranker: PassageRanker) -> None:
    """Moor's passage is no answer in the nation."""
    found = ranker.rank(Asked("price of it"))
    assert {one.id for one in found["nation"]} == {"cost", "lost"}
    assert found["moor"][0].id == "moor_cost"


def test_texts_that_are_let_go_change_no_ranking(ranker: PassageRanker) -> None:
    """Serving needs none of them."""
    asked = Asked("how much is the bus")
    before = ranker.rank(asked)
    ranker.index.forget_texts()
    assert (ranker.rank(asked), ranker.index.units) == (before, [])


@pytest.mark.parametrize(
    ("share", "first"), [(OWN_SHARE, "moor_cost"), (OWN_SHARE - 0.001, "cost")], ids=["likely", "not likely"]
)
def test_what_the_council_tells_itself_goes_first_if_it_is_likely(share: float, first: str) -> None:
    """Of the same aspect of the topic; nothing is lost of the ranking."""
    ranked = own_first("moor", [COST, LOST, HERE], np.array([1, 0.5, share]))
    assert ranked[0].id == first
    assert {one.id for one in ranked} == {"cost", "lost", "moor_cost"}


@pytest.mark.parametrize(
    "other",
    [replace(HERE, aspect="where"), replace(HERE, topic="train"), replace(HERE, place="area")],
    ids=["another aspect", "another topic", "an area's"],
)
def test_nothing_else_goes_before_the_likeliest(other: Entry) -> None:
    """A helpline of the nation is not pushed down by a service of the area."""
    assert own_first("moor", [COST, other], np.array([1, 0.9]))[0] is COST


def test_aspects_are_told_apart_by_words() -> None:
    """How much, and what if no."""
    model = AspectModel().fit(
        ["how much is it"] * 12 + ["what if they say no"] * 12, ["much"] * 12 + ["no"] * 12
    )
    assert model.aspects[int(np.argmax(model.log_chances("how much is that one")))] == "much"
    with pytest.raises(ValueError, match="two aspects"):
        AspectModel().fit(["how much"] * 12, ["much"] * 12)


def test_the_projection_brings_together_what_belongs_to_one_passage() -> None:
    """Of texts that are as much their writer's voice as their meaning, more lie next to their like after it than before."""
    dice = np.random.default_rng(1)
    owner, hand = np.repeat(np.arange(256), 16), np.tile(np.arange(16), 256)
    meaning, voice = dice.normal(size=(256, 16)), dice.normal(size=(256, 16, 16))
    vectors = np.hstack([meaning[owner], voice[owner, hand]]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    mapped = learn_projection(Texts(vectors, owner, hand), 32)(vectors)
    before, after = (_nearest_by_another_hand(one, owner, hand) for one in (vectors, mapped))
    assert after > before + 0.05, (before, after)


def _nearest_by_another_hand(vectors: np.ndarray, owner: np.ndarray, hand: np.ndarray) -> float:
    """How often the nearest text by another hand is of the same passage, where that hand's own voice is near too."""
    cosines = np.where(hand[:, None] == hand[None, :], -2, vectors @ vectors.T)
    return float(np.mean(owner[cosines.argmax(axis=1)] == owner))


def test_known_vectors_are_not_made_again(tmp_path: Path) -> None:
    """Only what is new is encoded; what comes back is what was kept, to a hundredth."""
    encoded: list[str] = []

    def encode(texts: list[str]) -> np.ndarray:
        encoded.extend(texts)
        return np.array([[0.6, -0.8]] * len(texts), np.float32)

    vectors = UnitVectors()
    vectors.of(["one", "two"], encode)
    vectors.write(tmp_path / "vectors.npz")
    known = UnitVectors.read(tmp_path / "vectors.npz")
    other = UnitVectors()
    other.also(known)
    found = other.of(["two", "three", "one"], encode)
    assert encoded == ["one", "two", "three"]
    assert np.allclose(found, [[0.6, -0.8]] * 3, atol=0.01)


def test_what_was_learnt_comes_back_and_holds_for_its_embedding_alone(tmp_path: Path) -> None:
    """Of another embedding neither the projection nor the vectors count; a file that is not there is no error."""
    vectors = UnitVectors()
    vectors.of(["one"], lambda texts: np.ones((len(texts), 1), np.float32))
    sureness = Sureness(np.arange(len(SURE_COLUMNS), dtype=np.float32), 0.5)
    projection = Projection(np.ones((2, 1), np.float32))
    write_weights(tmp_path / "w.npz", Weights(first_weights(), sureness, projection, vectors, "abc"))
    kept = read_weights(tmp_path / "w.npz")
    assert np.array_equal(kept.columns, first_weights())
    assert np.array_equal(kept.sureness.slopes, sureness.slopes)
    assert kept.under("abc") is kept
    other = kept.under("another")
    assert (other.projection, len(other.vectors.arrays()["digests"])) == (None, 0)
    assert read_weights(tmp_path / "none.npz").projection is None
