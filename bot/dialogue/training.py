"""Trains one model and ends: `python -m bot.dialogue.training dialogue|danger`, with the settings of the environment.

A process that serves starts it for what is missing, and so never holds what only training needs: TensorFlow,
scikit-learn and half a gigabyte.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from typing import Callable, Dict, Mapping

from bot.settings import Settings


def train_apart(model: str, settings: Settings) -> None:
    """Train `dialogue` or `danger` in a process of its own, and wait for it. Raises RuntimeError with what it said if it fails."""
    call = [sys.executable, "-m", __name__, model]
    done = subprocess.run(  # noqa: S603 - our own module
        call, env=_environment(settings), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the {model} model was not trained:\n{done.stderr.strip()}")


def _environment(settings: Settings) -> Dict[str, str]:
    """Ours, with the settings that decide what is trained, and the same import path wherever the command was started."""
    chosen = {
        "HOME": settings.home,
        "EMBEDDING": settings.embedding,
        "EMBEDDING_SHA256": settings.embedding_sha256,
    }
    return {
        **os.environ,
        **{f"LOCALOFFER_{name}": str(value) for name, value in chosen.items() if value},
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }


def train_danger(settings: Settings) -> None:
    """The danger check's model."""
    from bot.dialogue.trained_models import embedding_of
    from bot.safeguarding import judge_training

    judge_training.train(settings.home, embedding_of(settings))


def train_dialogue(settings: Settings) -> None:
    """Rasa's model from the same files as `rasa train`, with our name for the result. Raises RuntimeError."""
    import rasa

    from bot.dialogue.trained_models import model_path

    path = model_path(settings)
    said = io.StringIO()  # Rasa's progress bars and notes; shown only if it fails
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        result = rasa.train(
            domain=str(settings.home / "domain.yml"),
            config=str(settings.home / "config.yml"),
            training_files=[str(settings.home / "data" / "nlu"), str(settings.home / "data" / "rules")],
            output=str(path.parent),
            fixed_model_name=path.name,
            force_training=True,
        )
    if not result.model or not path.exists():
        raise RuntimeError(f"Rasa trained no model:\n{said.getvalue()}\nRun `rasa data validate` on data/.")


_MODELS: Mapping[str, Callable[[Settings], None]] = {"dialogue": train_dialogue, "danger": train_danger}

if __name__ == "__main__":
    try:
        _MODELS[sys.argv[1]](Settings())
    except RuntimeError as error:
        sys.exit(str(error))
