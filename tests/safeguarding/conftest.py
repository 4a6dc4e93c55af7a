"""The danger check as shipped, trained if it is not there."""

from __future__ import annotations

import pytest

from bot.safeguarding.detector import Detector
from bot.safeguarding.judge import load_judge
from bot.safeguarding.training import model_file
from bot.settings import Settings
from bot.training import embedding_of, encoder_of, ensure_danger_model


@pytest.fixture(scope="session")
def detectors() -> dict[str, Detector]:
    """With everything; with the embedding missing; with the model missing."""
    settings = Settings()
    ensure_danger_model(settings)
    file = model_file(settings.home, embedding_of(settings))
    return {
        "as shipped": Detector(load_judge(file, encoder_of(settings))),
        "embedding missing": Detector(load_judge(file, None)),
        "rules alone": Detector(),
    }
