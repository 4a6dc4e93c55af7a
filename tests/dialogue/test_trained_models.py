"""A start trains what is missing, and nothing twice."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bot.dialogue import trained_models
from bot.dialogue.training import train_apart
from bot.safeguarding.judge_training import model_file
from bot.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


def test_a_first_start_trains_each_model_once_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The danger check first, as it must not wait for Rasa; a second start finds both and trains none."""
    for name in ("config.yml", "domain.yml"):
        (tmp_path / name).write_text("version: '3.1'\n")
    settings, trained, said = Settings(home=tmp_path), [], []
    files = {
        "danger": model_file(tmp_path, trained_models.embedding_of(settings)),
        "dialogue": trained_models.model_path(settings),
    }

    def made(what: str) -> Path:
        trained.append(what)
        files[what].parent.mkdir(exist_ok=True)
        files[what].write_bytes(b"")
        return files[what]

    monkeypatch.setattr(trained_models, "train_danger", lambda _settings: made("danger"))
    monkeypatch.setattr(trained_models, "_train_dialogue", lambda _settings: made("dialogue"))
    for _ in range(2):
        assert trained_models.ensure_model(settings, said.append) == files["dialogue"]
    assert trained == ["danger", "dialogue"]
    assert [words.split(" (")[0] for words in said] == [
        "Training the danger check on data/safety",
        "Training the model on data/nlu",
    ]
    trained_models.train(settings)
    assert trained[2:] == ["danger", "dialogue"]


def test_training_that_fails_says_why(tmp_path: Path) -> None:
    """It runs in a process of its own, with these settings; what it said last comes with the error."""
    (tmp_path / "data").mkdir()
    with pytest.raises(RuntimeError, match=r"the danger model was not trained:[\s\S]*Error"):
        train_apart("danger", Settings(home=tmp_path))
    assert list(tmp_path.rglob("danger-*")) == []


def test_training_does_not_come_into_this_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program is started, by this same Python, with the home and the weights of these settings."""
    program = tmp_path / "python"
    program.write_text('#!/bin/sh\necho "$@ $LOCALOFFER_HOME $LOCALOFFER_EMBEDDING_SHA256" >&2\nexit 1\n')
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(RuntimeError, match=f"-m bot.dialogue.training dialogue {tmp_path} 123"):
        train_apart("dialogue", Settings(home=tmp_path, embedding_sha256="123"))
