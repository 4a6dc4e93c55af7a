"""The danger check as shipped, trained if it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import benchmarks.safety

if TYPE_CHECKING:
    from bot.safeguarding.detector import Detector


@pytest.fixture(scope="session")
def detectors() -> dict[str, Detector]:
    """With everything; with the embedding missing; with the model missing."""
    return benchmarks.safety.detectors()
