"""What many tests share: our real content, and a real database in a folder of its own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import bot.casework.models
import bot.delivery.journal
import bot.identity.models  # noqa: F401 - these imports register tables, which a test may need
from bot.casework.database import Database
from bot.entitlements.parameters import Parameters, load_parameters
from bot.identity.keyed import Keyed
from bot.offer.loader import Offer, load_offer

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    """Our real figures. Nothing changes them."""
    return load_parameters(ROOT / "data" / "parameters")


@pytest.fixture(scope="session")
def offer(parameters: Parameters) -> Offer:
    """Our real content. Nothing changes it."""
    return load_offer(ROOT / "data" / "offer", parameters.__contains__)


# Seals nothing but invented people.
KEY = "dGVzdHMtc2VhbC1ub3RoaW5nLWJ1dC1pbnZlbnRlZC0="


@pytest.fixture
def keyed() -> Keyed:
    """Keyed hashes with a secret that guards nothing."""
    return Keyed(b"a secret for tests")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A SQLite database with every table and nobody in it."""
    made = Database(f"sqlite:///{tmp_path / 'test.db'}", [KEY])
    made.create_tables()
    yield made
    made.engine.dispose()
